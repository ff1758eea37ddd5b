"""The text report as people see it."""

from __future__ import annotations

import re

import pytest

from kubelet_lint import rules
from kubelet_lint.report import RESOLVE_FORMATS, Style, load
from kubelet_lint.report.location import locate
from kubelet_lint.report.paint import Paint
from kubelet_lint.report.snippet import snippet, width
from kubelet_lint.report.text import write
from kubelet_lint.resolution import Problem, Report
from kubelet_lint.source import Source, Span
from report.reports import KUBELETS, everything, one
from rules.scene import bad_config, case, kubelet

RESOLVE = load("text", RESOLVE_FORMATS)
PLAIN = Style()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("clean", "No problems, nothing undecided in 1 kubelet."),
        ("undecided", "No problems, 3 settings undecided in 1 kubelet."),
        ("lost", "No problems, 3 settings undecided in 1 kubelet."),
        ("masked", "No problems, 1 note, nothing undecided in 1 kubelet."),
        (
            "legacy defaults",
            "3 problems (3 errors, 0 warnings), nothing undecided in 1 kubelet.",
        ),
    ],
)
def test_the_summary_counts_and_never_calls_the_unknown_safe(
    name: str, expected: str
) -> None:
    assert write(one(name), PLAIN).splitlines()[-1].startswith(expected)


def test_no_kubelet_is_no_success() -> None:
    assert write(Report(), PLAIN) == "No kubelet found. 0 files read of 0.\n"


def test_quiet_is_one_line_a_finding_and_silence_otherwise() -> None:
    quiet = Style(verbosity=-1)
    assert write(one("flag over file"), quiet) == (
        "kubelet.service.d/20.conf:2:19: error[always-allow-authorization] "
        "The kubelet authorizes every request: authorization.mode is AlwaysAllow.\n"
    )
    assert write(one("clean"), quiet) == ""


def test_verbose_says_what_every_kubelet_comes_to() -> None:
    lines = write(one("clean"), Style(verbosity=1)).splitlines()
    assert (
        "kubelet.service: authorization.mode Webhook, authentication.webhook true, "
        "authentication.anonymous false"
    ) in lines


def test_many_unreadable_files_are_counted_unless_all_are_wanted() -> None:
    about = Report(problems=tuple(Problem(f"{n}.yaml", "no") for n in range(50)))
    assert "could not read 30 more files; -v names them" in write(about, PLAIN)
    assert "49.yaml" in write(about, Style(verbosity=1))


def test_many_nodes_are_counted_unless_all_are_wanted() -> None:
    nodes = [kubelet(case(mode=bad_config()), node=f"n{n:02}") for n in range(20)]
    about = Report(findings=rules.check(nodes))
    assert "= also: 14 more kubelets; -v names them" in write(about, PLAIN)
    assert "= also: also" not in write(about, PLAIN)
    assert "the kubelet of n19" in write(about, Style(verbosity=1))


def test_colour_changes_nothing_else() -> None:
    painted = write(everything(), Style(color=True))
    assert "\x1b[1;31merror" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == write(everything(), PLAIN)


def test_ascii_is_ascii() -> None:
    assert write(everything(), Style(ascii=True)).isascii()
    assert RESOLVE.write(everything(), Style(ascii=True)).isascii()


@pytest.mark.parametrize("name", KUBELETS)
@pytest.mark.parametrize("verbosity", [-1, 0, 1, 2])
def test_nothing_of_a_file_reaches_the_terminal_as_a_command(
    name: str, verbosity: int
) -> None:
    style = Style(verbosity=verbosity)
    for text in (write(one(name), style), RESOLVE.write(one(name), style)):
        text.encode()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


# --- the snippet ----------------------------------------------------------------------


def shown(line: str, part: str, style: Style = PLAIN) -> list[str]:
    start = line.index(part)
    place = locate(Span(Source("k", line), start, start + len(part)))
    assert place is not None
    return [text for _, text in snippet(place, Paint(style))]


@pytest.mark.parametrize(
    ("line", "part"),
    [
        pytest.param("  mode: AlwaysAllow", "AlwaysAllow", id="plain"),
        pytest.param("\tmode: AlwaysAllow", "AlwaysAllow", id="a tab"),
        pytest.param("世界: AlwaysAllow", "AlwaysAllow", id="wide characters"),
        pytest.param("e\u0301: AlwaysAllow", "AlwaysAllow", id="combining characters"),
        pytest.param("\x1b[0m: AlwaysAllow", "AlwaysAllow", id="escapes"),
        pytest.param("x" * 500 + " AlwaysAllow", "AlwaysAllow", id="far right"),
        pytest.param("AlwaysAllow " + "x" * 10**6, "AlwaysAllow", id="a long line"),
        pytest.param("x" * 999 + "AlwaysAllow" + "x" * 999, "AlwaysAllow", id="middle"),
    ],
)
def test_the_caret_stands_under_the_deciding_characters(line: str, part: str) -> None:
    text, caret = shown(line, part)
    before, _, _ = text.partition(part)
    assert caret == " " * width(before) + "^" * len(part)
    assert width(text) <= PLAIN.width


def test_places_go_below_where_a_terminal_would_break_the_line() -> None:
    wide = write(one("flag over file"), PLAIN)
    assert write(one("flag over file"), Style(terminal=120)) == wide
    narrow = write(one("flag over file"), Style(width=60, terminal=60))
    assert narrow.splitlines()[7:13] == [
        "  |   ✗ default      default Webhook",
        "  |                  etc/k.yaml:2:1",
        "  |   ✗ config file  mode: Webhook",
        "  |                  etc/k.yaml:4:3",
        "  |   ▸ flag         --authorization-mode=AlwaysAllow",
        "  |                  kubelet.service.d/20.conf:2:19",
    ]


def test_an_empty_place_has_a_caret_too() -> None:
    place = locate(Span(Source("k", "--config="), 9, 9))
    assert place is not None
    assert [text for _, text in snippet(place, Paint(PLAIN))][1] == " " * 9 + "^"


def test_a_place_over_several_lines_shows_that_it_goes_on() -> None:
    place = locate(Span(Source("k", "a \\\n  b\n"), 0, 7))
    assert place is not None
    assert [text for _, text in snippet(place, Paint(PLAIN))] == ["a \\", "^^^ …"]


# --- resolve --------------------------------------------------------------------------


def test_no_kubelet_is_said() -> None:
    assert RESOLVE.write(Report(), PLAIN) == "No kubelet found.\n"
