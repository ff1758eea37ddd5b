"""The hook, run by the real pre-commit on a real repository.

pre-commit builds an environment for the hook, so these tests need what pip needs: a
package index, or ``PIP_NO_INDEX`` and ``PIP_FIND_LINKS``. Where that cannot be had they
are skipped, and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

PROJECT = Path(__file__).parent.parent

PRE_COMMIT = (sys.executable, "-m", "pre_commit")

DROPIN_PATH = "etc/systemd/system/kubelet.service.d/10-authorization.conf"

UNIT = """\
[Service]
ExecStart=/usr/bin/kubelet --config=/etc/kubernetes/kubelet.yaml \
--kubeconfig=/etc/kubernetes/kubelet.conf --authorization-mode=AlwaysAllow
"""

DROPIN = """\
[Service]
ExecStart=
ExecStart=/usr/bin/kubelet --config=/etc/kubernetes/kubelet.yaml \
--kubeconfig=/etc/kubernetes/kubelet.conf
"""

CONFIG = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: true}
authorization:
  mode: Webhook
"""

TREE = {
    "etc/systemd/system/kubelet.service": UNIT,
    DROPIN_PATH: DROPIN,
    "etc/kubernetes/kubelet.yaml": CONFIG,
}

CANNOT_BUILD = ("Could not find a version", "No matching distribution", "pip._vendor")


class Hooked(NamedTuple):
    """A repository that uses the hook."""

    folder: Path
    environment: dict[str, str]

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        names = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        return self.run("git", *names, *arguments)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def commit(self, message: str) -> subprocess.CompletedProcess[str]:
        return self.git("commit", "-m", message)


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with what is checked out here, committed or not."""
    pytest.importorskip("pre_commit")
    folder = tmp_path_factory.mktemp("hook") / "repo"
    folder.mkdir()
    for name in (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, folder)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PROJECT / "analyzer", folder / "analyzer", ignore=ignored)
    repository = Hooked(folder, environment(folder.parent))
    repository.git("init", "-q")
    repository.git("add", "-A")
    done = repository.commit("x")
    assert done.returncode == 0, done.stdout
    return folder


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a person who has no settings of git yet."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_"))}
    bin_folder = str(Path(sys.executable).parent)
    return {
        **kept,
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PATH": os.pathsep.join((bin_folder, kept.get("PATH", ""))),
        "COLUMNS": "100",
    }


@pytest.fixture
def hooked(tmp_path: Path, hook: Path) -> Hooked:
    """Return a repository with a clean kubelet, committed."""
    repository = Hooked(tmp_path, environment(hook.parent))
    for path, content in TREE.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    repository.git("init", "-q")
    repository.git("add", "-A")
    repository.commit("a clean kubelet")
    return repository


def use_hook(hooked: Hooked, hook: Path, name: str) -> None:
    """Write the configuration that a user of the hook has."""
    revision = hooked._replace(folder=hook).git("rev-parse", "HEAD").stdout.strip()
    config = f"repos: [{{repo: {hook}, rev: {revision}, hooks: [{{id: {name}}}]}}]\n"
    (hooked.folder / ".pre-commit-config.yaml").write_text(config)
    hooked.git("add", "-A")


def finished(
    done: subprocess.CompletedProcess[str],
) -> subprocess.CompletedProcess[str]:
    """Return what pre-commit did, if it could install the hook at all."""
    if any(words in done.stdout for words in CANNOT_BUILD):
        pytest.skip("pre-commit cannot install the hook here")
    return done


together = pytest.mark.xdist_group("hook")  # they share one installed hook


@together
def test_a_deleted_dropin_is_seen_by_try_repo(hooked: Hooked, hook: Path) -> None:
    hooked.git("rm", "-q", DROPIN_PATH)
    done = finished(hooked.run(*PRE_COMMIT, "try-repo", str(hook), "kubelet-lint"))
    assert done.returncode == 1, done.stdout
    assert "etc/systemd/system/kubelet.service:2" in done.stdout
    assert "always-allow-authorization" in done.stdout


@together
def test_a_clean_repository_passes_and_untracked_files_do_not_matter(
    hooked: Hooked, hook: Path
) -> None:
    use_hook(hooked, hook, "kubelet-lint")
    (hooked.folder / "kubelet.service").write_text(UNIT)
    done = finished(hooked.run(*PRE_COMMIT, "run"))
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


@together
def test_a_changed_file_is_judged_among_all_others(hooked: Hooked, hook: Path) -> None:
    use_hook(hooked, hook, "kubelet-lint-changed")
    config = hooked.folder / "etc/kubernetes/kubelet.yaml"
    config.write_text(CONFIG.replace("mode: Webhook", "mode: AlwaysAllow"))
    hooked.git("add", "-A")
    done = finished(hooked.run(*PRE_COMMIT, "run"))
    assert done.returncode == 1, done.stdout
    assert "etc/kubernetes/kubelet.yaml:7" in done.stdout


@together
def test_a_commit_that_only_deletes_is_stopped(hooked: Hooked, hook: Path) -> None:
    use_hook(hooked, hook, "kubelet-lint")
    hooked.run(*PRE_COMMIT, "install")
    done = finished(hooked.commit("use the hook"))
    assert done.returncode == 0, done.stdout
    hooked.git("rm", "-q", DROPIN_PATH)
    done = hooked.commit("forget the drop-in")
    assert done.returncode == 1, done.stdout
    assert "always-allow-authorization" in done.stdout


def test_the_manifest_is_valid() -> None:
    pytest.importorskip("pre_commit")
    command = [*PRE_COMMIT, "validate-manifest"]
    subprocess.run([*command, str(PROJECT / ".pre-commit-hooks.yaml")], check=True)
