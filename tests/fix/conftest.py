"""A small repository of one node, and the command run in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from kubelet_lint.cli.run import run

FIXTURES = Path(__file__).parents[2] / "fixtures"

UNIT = "etc/systemd/system/kubelet.service"
CONFIG = "etc/kubelet.yaml"

START = b"""\
[Service]
EnvironmentFile=/etc/default/kubelet
ExecStart=/usr/bin/kubelet --config=/etc/kubelet.yaml --kubeconfig=/etc/kc $ARGS
"""
GOOD = b"""\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous:
    enabled: false
  webhook:
    enabled: true
authorization:
  mode: Webhook
"""
NODE: Mapping[str, bytes] = {
    UNIT: START,
    CONFIG: GOOD,
    "etc/default/kubelet": b"ARGS=\n",
}
"""With nothing to find."""


class Ended(NamedTuple):
    code: int
    out: str
    err: str


class Place(NamedTuple):
    """A folder that stands for a repository."""

    folder: Path
    check: Callable[..., Ended]

    def write(self, files: Mapping[str, bytes]) -> None:
        for path, data in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(data)

    def read(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()

    def all(self) -> dict[str, bytes]:
        """Every file, temporary ones included."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def place(
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> Place:
    monkeypatch.chdir(tmp_path)

    def check(*arguments: str) -> Ended:
        code = run(["check", "--kubelet-version", "1.30", *arguments])
        out, err = capfdbinary.readouterr()
        return Ended(code, out.decode("utf-8", "surrogateescape"), err.decode())

    return Place(tmp_path, check)
