# ruamel.yaml imports ``Any`` under ``if False``, so pyright knows none of its types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownParameterType=false
# pyright: reportIncompatibleMethodOverride=false
"""The steps of ruamel.yaml's parser through the first document, in our own words.

Only this module, ``scan`` and ``reader`` import ruamel.yaml, and only
``tree.compose`` imports them: an import costs more than composing a small file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from ruamel.yaml import events
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.parser import Parser

from kubelet_lint.yaml.reader import Reader
from kubelet_lint.yaml.scan import GoScanner, SpelledScalar
from kubelet_lint.yaml.spelling import Stretch

_REASONS = (
    ("while parsing a block mapping", "did not find expected key"),
    ("while parsing a block collection", "did not find expected '-' indicator"),
    ("while parsing a flow sequence", "did not find expected ',' or ']'"),
    ("while parsing a flow mapping", "did not find expected ',' or '}'"),
    ("while parsing a block node", "did not find expected node content"),
    ("while parsing a flow node", "did not find expected node content"),
)
"""What ruamel.yaml's parser was doing, and what go-yaml says when that fails."""


class Refused(Exception):
    """go-yaml refuses the document, and where."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


class Event(NamedTuple):
    """One step of the parser through a document, with offsets into it."""

    kind: Literal["scalar", "alias", "mapping", "sequence", "end", "document end"]
    start: int
    """Where it stands, after anchor and tag."""
    end: int
    anchor: str | None = None
    tag: str | None = None
    style: str = ""
    flow: bool = False
    stretches: list[Stretch] = []  # noqa: RUF012  never changed


def parse(chars: str) -> Iterator[Event]:
    """Yield what go-yaml reads of the first document.

    Raises:
        Refused: where it stops reading, if it does not reach the document's end.
    """
    loader = Loader(chars)
    try:
        while True:
            event = loader.parser.get_event()
            if isinstance(event, events.ScalarEvent):
                yield _scalar(event, loader.scanner.last_scalar)
            elif isinstance(event, events.AliasEvent):
                yield _event("alias", event, anchor=event.anchor)
            elif isinstance(event, events.CollectionStartEvent):
                yield _collection(event, loader.scanner.peek_token().start_mark.index)
            elif isinstance(event, events.CollectionEndEvent):
                yield _event("end", event)
            elif isinstance(event, (events.DocumentEndEvent, events.StreamEndEvent)):
                yield _event("document end", event)
                return
    except MarkedYAMLError as error:
        reason = dict(_REASONS).get(str(error.context), str(error.problem))
        raise Refused(reason, error.problem_mark.index) from None


def _event(
    kind: Literal["alias", "end", "document end"], event: Any, anchor: str | None = None
) -> Event:
    return Event(kind, event.start_mark.index, event.end_mark.index, anchor)


def _collection(event: events.CollectionStartEvent, start: int) -> Event:
    mapping = isinstance(event, events.MappingStartEvent)
    return Event(
        "mapping" if mapping else "sequence",
        start,
        start,
        event.anchor,
        flow=bool(event.flow_style),
    )


def _scalar(event: events.ScalarEvent, token: SpelledScalar | None) -> Event:
    tag = None if event.ctag is None else str(event.ctag)
    end = event.end_mark.index
    if token is None or (event.style is None and not event.value):
        return Event("scalar", end, end, event.anchor, tag)
    return Event(
        "scalar",
        token.start_mark.index,
        end,
        event.anchor,
        tag,
        token.style or "",
        stretches=token.stretches,
    )


class Loader:
    """What ruamel.yaml's scanner and parser look up in their loader."""

    typ = "go"
    comment_handling = None

    def __init__(self, chars: str) -> None:
        self.resolver = self
        self.processing_version = (1, 1)
        self.reader = Reader(chars)
        self.scanner = GoScanner(self)
        self.parser = GoParser(self)


class GoParser(Parser):
    """libyaml's parser; the two differ in where a document ends."""

    def parse_document_end(self) -> Any:
        """End a document before whatever follows it, on the same line too."""
        token = self.scanner.peek_token()
        self.state = self.parse_document_start
        return events.DocumentEndEvent(token.start_mark, token.start_mark)
