"""sed: edits text line by line, as GNU sed 4.9 does."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.bash.commands.inputs import Content, by_lines, read_inputs
from kubelet_lint.bash.commands.options import Options, parse
from kubelet_lint.bash.commands.sed.program import Program
from kubelet_lint.bash.commands.sed.reading import read
from kubelet_lint.bash.commands.sed.run import Input, Output, run
from kubelet_lint.bash.regex.reading import Invalid, Unsure
from kubelet_lint.bash.shell import Call, Result
from kubelet_lint.node.filesystem import Entry, File, Link, Missing, Unseen
from kubelet_lint.source import EMPTY, Hole, Text
from kubelet_lint.source import program as made_up

_SHORT = "bsnrzuEe:f:l:i::V:s"
_LONG = {
    "expression": "e:",
    "file": "f:",
    "quiet": "n",
    "silent": "n",
    "regexp-extended": "E",
    "in-place": "i::",
    "separate": "s",
    "null-data": "z",
    "zero-terminated": "z",
    "unbuffered": "u",
    "line-length": "l:",
    "follow-symlinks": "follow",
    "posix": "posix",
    "debug": "debug",
    "sandbox": "sandbox",
    "binary": "b",
    "help": "help",
    "version": "version",
}


class _Script(NamedTuple):
    text: Text
    files: tuple[Text, ...]


def sed(call: Call) -> Result:
    """Edit files, or standard input."""
    options = parse(call.argv[1:], _SHORT, _LONG)
    script = _script(call, options)
    if options.open or options.has("help", "version"):
        return _unknown(call, options, "what sed is told to do is not known")
    if options.wrong or script is None:
        return Result(status=1)
    try:
        program = read(call.settle(script.text), extended=options.has("E", "r"))
    except Invalid as error:
        return Result(status=1, stderr=made_up(f"sed: {error}\n"))
    except Unsure as error:
        return _unknown(call, options, str(error))
    for command in program.commands:
        written = command.substitution.written if command.substitution else None
        name = command.text if command.name == "w" else written
        if name is not None and not name.chars.startswith("/dev/"):
            call.machine.write(call.path(name), EMPTY)
    if options.has("i"):
        return _in_place(call, program, options, script.files)
    return _filter(call, program, options, script.files)


def _script(call: Call, options: Options) -> _Script | None:
    """Return the script and the files; None if there is no script."""
    parts: list[Text] = []
    for name, value in options.given:
        if name == "e":
            parts.append(value)
        elif name == "f":
            found = read_inputs(call, (value,))
            if found.failed:
                return None
            parts.append(
                found.text[:-1] if found.text.chars[-1:] == "\n" else found.text
            )
    if parts:
        newline = made_up("\n")
        joined = [part for one in parts for part in (newline, one)]
        return _Script(Text.join(joined[1:]), options.operands)
    if not options.operands:
        return None
    return _Script(options.operands[0], options.operands[1:])


def _unknown(call: Call, options: Options, reason: str) -> Result:
    if options.has("i"):
        for word in options.operands:
            call.machine.blur(call.path(word), reason, call.span)
    return Result(call.unknown(reason), None)


# --- as a filter ----------------------------------------------------------------------


def _filter(
    call: Call, program: Program, options: Options, files: tuple[Text, ...]
) -> Result:
    inputs = read_inputs(call, files)
    apart = options.has("s")
    groups = [(one,) for one in inputs.contents] if apart else [inputs.contents]
    printed: list[Text] = []
    status: int | None = 0
    unfinished = False
    for group in groups:
        output = _run(call, program, options, group)
        if output.printed and unfinished:
            printed.append(made_up("\n"))
        printed.append(output.printed)
        unfinished = output.unfinished
        status = output.status
        if output.lost:
            printed.append(call.unknown(output.lost))
        if output.lost or output.ended:
            break
    return Result(Text.join(printed), inputs.status(status, bad=2))


def _run(
    call: Call, program: Program, options: Options, contents: tuple[Content, ...]
) -> Output:
    zero = options.has("z")
    lines: list[tuple[Text, Text]] = []
    for content in contents:
        lines.extend(_lines(call, content.text, "\0" if zero else "\n"))
    name = contents[0].name if len(contents) == 1 else EMPTY

    def reader(word: Text) -> Text | None:
        found = read_inputs(call, (word,))
        return None if found.failed else found.text

    given = Input(tuple(lines), options.has("n"), name, reader, zero)
    output = run(program, given)
    for path in dict.fromkeys(path for path, _ in output.written):
        text = Text.join(text for other, text in output.written if other == path)
        call.machine.write(call.path(made_up(path)), text)
    return output


def _lines(call: Call, text: Text, end: str) -> Iterator[tuple[Text, Text]]:
    """Yield the lines of a content, each with the character that ends it."""
    text = call.settle(text) if end == "\0" else by_lines(call, text)
    start = 0
    while (at := text.chars.find(end, start)) >= 0:
        yield text[start:at], text[at : at + 1]
        start = at + 1
    if start < len(text):
        yield text[start:], EMPTY


# --- in place -------------------------------------------------------------------------


def _in_place(
    call: Call, program: Program, options: Options, files: tuple[Text, ...]
) -> Result:
    status: int | None = 0
    if not files:
        return Result(status=4)
    for word in files:
        path = call.path(word)
        if options.has("follow"):
            path = call.machine.real(path)
        one, ended = _edit(call, program, options, word, path)
        status = _worst(status, one)
        if ended:
            break
    return Result(status=status)


def _worst(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return one or other
    return max(one, other)


def _edit(
    call: Call, program: Program, options: Options, word: Text, path: str
) -> tuple[int | None, bool]:
    """Edit one file; return the status, and whether no more are to be read."""
    entry = call.machine.read(path)
    inputs = read_inputs(call, (word,))
    if inputs.failed:
        return (2 if isinstance(entry, Missing) else 4), False
    if not isinstance(entry, (File, Unseen)):
        call.machine.blur(path, f"edited by sed, but {word.display()} can't be read")
        return None, False
    output = _run(call, program, options, inputs.contents)
    suffix = options.value("i")
    if suffix:
        _back_up(call, path, suffix, entry)
    _leave(call, path, entry, output)
    return inputs.status(output.status), output.ended


def _back_up(call: Call, path: str, suffix: Text, entry: Entry) -> None:
    folder, base = posixpath.split(path)
    chars = call.settle(suffix).chars
    name = chars.replace("*", base) if "*" in chars else base + chars
    call.machine.place(posixpath.join(folder, name), entry)


def _leave(call: Call, path: str, entry: File | Unseen, output: Output) -> None:
    """Let the file hold what was printed."""
    text = output.printed
    if output.lost:
        text = text + call.unknown(output.lost)
    if isinstance(entry, Unseen):
        if len(text) == 1 and isinstance(text.piece_at(0), Hole):
            reason = f"edited by sed; what {path} held before is not in the repository"
            if isinstance(call.machine.lstat(path), Link):
                path = call.machine.real(path)
            call.machine.blur(path, reason, call.span)
            return
        call.machine.place(path, File(text))
        return
    call.machine.place(path, File(text, entry.mode, entry.assumptions))
