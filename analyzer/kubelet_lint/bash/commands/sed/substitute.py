"""The ``s`` command and the matching of addresses, on text with holes.

Follows ``do_subst`` and ``append_replacement`` of GNU sed 4.9 (``execute.c``). A
stretch in which a hole decides whether something matches becomes a hole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from kubelet_lint.bash.commands.branching import Doubt
from kubelet_lint.bash.commands.respell import changed_hole, respell
from kubelet_lint.bash.commands.sed.program import Case, Substitution
from kubelet_lint.bash.regex.search import Match, Perhaps, Regex
from kubelet_lint.source import Choice, Hole, Text

HOW = "perhaps changed by sed"


class Substituted(NamedTuple):
    """The pattern space after ``s``."""

    space: Text
    replaced: bool
    """Whether something was (or may have been) replaced."""
    start: int = -1
    """Where the first replacement starts."""


def matches(space: Text, regex: Regex, doubt: Doubt, spelled: Text) -> bool | None:
    """Say whether the pattern space matches; None: its choices must be made first."""
    found = regex.test(space.chars)
    if found is not None:
        return found
    if has_choice(space):
        return None
    return doubt.choose(*question(space, spelled)) == 0


def question(space: Text, spelled: Text) -> tuple[str, tuple[str, str]]:
    """Return the name and the labels of a condition: does this text match that?"""
    shown = _short(space.display())
    pattern = _short(spelled.display())
    places = "".join(
        f" {hole.span.source.path}:{hole.span.start}" if hole.span else f" {hole!r:.80}"
        for hole in space.holes()
    )
    name = f"whether {space.display()!r} matches {spelled.display()!r} at{places}"
    return name, (
        f"when {shown!r} matches {pattern!r}",
        f"when {shown!r} does not match {pattern!r}",
    )


def has_choice(text: Text) -> bool:
    """Say whether there is a choice in it that can still be made."""
    return any(isinstance(piece, Choice) for piece in text.holes())


def substitute(
    space: Text, command: Substitution, regex: Regex, doubt: Doubt, *, asked: bool
) -> Substituted | None:
    """Replace what matches; None: the choices of the text must be made first.

    ``asked``: whether the script goes on differently if something was replaced.
    """
    return _Substituting(space, command, regex, doubt, asked=asked).all()


class _Substituting:
    def __init__(
        self,
        space: Text,
        command: Substitution,
        regex: Regex,
        doubt: Doubt,
        *,
        asked: bool,
    ) -> None:
        self.space = space
        self.command = command
        self.regex = regex
        self.doubt = doubt
        self.asked = asked
        self.parts: list[Text] = []
        self.at: int = 0
        self.first: int = -1
        self.before: int = -1
        """Where the last match that was not empty ended."""
        self.left = command.number

    def all(self) -> Substituted | None:
        groups = self.command.needs_groups
        while self.at <= len(self.space):
            found = self.regex.search(self.space.chars, self.at, groups=groups)
            if found is None:
                break
            if isinstance(found, Match):
                done = self.match(found)
            elif has_choice(self.space):
                return None
            else:
                done = self.perhaps(found)
            if done:
                break
        self.parts.append(self.space[self.at :])
        return Substituted(Text.join(self.parts), self.first >= 0, self.first)

    def match(self, found: Match) -> bool:
        """Replace a match; say whether that was the last."""
        empty = found.start == found.end
        self.parts.append(self.space[self.at : found.start])
        self.at = found.end
        done = False
        if not (empty and found.start == self.before):
            self.left -= 1
            counted = self.left <= 0
            self.parts.extend(
                self.new(found) if counted else (self.space[found.start : found.end],)
            )
            if counted and self.first < 0:
                self.first = found.start
            done = counted and not self.command.everywhere
        if empty and not done:
            self.parts.append(self.space[self.at : self.at + 1])
            self.at += 1
        elif not empty:
            self.before = found.end
        return done

    def perhaps(self, found: Perhaps) -> bool:
        """Blur a stretch with matches nobody knows; say whether that was the last."""
        if found.end == self.before:
            # Nothing more than what the stretch before it already covers.
            self.parts.append(self.space[self.at : self.at + 1])
            self.at += 1
            return False
        self.parts.append(self.space[self.at : found.start])
        if self.left > 1 or (self.command.number > 1 and not self.command.everywhere):
            found = Perhaps(found.start, len(self.space))
        later = not self.command.everywhere and self.has_match(found.end)
        if (self.asked and self.first < 0 and not found.certain) or later:
            stretch = self.space[found.start : found.end]
            if self.doubt.choose(*question(stretch, self.command.spelled)) != 0:
                self.parts.append(stretch)
                self.at = self.before = found.end
                return False
        self.parts.append(self.blurred(self.space[found.start : found.end]))
        self.first = found.start if self.first < 0 else self.first
        self.at = self.before = found.end
        return not self.command.everywhere

    def blurred(self, stretch: Text) -> Text:
        """Return the hole that a stretch becomes."""
        hole = next(stretch.holes(), None)
        shown = _short(self.command.spelled.display())
        if isinstance(hole, Hole):
            where = f"{self.command.spelled.display()!r} in {self.space.display()!r}"
            return changed_hole(hole, HOW, where)
        return Text.hole(f"what {shown!r} matches is not known", stretch.span)

    def has_match(self, at: int) -> bool:
        found = self.regex.search(self.space.chars, at, groups=False)
        return found is not None and found.end > at

    def new(self, found: Match) -> Iterable[Text]:
        """Return what stands in the place of a match."""
        pending: Case = ""
        for segment in self.command.segments:
            once = segment.once or pending
            pending = ""
            if segment.text:
                yield cased(segment.text, segment.case, once)
                once = ""
            if segment.group < 0:
                continue
            group = found.groups[segment.group]
            if group is None or group[0] == group[1]:
                pending = once if segment.once else ""
            else:
                yield cased(self.space[group[0] : group[1]], segment.case, once)


def cased(text: Text, case: Case, once: Case) -> Text:
    """Return ``text`` in upper or lower case, its first character as ``once`` says."""
    if once and text:
        first = respell(text[:1], _change(once), f"in {once} case")
        return first + cased(text[1:], case, "")
    return respell(text, _change(case), f"in {case} case") if case else text


def _change(case: Case) -> Callable[[str], str]:
    return str.upper if case == "upper" else str.lower


def _short(shown: str) -> str:
    shown = shown.strip()
    return shown if len(shown) <= 60 else shown[:57] + "..."
