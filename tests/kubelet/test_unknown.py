"""What the repository does not decide stays unknown, and says why."""

from __future__ import annotations

import pytest

from kubelet_lint.kubelet import configfile
from kubelet_lint.source import Text, program
from kubelet_lint.value import Known

from .node import (
    ANONYMOUS,
    HEADER,
    MODE,
    WEBHOOK,
    launch,
    lost,
    outcome,
    spelled,
    told,
)


def test_unknown_arguments_speak_of_everything_where_they_stand() -> None:
    found = outcome("--authorization-mode=AlwaysAllow", "@@", "--anonymous-auth=false")
    mode = found.settings[MODE]
    assert told(mode) == ["default AlwaysAllow", "flag AlwaysAllow", "unknown ?"]
    assert mode.shadowed is not None
    assert mode.shadowed.value == Known("AlwaysAllow")
    assert lost(mode.value) == "$ARGS is not known"
    assert found.settings[ANONYMOUS].value == Known(False)
    assert found.settings["hostname-override"].layers[-1].kind == "unknown"
    assert found.refusal is None
    assert found.undetermined is not None


def test_a_hole_in_a_value_spoils_that_flag_alone() -> None:
    found = outcome("--node-ip=@", config="")
    assert lost(found.settings["node-ip"].value) == "{{ x }} is not known"
    assert found.settings[MODE].value == Known("Webhook")
    assert found.undetermined is None


def test_an_unknown_mode_leaves_open_whether_it_starts() -> None:
    found = outcome("--authorization-mode=@", config="")
    assert lost(found.settings[MODE].value) == "{{ x }} is not known"
    assert found.undetermined == "{{ x }} is not known"


def test_a_config_that_is_not_there_to_read_speaks_of_every_field() -> None:
    found = outcome("--config=/var/c", "--anonymous-auth=false", complete=False)
    mode = found.settings[MODE]
    assert told(mode) == ["default Webhook", "config ?"]
    assert spelled(mode.deciding.span) == "/var/c"
    assert "/var/c is not in the repository" in lost(mode.value)
    assert found.settings[ANONYMOUS].value == Known(False)
    assert found.settings["hostname-override"].value == Known("")
    assert found.undetermined == "/var/c is not in the repository"


def test_on_a_node_given_whole_a_missing_config_is_refused() -> None:
    found = outcome("--config=/var/c")
    assert found.refusal is not None
    assert "no such file or directory" in found.refusal.reason
    assert spelled(found.refusal.span) == "/var/c"
    assert told(found.settings[MODE])[-1] == "config ?"


def test_a_config_whose_name_is_not_known_is_not_known() -> None:
    found = outcome("--config=/etc/@.yaml")
    assert lost(found.settings[MODE].value) == "{{ x }} is not known"
    assert found.refusal is None
    assert found.undetermined is not None


def test_a_hole_in_the_file_is_the_value_it_stands_in() -> None:
    found = outcome(config="authorization:\n  mode: @\nport: 1@\n")
    assert lost(found.settings[MODE].value) == "{{ x }} is not known"
    assert spelled(found.settings[MODE].deciding.span) == "@"
    assert told(found.settings["port"])[-1] == "config ?"
    assert found.settings[WEBHOOK].value == Known(True)


@pytest.mark.parametrize(
    "config",
    ["authorization: @\n", "authorization:\n  @\n", "authorization:\n  @: x\n"],
)
def test_a_hole_for_an_object_may_set_all_below_it(config: str) -> None:
    found = outcome(config=config)
    assert told(found.settings[MODE])[-1] == "unknown ?"
    assert found.settings[WEBHOOK].value == Known(True)


def test_a_hole_on_its_own_line_may_set_what_the_file_does_not() -> None:
    config = "authentication:\n  webhook:\n    enabled: false\n@\n"
    found = outcome(config=config)
    assert found.settings[WEBHOOK].value == Known(False)
    assert told(found.settings[MODE]) == ["default Webhook", "unknown ?"]
    assert told(found.settings[ANONYMOUS])[-1] == "unknown ?"
    assert found.refusal is None


def test_a_file_that_its_holes_make_unreadable_is_never_refused() -> None:
    for content in (HEADER + "a: [@\n", HEADER + "a: @\n  b: c\n", "@"):
        found = outcome(files={"/c": content})
        assert found.refusal is None, content
        assert found.undetermined is not None
        assert told(found.settings[MODE])[-1] == "config ?"


def test_a_kind_that_is_not_known_is_not_refused() -> None:
    content = "apiVersion: @\nkind: KubeletConfiguration\nport: 1\n"
    found = outcome(files={"/c": content})
    assert found.refusal is None
    assert found.settings["port"].value == Known(1)


def test_a_file_too_large_to_read_is_undetermined() -> None:
    found = outcome(config="# " + "x" * (16 << 20))
    assert found.refusal is None
    assert found.undetermined is not None


def test_dropins_that_are_not_there_to_read_speak_of_every_field() -> None:
    found = outcome(
        "--config-dir=/d", config="authorization: {mode: Webhook}\n", minor=34,
        complete=False,
    )  # fmt: skip
    assert told(found.settings[MODE])[-2:] == ["config Webhook", "config-dir ?"]
    assert found.undetermined is not None


def test_a_hole_in_a_dropin_is_unknown_and_the_rest_known() -> None:
    files = {"/d/1.conf": HEADER + "authorization: {mode: @}\nport: 1\n"}
    for minor in (30, 34):
        found = outcome("--config-dir=/d", config="", files=files, minor=minor)
        assert told(found.settings[MODE])[-1] == "config-dir ?"
        assert found.settings["port"].value == Known(1)
        assert found.refusal is None


def test_what_is_certainly_refused_is_refused_whatever_is_unknown() -> None:
    found = outcome("@@", "--authorization-mode=RBAC")
    assert found.refusal is not None
    assert found.refusal.reason == "unknown authorization mode RBAC"


def test_a_variable_that_may_be_set_leaves_1_28_dropins_open() -> None:
    started = launch("--config-dir=/d", files={"/c": HEADER, "/d/1.conf": HEADER})
    assert started.doubt is None
    found = outcome("--config-dir=/d", config="", files={"/d/1.conf": HEADER}, minor=29)
    assert found.refusal is not None
    assert "KUBELET_CONFIG_DROPIN_DIR_ALPHA" in found.refusal.reason


def test_a_file_that_is_unknown_names_what_it_is_filled_from() -> None:
    content = Text.join(
        (
            program("# "),
            Text.hole("decided by a header"),
            program("\n"),
            Text.hole("decided by the content"),
        )
    )

    found = configfile.read(content)

    assert isinstance(found, configfile.Refused)
    assert found.reason == "decided by the content"
