"""Vendor forms read alone: the machines of a document, and what lies on them."""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lint.artifacts.base import ArtifactKind
from kubelet_lint.node.effect import Document, Machine, Run, Start, Write
from kubelet_lint.source import Source, Text

KUBEADM_CONFIG = "/var/lib/kubelet/config.yaml"
KUBEADM_FLAGS = "/var/lib/kubelet/kubeadm-flags.env"


class GivenFiles:
    """A repository given as a mapping."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def read(self, path: str) -> Document | None:
        content = self._files.get(path)
        return None if content is None else document(content, path)

    def below(self, folder: str) -> tuple[str, ...]:
        start = f"{folder}/" if folder else ""
        return tuple(sorted(path for path in self._files if path.startswith(start)))

    def suffix(self, path: str) -> tuple[str, ...]:
        ends = f"/{path}"
        return tuple(
            sorted(one for one in self._files if one == path or one.endswith(ends))
        )


def document(content: str, path: str = "file.yaml") -> Document:
    return Document(path, Source(path, content).text())


def machines(
    kind: ArtifactKind, content: str, path: str = "file.yaml", **others: str
) -> list[Machine]:
    """Return the machines of a document that its kind recognizes."""
    files = {path: content, **others}
    read = document(content, path)
    assert kind.recognizes(read)
    found = kind.read(read, GivenFiles(files))
    return [one for one in found if isinstance(one, Machine)]


def machine(
    kind: ArtifactKind, content: str, path: str = "file.yaml", **others: str
) -> Machine:
    """Return the one machine of a document."""
    (found,) = machines(kind, content, path, **others)
    return found


def written(machine: Machine, path: str) -> Text:
    """Return what the machine's effects leave at a path."""
    texts = [
        effect.text
        for effect in machine.effects
        if isinstance(effect, Write) and effect.path == path
    ]
    assert texts, f"nothing is written to {path}"
    return texts[-1]


def paths(machine: Machine) -> list[str]:
    return [effect.path for effect in machine.effects if isinstance(effect, Write)]


def scripts(machine: Machine) -> list[str]:
    return [e.script.chars for e in machine.effects if isinstance(e, Run)]


def argv(machine: Machine) -> list[str]:
    """Return the arguments of the one program that is started directly."""
    (start,) = [e for e in machine.effects if isinstance(e, Start)]
    return [word.display() for word in start.argv[1:]]


def started(machine: Machine) -> Text:
    """Return the started command line as one text, for ``place``."""
    (start,) = [e for e in machine.effects if isinstance(e, Start)]
    return Text.join(start.argv)


def kubeadm_args(machine: Machine) -> list[str]:
    """Return the arguments in ``kubeadm-flags.env``."""
    text = written(machine, KUBEADM_FLAGS).display()
    return text.partition('"')[2].rstrip('"\n').split(" ")


def place(text: Text, chars: str) -> tuple[str, int, int]:
    """Return where the last occurrence of some characters was written."""
    start = text.chars.rindex(chars)
    span = text.span_of(start, start + len(chars))
    assert span is not None
    outer = span.outermost
    position = outer.source.position(outer.start)
    return outer.source.path, position.line, position.column
