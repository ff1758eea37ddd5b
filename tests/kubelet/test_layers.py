"""The history of a setting: who spoke, where, and who decides."""

from __future__ import annotations

from kubelet_lint.kubelet.defaults import WITH_CONFIG, WITHOUT_CONFIG
from kubelet_lint.kubelet.resolve import resolve
from kubelet_lint.kubelet.versions import ALL, Version
from kubelet_lint.value import Known, OneOf

from .node import ANONYMOUS, HEADER, MODE, WEBHOOK, launch, outcome, spelled, told


def test_without_a_config_the_legacy_default_decides_at_the_launch() -> None:
    found = outcome()
    default = found.settings[MODE].deciding
    assert told(found.settings[MODE]) == ["default AlwaysAllow"]
    assert default.text == WITHOUT_CONFIG
    assert spelled(default.span) == "kubelet"


def test_with_a_config_the_v1beta1_default_decides_at_its_kind() -> None:
    found = outcome(config="")
    default = found.settings[MODE].deciding
    assert told(found.settings[MODE]) == ["default Webhook"]
    assert default.text == WITH_CONFIG
    assert spelled(default.span) == "kind: KubeletConfiguration"


def test_the_file_speaks_at_its_value() -> None:
    found = outcome(config="authorization:\n  mode: AlwaysAllow\n")
    mode = found.settings[MODE]
    assert told(mode) == ["default Webhook", "config AlwaysAllow"]
    assert mode.deciding.text == "mode: AlwaysAllow"
    assert spelled(mode.deciding.span) == "AlwaysAllow"


def test_a_flag_beats_the_file_and_both_stay_in_view() -> None:
    found = outcome(
        "--authorization-mode=Webhook",
        "--authorization_mode",
        "AlwaysAllow",
        config="authorization: {mode: Webhook}\n",
    )
    mode = found.settings[MODE]
    assert told(mode) == [
        "default Webhook",
        "config Webhook",
        "flag Webhook",
        "flag AlwaysAllow",
    ]
    assert [layer.text for layer in mode.layers][-2:] == [
        "--authorization-mode=Webhook",
        "--authorization_mode AlwaysAllow",
    ]
    assert spelled(mode.deciding.span) == "AlwaysAllow"


def test_a_bare_boolean_flag_speaks_at_its_name() -> None:
    found = outcome("--anonymous-auth")
    assert spelled(found.settings[ANONYMOUS].deciding.span) == "--anonymous-auth"


def test_what_a_duplicate_key_replaces_is_beaten_even_by_a_default() -> None:
    config = "authorization: {mode: AlwaysAllow}\nauthorization: {webhook: {}}\n"
    found = outcome(config=config)
    assert told(found.settings[MODE]) == ["config AlwaysAllow", "default Webhook"]
    (ignored,) = found.lenient
    assert ignored.text == 'key "authorization" already set in map'


def test_json_duplicates_merge() -> None:
    content = (
        '{"apiVersion":"kubelet.config.k8s.io/v1beta1","kind":"KubeletConfiguration",'
        '"authorization":{"mode":"AlwaysAllow"},"authorization":{"webhook":{}}}'
    )
    found = outcome(files={"/c": content})
    assert told(found.settings[MODE]) == ["default Webhook", "config AlwaysAllow"]
    (ignored,) = found.lenient
    assert ignored.text == 'duplicate field "authorization"'


def test_null_and_zero_in_the_file_leave_the_default_at_their_place() -> None:
    for written in ('mode: ""', "mode: null", "mode:"):
        found = outcome(config=f"authorization:\n  {written}\n")
        default = found.settings[MODE].deciding
        assert (default.kind, default.value) == ("default", Known("Webhook"))
        assert default.span is not None
        assert default.span.source.position(default.span.start).line == 4


def test_a_merge_key_behind_an_explicit_key_wins() -> None:
    config = "x: &x {mode: AlwaysAllow}\nauthorization:\n  mode: Webhook\n  <<: *x\n"
    mode = outcome(config=config).settings[MODE]
    assert told(mode)[-2:] == ["config Webhook", "config AlwaysAllow"]
    assert mode.deciding.span is not None
    assert mode.deciding.span.source.position(mode.deciding.span.start).line == 3


def test_a_null_in_a_dropin_brings_the_default_back_since_1_32() -> None:
    files = {"/d/10.conf": HEADER + "authorization: {mode: null}\n"}
    config = "authorization: {mode: AlwaysAllow}\n"
    for minor, expected in ((34, "default Webhook"), (30, "config AlwaysAllow")):
        found = outcome("--config-dir=/d", config=config, files=files, minor=minor)
        assert told(found.settings[MODE])[-1] == expected


def test_a_later_dropin_beats_an_earlier_one() -> None:
    files = {
        "/d/10.conf": HEADER + "authorization: {mode: AlwaysAllow}\n",
        "/d/20.conf": HEADER + "authorization: {mode: Webhook}\n",
    }
    mode = outcome("--config-dir=/d", config="", files=files, minor=37).settings[MODE]
    assert told(mode)[-2:] == ["config-dir AlwaysAllow", "config-dir Webhook"]


def test_in_1_28_the_defaults_of_any_dropin_speak() -> None:
    found = outcome(
        "--config-dir=/d",
        config="authorization: {mode: AlwaysAllow}\n",
        files={"/d/10.conf": HEADER},
        minor=28,
        env={"KUBELET_CONFIG_DROPIN_DIR_ALPHA": "1"},
    )
    mode = found.settings[MODE]
    assert told(mode)[-2:] == ["config AlwaysAllow", "default Webhook"]
    assert mode.deciding.text == "v1beta1 default in /d/10.conf"
    assert spelled(mode.deciding.span) == "kind: KubeletConfiguration"


def test_in_1_28_a_dropins_dependent_default_is_decided_by_itself() -> None:
    """The file's parallel pulls turn serial pulls off, the drop-in's default on."""
    found = outcome(
        "--config-dir=/d",
        config="maxParallelImagePulls: 16\n",
        files={"/d/10.conf": HEADER},
        env={"KUBELET_CONFIG_DROPIN_DIR_ALPHA": "1"},
        minor=28,
    )
    assert found.settings["serializeImagePulls"].value == Known(True)
    assert found.refusal is not None
    assert "maxParallelImagePulls" in found.refusal.reason


def test_a_false_in_a_1_28_dropin_speaks_in_vain() -> None:
    found = outcome(
        "--config-dir=/d",
        config="authentication: {anonymous: {enabled: true}}\n",
        files={
            "/d/10.conf": HEADER + "authentication: {anonymous: {enabled: false}}\n"
        },
        minor=28,
        env={"KUBELET_CONFIG_DROPIN_DIR_ALPHA": "1"},
    )
    history = told(found.settings[ANONYMOUS])
    assert history[-2:] == ["config-dir False", "config True"]


def test_a_path_in_the_file_is_relative_to_its_directory() -> None:
    files = {"/etc/k/c.yaml": HEADER + "tlsCertFile: pki/k.crt\n"}
    found = outcome("--config=/etc/k/c.yaml", files=files)
    setting = found.settings["tlsCertFile"]
    assert setting.value == Known("/etc/k/pki/k.crt")
    assert spelled(setting.deciding.span) == "pki/k.crt"


def test_defaults_that_changed_are_one_of_several() -> None:
    value = outcome().settings["eventRecordQPS"].value
    assert value == OneOf((5, 50), "5 in 1.24 to 1.26, 50 in 1.27 to 1.37")
    assert outcome(minor=26).settings["eventRecordQPS"].value == Known(5)


def test_the_file_that_was_read_and_its_kind_are_named() -> None:
    found = outcome(config="")
    assert found.read == ("/c",)
    assert found.versions == ALL


def test_seccomp_flag_and_field_are_joined_by_or() -> None:
    on = "seccompDefault: true\n"
    kept = outcome("--seccomp-default=false", config=on, minor=34)
    assert told(kept.settings["seccompDefault"])[-2:] == ["flag False", "config True"]
    either = outcome("--seccomp-default", config="", minor=34)
    assert either.settings["seccompDefault"].value == Known(True)


def test_releases_that_differ_come_apart() -> None:
    outcomes = resolve(launch("--container-runtime=remote"))
    said = [(o.versions[0], o.versions[-1], o.refusal is None) for o in outcomes]
    assert said == [
        (Version(1, 24), Version(1, 26), True),
        (Version(1, 27), Version(1, 37), False),
    ]


def test_a_refused_launch_is_judged_all_the_same() -> None:
    bad = outcome("--no-such-flag", "--authorization-mode=AlwaysAllow")
    assert bad.refusal is not None
    assert bad.refusal.reason.endswith("unknown flag: --no-such-flag")
    assert spelled(bad.refusal.span) == "--no-such-flag"
    assert bad.settings[MODE].value == Known("AlwaysAllow")
    typed = outcome(config="authorization: {mode: AlwaysAllow}\nport: x\n")
    assert typed.refusal is not None
    assert spelled(typed.refusal.span) == "x"
    assert typed.settings[MODE].value == Known("AlwaysAllow")


def test_a_bad_mode_is_refused_and_shown() -> None:
    found = outcome(config="authorization: {mode: RBAC}\n")
    assert found.refusal is not None
    assert found.refusal.reason == "unknown authorization mode RBAC"
    assert spelled(found.refusal.span) == "RBAC"
    assert found.settings[MODE].value == Known("RBAC")


def test_a_file_of_another_kind_is_refused_at_its_kind() -> None:
    found = outcome(files={"/c": "apiVersion: v1\nkind: Pod\n"})
    assert found.refusal is not None
    assert found.refusal.stage == "load"
    assert spelled(found.refusal.span) == "kind: Pod"


def test_fields_that_only_newer_releases_know_are_ignored_by_older_ones() -> None:
    config = "failCgroupV1: false\n"
    assert [one.text for one in outcome(config=config, minor=28).lenient] == [
        'unknown field "failCgroupV1"'
    ]
    assert outcome(config=config, minor=34).lenient == ()
    assert outcome(config=config).settings["failCgroupV1"].value == Known(False)


def test_every_setting_can_be_asked_for() -> None:
    found = outcome(config="")
    assert {MODE, WEBHOOK, "evictionHard", "hostname-override", "kubeconfig"} <= set(
        found.settings
    )
    for path in found.settings:
        assert found.settings[path].layers, path


def test_a_bare_library_boolean_eats_the_next_flag_over_a_file() -> None:
    words = ("--logtostderr", "--authorization-mode=AlwaysAllow")
    over_file = outcome(*words, config="", minor=24)
    assert over_file.settings[MODE].value == Known("Webhook")
    alone = outcome(*words, minor=24)
    assert alone.settings[MODE].value == Known("AlwaysAllow")
    merged = outcome("--config-dir=/d", "--storage-driver-secure", words[1],
                     files={"/d/1.conf": HEADER}, minor=34)  # fmt: skip
    assert merged.settings[MODE].value == Known("AlwaysAllow")
