"""SARIF as code scanning wants it: valid, complete, and the same alert once."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kubelet_lint import __version__
from kubelet_lint.report import Style
from kubelet_lint.report.sarif import write
from kubelet_lint.report.sarif_model import om, to_json
from kubelet_lint.report.uri import uri
from kubelet_lint.resolution import Report
from kubelet_lint.source import Source, Span
from report.reports import KUBELETS, everything, one, report
from rules.scene import at, bad_config, case, kubelet, layer

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "fixtures/sarif/sarif-schema-2.1.0.json").read_text()
)
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)


def run_of(about: Report, style: Style = Style()) -> Any:  # noqa: B008 - immutable
    log = json.loads(write(about, style))
    VALIDATOR.validate(log)
    (run,) = log["runs"]
    return run


@pytest.mark.parametrize("name", KUBELETS)
def test_every_kind_of_finding_is_valid(name: str) -> None:
    run_of(one(name))


def test_a_clean_run_is_written_so_that_alerts_close() -> None:
    assert run_of(one("clean"))["results"] == []


def test_the_log_begins_with_its_schema_and_version() -> None:
    assert write(one("clean"), Style()).startswith(
        '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0",'
    )


def test_the_driver_has_its_version() -> None:
    driver = run_of(one("clean"))["tool"]["driver"]
    assert driver["name"] == "kubelet-lint"
    assert driver["version"] == driver["semanticVersion"] == __version__


def test_kind_is_always_fail_and_level_always_written() -> None:
    results = run_of(everything())["results"]
    assert {one["kind"] for one in results} == {"fail"}
    assert {one["level"] for one in results} == {"error", "warning", "note"}
    verdicts = {one["properties"]["verdict"] for one in results}
    assert verdicts == {"fail", "possible", "unstated", "open", "note"}


def test_a_result_names_its_rule_by_id_and_index() -> None:
    run = run_of(everything())
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_the_layers_are_the_code_flow() -> None:
    (result,) = run_of(one("flag over file"))["results"]
    steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [
        (
            one["location"]["message"]["text"],
            one["location"]["physicalLocation"]["artifactLocation"]["uri"],
        )
        for one in steps
    ] == [
        ("default: default Webhook", "etc/k.yaml"),
        ("config: mode: Webhook", "etc/k.yaml"),
        ("flag: --authorization-mode=AlwaysAllow", "kubelet.service.d/20.conf"),
    ]


def test_a_step_that_no_file_holds_stands_at_the_finding() -> None:
    shipped = layer("flag", "Webhook", "--a", at("vendor", "$ARGS"))
    (result,) = run_of(report(kubelet(case(mode=(shipped, bad_config())))))["results"]
    first = result["codeFlows"][0]["threadFlows"][0]["locations"][0]["location"]
    where = first["physicalLocation"]["artifactLocation"]["uri"]
    assert where == "etc/bad.yaml"
    assert "shipped as EKS AL2 image" in first["message"]["text"]


def test_one_rule_at_one_place_is_one_result() -> None:
    (result,) = run_of(one("undecided"))["results"]
    assert result["properties"]["settings"] == [
        "authentication.anonymous.enabled",
        "authentication.webhook.enabled",
        "authorization.mode",
    ]
    assert len(result["codeFlows"]) == 3


def test_other_nodes_are_related_and_linked_from_the_message() -> None:
    about = report(
        kubelet(case(mode=bad_config()), node="a"),
        kubelet(case(mode=bad_config()), node="b[1](2)"),
    )
    (result,) = run_of(about)["results"]
    assert [one["id"] for one in result["relatedLocations"]] == [1]
    text = result["message"]["text"]
    assert re.findall(r"(?<!\\)\[[^\]]*\]\((\d+)\)", text) == ["1"]


def test_the_first_sentence_is_the_title() -> None:
    (result,) = run_of(one("flag over file"))["results"]
    assert result["message"]["text"].startswith(
        "The kubelet authorizes every request: authorization.mode is AlwaysAllow. "
    )


# --- places ---------------------------------------------------------------------------


def place_of(text: str, start: int, end: int) -> Any:
    says = layer("config", "AlwaysAllow", "m", Span(Source("k", text), start, end))
    (result,) = run_of(report(kubelet(case(mode=says))))["results"]
    return result["locations"][0]["physicalLocation"]


def test_columns_count_utf16_units() -> None:
    region = place_of("é𝒳: AlwaysAllow\n", 4, 15)["region"]
    assert region["startColumn"] == 6
    assert region["endColumn"] == 17
    assert region["snippet"]["text"] == "AlwaysAllow"


def test_a_region_stays_on_its_first_line() -> None:
    region = place_of("a \\\r\nb\r\n", 0, 6)["region"]
    assert [region[key] for key in ("startLine", "endLine", "endColumn")] == [1, 1, 4]


def test_the_context_is_larger_than_the_region() -> None:
    place = place_of("a: 1\nb: 2\nc: 3\nd: 4\n", 5, 9)
    assert place["contextRegion"]["startLine"] == 1
    assert place["contextRegion"]["endLine"] == 4
    assert place["contextRegion"]["snippet"]["text"] == "a: 1\nb: 2\nc: 3\nd: 4"


def test_a_region_that_is_the_whole_file_has_no_context() -> None:
    assert "contextRegion" not in place_of("mode: AlwaysAllow\n", 0, 17)
    assert "contextRegion" in place_of("mode: AlwaysAllow\n", 0, 16)


def test_an_encoded_document_is_not_quoted() -> None:
    place = place_of("content: " + "QUJD" * 1000 + "\n", 9, 4009)
    assert "snippet" not in place["region"]
    assert "contextRegion" not in place


def test_the_hash_is_of_the_first_line_of_the_place() -> None:
    text = "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n"
    says = layer("config", "AlwaysAllow", "m", Span(Source("k", text), 6, 7))
    (result,) = run_of(report(kubelet(case(mode=says))))["results"]
    found = result["partialFingerprints"]["primaryLocationLineHash"]
    assert found == "bb609acbe9138d60:1"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a b/é.conf", "a%20b/%C3%A9.conf"),
        ("c:/x", "c%3A/x"),
        ("a%2Fb?#", "a%252Fb%3F%23"),
        ("\udcff", "%FF"),
    ],
)
def test_paths_are_percent_encoded(path: str, expected: str) -> None:
    assert uri(path) == expected


def test_paths_are_relative_to_the_root_of_the_repository() -> None:
    run = run_of(everything())
    assert "uri" not in run["originalUriBaseIds"]["%SRCROOT%"]
    for result in run["results"]:
        for location in result["locations"]:
            artifact = location["physicalLocation"]["artifactLocation"]
            assert artifact["uriBaseId"] == "%SRCROOT%"
            assert not artifact["uri"].startswith(("/", "file:"))


# --- the rest -------------------------------------------------------------------------


def test_a_category_is_written_only_when_asked_for() -> None:
    assert "automationDetails" not in run_of(one("clean"))
    named = run_of(one("clean"), Style(category="nodes"))
    assert named["automationDetails"] == {"id": "nodes/"}


def test_files_that_could_not_be_read_are_notifications() -> None:
    (invocation,) = run_of(one("clean"))["invocations"]
    assert invocation["executionSuccessful"] is True
    (found,) = invocation["toolExecutionNotifications"]
    assert found["message"]["text"].endswith("is not UTF-8: see line 3")


def rules_of() -> list[Any]:
    found: list[Any] = run_of(one("clean"))["tool"]["driver"]["rules"]
    return found


@pytest.mark.parametrize("rule", rules_of(), ids=lambda rule: rule["id"])
def test_a_rule_has_what_code_scanning_shows(rule: Any) -> None:
    assert rule["name"] != rule["id"]
    for key in ("shortDescription", "fullDescription"):
        assert 0 < len(rule[key]["text"]) <= 1024
        assert rule[key]["text"].endswith(".")
    assert rule["help"]["text"]
    assert rule["help"]["markdown"].startswith("# ")
    assert rule["helpUri"].endswith(f"/{rule['id']}/")
    assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    assert len(rule["properties"]["tags"]) <= 10
    assert "security" in rule["properties"]["tags"]


def test_messages_can_be_built_from_their_arguments() -> None:
    run = run_of(everything())
    for result in run["results"]:
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        template = rule["messageStrings"][result["message"]["id"]]["text"]
        wanted = set(map(int, re.findall(r"'\{(\d)\}'", template)))
        assert wanted == set(range(len(result["message"]["arguments"])))
        assert template.endswith(".")


def test_the_log_is_ascii() -> None:
    assert write(everything(), Style()).isascii()


# --- the serializer -------------------------------------------------------------------


def test_values_equal_to_a_default_of_readers_are_kept() -> None:
    result = om.Result(message=om.Message(text="x"), level="warning")
    assert to_json(result) == {
        "message": {"text": "x"},
        "kind": "fail",
        "level": "warning",
    }


def test_a_suppression_has_the_final_name_of_its_status() -> None:
    suppression = om.Suppression(kind="inSource", state="accepted")
    assert to_json(suppression) == {"kind": "inSource", "status": "accepted"}


class Surprise:
    """Something no schema knows."""


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        pytest.param({"a": None}, TypeError, id="null in a map"),
        pytest.param([None], TypeError, id="null in a list"),
        pytest.param({1, 2}, TypeError, id="a set"),
        pytest.param(float("nan"), TypeError, id="not a number"),
        pytest.param(Surprise(), TypeError, id="an unknown class"),
        pytest.param("\udcff", ValueError, id="a lone surrogate"),
    ],
)
def test_what_the_schema_does_not_allow_is_refused(
    wrong: object, error: type[Exception]
) -> None:
    with pytest.raises(error):
        to_json(wrong)


def test_a_misspelt_property_is_refused() -> None:
    result = om.Result(message=om.Message(text="x"))
    result.levl = "error"
    with pytest.raises(TypeError, match="levl"):
        to_json(result)
