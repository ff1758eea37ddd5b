"""A baseline accepts what was there, whatever moves, and nothing that is new."""

from __future__ import annotations

import json
import os
from importlib.resources import files
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

FILE = "accepted.json"
BASELINE = ("--baseline", FILE)
DROPIN = '[Service]\nEnvironment="ARGS=--authorization-mode=AlwaysAllow"\n'
GOOD = CONFIG.replace("AlwaysAllow", "Webhook")
WITH_ARGS = UNIT.rstrip("\n") + " $ARGS\n"


@pytest.fixture
def accepted(repo: Repo) -> Repo:
    """A repository whose only finding is in the baseline, all committed."""
    repo.lay({UNIT_PATH: UNIT, CONFIG_PATH: CONFIG, "README": "x"})
    assert repo.run("check").code == 1
    assert repo.run("check", *BASELINE, "--update-baseline").code == 0
    repo.commit()
    return repo


def listed(repo: Repo, name: str = FILE) -> list[dict[str, str]]:
    document = json.loads((repo.folder / name).read_text())
    schema = files("kubelet_lint").joinpath("schemas/baseline.schema.json").read_text()
    jsonschema.validate(document, json.loads(schema))
    found: list[dict[str, str]] = document["entries"]
    return found


def test_what_is_listed_is_accepted_and_counted(accepted: Repo) -> None:
    ended = accepted.run("check", *BASELINE)
    assert ended.code == 0
    assert "Suppressed: 1 by the baseline." in ended.out.replace("\n", " ")
    assert accepted.run("check").code == 1
    shown = accepted.document(*BASELINE, "--show-suppressed")["suppressed"]
    assert [(one["rule"], one["suppression"]["by"]) for one in shown] == [
        (MODE, "baseline")
    ]


def test_an_entry_says_what_it_accepts_and_on_which_line_it_does_not(
    accepted: Repo,
) -> None:
    assert listed(accepted) == [
        {
            "rule": MODE,
            "path": CONFIG_PATH,
            "node": UNIT_PATH,
            "setting": "authorization.mode",
            "value": "AlwaysAllow",
            "verdict": "fail",
            "text": "mode: AlwaysAllow",
        }
    ]
    rows = (accepted.folder / FILE).read_text().splitlines()
    assert [row for row in rows if MODE in row] == [rows[4]]


def test_a_changed_value_is_new(accepted: Repo) -> None:
    accepted.edit(CONFIG_PATH, "mode: AlwaysAllow", "mode: AlwaysAllow,RBAC")
    assert accepted.rules(*BASELINE) == ["refused-start"]


def test_another_layer_with_the_same_value_is_new(accepted: Repo) -> None:
    accepted.lay({UNIT_PATH: WITH_ARGS, DROPIN_PATH: DROPIN})
    assert accepted.found(*BASELINE, "--select", MODE) == [(MODE, DROPIN_PATH, 2)]


def test_another_node_with_the_same_file_is_new(accepted: Repo) -> None:
    accepted.lay({"w/" + UNIT_PATH: UNIT, "w/" + CONFIG_PATH: CONFIG})
    assert [path for _, path, _ in accepted.found(*BASELINE)] == ["w/" + CONFIG_PATH]


def test_another_node_that_reads_the_same_line_is_new(accepted: Repo) -> None:
    accepted.lay({"etc/systemd/system/kubelet-b.service": UNIT})
    assert accepted.rules(*BASELINE) == [MODE]


def test_the_same_again_in_the_same_file_is_new(repo: Repo) -> None:
    repo.lay({"k.yaml": CONFIG})
    repo.run("check", *BASELINE, "--update-baseline")
    repo.lay({"k.yaml": f"{CONFIG}---\n{CONFIG}"})
    assert repo.rules(*BASELINE) == [MODE]


def test_what_was_possible_and_is_certain_is_new(repo: Repo) -> None:
    unit = f"[Service]\nEnvironmentFile=-/run/x\n{WITH_ARGS.partition(chr(10))[2]}"
    unit = unit.replace("$ARGS", "--authorization-mode=AlwaysAllow $ARGS")
    repo.lay({UNIT_PATH: unit, CONFIG_PATH: GOOD})
    repo.run("check", *BASELINE, "--update-baseline")
    assert [one["verdict"] for one in listed(repo) if one["rule"] == MODE] == [
        "possible"
    ]
    assert repo.rules(*BASELINE) == []
    repo.edit(UNIT_PATH, " $ARGS", "")
    repo.edit(UNIT_PATH, "EnvironmentFile=-/run/x\n", "")
    assert repo.rules(*BASELINE, "--select", MODE) == [MODE]


# --- what moves -----------------------------------------------------------------------


def test_a_block_that_moves_in_its_file_is_kept(accepted: Repo) -> None:
    block = "authorization:\n  mode: AlwaysAllow\n"
    moved = CONFIG.replace(block, "").replace(
        "authentication:", block + "authentication:"
    )
    accepted.lay({CONFIG_PATH: "# more\n" * 20 + moved})
    assert accepted.rules(*BASELINE) == []


def test_a_document_that_moves_in_its_file_is_kept(repo: Repo) -> None:
    other = "apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n"
    repo.lay({"k.yaml": f"{CONFIG}---\n{other}---\n{GOOD}"})
    repo.run("check", *BASELINE, "--update-baseline")
    assert listed(repo)[0]["node"] == "k.yaml#document 1"
    repo.lay({"k.yaml": f"{other}---\n{GOOD}---\n{CONFIG}"})
    assert repo.rules(*BASELINE) == []


@pytest.mark.parametrize("committed", [True, False])
def test_a_file_renamed_with_git_is_kept(accepted: Repo, committed: bool) -> None:
    accepted.git("mv", "etc", "node")
    (accepted.folder / "overlay").mkdir()
    accepted.git("mv", "node", "overlay/etc")
    if committed:
        accepted.commit()
    assert accepted.found("--select", MODE) == [(MODE, f"overlay/{CONFIG_PATH}", 9)]
    assert accepted.rules(*BASELINE) == []


def test_a_file_renamed_and_edited_elsewhere_is_kept(accepted: Repo) -> None:
    accepted.git("mv", CONFIG_PATH, "etc/kubernetes/k.yaml")
    accepted.edit(UNIT_PATH, "kubelet.yaml", "k.yaml")
    accepted.commit()
    accepted.lay({"etc/kubernetes/k.yaml": f"# more\n{CONFIG}maxPods: 50\n"})
    accepted.commit()
    assert accepted.rules(*BASELINE) == []


def test_a_file_moved_without_telling_git_is_kept(accepted: Repo) -> None:
    os.rename(accepted.folder / "etc", accepted.folder / "e")
    os.mkdir(accepted.folder / "overlay")
    os.rename(accepted.folder / "e", accepted.folder / "overlay/etc")
    assert accepted.rules(*BASELINE) == []


def test_a_rename_is_kept_where_there_is_no_git(repo: Repo, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    (plain / "a").mkdir(parents=True)
    (plain / "a/kubelet.yaml").write_text(CONFIG)
    (plain / ".git").unlink(missing_ok=True)
    repo.folder = plain
    repo.run("check", *BASELINE, "--update-baseline")
    os.rename(plain / "a", plain / "b")
    assert repo.rules(*BASELINE) == []


def test_of_two_that_may_be_meant_none_is(accepted: Repo) -> None:
    for folder in ("a", "b"):
        accepted.lay({f"{folder}/{UNIT_PATH}": UNIT, f"{folder}/{CONFIG_PATH}": CONFIG})
    accepted.lay({UNIT_PATH: None, CONFIG_PATH: None})
    assert accepted.rules(*BASELINE) == [MODE, MODE]


def test_a_bad_file_in_place_of_a_deleted_one_is_new(accepted: Repo) -> None:
    """Git would say if it were the same file."""
    worker = f"# {'another file ' * 200}\n{CONFIG}"
    accepted.lay({UNIT_PATH: None, CONFIG_PATH: None, "w/kubelet.yaml": worker})
    accepted.commit()
    assert accepted.rules(*BASELINE) == [MODE]


# --- what is gone ---------------------------------------------------------------------


def test_what_is_gone_is_listed_until_the_baseline_is_updated(accepted: Repo) -> None:
    accepted.lay({CONFIG_PATH: GOOD})
    ended = accepted.run("check", *BASELINE)
    assert ended.code == 0
    said = f"no longer found {FILE}:5: {MODE} of {UNIT_PATH}: authorization.mode"
    assert said in ended.out
    (gone,) = accepted.document(*BASELINE)["summary"]["unmatched"]
    assert (gone["path"], gone["line"]) == (FILE, 5)
    ended = accepted.run("check", *BASELINE, "--update-baseline")
    assert ended.err == (
        f"kubelet-lint: baseline {FILE}: 0 listed, 0 of them new; 1 removed\n"
    )
    assert listed(accepted) == []
    assert "no longer found" not in accepted.run("check", *BASELINE).out


def test_only_what_is_looked_for_can_be_gone(accepted: Repo) -> None:
    accepted.lay({"w/k.yaml": GOOD})
    for narrow in (("w",), ("--select", "refused-start")):
        assert accepted.document(*BASELINE, *narrow)["summary"]["unmatched"] == []
        accepted.run("check", *BASELINE, "--update-baseline", *narrow)
        assert len(listed(accepted)) == 1


def test_an_update_keeps_reasons_and_takes_what_is_new(accepted: Repo) -> None:
    content = (accepted.folder / FILE).read_text()
    content = content.replace('AlwaysAllow"}', 'AlwaysAllow", "reason": "the lab"}')
    accepted.lay({FILE: content, "w/k.yaml": CONFIG})
    accepted.run("check", *BASELINE, "--update-baseline")
    assert [(one["path"], one.get("reason")) for one in listed(accepted)] == [
        (CONFIG_PATH, "the lab"),
        ("w/k.yaml", None),
    ]
    shown = accepted.document(*BASELINE, "--show-suppressed")["suppressed"]
    assert "the lab" in [one["suppression"]["reason"] for one in shown]


def test_an_update_writes_the_same_again(accepted: Repo) -> None:
    before = (accepted.folder / FILE).read_bytes()
    accepted.run("check", *BASELINE, "--update-baseline")
    assert (accepted.folder / FILE).read_bytes() == before


def test_an_ignored_finding_is_not_listed(repo: Repo) -> None:
    ignore = f"AlwaysAllow # kubelet-lint: ignore[{MODE}] lab"
    repo.lay({CONFIG_PATH: CONFIG.replace("AlwaysAllow", ignore)})
    repo.run("check", *BASELINE, "--update-baseline")
    assert listed(repo) == []


def test_an_unused_ignore_is_never_accepted(repo: Repo) -> None:
    ignore = f"Webhook # kubelet-lint: ignore[{MODE}] lab"
    repo.lay({CONFIG_PATH: GOOD.replace("Webhook", ignore)})
    repo.run("check", *BASELINE, "--update-baseline")
    assert listed(repo) == []
    assert repo.rules(*BASELINE) == ["unused-ignore"]


def test_undecided_settings_stay_counted(repo: Repo) -> None:
    repo.lay({UNIT_PATH: WITH_ARGS.replace("$ARGS", "$(x)"), CONFIG_PATH: GOOD})
    unit = f"[Service]\nEnvironmentFile=/run/x\n{WITH_ARGS.partition(chr(10))[2]}"
    repo.lay({UNIT_PATH: unit})
    out = repo.run("check", *BASELINE, "--update-baseline").out
    assert "No problems, 3 settings undecided" in out


# --- the file -------------------------------------------------------------------------


def test_the_baseline_itself_is_no_artifact(accepted: Repo) -> None:
    assert accepted.document(*BASELINE)["summary"]["kubelets"] == 1


def test_sarif_tells_the_baseline_from_comments(accepted: Repo) -> None:
    form = ("--output-format", "sarif", "--show-suppressed")
    log = json.loads(accepted.run("check", *BASELINE, *form).out)
    (result,) = log["runs"][0]["results"]
    (how,) = result["suppressions"]
    assert how == {
        "kind": "external",
        "status": "accepted",
        "justification": "listed on line 5",
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "accepted.json: there is no such baseline; --update-baseline writes it"),
        ("{", "accepted.json: line 1: "),
        ("[]", '"schema" is not 1'),
        ('{"schema": 2, "entries": []}', '"schema" is not 1'),
        ('{"schema": 1}', '"entries" is not a list'),
        ('{"schema": 1, "entries": [\n1]}', "an entry is not an object"),
        ('{"schema": 1, "entries": [\n{"rule": 1}]}', 'line 2: "rule" is not a string'),
        (
            '{"schema":1,"entries":[{"rule":"a","path":"b","node":"c","x":"3","verdict":"fail"}]}',
            'there is no "x"',
        ),
        ("[" * 100_000, "nested too deeply"),
        ('{"schema": 1' + "0" * 10_000 + "}", "too long"),
        ("\udcff", "it is not UTF-8"),
    ],
)
def test_a_file_that_is_no_baseline_is_wrong_usage(
    repo: Repo, content: str | None, words: str
) -> None:
    repo.lay({} if content is None else {FILE: content})
    ended = repo.run("check", *BASELINE)
    assert ended.code == 2
    assert words in ended.err


def test_options_that_make_no_sense_together_are_refused(repo: Repo) -> None:
    for arguments, words in [
        (("--update-baseline",), "--update-baseline goes with --baseline FILE"),
        ((*BASELINE, "--update-baseline", "--changed-since", "HEAD"), "not with"),
        (("-", *BASELINE, "--update-baseline"), "standard input"),
    ]:
        ended = repo.run("check", *arguments)
        assert ended.code == 2
        assert words in ended.err
