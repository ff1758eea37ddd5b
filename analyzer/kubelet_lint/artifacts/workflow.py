"""CI jobs: the commands of their steps, one script a job.

GitHub workflows (``jobs.*.steps[*].run``), GitLab jobs (``script``) and the like: what
they start is a cluster of their own, so only what a script itself says counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Document, Machine, Place, Run
from kubelet_lint.source import HOLE, Text, program
from kubelet_lint.vendor.manifest import Leaf, List, Map, Value, at, items_at, map_at

NAME = "CI workflow"

CHECKOUT = "/REPOSITORY"
"""Where the job finds the repository; no real node has such a path."""

_GITHUB = re.compile(r"^jobs:[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_STEPS = re.compile(r"^[ ]+(?:- )?run:", re.MULTILINE)
_GITLAB = re.compile(r"^[ ]+(?:before_)?script:", re.MULTILINE)


def recognizes(document: Document, /) -> bool:
    """Say whether the document has jobs with commands."""
    if document.name:
        return False
    chars = document.text.chars
    if _GITHUB.search(chars) and _STEPS.search(chars):
        return True
    named = document.path.endswith((".gitlab-ci.yml", ".gitlab-ci.yaml"))
    return named and _GITLAB.search(chars) is not None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield a machine for each job that has to do with a kubelet."""
    value = described.first(document.text)
    if not isinstance(value, Map):
        return
    jobs = map_at(value, "jobs")
    for name, member in (jobs.members or value.members).items():
        script = Text.join(_commands(member.value))
        if "kubelet" in script.chars:
            run = Run(script, name, cwd=CHECKOUT, span=script.span, closed=False)
            effects = (Place("", CHECKOUT), run)
            yield Machine(described.name(document, name), effects, span=member.key.span)


def _commands(job: Value) -> Iterator[Text]:
    for step in items_at(job, "steps"):
        run = at(step, "run")
        if isinstance(run, Leaf):
            yield from _line(run.text)
    for key in ("before_script", "script"):
        found = at(job, key)
        for item in found.items if isinstance(found, List) else (found,):
            if isinstance(item, Leaf):
                yield from _line(item.text)


def _line(text: Text) -> Iterator[Text]:
    """Yield a command with the expressions that the CI fills in as holes."""
    at = 0
    while (start := text.chars.find("${{", at)) >= 0:
        end = text.chars.find("}}", start)
        if end < 0:
            break
        yield text[at:start]
        at = end + 2
        name = text.chars[start:at][:80].replace(HOLE, "?")
        span = text.span_of(start, at)
        yield Text.hole(f"{name} is decided by the run", span, name)
    yield text[at:]
    yield program("\n")
