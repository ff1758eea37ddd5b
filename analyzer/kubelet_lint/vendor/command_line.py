"""Options of a program's command line, and words of a string as a shell splits it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kubelet_lint.source import EMPTY, Hole, Text


def values(argv: Sequence[Text], *names: str) -> list[Text]:
    """Return the values of an option given as ``--name value`` or ``--name=value``."""
    found: list[Text] = []
    words = iter(argv)
    for word in words:
        if word.chars in names:
            found.append(next(words, EMPTY))
            continue
        head, separator, value = word.partition("=")
        if separator and head.chars in names:
            found.append(value)
    return found


def last(argv: Sequence[Text], *names: str) -> Text | None:
    """Return the last value of an option, None if it is not given."""
    found = values(argv, *names)
    return found[-1] if found else None


def given(argv: Sequence[Text], name: str) -> bool:
    """Say whether a switch is given and not set to false."""
    switches = [word.chars for word in argv if word.chars.partition("=")[0] == name]
    return bool(switches) and switches[-1] not in (f"{name}=false", f"{name}=0")


def unknown_words(argv: Sequence[Text]) -> list[Text]:
    """Return the words that stand for any number of unknown arguments."""
    return [word for word in argv if any(_several(hole) for hole in word.holes())]


def _several(hole: object) -> bool:
    return isinstance(hole, Hole) and hole.words


def split(text: Text) -> list[Text]:
    """Split a string into words as a shell does: at blanks, with quotes removed."""
    return list(_words(text))


def _words(text: Text) -> Iterator[Text]:
    chars = text.chars
    parts: list[Text] = []
    inside, quote, start, at = False, "", 0, 0
    while at < len(chars):
        char = chars[at]
        if quote:
            if char == quote:
                parts.append(text[start:at])
                quote, start = "", at + 1
            elif char == "\\" and quote == '"' and chars[at + 1 : at + 2] in '"\\$`':
                parts.append(text[start:at])
                start, at = at + 1, at + 1
        elif char in "\"'":
            parts.append(text[start:at])
            inside, quote, start = True, char, at + 1
        elif char == "\\" and at + 1 < len(chars):
            parts.append(text[start:at])
            inside, start, at = True, at + 1, at + 1
        elif char in " \t\n":
            parts.append(text[start:at])
            word = Text.join(parts)
            if inside or word:
                yield word
            parts, inside, start = [], False, at + 1
        at += 1
    word = Text.join((*parts, text[start:]))
    if inside or word:
        yield word
