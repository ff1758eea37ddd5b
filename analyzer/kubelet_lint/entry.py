"""Which scripts of a repository run on a node, and how.

User data runs as it is. A script that another one names is followed from there; what
nobody was seen to run is followed alone, with unknown arguments and variables. The
repository itself lies at ``CHECKOUT`` while its scripts run.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from kubelet_lint.assemble import Plan
from kubelet_lint.node.effect import Document, Fragment, Machine, Place, Run
from kubelet_lint.source import Text
from kubelet_lint.vendor.hints import image_of

CHECKOUT = "/REPOSITORY"
"""Where a script finds the repository it comes from; no real node has such a path."""

_USER_DATA = re.compile(
    r"user[-_]?data|cloud[-_]?(?:init|config)|startup[-_]?script", re.I
)
_WORD = re.compile(r"[\w.+-]+")


def script_plans(fragments: Sequence[Fragment]) -> list[Plan]:
    """Return a machine for each script, those nobody names first."""
    scripts = [part for part in fragments if part.kind == "script"]
    names = {posixpath.basename(part.document.path) for part in scripts}
    named: set[str] = set()
    for part in scripts:
        own = posixpath.basename(part.document.path)
        words = set(_WORD.findall(part.document.text.chars))
        named |= (words & names) - {own}
    first = [part for part in scripts if _base(part) not in named]
    then = [part for part in scripts if _base(part) in named]
    return [_plan(part, lone=False) for part in first] + [
        _plan(part, lone=True) for part in then
    ]


def _base(part: Fragment) -> str:
    return posixpath.basename(part.document.path)


def _plan(part: Fragment, *, lone: bool) -> Plan:
    document = part.document
    name = f"{document.path}#{document.name}" if document.name else document.path
    effects = (Place("", CHECKOUT), script_run(document))
    image = image_of(document.text.chars)
    machine = Machine(
        name, effects, document.text.span, image, assumptions=document.assumptions
    )
    return Plan(machine, (part,), lone=lone)


def script_run(document: Document) -> Run:
    """Return the run of a script; nobody knows its arguments unless it is user data."""
    path = document.node_path or posixpath.join(CHECKOUT, document.path)
    return Run(
        document.text,
        name=path,
        args=() if user_data(document) else (_unknown_arguments(),),
        cwd=CHECKOUT,
        span=document.text.span,
        closed=user_data(document),
        shell=shell_of(document.text),
        source=document.path,
    )


def user_data(document: Document) -> bool:
    """Say whether a script is what a cloud hands to the machine at its first boot."""
    return bool(document.name) or _USER_DATA.search(document.path) is not None


def shell_of(text: Text) -> str:
    """Return ``sh`` for a script that names a POSIX shell, else ``bash``."""
    line = text.chars[:200].split("\n", 1)[0]
    if line.lstrip("\ufeff ").startswith("#!") and not re.search(r"ba|k", line[2:]):
        return "sh"
    return "bash"


def _unknown_arguments() -> Text:
    return Text.hole("nobody is seen to call this script", name="$@", words=True)
