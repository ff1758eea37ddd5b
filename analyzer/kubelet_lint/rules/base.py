"""What a rule is: a module named after what it forbids.

Its docstring is its manual, under the headings of ``manual.HEADINGS``; a test runs
the docstring's two examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Protocol

from kubelet_lint.finding import Finding, Level
from kubelet_lint.resolution import Kubelet

Precision = Literal["very-high", "high", "medium", "low"]


class Rule(Protocol):
    """A module that judges one kubelet."""

    @property
    def ID(self) -> str:
        """Its name for people, in kebab case."""
        ...

    @property
    def LEVEL(self) -> Level:
        """How bad a certain finding is; an uncertain one is a warning at most."""
        ...

    @property
    def BENCHMARKS(self) -> tuple[str, ...]:
        """The controls it decides, such as ``CIS Kubernetes 4.2.2``."""
        ...

    @property
    def SEVERITY(self) -> str:
        """CVSS-like score from ``0.0`` to ``10.0``; empty if it is no weakness."""
        ...

    @property
    def PRECISION(self) -> Precision:
        """How often its findings are right, in code scanning's words."""
        ...

    def check(self, kubelet: Kubelet, /) -> Iterator[Finding]:
        """Yield what is wrong with a kubelet."""
        ...
