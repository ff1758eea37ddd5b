"""Who does not use any of this does not pay for it."""

from __future__ import annotations

import subprocess
import sys

from adoption.conftest import CONFIG, CONFIG_PATH, UNIT, UNIT_PATH, Repo


def test_nothing_is_imported_unless_it_is_used(repo: Repo) -> None:
    repo.commit({CONFIG_PATH: CONFIG, UNIT_PATH: UNIT})
    code = (
        "import sys; from kubelet_lint.cli.run import run; run(['check', '-q'])\n"
        "print(*(m for m in sys.modules if 'adoption' in m or 'history' in m))\n"
        "print(*({'subprocess', 'json'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repo.folder,
        capture_output=True,
        check=True,
        text=True,
    )
    assert "always-allow-authorization" in done.stdout
    assert done.stdout.splitlines()[-2:] == ["", ""]
