"""What the layers come to, and what the three error rules and the open one say."""

from __future__ import annotations

import pytest

from kubelet_lint import rules
from kubelet_lint.finding import Finding
from kubelet_lint.resolution import Case, Kubelet, Refusal
from kubelet_lint.source import Source, Span
from kubelet_lint.value import Known, OneOf, Unknown
from rules.scene import (
    ANONYMOUS_ON,
    MODE,
    START,
    VENDOR,
    at,
    bad_config,
    bad_flag,
    bad_variable,
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
ABSENT = layer("config", Unknown("/etc/k.yaml is not in the repository"), "", START)
UNREAD_FLAG = layer(
    "flag", Unknown("$MODE is only known on the node"), "--a=$MODE", START
)
REFUSED = Refusal("kubelet", "unknown flag: --foo", None)


def verdicts(found: Kubelet) -> dict[str, str]:
    return {f"{one.rule} {one.setting}": one.verdict for one in rules.check([found])}


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        pytest.param([case(mode=bad_flag())], "fail", id="a flag says it"),
        pytest.param(
            [case(mode=(good_config(), bad_flag()))], "fail", id="flag over file"
        ),
        pytest.param([case(mode=default("AlwaysAllow"))], "fail", id="by default"),
        pytest.param(
            [case(mode=(bad_config(), good_flag()))], None, id="a flag repairs the file"
        ),
        pytest.param(
            [case(mode=layer("flag", "RBAC", "", START))], None, id="another bad mode"
        ),
        pytest.param(
            [case(mode=(bad_config(), unseen()))],
            "possible",
            id="an unseen argument may repair what is written",
        ),
        pytest.param(
            [case(mode=(default("AlwaysAllow"), unseen()))],
            "open",
            id="an unseen argument over a bad default",
        ),
        pytest.param(
            [case(mode=(good_config(), unseen()))], "open", id="unseen over good"
        ),
        pytest.param(
            [case(mode=(default("Webhook"), ABSENT))], "open", id="the file is missing"
        ),
        pytest.param(
            [case(mode=(bad_config(), UNREAD_FLAG))],
            "open",
            id="an unknown flag value surely replaces the file's",
        ),
        pytest.param(
            [case(mode=(bad_config(), unseen(), good_flag()))],
            None,
            id="a flag after the unseen argument is known",
        ),
        pytest.param(
            [case(mode=layer("flag", OneOf(("AlwaysAllow", "Webhook")), "", START))],
            "possible",
            id="one of two values",
        ),
        pytest.param(
            [case(mode=layer("flag", OneOf(("Webhook", "RBAC")), "", START))],
            None,
            id="one of two others",
        ),
        pytest.param(
            [case("if a", mode=bad_config()), case("if not a")],
            "possible",
            id="in some circumstances",
        ),
        pytest.param(
            [case("if a", mode=bad_config()), case("if not a", mode=bad_config())],
            "fail",
            id="in all circumstances",
        ),
        pytest.param(
            [case("if a", mode=bad_config()), case("if not a", mode=unseen())],
            "possible",
            id="bad here, undecided there",
        ),
        pytest.param(
            [
                case(versions=("1.24",), refusal=REFUSED),
                case(versions=("1.28",), mode=bad_config()),
            ],
            "fail",
            id="in every release that starts",
        ),
        pytest.param(
            [
                case(versions=("1.24",), refusal=REFUSED, mode=bad_config()),
                case(versions=("1.28",)),
            ],
            None,
            id="only in a release that does not start",
        ),
        pytest.param(
            [case(refusal=REFUSED, mode=bad_config())],
            "fail",
            id="judged beside the refusal",
        ),
    ],
)
def test_the_authorization_mode_is_judged(
    cases: list[Case], expected: str | None
) -> None:
    found = {name.split()[0]: verdict for name, verdict in _of_mode(cases).items()}
    found.pop("masked-always-allow", None)
    found.pop("refused-start", None)
    rule = (
        "undecided-authorization"
        if expected == "open"
        else "always-allow-authorization"
    )
    assert found == ({rule: expected} if expected else {})


def _of_mode(cases: list[Case]) -> dict[str, str]:
    found = verdicts(kubelet(*cases))
    return {name: verdict for name, verdict in found.items() if "anonym" not in name}


def test_zero_is_not_false() -> None:
    zero = layer("config", 0, "enabled: 0", KIND)
    assert not verdicts(kubelet(case(webhook=zero)))


def test_a_kubelet_without_flags_and_files_fails_three_rules() -> None:
    legacy = case(
        mode=default("AlwaysAllow", START),
        webhook=default(False, START),
        anonymous=default(True, START),
    )
    assert set(verdicts(kubelet(legacy)).values()) == {"fail"}
    assert [one.rule for one in rules.check([kubelet(legacy)])] == [
        "always-allow-authorization",
        "anonymous-authentication",
        "disabled-webhook-authentication",
    ]


def test_what_may_still_change_is_only_possible() -> None:
    doubt = "the packaged unit still waits for its drop-in"
    found = rules.check([kubelet(case(mode=bad_config()), doubt=doubt)])
    assert [(one.verdict, one.level) for one in found] == [("possible", "warning")]
    assert doubt in found[0].message


def test_a_launch_nobody_could_follow_is_undecided_in_all_three_settings() -> None:
    assert list(verdicts(kubelet()).values()) == ["open", "open", "open"]


def test_a_setting_nobody_resolved_is_undecided() -> None:
    bare = Case(launch(), {}, versions=("1.30",))
    assert list(verdicts(kubelet(bare)).values()) == ["open", "open", "open"]


def test_each_place_that_decides_is_a_finding() -> None:
    both = kubelet(case("if a", mode=bad_config()), case("if not a", mode=bad_flag()))
    found = rules.check([both])
    assert [(one.span.source.path, one.verdict) for one in found] == [
        ("etc/bad.yaml", "fail"),
        ("kubelet.service.d/20.conf", "fail"),
    ]
    assert "if not a" in found[1].message


def test_a_possible_finding_names_its_condition_and_the_other_outcome() -> None:
    some = kubelet(case("when $A is set", mode=bad_config()), case("when $A is unset"))
    (found,) = rules.check([some])
    assert found.title == (
        "The kubelet may authorize every request: "
        "authorization.mode is AlwaysAllow when $A is set."
    )
    assert found.trace[-1].text == "Webhook when $A is unset"


def test_the_trace_tells_every_layer_and_who_decides() -> None:
    layers = (default("Webhook", KIND), good_config(), bad_flag())
    (found,) = rules.check([kubelet(case(mode=layers))])
    assert [(one.layer, one.text, one.decides) for one in found.trace] == [
        ("default", "default Webhook", False),
        ("config", "mode: Webhook", False),
        ("flag", "--authorization-mode=AlwaysAllow", True),
    ]
    assert (
        "`--authorization-mode=AlwaysAllow` in kubelet.service.d/20.conf decides, "
        "over `mode: Webhook` in etc/k.yaml." in found.message
    )


def test_releases_that_refuse_are_told_in_the_trace() -> None:
    some = kubelet(
        case(versions=("1.24",), refusal=REFUSED),
        case(versions=("1.28", "1.30"), mode=bad_config()),
    )
    (found,) = rules.check([some])
    told = "refuses to start in kubelet 1.24: unknown flag: --foo"
    assert found.trace[-1].text == told


# --- places ---------------------------------------------------------------------------


def test_a_layer_of_the_repository_is_the_place() -> None:
    (found,) = rules.check([kubelet(case(mode=bad_flag()))])
    assert found.span == at("kubelet.service.d/20.conf", bad_flag().text)


def test_a_default_is_shown_where_it_comes_to_apply() -> None:
    (found,) = rules.check([kubelet(case(mode=default("AlwaysAllow", START)))])
    assert found.span == START


def test_a_layer_of_an_image_is_shown_at_the_start_of_the_kubelet() -> None:
    shipped = layer("flag", "AlwaysAllow", "--a", at("vendor", "--config=/etc/k.yaml"))
    (found,) = rules.check([kubelet(case(mode=shipped))])
    assert found.span == START
    assert found.trace[0].text == "--a, shipped as EKS AL2 image: kubelet.service"
    assert found.help == (
        "Add `--authorization-mode=Webhook` to the kubelet's arguments "
        "in kubelet.service."
    )


def test_a_whole_start_of_an_image_is_shown_where_the_node_is_defined() -> None:
    inside = Span(VENDOR, 0, 9)
    definition = at("kubelet.service.d/20.conf", "[Service]")
    one = case(mode=default("AlwaysAllow", inside), of=launch(inside))
    (found,) = rules.check([kubelet(one, span=definition)])
    assert found.span == definition


def test_an_encoded_file_is_shown_at_its_carrier_with_the_line_inside() -> None:
    carrier = Source("user-data.yaml", "content: bW9kZTogQWx3YXlzQWxsb3c=\n")
    inner = Source(
        "/etc/k.yaml", "a: 1\nmode: AlwaysAllow\n", container=Span(carrier, 9, 33)
    )
    encoded = layer("config", "AlwaysAllow", "mode: AlwaysAllow", Span(inner, 5, 22))
    (found,) = rules.check([kubelet(case(mode=encoded))])
    assert found.span == Span(carrier, 9, 33)
    assert "user-data.yaml (line 2 of the encoded /etc/k.yaml)" in found.message


# --- why, and what to do --------------------------------------------------------------


def only(found: Kubelet, rule: str) -> Finding:
    (one,) = [one for one in rules.check([found]) if one.rule == rule]
    return one


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (bad_flag(), "anyone who reaches port 10250 may run commands"),
        (good_config(), "what the API server grants to system:anonymous"),
        (unseen(), "which is not certain here"),
    ],
)
def test_anonymous_access_is_as_bad_as_the_mode_makes_it(
    mode: Known, expected: str
) -> None:
    on = layer("config", True, "enabled: true", KIND)
    found = only(kubelet(case(mode=mode, anonymous=on)), "anonymous-authentication")
    assert found.setting == ANONYMOUS_ON
    assert expected in found.why


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(
            case(mode=(good_config(), bad_flag())),
            "Remove `--authorization-mode=AlwaysAllow` from kubelet.service.d/20.conf, "
            "or make it `--authorization-mode=Webhook`.",
            id="a flag over something good can go",
        ),
        pytest.param(
            case(mode=(default("AlwaysAllow"), bad_flag())),
            "Make it `--authorization-mode=Webhook` in kubelet.service.d/20.conf.",
            id="a flag over a bad default cannot",
        ),
        pytest.param(
            case(mode=(good_config(), bad_variable())),
            "Make it `Webhook` in build/variables.hcl.",
            id="a variable that is only the value of a flag",
        ),
        pytest.param(
            case(mode=bad_config()),
            "Set `authorization.mode: Webhook` in etc/bad.yaml.",
            id="a file",
        ),
        pytest.param(
            case(mode=default("AlwaysAllow", START)),
            "Give the kubelet in kubelet.service a `--config=FILE` that says "
            "`authorization.mode: Webhook`, or the argument "
            "`--authorization-mode=Webhook`.",
            id="a default, with a client to ask the API server",
        ),
        pytest.param(
            case(mode=default("AlwaysAllow", START), of=launch(START, "--v=2")),
            "Give the kubelet in kubelet.service a `--config=FILE` that says "
            "`authorization.mode: Webhook`, or the argument "
            "`--authorization-mode=Webhook`. It needs `--kubeconfig=FILE` as well, "
            "to ask the API server.",
            id="a default of a standalone kubelet",
        ),
        pytest.param(
            case(mode=bad_config(), of=launch(START, "--v=2")),
            "Set `authorization.mode: Webhook` in etc/bad.yaml. It needs "
            "`--kubeconfig=FILE` as well, to ask the API server.",
            id="the file of a standalone kubelet",
        ),
    ],
)
def test_the_fix_is_for_the_layer_that_decides(one: Case, expected: str) -> None:
    assert only(kubelet(one), "always-allow-authorization").help == expected


def test_every_setting_of_a_finding_is_named() -> None:
    (found,) = rules.check([kubelet(case(mode=bad_flag()))])
    assert (found.setting, found.value) == (MODE, "AlwaysAllow")
