"""Whole screens, kept as files so that a change of one is read before it is made.

``PYTHONPATH=tests python tests/report/test_screens.py`` writes them anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kubelet_lint.report import RESOLVE_FORMATS, Style, load
from report.reports import KUBELETS, one

SCREENS = Path(__file__).parent / "screens"


def screen(name: str) -> str:
    """Return what ``check`` and ``resolve`` show of a kubelet."""
    check = load("text").write(one(name), Style())
    return f"$ check\n{check}\n$ resolve\n{_resolve(name)}"


def _resolve(name: str) -> str:
    return load("text", RESOLVE_FORMATS).write(one(name), Style())


def path(name: str) -> Path:
    return SCREENS / f"{name.replace(' ', '-')}.txt"


@pytest.mark.parametrize("name", KUBELETS)
def test_the_screen_is_as_it_was_read(name: str) -> None:
    assert screen(name) == path(name).read_text(encoding="utf-8")


def test_every_screen_is_of_a_kubelet() -> None:
    assert {found.name for found in SCREENS.iterdir()} == {
        path(name).name for name in KUBELETS
    }


if __name__ == "__main__":
    for one_name in KUBELETS:
        path(one_name).write_text(screen(one_name), encoding="utf-8")
