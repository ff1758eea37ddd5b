"""What is noted while a launch is resolved: problems, warnings, files read."""

from __future__ import annotations

from kubelet_lint.kubelet.configfile import Refused
from kubelet_lint.kubelet.decode import Decoded, Ignored
from kubelet_lint.kubelet.outcome import Refusal
from kubelet_lint.kubelet.problem import Problem, Stage
from kubelet_lint.kubelet.versions import Version
from kubelet_lint.source import Span
from kubelet_lint.value import Assumption


class Ledger:
    """The notes of one group of releases."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.ignored: list[Ignored] = []
        self.read: list[str] = []
        self.assumptions: list[Assumption] = []

    def refuse(self, stage: Stage, reason: str, span: Span | None) -> None:
        """Note a reason to exit."""
        self.problems.append(Problem(stage, reason, span))

    def doubt(self, stage: Stage, reason: str) -> None:
        """Note that nobody can say whether there is one."""
        self.problems.append(Problem(stage, reason, None, doubt=True))

    def file(
        self, stage: Stage, words: str, refused: Refused, place: Span | None
    ) -> None:
        """Note a file that is refused, or may be."""
        said = f"{words} {refused.reason}"
        span = refused.span or place
        self.problems.append(Problem(stage, said, span, doubt=refused.undecided))

    def types(self, stage: Stage, words: str, decoded: Decoded) -> None:
        """Note the values of a file that have the wrong type."""
        for wrong in decoded.wrong:
            said = f"{words} {wrong.reason}"
            self.problems.append(
                Problem(stage, said, wrong.span, first=wrong.first, last=wrong.last)
            )

    def answer(self, version: Version) -> Refusal | str | None:
        """Return why a release refuses, or why nobody can say whether it does.

        What is certainly refused later is refused, whatever is unknown before.
        """
        minor = version.minor
        mine = [one for one in self.problems if one.first <= minor <= one.last]
        mine.sort(key=lambda problem: problem.stage)
        for problem in mine:
            if not problem.doubt:
                stage = problem.stage.name.lower()
                return Refusal(problem.reason, problem.span, stage)
        return mine[0].reason if mine else None
