"""What evidence says of a kubelet, and above all: when a control does not pass."""

from __future__ import annotations

from typing import Any

import pytest

from kubelet_lint.report.answer import Answer
from kubelet_lint.report.evidence import CONTROLS, Evidence, gather
from kubelet_lint.report.picture import Role
from kubelet_lint.resolution import Kubelet, Refusal, Report
from kubelet_lint.rules import RULES
from kubelet_lint.value import OneOf, Unknown
from report.reports import KUBELETS, one, report
from rules.scene import (
    START,
    at,
    bad_config,
    bad_flag,
    case,
    default,
    good_config,
    good_flag,
    kubelet,
    layer,
    unseen,
)

KIND = at("etc/k.yaml", "kind: KubeletConfiguration")
REFUSED = Refusal("kubelet", "unknown flag: --x", START)
UNSEEN_FLAG = layer("flag", Unknown("only known on the node"), "--a=$M", START)


def of(*kubelets: Kubelet) -> Evidence:
    return gather(report(*kubelets))[0]


def mode(*cases: Any, **rest: Any) -> Kubelet:
    return kubelet(*(case(mode=layers) for layers in cases), **rest)


@pytest.mark.parametrize(
    ("about", "answer"),
    [
        pytest.param(mode(good_config()), "pass", id="written and right"),
        pytest.param(mode(default("Webhook", KIND)), "default", id="right by default"),
        pytest.param(mode(bad_flag()), "fail", id="written and wrong"),
        pytest.param(mode(default("AlwaysAllow")), "fail", id="wrong by default"),
        pytest.param(
            mode(good_config(), bad_config()), "possible", id="wrong in some cases"
        ),
        pytest.param(
            mode(good_config(), default("Webhook")), "default", id="written in some"
        ),
        pytest.param(
            mode(layer("flag", OneOf(("AlwaysAllow", "Webhook")), "m", START)),
            "possible",
            id="one of two, one of them wrong",
        ),
        pytest.param(
            mode(layer("flag", OneOf(("Webhook", "Webhook")), "m", START)),
            "pass",
            id="one of two, both right",
        ),
        pytest.param(
            mode((bad_config(), unseen())), "possible", id="wrong unless unseen speaks"
        ),
        pytest.param(
            mode((good_config(), unseen())), "open", id="right unless unseen speaks"
        ),
        pytest.param(
            mode((default("AlwaysAllow"), unseen())), "open", id="default, or unseen"
        ),
        pytest.param(mode((bad_config(), UNSEEN_FLAG)), "open", id="unknown flag"),
        pytest.param(
            mode(good_config(), (good_config(), unseen())), "open", id="open in some"
        ),
        pytest.param(kubelet(), "open", id="nobody knows how it starts"),
        pytest.param(mode(good_config(), doubt="awaits a drop-in"), "open", id="doubt"),
        pytest.param(mode(bad_config(), doubt="awaits"), "possible", id="bad in doubt"),
        pytest.param(kubelet(case(refusal=REFUSED)), "open", id="right, refused"),
        pytest.param(
            kubelet(case(refusal=REFUSED, mode=bad_flag())), "fail", id="wrong, refused"
        ),
        pytest.param(
            kubelet(case(refusal=REFUSED, mode=bad_flag()), case()),
            "pass",
            id="wrong only where it does not start",
        ),
        pytest.param(
            mode(layer("flag", "RBAC", "m", START)), "open", id="no mode at all"
        ),
        pytest.param(mode(layer("config", 1, "m", START)), "open", id="another type"),
    ],
)
def test_only_what_is_sure_passes(about: Kubelet, answer: Answer) -> None:
    assert of(about).settings[0].answer == answer
    assert of(about).answer == answer


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        (mode((good_config(), unseen("/run/e is not there"))), "/run/e is not there"),
        (kubelet(), "could not be followed"),
        (kubelet(case(refusal=REFUSED)), "refuses to start"),
        (mode(layer("flag", "RBAC", "m", START)), "accepts no such value"),
        (mode(good_config(), doubt="awaits a drop-in"), "awaits a drop-in"),
        (mode((bad_config(), unseen())), "unless $ARGS says otherwise"),
    ],
)
def test_what_does_not_pass_says_why(about: Kubelet, reason: str) -> None:
    assert reason in of(about).settings[0].reason


@pytest.mark.parametrize(
    ("layers", "roles"),
    [
        ((default("Webhook"), good_config(), bad_flag()), "beaten beaten decides"),
        ((good_config(), good_flag()), "agrees decides"),
        ((good_config(),), "decides"),
        ((default("Webhook"), bad_config(), unseen()), "beaten holds unsure"),
        ((bad_config(), unseen(), unseen("b")), "holds unsure unsure"),
        ((bad_config(), UNSEEN_FLAG), "beaten decides"),
        ((unseen(),), "unsure"),
        ((bad_config(), unseen(), good_flag()), "beaten beaten decides"),
        ((bad_config(), bad_config()), "agrees decides"),
    ],
)
def test_each_layer_has_its_role(layers: Any, roles: str) -> None:
    (picture,) = of(mode(layers)).settings[0].pictures
    found: list[Role] = [one.role for one in picture.rungs]
    assert " ".join(found) == roles


def test_cases_with_the_same_layers_share_a_picture_and_the_worst_comes_first() -> None:
    about = kubelet(
        case("when $A is set", mode=good_config()),
        case("when $B is set", mode=bad_config()),
        case("otherwise", mode=good_config()),
    )
    bad, good = of(about).settings[0].pictures
    assert (bad.answer, bad.when) == ("fail", "when $B is set")
    assert (good.answer, len(good.cases)) == ("pass", 2)


def test_the_value_names_all_that_can_be() -> None:
    settings = of(KUBELETS["in some circumstances"]).settings
    assert [one.value for one in settings] == [
        "AlwaysAllow or Webhook",
        "true",
        "false",
    ]


def test_the_controls_are_those_of_the_rules() -> None:
    of_rules = {name for rule in RULES for name in rule.BENCHMARKS}
    assert {one.name for one in CONTROLS} == of_rules
    for control in CONTROLS:
        (rule,) = [rule for rule in RULES if control.name in rule.BENCHMARKS]
        (finding,) = rule.check(of_bad(control.judged.path))
        assert finding.setting == control.judged.path


def of_bad(path: str) -> Kubelet:
    names = {
        "authorization.mode": {"mode": bad_config()},
        "authentication.anonymous.enabled": {"anonymous": default(True, START)},
    }
    return kubelet(case(**names[path]))


def test_findings_belong_to_every_node_they_are_about() -> None:
    about = report(
        kubelet(case(mode=bad_config()), node="a"),
        kubelet(case(mode=bad_config()), node="b"),
        kubelet(case(), node="c"),
    )
    assert len(about.findings) == 1
    assert [len(one.findings) for one in gather(about)] == [1, 1, 0]


def test_nothing_found_is_no_answer() -> None:
    assert gather(Report()) == ()
    assert of(one("lost").kubelets[0]).answer == "open"
