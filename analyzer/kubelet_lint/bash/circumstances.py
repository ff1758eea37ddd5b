"""What was decided on the way to a place in the script, for people."""

from __future__ import annotations

from kubelet_lint.bash.state import State


def circumstances(state: State) -> tuple[str, ...]:
    """Return one label for each decision, in the order taken."""
    return tuple(
        condition.labels[min(way, len(condition.labels) - 1)]
        for way, condition in state.decisions.taken.values()
    )
