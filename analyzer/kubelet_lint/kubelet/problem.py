"""What stands in the way of a start, and when the kubelet comes to it."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from kubelet_lint.source import Span


class Stage(IntEnum):
    """The steps of ``NewKubeletCommand`` and ``run``, in their order."""

    PARSE = 1
    POSITIONAL = 2
    HELP = 3
    VERSION = 4
    GATES = 5
    FLAGS = 6
    LOAD = 7
    MERGE = 8
    PRECEDENCE = 9
    CONFIG_GATES = 10
    LOGGING = 11
    VALIDATE = 12
    TLS = 13
    RUN = 14
    AUTH = 15


class Problem(NamedTuple):
    """A reason to exit, or a doubt whether there is one, of some releases."""

    stage: Stage
    reason: str
    span: Span | None
    doubt: bool = False
    first: int = 0
    """The first and last minor release that it concerns."""
    last: int = 99
