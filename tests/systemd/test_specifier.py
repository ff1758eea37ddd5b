"""Specifiers, as systemd's ``specifier_printf`` replaces them."""

from __future__ import annotations

import pytest

from kubelet_lint.node.filesystem import File, MemoryFiles
from kubelet_lint.source import Hole, Source, Text
from kubelet_lint.systemd.specifier import BadSpecifier, Place, resolve

OS_RELEASE = File(Source("os-release", "ID=debian\nVERSION_ID='12'\n").text())
PLACE = Place(
    "a-b@c-d\\x2de.service",
    252,
    "/etc/systemd/system/a-b@.service",
    MemoryFiles({"/etc/os-release": OS_RELEASE}),
)


def text(chars: str) -> Text:
    return Source("x", chars).text()


def resolved(chars: str, place: Place = PLACE) -> str:
    found = resolve(text(chars), place)
    return f"bad {found[0]}" if isinstance(found, BadSpecifier) else found.display()


ROWS = [
    ("%n %N", "a-b@c-d\\x2de.service a-b@c-d\\x2de"),
    ("%p %P %j %J", "a-b a/b b b"),
    ("%i %I %f", "c-d\\x2de c/d-e /c/d-e"),
    ("%t %S %C %L %E %T %V", "/run /var/lib /var/cache /var/log /etc /tmp /var/tmp"),
    ("%u %U %g %G %h %s", "root 0 root 0 /root /bin/bash"),
    ("%y %Y", "/etc/systemd/system/a-b@.service /etc/systemd/system"),
    ("%d", "/run/credentials/a-b@c-d\\x2de.service"),
    ("%o%w[%B]", "debian12[]"),
    ("%%n 100%% 5%, 50% {% x %} 9%", "%n 100% 5%, 50% {% x %} 9%"),
    ("%2F", "bad %2"),
    ("10%z", "bad %z"),
    ("%D", "bad %D"),
    ("%é %_", "%é %_"),
]


@pytest.mark.parametrize(("chars", "expected"), ROWS)
def test_specifiers(chars: str, expected: str) -> None:
    assert resolved(chars) == expected


@pytest.mark.parametrize("letter", "abHlmv")
def test_what_only_the_running_node_knows_is_a_hole(letter: str) -> None:
    found = resolve(text(f"x%{letter}y"), PLACE)

    assert isinstance(found, Text)
    assert found.display() == f"x‹%{letter}›y"
    hole = next(found.holes())
    assert isinstance(hole, Hole)
    assert not hole.words


@pytest.mark.parametrize(
    ("letter", "since"), [("d", 251), ("y", 251), ("Y", 251), ("A", 249), ("D", 256)]
)
def test_younger_specifiers_are_errors_in_older_releases(
    letter: str, since: int
) -> None:
    older = PLACE._replace(version=since - 1)
    younger = PLACE._replace(version=since)

    assert resolved(f"%{letter}", older) == f"bad %{letter}"
    assert not resolved(f"%{letter}", younger).startswith("bad")


def test_the_instance_of_a_template_is_not_known() -> None:
    assert resolved("%p:%i", Place("a@.service", 252)) == "a:‹%i›"


def test_a_replaced_specifier_points_at_where_it_stands() -> None:
    found = resolve(text("x %n"), PLACE)

    assert isinstance(found, Text)
    span = found.span_of(2, 3)
    assert span is not None
    assert (span.start, span.end) == (2, 4)
