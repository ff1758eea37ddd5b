"""Parts of a node that set one of the judged settings and are never read.

A config file no launch names, a drop-in in the wrong folder, an environment file no
unit reads: somebody wrote them to have an effect, and they have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kubelet_lint.node.effect import Fragment
from kubelet_lint.node.launch import Launch
from kubelet_lint.resolution import Unread
from kubelet_lint.rules.settings import JUDGED
from kubelet_lint.source import Text

_FLAGS = {judged.flag.lstrip("-"): judged.path for judged in JUDGED}
_FLAG = re.compile(
    r"--("
    + "|".join(_FLAGS).replace("-", "[-_]")
    + r")(?:[= ][\"']?[\w,]+|(?=[\s\"']|$))"
)

REASONS = {
    "config": "no kubelet of this node is started with it",
    "drop-in": "it lies where systemd does not read it for this kubelet",
    "environment": "the unit of this kubelet does not read it",
}


def unread(fragments: Iterable[Fragment], read: set[str]) -> Iterator[Unread]:
    """Yield what the fragments say that are not among the read repository files."""
    for fragment in fragments:
        if fragment.document.path in read or fragment.kind not in REASONS:
            continue
        text = fragment.document.text
        found = _settings(text) if fragment.kind == "config" else _flags(text)
        for setting, said, where in found:
            span = where.span
            if span is not None:
                yield Unread(setting, said, span.outermost, REASONS[fragment.kind])


def unused(launch: Launch, fragments: Sequence[Fragment]) -> Iterator[Unread]:
    """Yield what the variables of a unit say that its command line does not use.

    Only where the unit itself runs the kubelet: a script in between may use them.
    """
    units = [part for part in fragments if part.kind in ("unit", "drop-in")]
    first = launch.argv[0].span if launch.argv else None
    sources = {part.document.path for part in units}
    if not launch.unit or first is None or first.outermost.source.path not in sources:
        return
    for name, value in launch.environment.items():
        use = re.compile(rf"\$(?:{name}\b|\{{{name}\b)")
        if any(use.search(part.document.text.chars) for part in units):
            continue
        for setting, said, where in _flags(value):
            span = where.span
            if span is not None:
                reason = f"the unit of this kubelet does not use ${name}"
                yield Unread(setting, said, span.outermost, reason)


def _settings(text: Text) -> Iterator[tuple[str, str, Text]]:
    from kubelet_lint.yaml.tree import Problem, Scalar, compose, get

    root = compose(text)
    if isinstance(root, Problem):
        return
    for judged in JUDGED:
        node = get(root, *judged.path.split("."))
        if isinstance(node, Scalar):
            name = judged.path.rpartition(".")[2]
            yield judged.path, f"{name}: {node.text.display()}", node.text


def _flags(text: Text) -> Iterator[tuple[str, str, Text]]:
    start = 0
    for line in text.chars.splitlines(keepends=True):
        if not line.lstrip().startswith(("#", ";")):
            for match in _FLAG.finditer(line):
                name = match.group(1).replace("_", "-")
                flag = text[start + match.start() : start + match.end()]
                yield _FLAGS[name], flag.display(), flag
        start += len(line)
