"""What an artifact yields, in words that a test can state on one line each."""

from __future__ import annotations

import posixpath

from kubelet_lint import artifacts
from kubelet_lint.node.effect import (
    Boot,
    Document,
    Effect,
    Fragment,
    Machine,
    Place,
    Remove,
    Run,
    Start,
    Symlink,
    Unfollowed,
    Write,
)
from kubelet_lint.source import Position, Source, Text


class GivenFiles:
    """A repository given as a mapping from path to content."""

    def __init__(self, files: dict[str, str]) -> None:
        self._documents = {
            path: Document(path, Source(path, content).text())
            for path, content in files.items()
        }

    def read(self, path: str) -> Document | None:
        return self._documents.get(posixpath.normpath(path))

    def below(self, folder: str) -> tuple[str, ...]:
        inside = "" if folder in ("", ".") else folder + "/"
        return tuple(sorted(p for p in self._documents if p.startswith(inside)))

    def suffix(self, path: str) -> tuple[str, ...]:
        return tuple(
            sorted(p for p in self._documents if p == path or p.endswith("/" + path))
        )


def carried(
    path: str, content: str, **others: str
) -> list[Fragment | Machine | Unfollowed]:
    """Return what one file of a repository comes to."""
    return carried_of({path: content, **others}, path)


def carried_of(
    files: dict[str, str], path: str
) -> list[Fragment | Machine | Unfollowed]:
    given = GivenFiles(files)
    document = given.read(path)
    assert document is not None
    return list(artifacts.read(document, given))


def machine(path: str, content: str) -> Machine:
    """Return the one machine that a file describes."""
    (found,) = carried(path, content)
    assert isinstance(found, Machine), found
    return found


def told(effects: tuple[Effect, ...]) -> list[str]:
    """Return effects in the order they happen."""
    return [tell(effect) for effect in effects]


def tell(effect: Effect) -> str:
    match effect:
        case Write():
            verb = "append" if effect.append else "write"
            mode = "" if effect.mode == 0o644 else f" {effect.mode:o}"
            return f"{verb}{mode} {effect.path}: {effect.text.display()}"
        case Run():
            return f"run {effect.name}: {effect.script.display()}"
        case Start():
            return f"start {' '.join(word.display() for word in effect.argv)}"
        case Boot(unit):
            return f"boot {unit}"
        case Place(source, where):
            return f"place {source} {where}"
        case Remove(where):
            return f"remove {where}"
        case Symlink(where, target):
            return f"link {where} {target}"
        case Unfollowed(reason):
            return f"unfollowed {reason}"


def place(text: Text, chars: str) -> tuple[str, Position]:
    """Return where in the repository the first ``chars`` of a text are written."""
    at = text.chars.index(chars)
    span = text.span_of(at, at + len(chars))
    assert span is not None
    outer = span.outermost
    return outer.source.path, outer.source.position(outer.start)
