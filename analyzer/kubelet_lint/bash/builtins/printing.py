"""``printf -v``; what is printed is the business of ``commands``."""

from __future__ import annotations

from kubelet_lint.bash.assign import store
from kubelet_lint.bash.builtins.base import Invocation
from kubelet_lint.bash.runner import Next
from kubelet_lint.source import program


def printf(call: Invocation) -> Next:
    """Print, or assign what would be printed."""
    words = call.words(0)
    if len(words) < 3 or words[1].chars != "-v":
        return call.shell.run_program(call.state, words, call.span)
    name = call.state.decisions.text(words[2]).chars
    argv = (program("printf"), *words[3:])
    result = call.shell.result(call.state, argv, call.span)
    store(call.expander, name, result.stdout)
    return call.end(result.status if result.status is not None else 1)
