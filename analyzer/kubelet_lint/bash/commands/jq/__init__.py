"""jq: reads and rewrites JSON, as jq 1.6 and 1.7 do.

No library in pure Python follows jq; the bindings are native, and none keeps the place
of a value. What is here is the part of the language that node scripts use: a value that
comes from the file still points at the file, one that the filter sets at the filter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.bash.commands.inputs import read_inputs
from kubelet_lint.bash.commands.jq.evaluate import STEPS, Failed, Scope, evaluate
from kubelet_lint.bash.commands.jq.filter import Filter, Unsupported, parse
from kubelet_lint.bash.commands.jq.reading import NotJson, read, show
from kubelet_lint.bash.commands.jq.value import (
    NULL,
    Items,
    Members,
    Str,
    Unknown,
    Value,
    truth,
)
from kubelet_lint.bash.shell import Call, Result, is_words
from kubelet_lint.source import EMPTY, Text, program

_SHORT = "rjacCsSMneR"
_LONG = {
    "--raw-output": "r",
    "--join-output": "j",
    "--compact-output": "c",
    "--slurp": "s",
    "--sort-keys": "S",
    "--color-output": "C",
    "--monochrome-output": "M",
    "--null-input": "n",
    "--exit-status": "e",
    "--raw-input": "R",
    "--ascii-output": "a",
    "--tab": "t",
    "--raw-output0": "0",
    "--seq": "q",
}


class _Asked(NamedTuple):
    flags: frozenset[str]
    program: Text
    files: tuple[Text, ...]
    variables: dict[str, Value]
    indent: int


def jq(call: Call) -> Result:
    """Filter JSON files, or standard input."""
    try:
        try:
            asked = _asked(call)
        except (IndexError, ValueError):
            # An option without its value, or an indent that is no number.
            return Result(status=2)
        tree = parse(call.settle(asked.program))
        inputs, status = _inputs(call, asked)
        return _run(call, asked, tree, inputs, status)
    except Unsupported as error:
        call.note(str(error))
        return Result(call.unknown(f"what jq prints: {error}"), status=None)
    except NotJson as error:
        return Result(status=2, stderr=program(f"jq: error: {error}\n"))


def _asked(call: Call) -> _Asked:
    flags: set[str] = set()
    words: list[Text] = []
    variables: dict[str, Value] = {}
    indent = 2
    rest = list(reversed(call.argv[1:]))
    while rest:
        word = call.settle(rest.pop())
        chars = word.chars
        if is_words(word):
            raise Unsupported("jq: its arguments are not known")
        if chars in ("--arg", "--argjson", "--slurpfile", "--rawfile"):
            name, value = rest.pop(), call.settle(rest.pop())
            variables[name.chars] = _variable(call, chars, value)
        elif chars == "--indent":
            indent = int(rest.pop().chars)
        elif chars in ("-f", "--from-file"):
            found = read_inputs(call, (rest.pop(),))
            words.insert(0, found.text)
        elif chars in _LONG:
            flags.add(_LONG[chars])
        elif len(chars) > 1 and chars[0] == "-" and set(chars[1:]) <= set(_SHORT):
            flags.update(chars[1:])
        elif chars.startswith("-") and len(chars) > 1:
            raise Unsupported(f"jq: {word.display()} is not understood")
        else:
            words.append(word)
    body = words[0] if words else program(".")
    return _Asked(frozenset(flags), body, tuple(words[1:]), variables, indent)


def _variable(call: Call, option: str, value: Text) -> Value:
    if option == "--arg":
        return Str(value)
    if option == "--argjson":
        found = read(value)
        return found[0] if found else NULL
    content = call.settle(read_inputs(call, (value,)).text)
    return Str(content) if option == "--rawfile" else Items(tuple(read(content)))


def _inputs(call: Call, asked: _Asked) -> tuple[list[Value], int | None]:
    if "n" in asked.flags:
        return [NULL], 0
    found = read_inputs(call, asked.files)
    if found.failed:
        return [], 2
    texts = [call.settle(content.text) for content in found.contents]
    if "R" in asked.flags:
        whole = Text.join(texts)
        if "s" in asked.flags:
            return [Str(whole)], found.status()
        return [Str(line) for line in whole.lines()], found.status()
    values = [value for text in texts for value in read(text)]
    if "s" in asked.flags:
        return [Items(tuple(values))], found.status()
    return values, found.status()


def _run(
    call: Call,
    asked: _Asked,
    tree: Filter,
    inputs: list[Value],
    status: int | None,
) -> Result:
    printed: list[Text] = []
    last: Value | None = None
    environment = Members(
        {name: (program(name), Str(text)) for name, text in call.environment.items()}
    )
    variables = {**asked.variables, "ENV": environment}
    for value in inputs:
        scope = Scope(variables, [STEPS])
        try:
            for found in evaluate(tree, value, scope):
                last = found
                printed.extend(_printed(found, asked))
        except Failed:
            status = 5
        except RecursionError:
            raise Unsupported("jq: nested too deeply") from None
    if "e" in asked.flags and status == 0:
        status = 4 if last is None else {True: 0, False: 1, None: None}[truth(last)]
    return Result(Text.join(printed) if printed else EMPTY, status=status)


def _printed(value: Value, asked: _Asked) -> Iterator[Text]:
    raw = asked.flags & {"r", "j"}
    if "a" in asked.flags or asked.flags & {"t", "0", "q"}:
        raise Unsupported("jq: this way of printing")
    if raw and isinstance(value, Str):
        yield value.text
    elif raw and isinstance(value, Unknown):
        yield value.text
    else:
        indent = 0 if "c" in asked.flags else asked.indent
        yield show(value, indent=indent, sort="S" in asked.flags)
    if "j" not in asked.flags:
        yield program("\n")
