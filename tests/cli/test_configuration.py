"""The commands honour a configuration, and a flag wins over it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from kubelet_lint.config.document import tomllib
from kubelet_lint.config.file import File
from kubelet_lint.config.read import read
from kubelet_lint.definition import Node
from kubelet_lint.source import program

from .conftest import Runner, Stub

BAD = """\
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
ExecStart=/usr/bin/kubelet --config=/opt/k --kubeconfig=/opt/kubeconfig
"""
NODE = """\
[[node]]
name = "worker"
files = { "/etc/systemd/system/kubelet.service" = "parts/u", "/opt/k" = "parts/c" }
"""


def configure(folder: Path, content: str, name: str = ".kubelet-lint.toml") -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content)


def put(folder: Path, **files: str) -> None:
    (folder / "parts").mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / "parts" / name).write_text(content)


def test_a_configuration_reaches_the_analysis(
    command: Runner, analysis: Stub, tmp_path: Path
) -> None:
    configure(
        tmp_path,
        "select = ['refused-start', 'unread-setting']\nignore = ['unread-setting']\n"
        "kubelet-version = '1.30'\nsystemd-version = 250\nimage = 'aks'\n"
        "severity.refused-start = 'note'\nper-path-ignores.x = ['refused-start']\n",
    )
    assert command("check").code == 0
    options = analysis.options
    assert options.select == ("refused-start", "unread-setting")
    assert options.ignore == ("unread-setting",)
    assert options.kubelet_versions == ("1.30",)
    assert options.systemd_version == 250
    assert options.image == "aks"
    assert options.severity == (("refused-start", "note"),)
    assert options.path_ignores[0].pattern == "x"


def test_flags_win(command: Runner, analysis: Stub, tmp_path: Path) -> None:
    configure(
        tmp_path,
        "select = ['unread-setting']\nignore = ['refused-start']\n"
        "kubelet-version = '1.30'\nfail-on = 'fail'\n"
        "[[node]]\nname = 'a'\npaths = ['.kubelet-lint.toml']\n"
        "kubelet-version = '1.31'\n",
    )
    analysis.finds("possible")
    assert command("check").code == 0
    assert analysis.options.nodes[0].kubelet_versions == ("1.31",)
    ended = command(
        *("check", "--select", "refused-start", "--kubelet-version", "1.34"),
        *("--fail-on", "possible"),
    )
    assert ended.code == 1
    assert analysis.options.select == ("refused-start",)
    assert analysis.options.ignore == ()
    assert analysis.options.kubelet_versions == ("1.34",)
    assert analysis.options.nodes[0].kubelet_versions == ()
    command("check", "--ignore", "unread-setting")
    assert analysis.options.ignore == ("unread-setting",)


def paths(analysis: Stub) -> list[str]:
    assert analysis.repository is not None
    return [path for path in analysis.repository.paths if not path.startswith(".")]


def test_files_are_left_out(command: Runner, analysis: Stub, tmp_path: Path) -> None:
    configure(tmp_path, "exclude = ['u']\nextend-exclude = ['c']\n")
    put(tmp_path, u="", c="", x="")
    command("check")
    assert paths(analysis) == ["parts/x"]
    command("check", "--exclude", "x")
    assert paths(analysis) == ["parts/u"]
    command("check", "--isolated")
    assert paths(analysis) == ["parts/c", "parts/u", "parts/x"]


def test_default_excludes_and_pages(
    command: Runner, analysis: Stub, tmp_path: Path
) -> None:
    configure(tmp_path, "default-excludes = false\ninclude = ['markdown']\n")
    for name in ("vendor/x", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    command("check")
    assert paths(analysis) == ["README.md", "vendor/x"]


@pytest.mark.parametrize("name", ["check", "resolve", "report"])
def test_what_cannot_be_read_is_wrong_usage(
    command: Runner, tmp_path: Path, name: str
) -> None:
    configure(tmp_path, "fail_on = 'fail'\n")
    ended = command(name)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "kubelet-lint: .kubelet-lint.toml:1:1: fail_on: there is no such key; "
        "did you mean fail-on?\n"
    )


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ("paths = ['a/*']", ".kubelet-lint.toml:3:10: node[0].paths[0]: no file match"),
        ("script = 'a'\npaths = ['parts']", ":3:10: node[0].script: the repository"),
        ("files = { '/x' = 'y' }", ':3:18: node[0].files."/x": the repository has'),
        ("files = { '/x' = 'vendor' }", "it is left out (see default-excludes and ex"),
    ],
)
def test_a_node_of_nothing_is_wrong_usage(
    command: Runner, tmp_path: Path, node: str, said: str
) -> None:
    configure(tmp_path, f"[[node]]\nname = 'a'\n{node}\n")
    put(tmp_path, u=UNIT)
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor/x").touch()
    ended = command("check")
    assert ended.code == 2
    assert said in ended.err


def test_a_node_is_judged_resolved_and_reported(
    command: Runner, tmp_path: Path
) -> None:
    configure(tmp_path, NODE)
    put(tmp_path, u=UNIT, c=BAD)
    checked = json.loads(command("check", "--output-format", "json").out)
    assert [one["node"] for one in checked["findings"]] == [".kubelet-lint.toml#worker"]
    for others in (("resolve",), ("report", "--output-format", "csv")):
        assert ".kubelet-lint.toml#worker" in command(*others).out


def test_evidence_leaves_nothing_out(command: Runner, tmp_path: Path) -> None:
    configure(
        tmp_path,
        NODE + "[per-path-ignores]\n'*' = ['always-allow-authorization']\n",
    )
    put(tmp_path, u=UNIT, c=BAD)
    assert command("check").code == 0
    document = json.loads(command("report", "--output-format", "json").out)
    assert "AlwaysAllow" in json.dumps(document)


def test_a_file_may_be_named(command: Runner, analysis: Stub, tmp_path: Path) -> None:
    configure(tmp_path, "image = 'aks'\n")
    configure(tmp_path, "image = 'gce'\n", "ci/lint.toml")
    configure(tmp_path, "[tool.kubelet-lint]\nimage = 'k3s'\n", "ci/pyproject.toml")
    configure(tmp_path, "[tool.x]\n", "empty/pyproject.toml")
    command("check", "--config", "ci/lint.toml")
    assert analysis.options.image == "gce"
    command("check", "--config", "ci/pyproject.toml")
    assert analysis.options.image == "k3s"
    ended = command("check", "--config", "empty/pyproject.toml")
    assert ended.code == 2
    assert "empty/pyproject.toml: it has no [tool.kubelet-lint]" in ended.err
    assert command("check", "--config", "none.toml").code == 2
    command("check", "--no-config")
    assert analysis.options.image == ""


def test_a_file_is_named_or_none_is_taken(command: Runner, tmp_path: Path) -> None:
    configure(tmp_path, "")
    both = command("check", "--isolated", "--config", ".kubelet-lint.toml")
    assert both.code == 2
    root = command("resolve", "--root", ".", "--config", ".kubelet-lint.toml")
    assert root.code == 2


def test_a_file_from_elsewhere_speaks_of_the_repository(
    command: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(tmp_path, NODE + "command = 'kubelet --authorization-mode=AlwaysAllow'\n")
    repo = tmp_path / "repo"
    repo.mkdir()
    put(repo, u=UNIT, c=BAD)
    monkeypatch.chdir(repo)
    ended = command("check", "--config", "../.kubelet-lint.toml", "-q")
    assert ended.code == 1
    assert "parts/c:9:9: error[always-allow-authorization]" in ended.out
    assert ".toml:" not in ended.out  # findings are about files of the repository


def test_who_looks_closer_sees_which_file_is_in_force(
    command: Runner, analysis: Stub, tmp_path: Path
) -> None:
    assert "configuration" not in command("check", "-v").err
    configure(tmp_path, "[tool.kubelet-lint]\n", "pyproject.toml")
    assert command("check", "-v").err == "kubelet-lint: configuration: pyproject.toml\n"
    assert command("check").err == ""


def test_the_nearest_to_the_root_is_in_force(
    command: Runner, analysis: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    configure(tmp_path, "image = 'aks'\n", "a/.kubelet-lint.toml")
    configure(tmp_path, "image = 'gce'\n", "a/b/.kubelet-lint.toml")
    command("check", "a/b")
    assert analysis.options.image == "aks"
    command("check", "--", "a/b", ".")
    assert analysis.options.image == ""
    monkeypatch.chdir(tmp_path / "a/b")
    command("check")
    assert analysis.options.image == "aks"


def test_standard_input_is_judged_with_the_configuration_around_it(
    command: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(tmp_path, NODE)
    put(tmp_path, u=UNIT, c=BAD)
    text = BAD.replace("AlwaysAllow", "Webhook").encode()
    for arguments, code in (((), 0), (("--stdin-filename", "parts/c"), 0)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        ended = command("check", "-", *arguments)
        assert ended.code == code, ended.err


def test_a_baseline_is_named_in_the_configuration(
    command: Runner, tmp_path: Path
) -> None:
    configure(tmp_path, "baseline = 'known.json'\n" + NODE)
    put(tmp_path, u=UNIT, c=BAD)
    missing = command("check")
    assert missing.code == 2
    assert "known.json" in missing.err
    assert command("check", "--update-baseline").code == 0
    assert (tmp_path / "known.json").exists()
    assert command("check").code == 0
    assert command("check", "--isolated").code == 1


def test_no_baseline_lies_outside(
    command: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = tmp_path / "repo"
    (repo / ".git").mkdir(parents=True)
    (repo / "known.json").symlink_to(tmp_path / "other.json")
    configure(repo, "baseline = 'known.json'\n")
    monkeypatch.chdir(repo)
    ended = command("check", "--update-baseline")
    assert ended.code == 2
    assert "known.json leads out of the repository" in ended.err
    assert not (tmp_path / "other.json").exists()


def test_what_the_configuration_accepts_is_shown_if_asked_for(
    command: Runner, tmp_path: Path
) -> None:
    configure(
        tmp_path,
        NODE + "[per-path-ignores]\n'parts/c' = ['always-allow-authorization']\n",
    )
    put(tmp_path, u=UNIT, c=BAD)
    quiet = command("check")
    assert quiet.code == 0
    assert "Suppressed: 1 by the configuration." in quiet.out
    shown = command("check", "--show-suppressed")
    assert shown.code == 0
    assert "suppressed error[always-allow-authorization]" in shown.out
    assert "per-path-ignores of 'parts/c' (.kubelet-lint.toml:5:13)" in shown.out
    assert command("check", "--no-ignores").code == 1


def test_a_severity_is_how_a_finding_is_shown_not_whether_it_counts(
    command: Runner, tmp_path: Path
) -> None:
    configure(tmp_path, NODE + "[severity]\nalways-allow-authorization = 'note'\n")
    put(tmp_path, u=UNIT, c=BAD)
    ended = command("check")
    assert ended.code == 1
    assert ended.out.startswith("note[always-allow-authorization]")
    assert "1 problem (0 errors, 0 warnings, 1 note)" in ended.out


def plain(node: Node) -> Node:
    """Return a node without the places of its texts."""
    return node._replace(
        span=None,
        arguments=tuple(program(one.chars) for one in node.arguments or ()),
        environment=tuple((k, program(value.chars)) for k, value in node.environment),
    )


def test_settings_are_shown_as_a_file_that_says_the_same(
    command: Runner, tmp_path: Path
) -> None:
    configure(
        tmp_path,
        "select = ['refused-start']\nfail-on = 'fail'\nexclude = ['x\"']\n"
        "default-excludes = false\nkubelet-version = ['1.31', '1.30']\n"
        "systemd-version = 252\nimage = 'aks'\nbaseline = 'b.json'\n"
        "[severity]\nrefused-start = 'note'\n"
        "[per-path-ignores]\n'a b' = ['refused-start']\n"
        "[[node]]\nname = 'ä'\npaths = ['parts']\nscript = 'parts/u'\n"
        "arguments = ['a\\b', '']\nenvironment = { A = 'x\\\\y' }\n"
        "kubelet-version = '1.34'\n" + NODE,
    )
    put(tmp_path, u=UNIT, c=BAD)
    shown = command("check", "--show-settings")
    assert (shown.code, shown.err) == (0, "")
    written = (tmp_path / ".kubelet-lint.toml").read_bytes()
    before = read([File(".kubelet-lint.toml", written)])
    after = read([File(".kubelet-lint.toml", shown.out.encode())])
    assert list(map(plain, after.nodes)) == list(map(plain, before.nodes))
    rest = {"nodes": (), "promises": (), "path_ignores": (), "exclude": ()}
    assert after._replace(**rest) == before._replace(**rest)
    assert [one.pattern for one in after.exclude] == ['x"']
    assert [one.pattern for one in after.path_ignores] == ["a b"]
    flags = command(
        "check", "--show-settings", "--isolated", "--ignore", "refused-start"
    )
    assert tomllib.loads(flags.out) == {
        "ignore": ["refused-start"],
        "fail-on": "unstated",
        "default-excludes": True,
    }
