"""What other tools say of this project's own labelled cases, scored from SARIF.

    python benchmarks/compare.py                    run the tools that are on PATH
    python benchmarks/compare.py lay FOLDER         write the cases there and stop
    python benchmarks/compare.py score LOG RULES    score a SARIF log about that folder;
                                                    RULES is a regular expression

A case is one folder. It fails if its kubelet authorizes everybody, has webhook
authentication off or serves anonymous requests. A tool finds it if it reports anything
in it by one of its rules about that, on whatever line; the same in a case that is right
is a false alarm. Which case fails is in its ``truth.json``, which no tool wrote: it was
decided by hand, or by running the real programs.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

FIXTURES = Path(__file__).parent.parent / "fixtures"

WEAK = (
    "always-allow-authorization|disabled-webhook-authentication|"
    "anonymous-authentication"
)
"""The rules of kubelet-lint of which a failing case breaks one."""

CHECKOV = "CKV_K8S_13[89]"
"""Its checks of a kubelet's --anonymous-auth and --authorization-mode."""


class Case(NamedTuple):
    """A small repository, and whether its kubelet is weak; None: it cannot be known."""

    name: str
    repo: Path
    fails: bool | None


class Tool(NamedTuple):
    """Says in which cases something is found."""

    version: tuple[str, ...]
    found: Callable[[Path], set[str]]


def cases() -> list[Case]:
    """Return all labelled cases, by name."""
    found: list[Case] = []
    for truth in sorted(FIXTURES.glob("*/**/truth.json")):
        name = "-".join(truth.parent.relative_to(FIXTURES).parts)
        known = json.loads(truth.read_text(encoding="utf-8"))
        found.append(Case(name, truth.parent / "repo", fails(known)))
    return found


def fails(truth: dict[str, Any]) -> bool | None:
    """Say whether a kubelet is weak: where programs were run, with all they said."""
    effective = truth.get("effective") or {}
    anonymous = effective.get("authentication.anonymous.enabled")
    return True if anonymous is True else truth["violation"]


def lay(folder: Path) -> None:
    """Write each case to a folder of its own."""
    for case in cases():
        shutil.copytree(case.repo, folder / case.name, symlinks=True)


def results(log: Path, rules: str) -> Iterator[str]:
    """Yield the paths of a log's results of certain rules."""
    wanted = re.compile(rules)
    for run in json.loads(log.read_text(encoding="utf-8-sig"))["runs"]:
        for result in run["results"]:
            if wanted.fullmatch(result["ruleId"]):
                place = result["locations"][0]["physicalLocation"]
                yield unquote(place["artifactLocation"]["uri"])


def said(log: Path, rules: str) -> set[str]:
    """Return the cases in which a log has a result of certain rules."""
    parts = {part for path in results(log, rules) for part in path.split("/")}
    return {case.name for case in cases()} & parts


# --- tools --------------------------------------------------------------------------


def kubelet_lint(folder: Path) -> set[str]:
    """Each case is a repository of its own, as the root of one decides what is read."""
    found: set[str] = set()
    log = folder.parent / "kubelet-lint.sarif"
    command = ("kubelet-lint", "check", "-q", "--output", f"sarif={log}")
    for case in cases():
        here = folder / case.name
        more: tuple[str, ...] = ()
        if (case.repo.parent / "select.json").exists():
            more = ("--include", "markdown")
        subprocess.run((*command, *more), cwd=here, capture_output=True, check=False)
        if any(results(log, WEAK)):
            found.add(case.name)
    return found


def checkov(folder: Path) -> set[str]:
    """All of its frameworks, without the network."""
    out = folder.parent / "checkov"
    options = ("--output", "sarif", "--output-file-path", str(out), "--skip-download")
    command = ("checkov", "--directory", ".", "--quiet", *options)
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return said(next(out.glob("*.sarif")), CHECKOV)


def grep(folder: Path) -> set[str]:
    """The word anywhere."""
    command = ("grep", "-rlI", "AlwaysAllow", ".")
    done = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, text=True
    )
    return {line.split("/")[1] for line in done.stdout.splitlines()}


TOOLS = {
    "kubelet-lint": Tool(("kubelet-lint", "--version"), kubelet_lint),
    "checkov": Tool(("checkov", "--version"), checkov),
    "grep": Tool(("grep", "--version"), grep),
}


# --- the table ----------------------------------------------------------------------


def row(name: str, found: set[str]) -> str:
    """Return a row of the table about one tool."""
    known = cases()
    bad = {case.name for case in known if case.fails}
    good = {case.name for case in known if case.fails is False}
    right, wrong = len(found & bad), len(found & good)
    return f"| {name} | {right} of {len(bad)} | {wrong} of {len(good)} |"


def measure() -> None:
    """Print the table of all tools that are there."""
    print("| tool | failing cases found | false alarms |\n|---|---|---|")
    for name, tool in TOOLS.items():
        if shutil.which(name) is None:
            print(f"{name} is not on PATH: left out", file=sys.stderr)
            continue
        version = subprocess.run(
            tool.version, capture_output=True, check=True, text=True
        ).stdout
        numbered = re.search(r"\d+(\.\d+)+", version)
        with tempfile.TemporaryDirectory(prefix="kubelet-lint-") as scratch:
            folder = Path(scratch) / "labelled"
            lay(folder)
            title = f"{name} {numbered[0] if numbered else ''}".strip()
            print(row(title, tool.found(folder)), flush=True)


def main(words: list[str]) -> int:
    """Run one of the three ways above."""
    match words:
        case []:
            measure()
        case ["lay", folder]:
            lay(Path(folder))
        case ["score", log, rules]:
            print(row(Path(log).name, said(Path(log), rules)))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
