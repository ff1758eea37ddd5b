"""Open files: redirected output and input.

An open file has an offset that descriptors duplicated from each other share, as an
open file description of Linux does: that is why ``>f 2>&1`` does not overwrite itself
and two ``>f`` do. Pipes and captured output are files under names no path can have.
"""

from __future__ import annotations

from kubelet_lint.bash.assign import bounded
from kubelet_lint.bash.decision import Condition
from kubelet_lint.bash.state import (
    TERMINAL,
    UNKNOWN_OFFSET,
    Descriptor,
    EitherStream,
    State,
    Stream,
)
from kubelet_lint.node.filesystem import (
    Entry,
    File,
    Missing,
    Unreadable,
    Unseen,
)
from kubelet_lint.source import EMPTY, Span, Text, program

_DEVICES = {"/dev/null": Stream("/dev/null", 0), "/dev/tty": TERMINAL}
_DUPLICATES = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}


def new_stream(state: State, path: str, *, append: bool = False) -> Stream:
    """Open a file that is there."""
    state.opened += 1
    state.offsets[state.opened] = 0
    return Stream(path, state.opened, append)


def pipe(state: State) -> Stream:
    """Open a pipe, or a place to capture output: a file nobody else can name."""
    stream = new_stream(state, f"|{state.opened + 1}")
    state.machine.put(stream.path, File(EMPTY))
    return stream


def source(state: State, text: Text) -> Stream:
    """Open a text to be read, such as a here-document."""
    stream = pipe(state)
    state.machine.put(stream.path, File(text))
    return stream


def reader(state: State, stream: Stream) -> Stream:
    """Return the reading end of a pipe that was written."""
    return new_stream(state, stream.path)


def close(state: State, stream: Stream) -> Text:
    """Return all that a pipe holds, and forget it."""
    entry = state.machine.drop(stream.path)
    state.offsets.pop(stream.number, None)
    return entry.text if isinstance(entry, File) else EMPTY


def resolve(state: State, fd: int) -> Stream | None:
    """Return the open file behind a descriptor, None if it is closed."""
    stream: Descriptor = state.fds.get(fd)
    while isinstance(stream, EitherStream):
        labels = tuple(label for label, _ in stream.options)
        way = state.decisions.choose(Condition(stream.condition, labels))
        stream = TERMINAL if way is None else stream.options[way][1]
    return stream


def is_kept(state: State, fd: int) -> bool:
    """Say whether what is written to a descriptor can be found again."""
    stream = state.fds.get(fd)
    return not isinstance(stream, Stream) or stream.path not in ("", "/dev/null")


# --- opening ----------------------------------------------------------------------


def open_output(
    state: State,
    path: str,
    *,
    append: bool,
    exclusive: bool = False,
    kept: bool = False,
) -> Descriptor | None:
    """Open a file for writing, emptied unless ``kept``; None if that fails."""
    special = _special(state, path)
    if special is not None:
        return special
    machine = state.machine
    found = machine.follow(path)
    if exclusive and isinstance(found.entry, File):
        return None
    if kept and isinstance(found.entry, Unseen):
        entry = machine.read(path)
        if not isinstance(entry, File):
            entry = File(_unseen(found.path, entry))
        machine.put(found.path, entry)
    elif not machine.write(path, EMPTY, append=kept):
        return None
    return new_stream(state, found.path, append=append)


def _unseen(path: str, entry: Entry) -> Text:
    reason = entry.reason if isinstance(entry, Unseen) else "not in the repository"
    return Text.hole(reason, None, path)


def open_input(state: State, path: str, span: Span | None) -> Descriptor | None:
    """Open a file for reading; None if that fails."""
    special = _special(state, path)
    if special is not None:
        return special
    entry = state.machine.read(path)
    match entry:
        case File(text):
            real = state.machine.real(path)
            if state.machine.changes.get(real) is not entry:
                return source(state, text)
            return new_stream(state, real)
        case Unseen(reason):
            return source(state, Text.hole(reason, span, path))
        case Unreadable():
            return TERMINAL
        case _:
            return None


def _special(state: State, path: str) -> Descriptor | None:
    if path in _DEVICES:
        return _DEVICES[path]
    number = _DUPLICATES.get(path)
    if number is None and path.startswith("/dev/fd/") and path[8:].isdigit():
        number = int(path[8:])
        if path in state.machine.changes:
            return None
    if number is not None:
        return state.fds.get(number)
    return TERMINAL if path.startswith(("/dev/tcp/", "/dev/udp/")) else None


# --- writing ----------------------------------------------------------------------


def write(state: State, fd: int, text: Text) -> bool:
    """Write to a descriptor; False if it is closed."""
    stream = resolve(state, fd)
    if stream is None:
        return False
    if text.chars and stream.path not in ("", "/dev/null"):
        _write(state, stream, text)
    return True


def _write(state: State, stream: Stream, text: Text) -> None:
    entry = state.machine.entry(stream.path)
    if isinstance(entry, Missing):
        return
    old = entry.text if isinstance(entry, File) else _unseen(stream.path, entry)
    offset = len(old) if stream.append else state.offsets.get(stream.number, 0)
    if offset == UNKNOWN_OFFSET:
        name = state.decisions.fresh(stream.path)
        new = Text.hole("written in an order nobody knows", text.span, name)
    elif offset >= len(old):
        new = old + program("\0" * (offset - len(old))) + text
    else:
        new = old[:offset] + text + old[offset + len(text) :]
    if offset != UNKNOWN_OFFSET:
        state.offsets[stream.number] = offset + len(text)
    file = entry if isinstance(entry, File) else File(old)
    new = bounded(new)
    state.machine.put(stream.path, File(new, file.mode, file.assumptions))


# --- reading ----------------------------------------------------------------------


def available(state: State, fd: int) -> Text:
    """Return what can still be read from a descriptor."""
    stream = resolve(state, fd)
    if stream is None or stream.path == "/dev/null":
        return EMPTY
    if stream is TERMINAL or not stream.path:
        return Text.hole(
            "standard input", None, state.decisions.fresh("standard input")
        )
    entry = state.machine.entry(stream.path)
    offset = state.offsets.get(stream.number, 0)
    if not isinstance(entry, File):
        return EMPTY if isinstance(entry, Missing) else _unseen(stream.path, entry)
    if offset == UNKNOWN_OFFSET:
        return Text.hole("read up to a place nobody knows", entry.text.span)
    return entry.text[offset:]


def advance(state: State, fd: int, count: int) -> None:
    """Count ``count`` characters as read."""
    stream = resolve(state, fd)
    if stream is not None and stream.number:
        offset = state.offsets.get(stream.number, 0)
        if offset != UNKNOWN_OFFSET:
            state.offsets[stream.number] = offset + count


def read_all(state: State, fd: int) -> Text:
    """Read what is left."""
    text = available(state, fd)
    advance(state, fd, len(text))
    return text


def is_terminal(state: State, fd: int) -> bool:
    """Say whether a descriptor is neither a file nor a pipe."""
    stream = resolve(state, fd)
    return stream is None or stream.path in ("", "/dev/null")
