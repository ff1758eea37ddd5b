"""awk: a program for each line, as POSIX awk, gawk and mawk run it alike."""

from __future__ import annotations

import re

from kubelet_lint.bash.commands.awk.reading import read
from kubelet_lint.bash.commands.awk.run import Records, run
from kubelet_lint.bash.commands.awk.scanning import Unread, unescaped
from kubelet_lint.bash.commands.awk.value import Given, Value
from kubelet_lint.bash.commands.inputs import by_lines, read_inputs
from kubelet_lint.bash.commands.lines import bodies
from kubelet_lint.bash.commands.options import Options, parse
from kubelet_lint.bash.shell import Call, Result
from kubelet_lint.source import Text
from kubelet_lint.source import program as made_up

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z_0-9]*)=")
_LONG = {"field-separator": "F:", "assign": "v:", "file": "f:"}


def awk(call: Call) -> Result:
    """Run an awk program over files or standard input."""
    options = parse(call.argv[1:], "F:v:f:", _LONG, mixed=False)
    words = list(options.operands)
    program = _program(call, options, words)
    if program is None or options.wrong:
        return Result(call.unknown("what awk prints is not known"), None)
    given: list[Text] = []
    while words and _ASSIGNMENT.match(words[0].chars):
        given.append(words.pop(0))
    if options.open or any(_ASSIGNMENT.match(word.chars) for word in words):
        return Result(call.unknown("what awk is told to do is not known"), None)
    try:
        tree = read(call.settle(program))
        variables = _variables(call, options)
        late = dict(_assigned(word) for word in given)
    except (Unread, RecursionError) as error:
        return Result(call.unknown(f"{error}"), None)
    reads = bool(tree.rules or tree.last)
    inputs = read_inputs(call, words) if reads else None
    records = _records(call, words) if reads else Records((), (), ())
    output = run(tree, records, variables, late)
    printed = output.printed
    if output.lost:
        return Result(printed + call.unknown(output.lost), None)
    status = output.status
    return Result(printed, inputs.status(status, bad=2) if inputs else status)


def _program(call: Call, options: Options, words: list[Text]) -> Text | None:
    parts: list[Text] = []
    for name, value in options.given:
        if name == "f":
            found = read_inputs(call, (value,))
            if found.failed:
                return None
            parts.extend((found.text, made_up("\n")))
    if parts:
        return Text.join(parts)
    return words.pop(0) if words else None


def _variables(call: Call, options: Options) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, value in options.given:
        if name == "F":
            separator = unescaped(call.settle(value))
            tab = separator.chars == "t"
            found["FS"] = Given(made_up("\t") if tab else separator)
        elif name == "v":
            variable, assigned = _assigned(value)
            found[variable] = assigned
    return found


def _assigned(word: Text) -> tuple[str, Value]:
    match = _ASSIGNMENT.match(word.chars)
    if match is None:
        raise Unread("a variable that awk is given is not known")
    return match[1], Given(unescaped(word[match.end() :]))


def _records(call: Call, words: list[Text]) -> Records:
    lines: list[Text] = []
    files: list[Text] = []
    numbers: list[int] = []
    for content in read_inputs(call, words).contents:
        for number, (line, _) in enumerate(bodies(by_lines(call, content.text)), 1):
            lines.append(line)
            files.append(content.name)
            numbers.append(number)
    return Records(tuple(lines), tuple(files), tuple(numbers))
