"""CI jobs: the commands of their steps, one script a job.

GitHub workflows (``jobs.*.steps[*].run``), GitLab jobs (``script``) and the like: what
they start is a cluster of their own, so only what a script itself says counts. The
``env`` of a GitHub workflow is the environment of its steps, that of a job wins over
it, that of a step over both (docs.github.com, "Workflow syntax").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Document, Machine, Place, Run, Unfollowed
from kubelet_lint.source import EMPTY, HOLE, Text, program
from kubelet_lint.vendor.manifest import Leaf, List, Map, Value, at, items_at, map_at
from kubelet_lint.yaml.tree import Problem

NAME = "CI workflow"

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

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
        if isinstance(value, Problem) and "kubelet" in document.text.chars:
            yield Unfollowed(f"the workflow cannot be read: {value.reason}", value.span)
        return
    jobs = map_at(value, "jobs")
    for name, member in (jobs.members or value.members).items():
        script = Text.join(_commands(member.value, {}))
        given = _environment(value) | _environment(member.value)
        if any("kubelet" in text.chars for text in (script, *given.values())):
            given = {key: _set(key, text, script) for key, text in given.items()}
            run = Run(
                Text.join(_commands(member.value, given)),
                name,
                environment=tuple(given.items()),
                cwd=CHECKOUT,
                span=script.span,
                closed=False,
            )
            effects = (Place("", CHECKOUT), run)
            yield Machine(described.name(document, name), effects, span=member.key.span)


def _environment(holder: Value) -> dict[str, Text]:
    """Return the variables that an ``env`` sets."""
    found: dict[str, Text] = {}
    env = map_at(holder, "env")
    for name, member in env.members.items():
        if _VARIABLE.fullmatch(name) and isinstance(member.value, Leaf):
            value = EMPTY if member.value.null else member.value.text
            found[name] = Text.join(_filled(value))
    return found


def _set(name: str, value: Text, script: Text) -> Text:
    """Return a variable's value, unknown if a step sets it for the steps after it."""
    sets = re.compile(rf"\b{name}(?:=|<<)")
    if "GITHUB_ENV" not in script.chars or not sets.search(script.chars):
        return value
    return Text.hole(f"a step may set {name} through GITHUB_ENV", value.span, name)


def _commands(job: Value, given: Mapping[str, Text]) -> Iterator[Text]:
    """Yield the commands of all steps, each in the environment that it has.

    Args:
        job: what holds the steps.
        given: the environment of the job.
    """
    for step in items_at(job, "steps"):
        run = at(step, "run")
        if isinstance(run, Leaf):
            own = _environment(step)
            for name, value in own.items():
                yield from _export(name, value)
            yield from _line(run.text)
            for name in own:
                if name in given:
                    yield from _export(name, given[name])
                else:
                    yield program(f"unset {name}\n")
    for key in ("before_script", "script"):
        found = at(job, key)
        for item in found.items if isinstance(found, List) else (found,):
            if isinstance(item, Leaf):
                yield from _line(item.text)


def _export(name: str, value: Text) -> Iterator[Text]:
    yield program(f"export {name}='")
    for number, part in enumerate(value.split("'")):
        yield from (program("'\\''"), part) if number else (part,)
    yield program("'\n")


def _line(text: Text) -> Iterator[Text]:
    yield from _filled(text)
    yield program("\n")


def _filled(text: Text) -> Iterator[Text]:
    """Yield a text with the expressions that the CI fills in as holes."""
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
