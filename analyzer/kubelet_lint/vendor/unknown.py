"""Arguments nobody can read: what a template or a variable will put there."""

from __future__ import annotations

from kubelet_lint.source import Choice, Hole, Text

FILLED = "arguments filled in by a template"


def arguments(text: Text, reason: str = FILLED) -> Text:
    """Return zero or more unknown arguments, standing where ``text`` stands."""
    return Text.hole(reason, text.span, label(text), words=True)


def argument(text: Text, reason: str = "an argument filled in by a template") -> Text:
    """Return exactly one unknown argument, standing where ``text`` stands."""
    return Text.hole(reason, text.span, label(text))


def label(text: Text) -> str:
    """Return what an unknown text is called: by its one hole, or as shown."""
    holes = list(text.holes())
    if len(text) == 1 and holes:
        hole = holes[0]
        return _name(hole)
    return text.display()


def _name(hole: Hole | Choice) -> str:
    return hole.name or hole.reason if isinstance(hole, Hole) else hole.condition
