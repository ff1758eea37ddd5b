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

from kubelet_lint.kubelet import flag_value
from kubelet_lint.kubelet.flag_table import FLAGS, Flag
from kubelet_lint.kubelet.versions import Version
from kubelet_lint.source import HOLE, Hole, Span, Text, program

Kind = Literal["flag", "unseen", "unknown", "positional", "bad"]


class Argument(NamedTuple):
    """One flag with its value, or whatever else stands on the command line."""

    kind: Kind
    """``unseen``: zero or more flags nobody knows; ``unknown``: no release has it."""
    text: Text
    """As written; a value in its own argument is not part of it."""
    flag: Flag | None = None
    value: Text | None = None
    """None for a boolean without one."""
    error: str = ""
    """Why the kubelet exits, if it does whatever the release."""

    @property
    def span(self) -> Span | None:
        """Where the value is written, or the flag if it has none."""
        value = self.value.span if self.value is not None else None
        return value or self.text.span

    def refused(self, version: Version) -> str:
        """Say why a release exits because of this argument; empty if it does not."""
        flag = self.flag
        if flag is not None and not flag.first <= version.minor <= flag.last:
            return f"unknown flag: --{flag.name}"
        return self.error


def parse(argv: tuple[Text, ...]) -> tuple[Argument, ...]:
    """Return what follows the program's name, in order."""
    words = list(reversed(argv[1:]))
    found: list[Argument] = []
    while words:
        word = words.pop()
        if word.chars == "--":
            found.extend(_positional(rest) for rest in reversed(words))
            break
        found.append(_argument(word, words))
    return tuple(found)


def _argument(word: Text, rest: list[Text]) -> Argument:
    chars = word.chars
    if chars.startswith(HOLE):
        return Argument("unseen", word, value=_lost(word))
    if len(chars) < 2 or chars[0] != "-":
        return _positional(word)
    return _long(word, rest) if chars[1] == "-" else _short(word, rest)


def _lost(word: Text) -> Text:
    return next(
        (word[s:e] for s, e, piece in word.pieces() if isinstance(piece, Hole)), word
    )


def _positional(word: Text) -> Argument:
    if word.chars.startswith(HOLE):
        return Argument("unseen", word, value=_lost(word))
    return Argument("positional", word, error=f"unknown command {word.display()!r}")


def _long(word: Text, rest: list[Text]) -> Argument:
    name, equals, value = word[2:].partition("=")
    if HOLE in name.chars:
        return Argument("unseen", word, value=_lost(name))
    if not name.chars or name.chars[0] == "-":
        return Argument("bad", word, error=f"bad flag syntax: {word.display()}")
    flag = FLAGS.get(name.chars.replace("_", "-"))
    if flag is None:
        return _unknown(word, name, rest, has_value=bool(equals))
    if equals:
        return _set(word, flag, value)
    if flag.kind in ("bool", "version"):
        return Argument("flag", word, flag)
    return _set_by_next(word, flag, rest)


def _unknown(word: Text, name: Text, rest: list[Text], *, has_value: bool) -> Argument:
    """A flag no release has; the word behind it is taken for its value, not judged."""
    if not has_value and rest and rest[-1].chars[:1] not in ("-", HOLE, ""):
        rest.pop()
    return Argument("unknown", word, error=f"unknown flag: --{name.chars}")


def _set_by_next(word: Text, flag: Flag, rest: list[Text]) -> Argument:
    if not rest:
        error = f"flag needs an argument: {word.display()}"
        return Argument("bad", word, flag, error=error)
    value = rest.pop()
    if _is_words(value):
        # Unknown arguments: the first of them is the value, the others are flags.
        rest.append(value)
    return _set(word, flag, value)


def _is_words(word: Text) -> bool:
    piece = next(word.holes(), None)
    return len(word) == 1 and isinstance(piece, Hole) and piece.words


def _set(word: Text, flag: Flag, value: Text) -> Argument:
    error = "" if HOLE in value.chars else flag_value.refused(flag, value.chars)
    return Argument("flag", word, flag, value, error)


_SHORT = {"v": "v", "h": "help"}


def _short(word: Text, rest: list[Text]) -> Argument:
    letter = word.chars[1]
    name = _SHORT.get(letter)
    if name is None:
        error = f"unknown shorthand flag: {letter!r} in {word.display()}"
        return Argument("unknown", word, error=error)
    flag = FLAGS[name]
    after = word[2:]
    if flag.kind == "bool" and not after.startswith("="):
        return Argument("flag", word, flag)
    if after:
        return _set(word, flag, after[1:] if after.startswith("=") else after)
    return _set_by_next(word, flag, rest)


def is_true(argument: Argument) -> bool | None:
    """Return a boolean flag's value; None if it is not known."""
    value = argument.value if argument.value is not None else program("true")
    if HOLE in value.chars:
        return None
    return flag_value.BOOLEANS.get(value.chars)
