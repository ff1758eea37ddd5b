"""Which files make a unit: aliases, masks, drop-ins in their order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelet_lint.node.filesystem import (
    Directory,
    Entry,
    File,
    Link,
    MemoryFiles,
    Unreadable,
)
from kubelet_lint.systemd import names
from kubelet_lint.systemd.load import Unit, from_parts, load, units
from kubelet_lint.value import Assumption
from systemd.scene import file, node, text

ETC = "/etc/systemd/system"
LIB = "/usr/lib/systemd/system"
SERVICE = "[Service]\nExecStart=/bin/a\n"


def loaded(files: dict[str, str | Entry], name: str = "a.service") -> Unit:
    return load(node(files), name)


def dropins(files: dict[str, str | Entry], name: str = "a.service") -> list[str]:
    return [part.path for part in loaded(files, name).dropins]


# --- the unit file -------------------------------------------------------------------


def test_the_first_directory_of_the_search_path_wins() -> None:
    unit = loaded({f"{LIB}/a.service": SERVICE, f"{ETC}/a.service": SERVICE})

    assert unit.fragment is not None
    assert unit.fragment.path == f"{ETC}/a.service"


NOT_LOADED: list[tuple[dict[str, str | Entry], str]] = [
    ({}, "not-found"),
    ({f"{ETC}/A.service": SERVICE}, "not-found"),
    ({f"{ETC}/a@.service": SERVICE}, "not-found"),
    ({f"{ETC}/a.service.d/1.conf": SERVICE}, "not-found"),
    ({"/run/systemd/transient/a.service": SERVICE}, "not-found"),
    ({f"{ETC}/a.service": ""}, "masked"),
    ({f"{ETC}/a.service": Link("/dev/null")}, "masked"),
    ({f"{ETC}/a.service": Link("/gone/a.service")}, "not-found"),
    ({f"{ETC}/a.service": Link("b.service")}, "not-found"),
    (
        {f"{ETC}/a.service": Link("b.service"), f"{ETC}/b.service": Link("a.service")},
        "error",
    ),
    ({f"{ETC}/a.service": Link("/opt/a"), "/opt/a": Unreadable("a FIFO")}, "unseen"),
]


@pytest.mark.parametrize(("files", "state"), NOT_LOADED)
def test_what_is_not_loaded(files: dict[str, str | Entry], state: str) -> None:
    unit = loaded({f"{LIB}/z.service": SERVICE, **files})

    assert unit.state == state
    assert unit.reason
    assert not unit.parts


def test_a_directory_in_place_of_a_unit_is_an_error_in_247_and_skipped_later() -> None:
    files = node({f"{ETC}/a.service": Directory(), f"{LIB}/a.service": SERVICE})

    assert load(files, "a.service", 247).state == "error"
    assert load(files, "a.service", 252).state == "loaded"


def test_a_linked_unit_has_no_dropins_of_its_target() -> None:
    files: dict[str, str | Entry] = {
        f"{ETC}/a.service": Link("/opt/other.service"),
        "/opt/other.service": SERVICE,
        "/opt/other.service.d/1.conf": SERVICE,
        f"{ETC}/other.service.d/1.conf": SERVICE,
        f"{ETC}/a.service.d/2.conf": SERVICE,
    }

    assert dropins(files) == [f"{ETC}/a.service.d/2.conf"]


def test_an_alias_has_the_dropins_of_all_names() -> None:
    files: dict[str, str | Entry] = {
        f"{LIB}/real.service": SERVICE,
        f"{ETC}/a.service": Link(f"{LIB}/real.service"),
        f"{ETC}/b.service": Link("a.service"),
        f"{ETC}/a.service.d/1.conf": SERVICE,
        f"{ETC}/b.service.d/2.conf": SERVICE,
        f"{ETC}/real.service.d/1.conf": SERVICE,
    }
    expected = [f"{ETC}/real.service.d/1.conf", f"{ETC}/b.service.d/2.conf"]

    for name in ("a.service", "b.service", "real.service"):
        assert dropins(files, name) == expected
        assert loaded(files, name).names[0] == "real.service"


def test_an_alias_to_itself_is_as_if_it_were_not_there() -> None:
    unit = loaded(
        {f"{ETC}/a.service": Link(f"{LIB}/a.service"), f"{LIB}/a.service": SERVICE}
    )

    assert unit.fragment is not None
    assert unit.fragment.path == f"{LIB}/a.service"


def test_an_instance_comes_from_its_template() -> None:
    files: dict[str, str | Entry] = {
        f"{LIB}/a@.service": SERVICE,
        f"{ETC}/a@1.service": SERVICE,
    }
    own, shared = loaded(files, "a@1.service"), loaded(files, "a@2.service")

    assert own.fragment is not None
    assert own.fragment.path == f"{ETC}/a@1.service"
    assert shared.fragment is not None
    assert shared.fragment.path == f"{LIB}/a@.service"
    assert shared.names == ("a@2.service",)


def test_lib_is_usr_lib_where_it_is_a_link() -> None:
    files: dict[str, str | Entry] = {
        "/lib": Link("usr/lib"),
        f"{LIB}/a.service": SERVICE,
        f"{LIB}/a.service.d/1.conf": SERVICE,
    }
    assert dropins(files) == [f"{LIB}/a.service.d/1.conf"]


def test_assumptions_of_a_file_stay_with_its_part() -> None:
    said = Assumption("placed by its name")
    unit = load(
        MemoryFiles({f"{ETC}/a.service": File(text(SERVICE), assumptions=(said,))}),
        "a.service",
    )

    assert unit.fragment is not None
    assert unit.fragment.assumptions == (said,)


# --- drop-ins ------------------------------------------------------------------------

ORDER = [
    ["10-a", "9-a"],
    ["10 z", "10-x", "10", "10a"],
    ["A", "Z", "_", "a", "é"],
]


@pytest.mark.parametrize("expected", ORDER)
def test_dropins_are_applied_in_the_order_of_their_bytes(expected: list[str]) -> None:
    files: dict[str, str | Entry] = {f"{LIB}/a.service": SERVICE}
    for directory, stem in zip([ETC, LIB] * 3, reversed(expected), strict=False):
        files[f"{directory}/a.service.d/{stem}.conf"] = SERVICE

    assert [path.split("/")[-1][:-5] for path in dropins(files)] == expected


@given(st.permutations(["1.conf", "10.conf", "2.conf", "a.conf", "B.conf"]))
def test_the_order_of_texts_without_a_place_is_that_of_their_names(
    order: list[str],
) -> None:
    given_parts = [(f"roles/agent/{name}", text(SERVICE)) for name in order]
    unit = from_parts("a.service", text(SERVICE), given_parts)

    assert [part.path.split("/")[-1] for part in unit.dropins] == [
        "1.conf",
        "10.conf",
        "2.conf",
        "B.conf",
        "a.conf",
    ]


IGNORED = [
    "a.service.d/1.CONF",
    "a.service.d/1.conf.bak",
    "a.service.d/.1.conf",
    "a.service.d/sub/1.conf",
    "a.service.D/1.conf",
    "A.service.d/1.conf",
    "a.d/1.conf",
    "a.service.conf.d/1.conf",
    "a@.service.d/1.conf",
    "a-.service.d/1.conf",
    "-.service.d/1.conf",
]


@pytest.mark.parametrize("path", IGNORED)
def test_what_is_no_dropin(path: str) -> None:
    assert dropins({f"{LIB}/a.service": SERVICE, f"{ETC}/{path}": SERVICE}) == []


MASKS: list[str | Entry] = ["", "# off\n", Link("/dev/null"), Link("/gone")]


@pytest.mark.parametrize("mask", MASKS)
def test_of_two_dropins_with_one_name_only_the_higher_is_read(
    mask: str | Entry,
) -> None:
    unit = loaded(
        {
            f"{LIB}/a.service": SERVICE,
            f"{LIB}/a.service.d/1.conf": "[Service]\nEnvironment=A=1\n",
            f"{ETC}/a.service.d/1.conf": mask,
        }
    )

    assert [part.parsed.assignments for part in unit.dropins] in ([], [()])


def test_a_unit_beats_a_shorter_name_only_within_a_directory() -> None:
    files: dict[str, str | Entry] = {
        f"{LIB}/a-b.service": SERVICE,
        f"{LIB}/a-b.service.d/1.conf": SERVICE,
        f"{LIB}/a-b.service.d/2.conf": SERVICE,
        f"{ETC}/a-.service.d/1.conf": SERVICE,
        f"{ETC}/service.d/2.conf": SERVICE,
    }

    assert dropins(files, "a-b.service") == [
        f"{ETC}/a-.service.d/1.conf",
        f"{LIB}/a-b.service.d/2.conf",
    ]


NAMES = [
    ("a.service", ["a.service"]),
    ("a-b-c.service", ["a-b-c.service", "a-b-.service", "a-.service"]),
    ("a@i.service", ["a@i.service", "a@.service"]),
    (
        "a-b@i.service",
        ["a-b@i.service", "a-b@.service", "a-.service", "a-@i.service", "a-@.service"],
    ),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_names_that_select_dropins(name: str, expected: list[str]) -> None:
    assert list(names.dropin_names(name)) == expected


@given(st.text(alphabet="ab-@\\.", max_size=30).map(lambda stem: f"{stem}.service"))
def test_looking_for_shorter_names_ends(name: str) -> None:
    if names.is_valid(name):
        assert all(names.is_valid(one) for one in names.dropin_names(name))


# --- units ---------------------------------------------------------------------------


def test_every_unit_is_named_once() -> None:
    files = node(
        {
            f"{LIB}/real.service": SERVICE,
            f"{ETC}/alias.service": Link(f"{LIB}/real.service"),
            f"{ETC}/off.service": Link("/dev/null"),
            f"{ETC}/t@.service": SERVICE,
            f"{ETC}/x.socket": "",
            f"{ETC}/not a unit.service": SERVICE,
            f"{ETC}/multi-user.target.wants/real.service": Link(f"{LIB}/real.service"),
        }
    )

    assert units(files) == ("off.service", "real.service", "t@.service")


def test_in_a_repository_what_is_not_there_is_not_there() -> None:
    files = node({f"{ETC}/a.service": SERVICE}, complete=False)

    assert load(files, "a.service").state == "loaded"
    assert load(files, "b.service").state == "not-found"


def test_dropins_without_their_unit_are_read_all_the_same() -> None:
    unit = from_parts("a.service", None, [("1.conf", text(SERVICE))])

    assert unit.state == "unseen"
    assert len(unit.parts) == 1


# --- hostile input -------------------------------------------------------------------


def test_links_in_a_circle_and_chains_of_links_end() -> None:
    chain: dict[str, str | Entry] = {
        f"{ETC}/u{number}.service": Link(f"u{number + 1}.service")
        for number in range(5000)
    }
    chain[f"{ETC}/a.service.d"] = Link("/loop")
    chain["/loop"] = Link("/loop")
    chain[f"{ETC}/a.service"] = file(SERVICE)

    assert loaded(chain, "u0.service").state == "error"
    assert dropins(chain) == []
