"""Arithmetic as bash computes it; None is a number nobody knows."""

from __future__ import annotations

import pytest

from kubelet_lint.bash.arith import ArithmeticError, evaluate
from kubelet_lint.source import HOLE


class Variables:
    def __init__(self) -> None:
        self.values = {"x": "3", "y": "x+1", "n": "", "u": HOLE}

    def read(self, name: str, subscript: str | None) -> str:
        return self.values.get(name, "")

    def assign(self, name: str, subscript: str | None, value: int | None) -> None:
        self.values[name] = HOLE if value is None else str(value)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("", 0),
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("-7 / 2", -3),
        ("-7 % 3", -1),
        ("2 ** 3 ** 2", 512),
        ("010 + 0x1f + 2#101", 44),
        ("y * 2", 8),
        ("n + 1", 1),
        ("x++ + ++x", 8),
        ("x = 5, x * 2", 10),
        ("x > 2 && x < 5", 1),
        ("0 && (x = 9) || x", 1),
        ("x == 3 ? 10 : 20", 10),
        ("1 << 63", -(2**63)),
        ("!0 + ~0", 0),
        ("u + 1", None),
        ("u * 0", 0),
        ("0 && u", 0),
        (f"{HOLE} + 1", None),
    ],
)
def test_value(expression: str, value: int | None) -> None:
    assert evaluate(expression, Variables()) == value


@pytest.mark.parametrize(
    "expression", ["1 / 0", "08", "1 +", "(1", "2 ** -1", "1 2", "@"]
)
def test_refused(expression: str) -> None:
    with pytest.raises(ArithmeticError):
        evaluate(expression, Variables())
