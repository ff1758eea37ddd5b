"""Small repositories, checked by the command as a person runs it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kubelet_lint.cli.run import run

CONFIG = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous:
    enabled: false
  webhook:
    enabled: true
authorization:
  mode: AlwaysAllow
"""
UNIT = """\
[Service]
ExecStart=/usr/bin/kubelet --config=/etc/kubernetes/kubelet.yaml \\
    --kubeconfig=/etc/kubernetes/kubelet.conf
"""
CONFIG_PATH = "etc/kubernetes/kubelet.yaml"
UNIT_PATH = "etc/systemd/system/kubelet.service"
DROPIN_PATH = "etc/systemd/system/kubelet.service.d/20-authz.conf"
MODE = "always-allow-authorization"


class Ended(NamedTuple):
    """How a run ended and what it said."""

    code: int
    out: str
    err: str


class Repo:
    """A repository on disk, and the command run in it."""

    def __init__(
        self,
        folder: Path,
        capfd: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self.folder = folder
        self._capfd = capfd
        self._monkeypatch = monkeypatch
        self.git("init", "-q")

    def lay(self, files: Mapping[str, str | None]) -> None:
        """Write files, or remove those that are None."""
        for path, content in files.items():
            file = self.folder / path
            if content is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode("utf-8", "surrogateescape"))

    def edit(self, path: str, old: str, new: str) -> None:
        content = (self.folder / path).read_text()
        assert old in content
        self.lay({path: content.replace(old, new)})

    def git(self, *arguments: str) -> str:
        names = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        done = subprocess.run(
            ["git", *names, *arguments],
            cwd=self.folder,
            env={**kept, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def commit(self, files: Mapping[str, str | None] | None = None) -> str:
        """Commit everything; return the commit."""
        self.lay(files or {})
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        return self.git("rev-parse", "HEAD").strip()

    def run(self, *arguments: str) -> Ended:
        self._capfd.readouterr()
        self._monkeypatch.chdir(self.folder)
        code = run(arguments)
        said = self._capfd.readouterr()
        return Ended(code, said.out, said.err)

    def document(self, *arguments: str) -> Any:
        """Return the JSON document of ``check``."""
        ended = self.run("check", "--output-format", "json", *arguments)
        assert ended.code in (0, 1), ended.err
        return json.loads(ended.out)

    def found(self, *arguments: str) -> list[tuple[str, str, int]]:
        """Return rule, path and line of each finding."""
        return [told(one) for one in self.document(*arguments)["findings"]]

    def rules(self, *arguments: str) -> list[str]:
        return [rule for rule, _, _ in self.found(*arguments)]


def told(finding: Any) -> tuple[str, str, int]:
    place = finding["location"]
    return finding["rule"], place["path"], place["line"]


@pytest.fixture
def repo(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Repo:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "100")
    folder = tmp_path / "repo"
    folder.mkdir()
    return Repo(folder, capfd, monkeypatch)
