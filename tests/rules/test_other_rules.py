"""Settings that are right by default, repaired, never read; starts that are refused."""

from __future__ import annotations

import pytest

from kubelet_lint import rules
from kubelet_lint.finding import Finding
from kubelet_lint.resolution import Case, Kubelet, Refusal, Unread
from rules.scene import (
    MODE,
    START,
    at,
    bad_config,
    bad_flag,
    case,
    default,
    good_config,
    good_flag,
    kubelet,
    launch,
    layer,
    unseen,
)

KIND = at("etc/k.yaml", "kind: KubeletConfiguration")
BY_DEFAULT = {"mode": default("Webhook", KIND), "webhook": default(True, KIND)}


def of(found: Kubelet, rule: str) -> list[Finding]:
    return [one for one in rules.check([found]) if one.rule == rule]


# --- unstated-webhook-settings --------------------------------------------------------


def unstated(found: Kubelet) -> list[tuple[str | None, str]]:
    return [
        (one.setting, one.verdict) for one in of(found, "unstated-webhook-settings")
    ]


def test_what_only_a_default_makes_right_is_unstated() -> None:
    assert unstated(kubelet(case(**BY_DEFAULT))) == [
        ("authentication.webhook.enabled", "unstated"),
        ("authorization.mode", "unstated"),
    ]


def test_it_is_shown_where_the_key_is_missing() -> None:
    found = of(kubelet(case(**BY_DEFAULT)), "unstated-webhook-settings")
    assert {one.span for one in found} == {KIND}
    assert found[1].help == "State `authorization.mode: Webhook` in etc/k.yaml."


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(kubelet(case()), id="stated"),
        pytest.param(kubelet(case(**BY_DEFAULT), writer="kubeadm"), id="kubeadm fills"),
        pytest.param(
            kubelet(case(mode=(default("Webhook", KIND), unseen()))), id="undecided"
        ),
        pytest.param(
            kubelet(case(mode=default("AlwaysAllow", START))), id="wrong by default"
        ),
    ],
)
def test_nothing_is_unstated(found: Kubelet) -> None:
    assert unstated(found) == []


def test_anonymous_authentication_may_stay_a_default() -> None:
    assert not rules.check([kubelet(case(anonymous=default(False, KIND)))])


# --- masked-always-allow --------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "masked"),
    [
        pytest.param((bad_config(), good_flag()), ["etc/bad.yaml"], id="a file"),
        pytest.param(
            (bad_flag(), good_flag()),
            ["kubelet.service.d/20.conf"],
            id="an earlier flag",
        ),
        pytest.param(
            (bad_config(), bad_flag(), good_flag()),
            ["etc/bad.yaml", "kubelet.service.d/20.conf"],
            id="both",
        ),
        pytest.param((good_config(), good_flag()), [], id="nothing to repair"),
        pytest.param((default("AlwaysAllow"), good_flag()), [], id="a default"),
        pytest.param(
            (bad_config(), good_flag(), unseen()), [], id="not surely repaired"
        ),
        pytest.param(
            (layer("flag", "AlwaysAllow", "-", at("vendor", "$ARGS")), good_flag()),
            [],
            id="shipped by a vendor, so nobody can change it",
        ),
    ],
)
def test_a_weak_layer_that_a_later_one_repairs_is_a_note(
    mode: tuple[()], masked: list[str]
) -> None:
    found = of(kubelet(case(mode=mode)), "masked-always-allow")
    assert [one.span.source.path for one in found] == masked
    assert {one.verdict for one in found} <= {"note"}


def test_it_is_no_note_where_the_weak_value_decides_in_another_case() -> None:
    some = kubelet(
        case("if a", mode=(bad_config(), good_flag())),
        case("if not a", mode=bad_config()),
    )
    assert not of(some, "masked-always-allow")


# --- unread-setting -------------------------------------------------------------------


def test_what_is_never_read_is_told_with_what_holds_instead() -> None:
    span = at("kubelet.service.d/20.conf", bad_flag().text)
    unread = Unread(MODE, bad_flag().text, span, "the unit does not use $ARGS")
    (found,) = rules.check([kubelet(case(), unread=(unread,))])
    assert (found.rule, found.verdict, found.span) == ("unread-setting", "note", span)
    assert found.message == (
        "`--authorization-mode=AlwaysAllow` in kubelet.service.d/20.conf "
        "has no effect: the unit does not use $ARGS. "
        "The kubelet runs without it: authorization.mode is Webhook."
    )


# --- refused-start --------------------------------------------------------------------

BAD_MODE = Refusal(
    "kubelet", "unknown authorization mode RBAC", at("etc/k.yaml", "mode: Webhook")
)
NO_FLAG = Refusal("kubelet", "unknown flag: --config-dir")
RBAC = layer("config", "RBAC", "mode: RBAC", at("etc/k.yaml", "mode: Webhook"))


def refused(*cases: Case) -> list[tuple[str, str]]:
    found = of(kubelet(*cases), "refused-start")
    return [(one.verdict, one.title) for one in found]


def test_a_bad_mode_is_a_refused_start_alone() -> None:
    (found,) = rules.check([kubelet(case(refusal=BAD_MODE, mode=RBAC))])
    assert (found.rule, found.verdict) == ("refused-start", "fail")
    assert found.span == at("etc/k.yaml", "mode: Webhook")
    assert found.help == "Use `Webhook`; the kubelet knows it and AlwaysAllow only."


def test_a_launch_is_refused_only_if_every_release_refuses() -> None:
    old, new = ("1.24",), ("1.28",)
    assert refused(case(versions=old, refusal=NO_FLAG), case(versions=new)) == []
    both = refused(
        case(versions=old, refusal=NO_FLAG), case(versions=new, refusal=BAD_MODE)
    )
    assert both == [
        ("fail", "The kubelet refuses to start: unknown authorization mode RBAC.")
    ]


def test_the_reasons_of_all_releases_are_told() -> None:
    both = kubelet(
        case(versions=("1.24",), refusal=NO_FLAG),
        case(versions=("1.28",), refusal=BAD_MODE),
    )
    (found,) = of(both, "refused-start")
    assert [step.text for step in found.trace] == [
        "refuses to start in kubelet 1.24: unknown flag: --config-dir",
        "refuses to start in kubelet 1.28: unknown authorization mode RBAC",
    ]


def test_a_launch_refused_in_some_circumstances_is_possibly_refused() -> None:
    title = (
        "The kubelet may refuse to start when $A is set: unknown flag: --config-dir."
    )
    cases = case("when $A is set", refusal=NO_FLAG), case("when $A is unset")
    assert refused(*cases) == [("possible", title)]


def test_systemd_refuses_too() -> None:
    reason = "Service has more than one ExecStart= setting"
    title = f"systemd refuses to start the kubelet: {reason}."
    assert refused(case(refusal=Refusal("systemd", reason, START))) == [("fail", title)]


def test_a_refusal_without_a_place_is_shown_at_the_start() -> None:
    (found,) = of(kubelet(case(refusal=NO_FLAG, of=launch())), "refused-start")
    assert found.span == START
