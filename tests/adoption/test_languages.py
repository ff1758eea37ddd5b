"""In every language that has comments, one above a deciding line accepts its finding.

The cases of ``fixtures`` hold every kind of artifact; what each of them is flagged for
is accepted by a comment that is put into its file.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from adoption.conftest import MODE
from judged import asked
from kubelet_lint import analyze
from kubelet_lint.finding import Finding
from kubelet_lint.options import Options
from kubelet_lint.repo.opening import Place, open_repository
from kubelet_lint.resolution import Report

FIXTURES = Path(__file__).parents[2] / "fixtures"
ENCODED = re.compile(r"[ \t]*[A-Za-z0-9+/]{40,}={0,2}")
"""A line of base64, which is no place for a comment."""
IGNORE = f"kubelet-lint: ignore[{MODE}] the lab has no other way"


def flagged() -> Iterator[Path]:
    for case in sorted(FIXTURES.glob("cases/*/*")):
        if f"error[{MODE}]" in (case / "expected.txt").read_text():
            yield case
    for case in sorted(FIXTURES.glob("e2e/*")):
        if json.loads((case / "truth.json").read_text())["violation"]:
            yield case


class Copy:
    """A case that is edited."""

    def __init__(self, case: Path, folder: Path) -> None:
        self.case, self.folder = case, folder
        shutil.copytree(case / "repo", folder, symlinks=True)

    def check(self) -> Report:
        place = Place(str(self.folder), os.environ)
        return analyze.check(open_repository((), asked(self.case), place), Options())

    def line(self, finding: Finding) -> str:
        """Return the line that decides."""
        span = finding.span.outermost
        return span.source.line(span.source.position(span.start).line)

    def insert(self, finding: Finding, comment: str, *, above: bool) -> Report:
        """Check with a comment above the statement that decides, or behind its line."""
        span = finding.span.outermost
        file = self.folder / span.source.path
        before = file.read_bytes()
        lines = before.decode().split("\n")
        number = span.source.position(span.start).line - 1
        if above:
            while number and lines[number - 1].rstrip().endswith("\\"):
                number -= 1
            if ENCODED.fullmatch(lines[number]) and lines[number - 1].endswith(">-"):
                number -= 1
            text = lines[number]
            lines.insert(number, text[: len(text) - len(text.lstrip())] + comment)
        else:
            lines[number] += f" {comment}"
        file.write_bytes("\n".join(lines).encode())
        try:
            return self.check()
        finally:
            file.write_bytes(before)


def bad(report: Report) -> list[Finding]:
    """Return a finding for each line that decides."""
    found = [one for one in report.findings if one.rule == MODE]
    places = {(f.span.outermost.source.path, f.span.outermost.start): f for f in found}
    return list(places.values())


@pytest.mark.parametrize(
    "case", list(flagged()), ids=lambda case: "/".join(case.parts[-2:])
)
def test_a_comment_accepts_what_a_case_is_flagged_for(
    case: Path, tmp_path: Path
) -> None:
    copy = Copy(case, tmp_path / "repo")
    for finding in bad(copy.check()):
        path = finding.span.outermost.source.path
        if copy.line(finding).lstrip("{[ \t").startswith('"'):
            continue  # a member of a JSON object, which has no comments
        report = copy.insert(finding, f"# {IGNORE}", above=True)
        assert [one.by for one in report.suppressed] == ["comment"], path
        assert "unused-ignore" not in {one.rule for one in report.findings}
        if ENCODED.fullmatch(copy.line(finding)):
            continue  # nothing can stand at the end of such a line
        # At the end of the line it may be no comment, and change what the file says.
        report = copy.insert(finding, f"# {IGNORE}", above=False)
        accepted = [one.finding.rule for one in report.suppressed] == [MODE]
        verdicts = {one.verdict for one in report.findings}
        assert accepted or verdicts & {"fail", "possible", "open"}, path


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize("comment", ["# {}", "// {}", "/* {} */"])
def test_each_comment_of_hcl_does(tmp_path: Path, comment: str, above: bool) -> None:
    copy = Copy(FIXTURES / "cases/packer/node-image-hcl", tmp_path / "repo")
    (finding,) = bad(copy.check())
    assert finding.span.source.path.endswith(".hcl")
    report = copy.insert(finding, comment.format(IGNORE), above=above)
    assert [one.reason for one in report.suppressed] == ["the lab has no other way"]
    assert bad(report) == []
