"""One start of one program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lint.node.filesystem import FileSystem
from kubelet_lint.source import Hole, Span, Text
from kubelet_lint.value import Assumption

NO_VARIABLES: Mapping[str, Text] = {}


class Launch(NamedTuple):
    """Everything a started process sees, or why it is not started.

    ``argv`` holds the name of the executable first, as the process receives it. An
    argument that is one hole with ``words`` set is zero or more unknown arguments.
    """

    argv: tuple[Text, ...]
    files: FileSystem
    executable: str = ""
    """The path executed; empty if it is not known."""
    environment: Mapping[str, Text] = NO_VARIABLES
    """Variables that unit or script set; the value may hold holes."""
    cwd: str = "/"
    span: Span | None = None
    """The ``ExecStart=`` value or the command in a script that starts it."""
    unit: str | None = None
    """The unit's name, such as ``kubelet.service``; None outside of systemd."""
    executed: bool | None = True
    """Whether the process is executed at all; None if the node decides."""
    refusal: str | None = None
    """Why systemd does not execute it, in systemd's sense."""
    refusal_span: Span | None = None
    assumptions: tuple[Assumption, ...] = ()
    circumstances: tuple[str, ...] = ()
    """What must hold for this launch to be the one: ``when $X is set``."""
    doubt: Hole | None = None
    """Why variables that are not in ``environment`` may be set; None: they are not."""
