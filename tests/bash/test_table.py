"""One table, run twice: by the interpreter and by the bash that is installed.

The rows were recorded from GNU bash 5.2.15; a bash that says something else than the
recording is another bash, and shows as a failure of the second test.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bash import real_bash
from bash.follow import left, simulated, starts

TABLE = Path(__file__).parents[2] / "fixtures" / "vectors" / "bash_table.jsonl"
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_the_interpreter_leaves_what_bash_left(row: dict[str, Any]) -> None:
    simulation = simulated(row["script"], row["args"])
    assert left(simulation) == row["files"]
    assert starts(simulation) == row["launches"]
    if simulation.status.known:
        assert simulation.status.chars == str(row["status"])


@pytest.mark.skipif(not real_bash.is_recent(), reason="needs bash 5.2")
@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_bash_leaves_what_the_table_says(row: dict[str, Any], tmp_path: Path) -> None:
    outcome = real_bash.run(row["script"], row["args"], tmp_path)
    assert outcome.files == row["files"]
    assert outcome.launches == row["launches"]
    assert outcome.status == row["status"]
