"""What is left of the variables after commands that nobody knows."""

from __future__ import annotations

import posixpath

from kubelet_lint.bash.lookup import scalar_text, value_of
from kubelet_lint.bash.machine import absolute, symbol
from kubelet_lint.bash.runner import Shell
from kubelet_lint.bash.state import State
from kubelet_lint.bash.variable import Unknown, Variable
from kubelet_lint.node.filesystem import Entry, File, Missing, Unseen
from kubelet_lint.source import Span, Text

_KEPT = frozenset(("BASH_SOURCE", "HOME", "IFS", "OLDPWD", "OPTIND", "PATH", "PWD"))
"""Variables that hardly any file that is sourced changes for the worse."""

_OS_RELEASE = (
    "ANSI_COLOR BUG_REPORT_URL BUILD_ID CPE_NAME DISTRIB_CODENAME DISTRIB_DESCRIPTION "
    "DISTRIB_ID DISTRIB_RELEASE HOME_URL ID ID_LIKE IMAGE_ID IMAGE_VERSION NAME "
    "PLATFORM_ID PRETTY_NAME SUPPORT_URL UBUNTU_CODENAME VARIANT VARIANT_ID VERSION "
    "VERSION_CODENAME VERSION_ID"
).split()
"""What os-release(5) and lsb-release set."""


def lose_variables(
    state: State, reason: str, span: Span | None, path: Text | None
) -> None:
    """Let every variable be unknown that the commands may have set."""
    base = posixpath.basename(path.chars) if path is not None else ""
    if base in ("os-release", "lsb-release"):
        names = list(_OS_RELEASE)
    else:
        names = [n for n in state.variables if n.isidentifier() and n not in _KEPT]
        state.enable("open", on=True)
    for name in names:
        variable = state.variables.get(name)
        if variable is not None and "r" in variable.attributes:
            continue
        label = state.decisions.fresh("$" + name)
        hole = Unknown(Text.hole(reason, span, label))
        before = state.variables.get(name)
        state.variables[name] = before.having(hole) if before else Variable(hole)
    state.status = Text.hole(reason, span, state.decisions.fresh("what is not known"))


def script_text(
    shell: Shell, state: State, word: Text, span: Span | None
) -> Text | None:
    """Return a script's text, a hole if nobody knows it, None if it is not there."""
    entry = _find(state, word)
    match entry:
        case File(text):
            return state.decisions.text(text)
        case Unseen(reason):
            return Text.hole(reason, span, word.display())
        case _:
            del shell
            return None


def _find(state: State, word: Text) -> Entry:
    path = absolute(state.machine.cwd, symbol(word))
    entry = state.machine.read(path)
    if "/" in word.chars or not isinstance(entry, (Missing, Unseen)):
        return entry
    search = state.decisions.text(scalar_text(value_of(state, "PATH")))
    for folder in search.chars.split(":") if search.known else ():
        found = state.machine.read(posixpath.join(folder or ".", word.chars))
        if isinstance(found, File):
            return found
    return entry
