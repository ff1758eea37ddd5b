"""Findings are news where a configuration says something else than it did."""

from __future__ import annotations

import pytest

from adoption.conftest import CONFIG, CONFIG_PATH, MODE, UNIT, UNIT_PATH, Repo

OWN = ".kubelet-lint.toml"
SHARED = "pyproject.toml"
TABLE = "[tool.kubelet-lint]\nignore = ['refused-start']\n"


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        ({}, {OWN: "ignore = ['refused-start']\n"}, True),
        ({OWN: "image = 'aks'\n"}, {OWN: None}, True),
        ({OWN: "image = 'aks'\n"}, {OWN: "image = 'gce'\n"}, True),
        ({OWN: "image = 'aks'\n"}, {OWN: "# why\nimage = 'aks'\n"}, False),
        ({SHARED: "[project]\n"}, {SHARED: TABLE}, True),
        ({SHARED: TABLE}, {SHARED: TABLE + "[project]\nname = 'x'\n"}, False),
        ({SHARED: TABLE}, {SHARED: "[project]\nname = 'x'\n"}, True),
        ({SHARED: "x = [\n"}, {SHARED: "[project]\n"}, False),
        ({OWN: "x = [\n"}, {OWN: "image = 'aks'\n"}, True),
        ({}, {"docs.txt": "x\n"}, False),
    ],
)
def test_findings_are_news_if_they_are_judged_otherwise(
    repo: Repo, before: dict[str, str], after: dict[str, str | None], news: bool
) -> None:
    then = repo.commit({CONFIG_PATH: CONFIG, UNIT_PATH: UNIT, **before})
    repo.commit(after)
    rules = repo.rules("--changed-since", then)
    assert rules == ([MODE] if news else [])


def test_who_takes_no_configuration_is_not_told(repo: Repo) -> None:
    then = repo.commit({CONFIG_PATH: CONFIG, UNIT_PATH: UNIT})
    repo.commit({OWN: "image = 'aks'\n"})
    assert repo.rules("--isolated", "--changed-since", then) == []
