"""Which cases are meant, in as few words as say it."""

from __future__ import annotations

import pytest

from kubelet_lint.resolution import Case
from kubelet_lint.rules.condition import condition
from rules.scene import case

OLD, NEW = ("1.24", "1.28"), ("1.30", "1.34")


@pytest.mark.parametrize(
    ("meant", "others", "expected"),
    [
        pytest.param([case()], [], "", id="everything needs no condition"),
        pytest.param(
            [case(versions=("1.28",))],
            [case(versions=("1.24", "1.30"))],
            "in kubelet 1.28",
            id="one release",
        ),
        pytest.param(
            [case(versions=OLD)],
            [case(versions=NEW)],
            "in kubelet 1.24 to 1.28",
            id="neighbours are a range",
        ),
        pytest.param(
            [case(versions=("1.24", "1.30"))],
            [case(versions=("1.28", "1.34"))],
            "in kubelet 1.24 and 1.30",
            id="a gap is no range",
        ),
        pytest.param(
            [case(versions=("1.9", "1.10"))],
            [case(versions=("1.11",))],
            "in kubelet 1.9 to 1.10",
            id="releases are numbers, not words",
        ),
        pytest.param(
            [case("when $A is set")],
            [case("when $A is unset")],
            "when $A is set",
            id="one circumstance",
        ),
        pytest.param(
            [case("if a", "if b"), case("if a", "if not b")],
            [case("if not a", "if b"), case("if not a", "if not b")],
            "if a",
            id="a circumstance that is enough is named alone",
        ),
        pytest.param(
            [case("if a", "if b")],
            [case("if a", "if not b"), case("if not a")],
            "if a and if b",
            id="neither is enough alone",
        ),
        pytest.param(
            [case("if a", versions=OLD), case("if not a", versions=OLD)],
            [case("if a", versions=NEW), case("if not a", versions=NEW)],
            "in kubelet 1.24 to 1.28",
            id="a release whatever the circumstances",
        ),
        pytest.param(
            [case("if a", versions=OLD)],
            [case("if a", versions=NEW), case("if not a", versions=OLD + NEW)],
            "if a in kubelet 1.24 to 1.28",
            id="a circumstance in some releases only",
        ),
        pytest.param(
            [case(f"if {letter}") for letter in "abcde"],
            [case("if f")],
            "if a or if b or if c or in 2 more circumstances",
            id="many are counted",
        ),
    ],
)
def test_the_condition_names_what_tells_the_cases_apart(
    meant: list[Case], others: list[Case], expected: str
) -> None:
    assert condition(meant, [*meant, *others]) == expected
