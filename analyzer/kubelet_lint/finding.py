"""What a rule says about a kubelet."""

from __future__ import annotations

from typing import Literal, NamedTuple

from kubelet_lint.source import Source, Span
from kubelet_lint.value import Assumption

Level = Literal["error", "warning", "note"]
Verdict = Literal["fail", "possible", "unstated", "open", "note"]
"""fail: bad on every node · possible: bad on some, the message says which ·
unstated: right by default only · open: the repository does not decide · note."""


class Step(NamedTuple):
    """One step of the story behind a finding: a layer, in words, and its place."""

    layer: str
    text: str
    span: Span | None
    decides: bool = False
    """Whether it is the step that says the value the finding is about."""


class Edit(NamedTuple):
    """Characters ``start`` up to ``end`` of a repository file become ``text``."""

    source: Source
    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """Edits that together mend a finding, and are known to change nothing else."""

    edits: tuple[Edit, ...]
    text: str
    """What they do, for people: ``Make it `Webhook`.``"""
    unsafe: str = ""
    """Why a person should look first; empty: nobody need."""


class Finding(NamedTuple):
    """One rule's verdict about one setting of one kubelet, ready to be reported."""

    rule: str
    level: Level
    verdict: Verdict
    message: str
    """Everything in one text: what is wrong, what says so, why it matters."""
    span: Span
    """The deciding place: always in a repository's own file (``Span.outermost``)."""
    node: str
    """The node's name, stable under edits elsewhere: the path that defines it."""
    setting: str | None = None
    value: str | None = None
    trace: tuple[Step, ...] = ()
    """From the first layer to the deciding one."""
    assumptions: tuple[Assumption, ...] = ()
    help: str = ""
    """How to fix it, for this finding."""
    related: tuple[Step, ...] = ()
    """Other nodes and places this finding stands for as well."""
    title: str = ""
    """The message's first sentence: what is wrong."""
    why: str = ""
    """The message's last part: why it matters here."""
    text: str = ""
    """What the deciding place says, wherever it stands: ``mode: AlwaysAllow``."""
    fix: Fix | None = None
    """What would mend it, where that was looked for and found."""
