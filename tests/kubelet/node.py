"""A node in memory with one kubelet, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lint.kubelet.resolve import Outcome, resolve
from kubelet_lint.kubelet.versions import ALL, Version
from kubelet_lint.node.filesystem import Entry, File, MemoryFiles
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import Source, Span, Text
from kubelet_lint.value import Known, Setting, Unknown, Value

HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
MODE = "authorization.mode"
WEBHOOK = "authentication.webhook.enabled"
ANONYMOUS = "authentication.anonymous.enabled"

MARK = "@"
"""A hole, in files and arguments; ``@@`` alone is any number of arguments."""


def holed(name: str, chars: str) -> Text:
    """Return a text in which every mark is a hole."""
    source = Source(name, chars)
    if chars == MARK * 2:
        return Text.hole("$ARGS is not known", Span(source, 0, 2), "$ARGS", words=True)
    parts: list[Text] = []
    start = 0
    for at, char in enumerate(chars):
        if char == MARK:
            parts += source.text()[start:at], _hole(source, at)
            start = at + 1
    return Text.join([*parts, source.text()[start:]])


def _hole(source: Source, at: int) -> Text:
    return Text.hole("{{ x }} is not known", Span(source, at, at + 1), "{{ x }}")


def launch(
    *words: str,
    files: Mapping[str, str] | None = None,
    complete: bool = True,
    env: Mapping[str, str] | None = None,
) -> Launch:
    """Return a launch; ``/c`` among the files is named by ``--config``."""
    named = ["--config=/c"] if files and "/c" in files else []
    argv = ["kubelet", "--kubeconfig=/k", *named, *words]
    entries: dict[str, Entry] = {
        path: File(holed(path, content)) for path, content in (files or {}).items()
    }
    unit = Source("kubelet.service", "ExecStart=kubelet")
    return Launch(
        tuple(holed(f"argument {n}", word) for n, word in enumerate(argv)),
        MemoryFiles(entries, complete=complete),
        environment={n: Source(n, v).text() for n, v in (env or {}).items()},
        span=Span(unit, 10, 17),
    )


def outcome(
    *words: str,
    config: str | None = None,
    files: Mapping[str, str] | None = None,
    minor: int | None = None,
    complete: bool = True,
    env: Mapping[str, str] | None = None,
) -> Outcome:
    """Return what a launch comes to in one release, or in all if they agree."""
    all_files = dict(files or {})
    if config is not None:
        all_files["/c"] = HEADER + config
    started = launch(*words, files=all_files, complete=complete, env=env)
    versions = ALL if minor is None else (Version(1, minor),)
    (found,) = resolve(started, versions)
    return found


def told(setting: Setting) -> list[str]:
    """Return a history as ``kind value``, the deciding layer last."""
    return [f"{layer.kind} {value(layer.value)}" for layer in setting.layers]


def value(found: Value) -> object:
    """Return a value for comparison: what is known, ``?`` for what is not."""
    return found.value if isinstance(found, Known) else "?"


def spelled(span: Span | None) -> str:
    """Return the characters of a span."""
    assert span is not None
    return span.source.content[span.start : span.end]


def lost(found: Value) -> str:
    """Return why a value is unknown."""
    assert isinstance(found, Unknown)
    return found.reason
