"""``simulate`` shows what a script leaves behind, and keeps to its schema."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kubelet_lint.cli.run import run

SCRIPT = """\
#!/bin/bash
MODE=Webhook
[ "$1" = lab ] && MODE=AlwaysAllow
cat > /etc/kubernetes/kubelet.yaml <<EOF
mode: $MODE
ip: $(curl -s http://169.254.169.254/ip)
EOF
rm -f /etc/default/kubelet
ln -s /etc/kubernetes/kubelet.yaml /etc/link
curl -s http://x/y -o /etc/fetched
systemctl enable --now kubelet
sudo kubelet --config=/etc/kubernetes/kubelet.yaml --node-ip=$(hostname -I) &
"""

SCHEMA = json.loads(
    files("kubelet_lint").joinpath("schemas/simulate.schema.json").read_text("utf-8")
)


def simulated(
    folder: Path, capsys: pytest.CaptureFixture[str], *words: str
) -> dict[str, Any]:
    script = folder / "user-data.sh"
    script.write_text(SCRIPT)
    assert run(["simulate", str(script), "--output-format", "json", *words]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, SCHEMA)
    return document


def test_a_known_argument_decides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = simulated(tmp_path, capsys, "--", "lab")
    parts = found["files"]["/etc/kubernetes/kubelet.yaml"]["text"]["parts"]
    assert parts[0] == "mode: AlwaysAllow\nip: "
    assert "curl" in parts[1]["unknown"]


def test_each_line_says_where_it_was_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = simulated(tmp_path, capsys)
    lines = found["files"]["/etc/kubernetes/kubelet.yaml"]["lines"]
    assert [line["line"] for line in lines] == [5, 6]


def test_removed_linked_and_fetched_files_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = simulated(tmp_path, capsys)["files"]
    assert found["/etc/link"]["link"] == "/etc/kubernetes/kubelet.yaml"
    assert not found["/etc/fetched"]["known"]
    assert found["/etc/default/kubelet"]["removed"]


def test_a_started_kubelet_is_given_by_its_own_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (launch,) = simulated(tmp_path, capsys)["launches"]
    assert launch["argv"][:2] == ["kubelet", "--config=/etc/kubernetes/kubelet.yaml"]
    assert launch["argv"][2]["parts"][0] == "--node-ip="
    assert launch["location"]["line"] == 12


def test_text_shows_content_and_doubts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "user-data.sh"
    script.write_text(SCRIPT)
    assert run(["simulate", str(script), "--", "lab"]) == 0
    shown = capsys.readouterr().out
    assert "mode: AlwaysAllow" in shown
    assert "systemctl enable kubelet" in shown
    assert "starts kubelet --config=/etc/kubernetes/kubelet.yaml" in shown


def test_a_script_on_the_root_knows_where_it_lies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "opt" / "installer"
    folder.mkdir(parents=True)
    (folder / "lib.sh").write_text("MODE=AlwaysAllow\n")
    script = folder / "install.sh"
    script.write_text(
        '. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"\necho "$0 $MODE" > /etc/mode\n'
    )
    command = ["simulate", str(script), "--root", str(tmp_path)]
    assert run([*command, "--output-format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["files"]["/etc/mode"]["content"] == (
        "/opt/installer/install.sh AlwaysAllow\n"
    )
