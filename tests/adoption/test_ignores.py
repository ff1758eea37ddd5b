"""Comments that accept a finding: where they count, and what is said where not."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import jsonschema
import pytest

from adoption.conftest import (
    CONFIG,
    CONFIG_PATH,
    DROPIN_PATH,
    MODE,
    UNIT,
    UNIT_PATH,
    Repo,
)

IGNORE = f"kubelet-lint: ignore[{MODE}] the lab has no other way"
FLAG = "--authorization-mode=AlwaysAllow"
GOOD = CONFIG.replace("AlwaysAllow", "Webhook")
ENCODED = base64.b64encode(CONFIG.encode()).decode()
NODE = {UNIT_PATH: UNIT, CONFIG_PATH: GOOD}


def with_flag(line: str) -> str:
    return UNIT.rstrip("\n") + f" \\\n{line}\n"


COUNTS = [
    pytest.param(
        {CONFIG_PATH: CONFIG.replace("AlwaysAllow", f"AlwaysAllow  # {IGNORE}")},
        id="YAML, on the line",
    ),
    pytest.param(
        {CONFIG_PATH: CONFIG.replace("  mode:", f"  # {IGNORE}\n  mode:")},
        id="YAML, on the line above",
    ),
    pytest.param(
        {
            CONFIG_PATH: CONFIG.replace(
                "  mode: AlwaysAllow", f'  mode: "AlwaysAllow" # {IGNORE}'
            )
        },
        id="YAML, after a quoted value",
    ),
    pytest.param(
        {
            CONFIG_PATH: CONFIG.replace(
                "  mode:",
                f"  # {IGNORE}\n  # kubelet-lint: ignore[refused-start] x\n  mode:",
            )
        },
        id="two comments, one above the other",
    ),
    pytest.param(
        {CONFIG_PATH: CONFIG.replace("AlwaysAllow\n", f"AlwaysAllow  # {IGNORE}\r\n")},
        id="CRLF",
    ),
    pytest.param(
        {UNIT_PATH: with_flag(f"# {IGNORE}\n    {FLAG}"), CONFIG_PATH: GOOD},
        id="unit, between continued lines",
    ),
    pytest.param(
        {
            UNIT_PATH: with_flag(f"    {FLAG}").replace(
                "ExecStart", f"; {IGNORE}\nExecStart"
            ),
            CONFIG_PATH: GOOD,
        },
        id="unit, above a continued line",
    ),
    pytest.param(
        {
            UNIT_PATH: UNIT.rstrip("\n") + " $ARGS\n",
            DROPIN_PATH: f'[Service]\n# {IGNORE}\nEnvironment="ARGS={FLAG}"\n',
            CONFIG_PATH: GOOD,
        },
        id="drop-in",
    ),
    pytest.param(
        {
            UNIT_PATH: "[Service]\nEnvironmentFile=/etc/default/kubelet\n"
            + UNIT.partition("\n")[2].rstrip("\n")
            + " $ARGS\n",
            "etc/default/kubelet": f"# {IGNORE}\nARGS={FLAG}\n",
            CONFIG_PATH: GOOD,
        },
        id="environment file",
    ),
    pytest.param(
        {
            UNIT_PATH + ".j2": with_flag(f"    {FLAG}").replace(
                "ExecStart", "{# " + IGNORE + " #}\nExecStart"
            ),
            CONFIG_PATH: GOOD,
        },
        id="Jinja comment",
    ),
    pytest.param(
        {
            UNIT_PATH + ".erb": with_flag(f"    {FLAG} --v=<%= @v %>").replace(
                "ExecStart", f"<%# {IGNORE} %>\nExecStart"
            ),
            CONFIG_PATH: GOOD,
        },
        id="ERB comment",
    ),
    pytest.param(
        {
            UNIT_PATH + ".hbs": with_flag(
                f"    {FLAG} {{{{#if v}}}}--v=1{{{{/if}}}}"
            ).replace("ExecStart", "{{!-- " + IGNORE + " --}}\nExecStart"),
            CONFIG_PATH: GOOD,
        },
        id="Handlebars comment",
    ),
    pytest.param(
        {
            UNIT_PATH: "[Service]\nEnvironmentFile=/etc/default/kubelet\n"
            + UNIT.partition("\n")[2].rstrip("\n")
            + " $ARGS\n",
            "etc/default/kubelet": f"; {IGNORE}\nARGS={FLAG}\n",
            CONFIG_PATH: GOOD,
        },
        id="environment file, with a semicolon",
    ),
    pytest.param(
        {
            UNIT_PATH: UNIT.replace(
                "--config=", "--config-dir=/etc/k.conf.d --config="
            ),
            "etc/k.conf.d/10-a.conf": CONFIG.replace(
                "AlwaysAllow", f"AlwaysAllow # {IGNORE}"
            ),
            CONFIG_PATH: GOOD,
        },
        id="drop-in of a KubeletConfiguration, which is YAML",
    ),
    pytest.param(
        {
            "chart/Chart.yaml": "name: x\n",
            "chart/templates/cm.yaml": CONFIG.replace(
                "mode: AlwaysAllow",
                "mode: AlwaysAllow {{- /* " + IGNORE + " */}}\n"
                "clusterDomain: {{ .Values.domain }}",
            ),
        },
        id="Go template comment",
    ),
    pytest.param(
        {
            "user-data.yaml": "#cloud-config\nwrite_files:\n"
            "- path: /etc/kubernetes/kubelet.yaml\n  content: |\n"
            + "".join(
                f"    {line}\n"
                for line in CONFIG.replace("AlwaysAllow", f"AlwaysAllow # {IGNORE}")
                .rstrip("\n")
                .split("\n")
            )
        },
        id="YAML in a cloud-config",
    ),
    pytest.param(
        {
            "user-data.yaml": "#cloud-config\nwrite_files:\n"
            "- path: /etc/kubernetes/kubelet.yaml\n  encoding: b64\n"
            f"  content: {base64.b64encode(CONFIG.encode()).decode()} # {IGNORE}\n"
        },
        id="encoded: beside its carrier",
    ),
    pytest.param(
        {
            "user-data.yaml": "#cloud-config\nwrite_files:\n"
            "- path: /etc/kubernetes/kubelet.yaml\n  encoding: b64\n"
            f"  content: |  # {IGNORE}\n"
            f"    {base64.b64encode(CONFIG.encode()).decode()}\n"
        },
        id="encoded in a block: at its head",
    ),
    pytest.param(
        {
            "user-data.yaml": "#cloud-config\nwrite_files:\n"
            "- path: /etc/kubernetes/kubelet.yaml\n  encoding: b64\n"
            f"  # {IGNORE}\n  content: >-\n    {ENCODED[:60]}\n    {ENCODED[60:]}\n"
        },
        id="encoded in a block: above its head",
    ),
]


@pytest.mark.parametrize("files", COUNTS)
def test_a_comment_accepts_what_its_line_decides(
    repo: Repo, files: dict[str, str]
) -> None:
    repo.lay(files)
    assert MODE in repo.rules("--no-ignores")
    document = repo.document("--show-suppressed")
    assert MODE not in [one["rule"] for one in document["findings"]]
    (hidden,) = document["suppressed"]
    assert hidden["rule"] == MODE
    assert hidden["suppression"]["by"] == "comment"
    assert hidden["suppression"]["reason"] == "the lab has no other way"
    assert repo.run("check").code == 0


DOES_NOT_COUNT = [
    pytest.param(
        {
            CONFIG_PATH: CONFIG.replace(
                "AlwaysAllow", f"AlwaysAllow # kubelet-lint: ignore[{MODE}]"
            )
        },
        "it gives no reason",
        id="no reason",
    ),
    pytest.param(
        {
            CONFIG_PATH: CONFIG.replace(
                "AlwaysAllow", f"AlwaysAllow # kubelet-lint: ignore[{MODE}] -"
            )
        },
        "it gives no reason",
        id="a dash is no reason",
    ),
    pytest.param(
        {
            CONFIG_PATH: CONFIG.replace(
                "AlwaysAllow", "AlwaysAllow # kubelet-lint: ignore the lab"
            )
        },
        "it names no rule",
        id="no rule",
    ),
    pytest.param(
        {
            CONFIG_PATH: CONFIG.replace(
                "AlwaysAllow",
                "AlwaysAllow # kubelet-lint: ignore[always-allow-authorisation] lab",
            )
        },
        f"did you mean {MODE}?",
        id="a rule that does not exist",
    ),
    pytest.param(
        {
            CONFIG_PATH: CONFIG.replace(
                "AlwaysAllow",
                "AlwaysAllow # kubelet-lint: ignore[anonymous-authentication] lab",
            )
        },
        "anonymous-authentication says nothing of its line",
        id="another rule",
    ),
    pytest.param(
        {CONFIG_PATH: CONFIG.replace("authorization:", f"# {IGNORE}\nauthorization:")},
        "says nothing of the line below it",
        id="two lines above",
    ),
    pytest.param(
        {CONFIG_PATH: CONFIG.replace("authorization:", f"authorization: # {IGNORE}")},
        "says nothing of its line",
        id="at the end of the line above: it speaks of that line",
    ),
    pytest.param(
        {UNIT_PATH: with_flag(f"    {FLAG} # {IGNORE}"), CONFIG_PATH: GOOD},
        "in a unit file only a whole line is a comment",
        id="unit, at the end of a line",
    ),
    pytest.param(
        {
            UNIT_PATH: UNIT.rstrip("\n") + " $ARGS\n",
            DROPIN_PATH: f'[Service]\nEnvironment="ARGS={FLAG}" # {IGNORE}\n',
            CONFIG_PATH: GOOD,
        },
        "in a unit file only a whole line is a comment",
        id="drop-in, at the end of a line",
    ),
    pytest.param(
        {
            UNIT_PATH: "[Service]\nEnvironmentFile=/etc/default/kubelet\n"
            + UNIT.partition("\n")[2].rstrip("\n")
            + " $ARGS\n",
            "etc/default/kubelet": f"ARGS={FLAG} # {IGNORE}\n",
            CONFIG_PATH: GOOD,
        },
        "hides nothing",
        id="environment file, at the end of a line: it is part of the value",
    ),
    pytest.param(
        {
            "user-data.yaml": "#cloud-config\nwrite_files:\n"
            "- path: /etc/systemd/system/kubelet.service\n  content: |\n"
            f"    [Service]\n    ExecStart=/usr/bin/kubelet {FLAG} # {IGNORE}\n"
        },
        "in a unit file only a whole line is a comment",
        id="unit in a cloud-config, at the end of a line",
    ),
    pytest.param(
        {
            CONFIG_PATH: CONFIG.replace(
                "  mode: AlwaysAllow", f"  {{x: ' # {IGNORE}', mode: AlwaysAllow}}"
            )
        },
        "it stands in quotes",
        id="in quotes",
    ),
    pytest.param(
        {CONFIG_PATH: CONFIG.replace("  mode:", f"  // {IGNORE}\n  mode:")},
        "// opens no comment here",
        id="a comment of another language",
    ),
    pytest.param(
        {CONFIG_PATH: CONFIG.replace("AlwaysAllow", f"AlwaysAllow#{IGNORE}")},
        "# opens no comment here",
        id="YAML, no blank before it",
    ),
    pytest.param(
        {CONFIG_PATH: CONFIG.replace("  mode:", "  {# " + IGNORE + " #}\n  mode:")},
        "{# opens no comment here",
        id="a template comment in a file that is no template",
    ),
]


@pytest.mark.parametrize(("files", "words"), DOES_NOT_COUNT)
def test_a_comment_that_does_not_count_says_why(
    repo: Repo, files: dict[str, str], words: str
) -> None:
    repo.lay(files)
    document = repo.document()
    notes = [one for one in document["findings"] if one["rule"] == "unused-ignore"]
    assert words in " ".join(one["message"] for one in notes)
    rest = {one["rule"] for one in document["findings"]} - {"unused-ignore"}
    assert rest & {MODE, "refused-start"}
    assert repo.run("check").code == 1


def test_an_encoded_text_has_no_comments(repo: Repo) -> None:
    """Within the block ``#`` is one of the characters that are decoded."""
    repo.lay(
        {
            "pool.yaml": "kind: Pool\nuserData: >-\n"
            f"  # {IGNORE}\n  {ENCODED[:60]}\n  {ENCODED[60:]}\n"
        }
    )
    assert sorted(set(repo.rules())) == [MODE, "unused-ignore"]


def test_json_has_no_comments(repo: Repo) -> None:
    config = {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "authorization": {"mode": "AlwaysAllow", "x": f" # {IGNORE}"},
    }
    repo.lay({"etc/kubernetes/kubelet.json": json.dumps(config)})
    assert {MODE, "unused-ignore"} <= set(repo.rules())


def test_one_comment_names_several_rules(repo: Repo) -> None:
    rules = [MODE, "anonymous-authentication", "disabled-webhook-authentication"]
    ignore = f"# kubelet-lint: ignore[{', '.join(rules)}] no certificates yet\n"
    repo.lay({UNIT_PATH: f"[Service]\n{ignore}ExecStart=/usr/bin/kubelet\n"})
    assert sorted(repo.rules("--no-ignores")) == sorted(rules)
    assert repo.rules() == []


def test_a_comment_at_the_end_of_a_line_does_not_hide_the_next(repo: Repo) -> None:
    first = CONFIG.replace("AlwaysAllow", f"AlwaysAllow # {IGNORE}")
    repo.lay({"a.yaml": f"{first}---\n{CONFIG}"})
    assert [line for _, _, line in repo.found("--select", MODE)] == [19]


def test_no_ignores_reports_everything_and_no_note(repo: Repo) -> None:
    good = GOOD.replace("  mode:", f"  # {IGNORE}\n  mode:")
    repo.lay({"a.yaml": CONFIG.replace("  mode:", f"  # {IGNORE}\n  mode:")})
    repo.lay({"b.yaml": good})
    assert repo.rules() == ["unused-ignore"]
    assert repo.rules("--no-ignores") == [MODE]


def test_a_rule_that_does_not_judge_is_not_called_unused(repo: Repo) -> None:
    repo.lay({"a.yaml": GOOD.replace("  mode:", f"  # {IGNORE}\n  mode:")})
    assert repo.rules("--select", "anonymous-authentication,unused-ignore") == []
    assert repo.rules("--ignore", "unused-ignore") == []
    assert repo.rules("--select", f"{MODE},unused-ignore") == ["unused-ignore"]


def test_a_comment_may_accept_that_it_is_unused(repo: Repo) -> None:
    ignore = IGNORE.replace("]", ", unused-ignore]")
    repo.lay({"a.yaml": GOOD.replace("  mode:", f"  # {ignore}\n  mode:")})
    assert repo.rules() == []


def test_only_comments_of_the_paths_asked_for_are_spoken_of(repo: Repo) -> None:
    unused = GOOD.replace("  mode:", f"  # {IGNORE}\n  mode:")
    repo.lay({"a/k.yaml": unused, "b/k.yaml": unused})
    assert repo.found("b") == [("unused-ignore", "b/k.yaml", 9)]


def test_prose_about_ignores_is_none(repo: Repo) -> None:
    said = "# see what kubelet-lint says\n# run kubelet-lint: it ignores nothing\n"
    repo.lay({CONFIG_PATH: said + GOOD})
    assert repo.rules() == []


def test_many_comments_take_no_time(repo: Repo) -> None:
    line = f"# {IGNORE} # {IGNORE}\n"
    repo.lay({CONFIG_PATH: GOOD + line * 20_000 + f"x: 1 # {IGNORE}" * 20_000})
    assert repo.run("check", "-q").code == 0


# --- how it is shown ------------------------------------------------------------------


@pytest.fixture
def accepted(repo: Repo) -> Repo:
    mode = CONFIG.replace("AlwaysAllow", f"AlwaysAllow # {IGNORE}")
    repo.lay({CONFIG_PATH: mode, UNIT_PATH: UNIT})
    return repo


def test_the_summary_counts_what_is_suppressed(accepted: Repo) -> None:
    ended = accepted.run("check")
    assert "Suppressed: 1 by a comment." in ended.out.replace("\n", " ")
    assert MODE not in ended.out
    document = accepted.document()
    assert document["summary"]["suppressed"]["comment"] == 1
    assert "suppressed" not in document


def test_text_marks_what_is_suppressed(accepted: Repo) -> None:
    out = accepted.run("check", "--show-suppressed").out
    assert f"suppressed error[{MODE}]: The kubelet authorizes every request" in out
    assert "= suppressed: by a comment: the lab has no other way (" in out
    assert f"({CONFIG_PATH}:9:21)" in out.replace("\n         ", " ").replace("- ", "-")
    quiet = accepted.run("check", "--show-suppressed", "-q").out
    assert f": suppressed error[{MODE}] " in quiet


def test_sarif_leaves_out_what_is_suppressed_unless_it_is_asked_for(
    accepted: Repo,
) -> None:
    def results(*more: str) -> list[dict[str, object]]:
        ended = accepted.run("check", "--output-format", "sarif", *more)
        assert ended.code == 0
        log = json.loads(ended.out)
        schema = Path(__file__).parents[2] / "fixtures/sarif/sarif-schema-2.1.0.json"
        jsonschema.Draft4Validator(json.loads(schema.read_text())).validate(log)
        found: list[dict[str, object]] = log["runs"][0]["results"]
        return found

    assert results() == []
    (shown,) = results("--show-suppressed")
    assert shown["ruleId"] == MODE
    (how,) = shown["suppressions"]  # type: ignore[misc, has-type]
    assert (how["kind"], how["status"]) == ("inSource", "accepted")
    assert how["justification"] == "the lab has no other way"
    region = how["location"]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (9, 21)


def test_what_is_accepted_as_undecided_is_still_counted(repo: Repo) -> None:
    ignore = "kubelet-lint: ignore[undecided-authorization] set by the cloud"
    unit = f"[Service]\n# {ignore}\nEnvironmentFile=/run/x.env\n"
    repo.lay({UNIT_PATH: unit + UNIT.partition("\n")[2].rstrip("\n") + " $X\n"})
    repo.lay({CONFIG_PATH: GOOD})
    before = repo.run("check", "--no-ignores").out
    after = repo.run("check").out
    assert "3 settings undecided" in before
    assert "3 settings undecided" in after


def test_evidence_leaves_nothing_out(accepted: Repo) -> None:
    assert MODE in accepted.run("report", "--output-format", "json").out
