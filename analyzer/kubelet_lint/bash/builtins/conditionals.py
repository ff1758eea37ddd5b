"""``test`` and ``[``."""

from __future__ import annotations

from kubelet_lint.bash.builtins.base import Invocation
from kubelet_lint.bash.rematch import BadRegex
from kubelet_lint.bash.runner import Next
from kubelet_lint.bash.tests import TestProblem, evaluate_words
from kubelet_lint.source import Text


def test(call: Invocation) -> Next:
    """Test."""
    return _test(call, call.words())


def bracket(call: Invocation) -> Next:
    """Test up to ``]``."""
    words = call.words()
    if not words or words[-1].chars != "]":
        return call.fail("[: missing `]'", 2)
    return _test(call, words[:-1])


def _test(call: Invocation, words: tuple[Text, ...]) -> Next:
    call.shell.blank = False
    try:
        outcome = evaluate_words(call.expander, words)
    except (TestProblem, BadRegex) as problem:
        return call.fail(f"test: {problem}", 2)
    if outcome is None:
        return call.unknown("a test")
    return call.end(int(not outcome))
