"""When colour is used, and how wide a terminal is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kubelet_lint.cli.console import screen, wants_color
from kubelet_lint.cli.parameters import Color


@pytest.mark.parametrize(
    ("asked", "environment", "terminal", "colored"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour_is_asked_for_or_fits(
    asked: Color, environment: Mapping[str, str], terminal: bool, colored: bool
) -> None:
    assert wants_color(asked, environment, terminal=terminal) is colored


def test_the_width_is_what_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    assert screen("auto", 0).width == 72
    monkeypatch.setenv("COLUMNS", "wide")
    assert screen("auto", 0).width > 0
