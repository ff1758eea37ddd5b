"""Both JSON documents keep their published contracts."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from kubelet_lint.report import RESOLVE_FORMATS, Style, load
from kubelet_lint.resolution import Report
from kubelet_lint.source import Choice, Hole, Source, Span, Text
from kubelet_lint.value import Unknown
from report.reports import KUBELETS, everything, one, report
from rules.scene import START, at, bad_config, case, kubelet, launch, layer

CHECK, RESOLVE = load("json"), load("json", RESOLVE_FORMATS)


def schema(name: str) -> Any:
    text = files("kubelet_lint").joinpath(f"schemas/{name}.schema.json").read_text()
    found = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(found)
    return found


def checked(about: Report) -> Any:
    document = json.loads(CHECK.write(about, Style()))
    jsonschema.validate(document, schema("check"))
    return document


def resolved(about: Report) -> Any:
    document = json.loads(RESOLVE.write(about, Style()))
    jsonschema.validate(document, schema("resolve"))
    return document


@pytest.mark.parametrize("name", KUBELETS)
def test_every_kind_of_report_keeps_the_contract(name: str) -> None:
    checked(one(name))
    resolved(one(name))


def test_an_empty_report_keeps_the_contract() -> None:
    assert checked(Report())["findings"] == []
    assert resolved(Report())["nodes"] == []


def test_a_finding_says_what_where_and_why() -> None:
    (found,) = checked(one("flag over file"))["findings"]
    assert found["location"] == {
        "path": "kubelet.service.d/20.conf",
        "line": 2,
        "column": 19,
        "endLine": 2,
        "endColumn": 51,
    }
    assert [step["layer"] for step in found["trace"]] == ["default", "config", "flag"]
    assert [step["decides"] for step in found["trace"]] == [False, False, True]
    assert found["assumptions"][0]["text"] == "etc/k.yaml is taken for /etc/k.yaml"
    assert (found["setting"], found["value"]) == ("authorization.mode", "AlwaysAllow")


def test_the_summary_counts_every_verdict() -> None:
    summary = checked(everything())["summary"]
    assert summary["findings"]["open"] == 6
    assert all(summary["findings"].values())
    assert summary["files"] == {"seen": 400, "read": 4}
    assert summary["skipped"] == [
        {"reason": "vendored", "files": 100},
        {"reason": "test data", "files": 20},
    ]


def test_the_documents_are_ascii() -> None:
    for write in (CHECK.write, RESOLVE.write):
        assert write(everything(), Style()).isascii()


# --- resolve --------------------------------------------------------------------------


def only_launch(about: Report) -> Any:
    (node,) = resolved(about)["nodes"]
    (found,) = node["launches"]
    return found


def test_a_launch_says_how_the_process_starts() -> None:
    found = only_launch(one("clean"))
    assert found["argv"] == ["kubelet", "--config=/etc/k.yaml", "--kubeconfig=/k.conf"]
    assert found["unit"] == "kubelet.service"
    assert (found["executed"], found["starts"], found["refusal"]) == (True, True, None)
    assert "by_version" not in found


def test_an_argument_only_known_on_the_node_is_in_parts() -> None:
    span = at("kubelet.service", "$ARGS")
    argument = Text.join(
        [
            Text.derived("--node-ip="),
            Text.derived("v", START),
            Text.hole("metadata of the machine", span, "$IP"),
            Text.choice(
                "$X", [("if a", Text.derived("1")), ("if b", Text.derived("2"))]
            ),
        ]
    )
    assert {type(piece) for _, _, piece in argument.pieces()} >= {Hole, Choice}
    started = launch()
    started = type(started)((*started.argv, argument), started.files, span=started.span)
    found = only_launch(report(kubelet(case(of=started))))
    assert found["argv"][-1] == {
        "parts": [
            "--node-ip=v",
            {"unknown": "metadata of the machine"},
            {"unknown": "depends on $X"},
        ]
    }


def test_a_setting_has_its_layers_in_the_order_applied() -> None:
    found = only_launch(one("flag over file"))["settings"]["authorization.mode"]
    assert (found["status"], found["value"]) == ("known", "AlwaysAllow")
    assert [(one["layer"], one["value"]) for one in found["layers"]] == [
        ("default", "Webhook"),
        ("config", "Webhook"),
        ("flag", "AlwaysAllow"),
    ]


def test_an_unknown_setting_says_why() -> None:
    found = only_launch(one("undecided"))["settings"]["authorization.mode"]
    assert (found["status"], found["value"]) == ("unknown", None)
    assert found["reason"] == "/run/kubelet.env is not in the repository"


def test_releases_that_disagree_are_told_apart() -> None:
    found = only_launch(one("in some releases"))
    assert found["starts"] is None
    assert found["refusal"] is None
    assert found["by_version"] == {
        "1.24": {"starts": False, "refusal": "unknown flag: --config-dir"},
        "1.28": {"starts": True, "refusal": None},
        "1.30": {"starts": True, "refusal": None},
        "1.34": {"starts": True, "refusal": None},
    }
    mode = found["settings"]["authorization.mode"]
    assert (mode["status"], mode["value"]) == ("one-of", None)
    assert sorted(mode["candidates"]) == ["AlwaysAllow", "Webhook"]
    values = {version: one["value"] for version, one in mode["by_version"].items()}
    assert values == {"1.28": "AlwaysAllow", "1.30": "Webhook", "1.34": "Webhook"}


def test_a_setting_unknown_in_one_release_is_unknown() -> None:
    unknown = layer("config", Unknown("why"), "mode: $X", START)
    about = report(
        kubelet(
            case(versions=("1.28",), mode=unknown),
            case(versions=("1.30",), mode=bad_config()),
        )
    )
    mode = only_launch(about)["settings"]["authorization.mode"]
    assert (mode["status"], mode["value"], mode["reason"]) == ("unknown", None, "why")


def test_each_circumstance_is_a_launch() -> None:
    (node,) = resolved(one("in some circumstances"))["nodes"]
    assert [one["circumstances"] for one in node["launches"]] == [
        ["when $MODE is set"],
        ["when $MODE is unset"],
    ]


def test_kubelets_of_one_node_are_one_node() -> None:
    about = report(kubelet(case(), node="a"), kubelet(case(), node="a"))
    (node,) = resolved(about)["nodes"]
    assert len(node["launches"]) == 2


def test_a_command_line_has_no_place() -> None:
    typed = Source("command line", "kubelet --v=2", origin="command line")
    about = report(kubelet(case(of=launch(Span(typed, 0, 7)))))
    assert only_launch(about)["location"] is None
