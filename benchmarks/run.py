"""What ``kubelet-lint check`` costs, as ratios of things measured in the same run.

    python benchmarks/run.py            all of it: a few minutes, most of them to set up
    python benchmarks/run.py small many   some of it
    python benchmarks/run.py FOLDER     what a repository of your own costs, unbounded

Costs are CPU seconds (user and system) of the process and its children, the least of
several runs; ratios hold on a busy or slow machine where seconds would not. The exit
code is 1 if a figure is over its bound.
"""

from __future__ import annotations

import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

EXAMPLE = Path(__file__).parent.parent / "fixtures/example"
CHECK = (sys.executable, "-m", "kubelet_lint", "check", "--exit-zero")
IMPORTS = (sys.executable, "-c", "import click, ruamel.yaml")
GREP = ("git", "grep", "--threads=1", "-l", "kubelet")
PROSE = "metadata: {name: web, labels: {app: shop}}  # a line of someone's manifest\n"


class Cost(NamedTuple):
    """What a command took."""

    cpu: float
    memory: int
    """The largest resident size, in bytes."""


class Figure(NamedTuple):
    """One measured figure and what it may be at most."""

    name: str
    value: float
    bound: float
    unit: str
    details: str


def main(names: list[str]) -> int:
    benchmarks = {
        "small": small,
        "many": many,
        "memory": memory,
        "linear": linear,
        "installer": installer,
    }
    wrong = [n for n in names if n not in benchmarks and not Path(n).is_dir()]
    if wrong:
        print(f"there is no {wrong[0]}; there are {', '.join(benchmarks)}")
        return 2
    over = False
    for name in names or benchmarks:
        measure = benchmarks.get(name, lambda _, name=name: given(Path(name)))
        with tempfile.TemporaryDirectory(prefix="kubelet-lint-") as folder:
            for figure in measure(Path(folder)):
                bad = figure.value > figure.bound
                over = over or bad
                print(
                    f"{'OVER' if bad else 'ok':4}  {figure.name:48} "
                    f"{figure.value:7.2f} {figure.unit} (at most {figure.bound:g})"
                    f"   {figure.details}",
                    flush=True,
                )
    return int(over)


def small(folder: Path) -> Iterator[Figure]:
    """The example of the README and a few files around it."""
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    lay_prose(folder, 30)
    commit(folder)
    ours, imports = cheapest((CHECK, IMPORTS), folder, 20)
    yield Figure(
        "a small repository / import click, ruamel.yaml",
        ours.cpu / imports.cpu,
        2.5,
        "x",
        f"{ours.cpu * 1000:.0f} ms / {imports.cpu * 1000:.0f} ms",
    )


def many(folder: Path) -> Iterator[Figure]:
    """10,000 files of which 20 matter, and 200 more only name a kubelet."""
    for number in range(5):
        lay_node(folder, number)
    lay_prose(folder, 9_980, mentions=200)
    commit(folder)
    ours, imports, grep = cheapest((CHECK, IMPORTS, GREP), folder, 10)
    rest = ours.cpu - 2.5 * imports.cpu
    yield Figure(
        "10,000 files, less 2.5 x the imports / git grep",
        rest / grep.cpu,
        8,
        "x",
        f"{ours.cpu * 1000:.0f} ms - 2.5 * {imports.cpu * 1000:.0f} ms / "
        f"{grep.cpu * 1000:.0f} ms",
    )


def memory(folder: Path) -> Iterator[Figure]:
    """100,000 files."""
    for number in range(25):
        lay_node(folder, number)
    lay_prose(folder, 99_900, mentions=2_000, longest=400)
    commit(folder)
    (ours,) = cheapest((CHECK,), folder, 1)
    yield Figure(
        "100,000 files: memory", ours.memory / 1e6, 150, "MB", f"{ours.cpu:.1f} s"
    )


def linear(folder: Path) -> Iterator[Figure]:
    """Four times the nodes take at most five times as long."""
    costs: dict[int, float] = {}
    for count in (0, 50, 200):
        tree = folder / str(count)
        for number in range(count):
            lay_node(tree, number)
        lay_prose(tree, 10)
        commit(tree)
        costs[count] = cheapest((CHECK,), tree, 3)[0].cpu
    less, more = (costs[count] - costs[0] for count in (50, 200))
    yield Figure(
        "200 nodes / 50 nodes", more / less, 5, "x", f"{more:.2f} s / {less:.2f} s"
    )


def installer(folder: Path) -> Iterator[Figure]:
    """An installer of 3,000 lines that asks its surroundings what to do."""
    for name, lines in (("short", 0), ("long", 3_000)):
        tree = folder / name
        lay(tree / "install.sh", installer_of(lines))
        commit(tree)
    short, long = (
        cheapest((CHECK,), folder / name, 3)[0] for name in ("short", "long")
    )
    yield Figure(
        "an installer of 3,000 lines / one of 10: CPU",
        long.cpu - short.cpu,
        1,
        "s",
        f"{long.cpu:.2f} s - {short.cpu:.2f} s",
    )
    yield Figure(
        "an installer of 3,000 lines: memory", long.memory / 1e6, 100, "MB", ""
    )


def given(folder: Path) -> Iterator[Figure]:
    """A repository that somebody has."""
    (ours,) = cheapest((CHECK,), folder.resolve(), 1)
    size = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())
    details = f"{size / 1e6:.0f} MB of files"
    yield Figure(f"{folder.name}: CPU", ours.cpu, math.inf, "s", details)
    yield Figure(f"{folder.name}: memory", ours.memory / 1e6, math.inf, "MB", "")


# --- trees -------------------------------------------------------------------------


def lay_node(folder: Path, number: int) -> None:
    """Lay the four files of a node."""
    root = folder / f"nodes/pool-{number}/rootfs"
    units = "etc/systemd/system"
    lay(
        root / units / "kubelet.service",
        "[Unit]\nDescription=kubelet\n\n[Service]\nExecStart=/usr/bin/kubelet\n",
    )
    lay(
        root / units / "kubelet.service.d/10-kubeadm.conf",
        '[Service]\nEnvironment="KUBELET_CONFIG_ARGS=--config=/etc/kubernetes/k.yaml"\n'
        "EnvironmentFile=-/etc/default/kubelet\nExecStart=\n"
        "ExecStart=/usr/bin/kubelet --kubeconfig=/etc/kubernetes/kubelet.conf "
        "$KUBELET_CONFIG_ARGS $KUBELET_EXTRA_ARGS\n",
    )
    lay(root / "etc/default/kubelet", f"KUBELET_EXTRA_ARGS=--max-pods={number + 100}\n")
    lay(
        root / "etc/kubernetes/k.yaml",
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
        "authentication:\n  anonymous: {enabled: false}\n  webhook: {enabled: true}\n"
        f"authorization: {{mode: {'AlwaysAllow' if number % 3 else 'Webhook'}}}\n",
    )


STEP = """\
install_part_{0}() {{
  local name="part-{0}" version="${{PART_{0}_VERSION:-1.{0}.0}}"
  if [ -f "/opt/parts/$name" ]; then
    echo "$name is there"
    return 0
  fi
  case "$(uname -m)" in
    x86_64) arch=amd64 ;;
    aarch64) arch=arm64 ;;
    *) echo "unknown machine" >&2; exit 1 ;;
  esac
  for attempt in 1 2 3; do
    if curl -fsSL "https://example.com/$name-$version-$arch" -o "/opt/parts/$name"; then
      break
    fi
    sleep 5
  done
  for folder in bin etc log; do
    mkdir -p "/opt/$name/$folder"
  done
  cat > "/etc/parts/$name.conf" <<EOF
name: $name
version: $version
owner: ${{OWNER:-root}}
EOF
  sed -i "s/^owner: .*/owner: part/" "/etc/parts/$name.conf"
  chmod 0644 "/etc/parts/$name.conf"
  [ "$VERBOSE" = true ] && echo "$name is installed"
  return 0
}}
install_part_{0}
"""
"""A function of an installer and its call: 31 lines."""


def installer_of(lines: int) -> str:
    """Return an installer that starts a kubelet after so many lines of other things."""
    parts = "".join(STEP.format(number) for number in range(lines // 31 + bool(lines)))
    return f"""\
#!/bin/bash
set -euo pipefail
VERBOSE="${{1:-}}"
mkdir -p /opt/parts /etc/parts
{parts}cat > /etc/systemd/system/kubelet.service <<EOF
[Service]
ExecStart=/usr/bin/kubelet --kubeconfig=/k --authorization-mode=AlwaysAllow
EOF
systemctl enable --now kubelet
"""


def lay_prose(
    folder: Path, count: int, *, mentions: int = 0, longest: int = 60_000
) -> None:
    """Lay files that do not matter, sized as in repositories: many small, few large."""
    sizes = random.Random(1)
    for number in range(count):
        size = min(int(sizes.lognormvariate(7.5, 1.3)), longest)
        content = (PROSE * (size // len(PROSE) + 1))[:size]
        if number < mentions:
            content += "# the kubelet restarts it\n"
        lay(folder / f"apps/team-{number // 100}/service-{number % 100}.yaml", content)


def lay(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def commit(folder: Path) -> None:
    for command in (("init", "-q"), ("add", "-A")):
        subprocess.run(["git", *command], cwd=folder, check=True)


# --- costs -------------------------------------------------------------------------


def cheapest(
    commands: tuple[tuple[str, ...], ...], folder: Path, runs: int
) -> list[Cost]:
    """Return the least cost of each command.

    They take turns, so that a machine that grows slower does so for all of them; the
    first run of each only fills the caches.
    """
    costs: list[list[Cost]] = [[] for _ in commands]
    for _ in range(runs + 1):
        for command, found in zip(commands, costs, strict=True):
            found.append(cost(command, folder))
    return [
        Cost(min(one.cpu for one in found[1:]), min(one.memory for one in found[1:]))
        for found in costs
    ]


def cost(command: tuple[str, ...], folder: Path) -> Cost:
    """Return what one run took; the children it waited for are counted in."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    pid = os.fork()
    if pid == 0:
        try:
            os.chdir(folder)
            os.dup2(quiet, 1)
            os.execvp(command[0], command)
        finally:
            os._exit(127)
    os.close(quiet)
    _, status, used = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) > 1:
        raise SystemExit(f"{' '.join(command)} failed: {status}")
    per_unit = 1 if sys.platform == "darwin" else 1024
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss * per_unit)


if __name__ == "__main__":
    # Bytecode is there in every installation; without it all of this is compiled anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.exit(main(sys.argv[1:]))
