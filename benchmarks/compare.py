"""What other tools say of this project's own labelled cases, scored from SARIF.

    python benchmarks/compare.py [TOOL]...          run the tools that are on PATH
    python benchmarks/compare.py lay FOLDER         write the cases there and stop
    python benchmarks/compare.py score LOG RULES    score a SARIF log about that folder;
                                                    RULES is a regular expression

A case is one folder. It fails if its kubelet authorizes everybody, has webhook
authentication off or serves anonymous requests. A tool finds it if it reports anything
in it by one of its rules about that, on whatever line; the same in a case that is right
is a false alarm. Which case fails is in its ``truth.json``, which no tool wrote: it was
decided by hand, or by running the real programs.

KICS has no queries in its program: KICS_QUERIES_PATH and KICS_LIBRARIES_PATH say where
the folders assets/queries and assets/libraries of its sources are.
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

KICS = "1de5cc51-f376-4638-a940-20f2e85ae238|f1f4d8da-1ac4-47d0-b1aa-91e69d33f7d5"
"""Its queries of the same two flags, and of both settings in a configuration file."""

TRIVY = "(AVD-)?KCV-?00(79|80)"
"""Its checks of the same two settings of a node."""


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


def kics(folder: Path) -> set[str]:
    """Its two queries only, as the others are not counted."""
    out = folder.parent / "kics"
    options = ("--include-queries", KICS.replace("|", ","), "--disable-secrets")
    report = ("--report-formats", "sarif", "--output-path", str(out))
    command = ("kics", "scan", "--path", ".", *options, *report)
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return said(out / "results.sarif", KICS)


def trivy(folder: Path) -> set[str]:
    """All of its checks of configuration, as the program holds them."""
    log = folder.parent / "trivy.sarif"
    options = ("--skip-check-update", "--format", "sarif", "--output", str(log))
    command = ("trivy", "config", *options, ".")
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return said(log, TRIVY)


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
    "kics": Tool(("kics", "version"), kics),
    "trivy": Tool(("trivy", "--version"), trivy),
    "grep": Tool(("grep", "--version"), grep),
}


# --- the table ----------------------------------------------------------------------


def row(name: str, found: set[str]) -> str:
    """Return a row of the table about one tool."""
    bad, good = labelled()
    right, wrong = len(found & bad), len(found & good)
    return f"| {name} | {right} of {len(bad)} | {wrong} of {len(good)} |"


def labelled() -> tuple[set[str], set[str]]:
    """Return the cases that fail, and those that are right."""
    known = cases()
    bad = {case.name for case in known if case.fails}
    return bad, {case.name for case in known if case.fails is False}


def names(found: set[str]) -> Iterator[str]:
    """Yield which cases a row counts: of those that fail, the fewer ones."""
    bad, good = labelled()
    right, missed = found & bad, bad - found
    what, few = ("missed", missed) if len(missed) < len(right) else ("found", right)
    for title, some in ((what, few), ("false alarm", found & good)):
        yield from (f"  {title}: {name}" for name in sorted(some))


def titled(name: str, tool: Tool) -> str:
    """Return the name of a tool with its version, where it knows that."""
    done = subprocess.run(tool.version, capture_output=True, check=True, text=True)
    version = re.search(r"\d+(\.\d+)+", done.stdout)
    return f"{name} {version[0]}" if version else name


def measure(wanted: list[str]) -> None:
    """Print the table of all tools that are there, and below it the cases."""
    print("| tool | failing cases found | false alarms |\n|---|---|---|")
    below: list[str] = []
    for name in wanted or TOOLS:
        if shutil.which(name) is None:
            print(f"{name} is not on PATH: left out", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory(prefix="kubelet-lint-") as scratch:
            folder = Path(scratch) / "labelled"
            lay(folder)
            found = TOOLS[name].found(folder)
        print(row(titled(name, TOOLS[name]), found), flush=True)
        below += [name, *names(found)]
    print("", *below, sep="\n")


def main(words: list[str]) -> int:
    """Run one of the three ways above."""
    match words:
        case ["lay", folder]:
            lay(Path(folder))
        case ["score", log, rules]:
            print(row(Path(log).name, said(Path(log), rules)))
        case wanted if set(wanted) <= set(TOOLS):
            measure(wanted)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
