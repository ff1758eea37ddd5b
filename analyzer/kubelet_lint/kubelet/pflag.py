"""The kubelet's command line, split into flags as pflag does.

Follows ``FlagSet.parseArgs``, ``parseLongArg`` and ``parseSingleShortArg`` of
github.com/spf13/pflag (flag.go, v1.0.10), with the kubelet's normalization of ``_`` to
``-`` (k8s.io/component-base/cli/flag). A value-taking flag eats the next argument
whatever it is; a boolean never does; the first error ends the kubelet.

For judging, parsing goes on after an error, as if the argument were not there: what is
written behind it still shows what was meant.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from kubelet_lint.kubelet import flag_value, golang
from kubelet_lint.kubelet.flag_table import FLAGS, Flag
from kubelet_lint.kubelet.versions import Version
from kubelet_lint.source import HOLE, Choice, Hole, Span, Text
from kubelet_lint.value import Json, Known, Unknown, Value

Kind = Literal["flag", "unseen", "unknown", "positional", "bad"]


class Argument(NamedTuple):
    """One flag with its value, or whatever else stands on the command line."""

    kind: Kind
    """``unseen``: zero or more flags nobody knows; ``unknown``: no release has it."""
    text: Text
    """As written; a value in its own argument is not part of it."""
    flag: Flag | None = None
    written: Text | None = None
    """The value's characters; None for a boolean without any."""
    value: Value = Known(None)
    """What the flag sets by itself."""
    error: str = ""
    """Why the kubelet exits, if it does whatever the release."""

    @property
    def span(self) -> Span | None:
        """Where the value is written, or the flag if it has none."""
        place = self.written.span if self.written is not None else None
        return place or self.text.span

    @property
    def shown(self) -> str:
        """The argument, with its value, for people."""
        shown = self.text.display()
        if self.written is None or self.written.chars in self.text.chars:
            return shown
        return f"{shown} {self.written.display()}"

    def refused(self, version: Version) -> str:
        """Say why a release exits because of this argument; empty if it does not."""
        flag = self.flag
        if flag is not None and not flag.first <= version.minor <= flag.last:
            return f"unknown flag: --{flag.name}"
        return self.error


GLOBAL_BOOLEANS = frozenset(
    """
    add-dir-header alsologtostderr enable-load-reader log-cadvisor-usage logtostderr
    one-output skip-headers skip-log-headers storage-driver-secure version
    """.split()
)
"""Booleans of libraries, which the second parse takes for flags with a value."""


def parse(argv: tuple[Text, ...]) -> tuple[Argument, ...]:
    """Return what follows the program's name, in order."""
    return _Words(argv, again=False).arguments()


def parse_again(
    argv: tuple[Text, ...], first: tuple[Argument, ...]
) -> tuple[Argument, ...]:
    """Return what the second parse, over the file's object, makes of the same words.

    Its stand-ins for the flags of libraries (``newFakeFlagSet``) have forgotten which
    are booleans, so that a bare ``--logtostderr`` eats the argument behind it.
    """
    for argument in first:
        if argument.flag is not None and argument.written is None:
            if argument.flag.name in GLOBAL_BOOLEANS:
                return _Words(argv, again=True).arguments()
    return first


class _Words:
    """The words still to be parsed, the next one last."""

    def __init__(self, argv: tuple[Text, ...], *, again: bool) -> None:
        self.rest = list(reversed(argv[1:]))
        self.again = again

    def arguments(self) -> tuple[Argument, ...]:
        found: list[Argument] = []
        while self.rest:
            word = self.rest.pop()
            if word.chars == "--":
                found.extend(_positional(rest) for rest in reversed(self.rest))
                break
            found.extend(_argument(word, self))
        return tuple(found)

    def is_boolean(self, flag: Flag) -> bool:
        """Say whether a flag needs no value in this parse."""
        if flag.kind not in ("bool", "version"):
            return False
        return not (self.again and flag.name in GLOBAL_BOOLEANS)


def _argument(word: Text, rest: _Words) -> tuple[Argument, ...]:
    chars = word.chars
    if chars.startswith(HOLE):
        return (_unseen(word, word),)
    if len(chars) < 2 or chars[0] != "-":
        return (_positional(word),)
    return _long(word, rest) if chars[1] == "-" else _short(word, rest)


def _unseen(word: Text, part: Text) -> Argument:
    return Argument("unseen", word, written=_lost(part), value=unknown(part))


def _lost(word: Text) -> Text:
    """Return the unknown stretch of a word, as far as it has a place."""
    for start, end, piece in word.pieces():
        if isinstance(piece, (Hole, Choice)):
            return word[start:end]
    return word


def unknown(text: Text) -> Unknown:
    """Return the value of a text with a hole: unknown, for the hole's reason."""
    hole = next(text.holes(), None)
    if isinstance(hole, Hole):
        return Unknown(hole.reason, hole.span or text.span)
    if isinstance(hole, Choice):
        return Unknown(f"depends on {hole.condition}", hole.span or text.span)
    return Unknown("not known", text.span)


def _positional(word: Text) -> Argument:
    if word.chars.startswith(HOLE):
        return _unseen(word, word)
    return Argument("positional", word, error=f"unknown command {word.display()}")


def _long(word: Text, rest: _Words) -> tuple[Argument, ...]:
    name, equals, value = word[2:].partition("=")
    if HOLE in name.chars:
        return (_unseen(word, name),)
    if not name.chars or name.chars[0] == "-":
        return (Argument("bad", word, error=f"bad flag syntax: {word.display()}"),)
    flag = FLAGS.get(name.chars.replace("_", "-"))
    if flag is None:
        return (_unknown(word, name, rest.rest, has_value=bool(equals)),)
    if equals:
        return (_set(word, flag, value),)
    if rest.is_boolean(flag):
        return (Argument("flag", word, flag, value=Known(True)),)
    return _set_by_next(word, flag, f"--{name.chars}", rest)


def _unknown(word: Text, name: Text, rest: list[Text], *, has_value: bool) -> Argument:
    """A flag no release has; the word behind it is taken for its value, not judged."""
    if not has_value and rest and rest[-1].chars[:1] not in ("-", HOLE, ""):
        rest.pop()
    return Argument("unknown", word, error=f"unknown flag: --{name.chars}")


def _set_by_next(
    word: Text, flag: Flag, name: str, rest: _Words
) -> tuple[Argument, ...]:
    if not rest.rest:
        error = f"flag needs an argument: {name}"
        return (Argument("bad", word, flag, error=error),)
    value = rest.rest.pop()
    argument = _set(word, flag, value)
    # Unknown arguments: the first of them is the value, the others are flags.
    return (argument, _unseen(value, value)) if _is_words(value) else (argument,)


def _is_words(word: Text) -> bool:
    piece = next(word.holes(), None)
    return len(word) == 1 and isinstance(piece, Hole) and piece.words


def _set(word: Text, flag: Flag, text: Text) -> Argument:
    if HOLE in text.chars:
        return Argument("flag", word, flag, text, unknown(text))
    try:
        value = _version(text.chars) if flag.kind == "version" else None
        value = flag_value.parse(flag, text.chars) if value is None else value
    except ValueError as error:
        said = golang.quote(text.chars)
        name = "-v, --v" if flag.name == "v" else f"--{flag.name}"
        reason = f"invalid argument {said} for {golang.quote(name)} flag: {error}"
        return Argument("flag", word, flag, text, _meant(flag, text), reason)
    return Argument("flag", word, flag, text, Known(value))


def _meant(flag: Flag, text: Text) -> Value:
    """Return what a value of the wrong type comes to: it is judged as unknown."""
    return Unknown(f"--{flag.name} does not take {text.display()!r}", text.span)


def _version(text: str) -> Json:
    """``verflag``: ``raw`` prints as well; ``v1.2.3`` only names the version."""
    if text == "raw":
        return True
    return text if text.startswith("v") else golang.parse_bool(text)


_SHORT = {"v": "v", "h": "help"}


def _short(word: Text, rest: _Words) -> tuple[Argument, ...]:
    letter = word.chars[1]
    if letter == HOLE:
        return (_unseen(word, word),)
    name = _SHORT.get(letter)
    if name is None:
        error = f"unknown shorthand flag: '{letter}' in {word.display()}"
        return (Argument("unknown", word, error=error),)
    flag = FLAGS[name]
    after = word[2:]
    if after.startswith("=") and len(after) > 1:
        return (_set(word, flag, after[1:]),)
    if flag.kind == "bool":
        # ``-hv3``: one letter after the other.
        more = _short(word[:1] + after, rest) if after else ()
        return (Argument("flag", word[:2], flag, value=Known(True)), *more)
    if after:
        return (_set(word, flag, after),)
    return _set_by_next(word, flag, f"'{letter}' in {word.display()}", rest)
