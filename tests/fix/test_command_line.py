"""What ``--fix``, ``--diff`` and ``--unsafe-fixes`` do, say and end with."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Iterator, Sequence
from typing import Any

import jsonschema
import pytest

from kubelet_lint.cli import fixing
from kubelet_lint.fix import verify

from .conftest import CONFIG, FIXTURES, GOOD, NODE, START, UNIT, Place

BAD = GOOD.replace(b"Webhook", b"AlwaysAllow")
BARE = b"[Service]\nExecStart=/usr/bin/kubelet --kubeconfig=/etc/kc -v=2\n"


def test_a_diff_is_shown_and_nothing_written(place: Place) -> None:
    place.write({**NODE, CONFIG: BAD})
    before = place.all()
    ended = place.check("--diff")
    assert ended.out == (
        "--- a/etc/kubelet.yaml\n"
        "+++ b/etc/kubelet.yaml\n"
        "@@ -6,4 +6,4 @@\n"
        "   webhook:\n"
        "     enabled: true\n"
        " authorization:\n"
        "-  mode: AlwaysAllow\n"
        "+  mode: Webhook\n"
    )
    assert ended.err == "kubelet-lint: 1 can be fixed in 1 file, 0 left\n"
    assert ended.code == 1  # as without --diff: it is not fixed yet
    assert place.all() == before


def test_nothing_to_fix_is_an_empty_diff(place: Place) -> None:
    place.write(NODE)
    ended = place.check("--diff")
    assert (ended.code, ended.out) == (0, "")


DIFFED: dict[str, dict[str, bytes]] = {
    "far apart": {
        CONFIG: BAD.replace(
            b"enabled: false", b"enabled: true  # \xe2\x82\xac"
        ).replace(b"  webhook", b"# 1\n# 2\n# 3\n# 4\n# 5\n# 6\n# 7\n# 8\n  webhook")
    },
    "close together": {CONFIG: BAD.replace(b"true", b"no").replace(b"false", b"true")},
    "twice in a line": {
        UNIT: START.replace(
            b"$ARGS", b"--anonymous-auth --authorization-mode=AlwaysAllow"
        )
    },
    "no last line end, CRLF": {CONFIG: BAD.replace(b"\n", b"\r\n")[:-2]},
    "bytes that are no UTF-8": {
        UNIT: START.replace(b"$ARGS", b"--anonymous-auth --node-labels=a=caf\xe9")
    },
    "lines added": {CONFIG: b"\n".join(GOOD.split(b"\n")[:2])},
    "several files": {
        CONFIG: BAD,
        UNIT: START.replace(b"$ARGS", b"--anonymous-auth"),
    },
    "an odd name": {'a "b"\\\t\u00e9/kubelet.yaml': BAD},
}


@pytest.mark.parametrize("files", DIFFED.values(), ids=DIFFED.keys())
def test_git_applies_the_diff_to_what_fix_writes(
    place: Place, files: dict[str, bytes]
) -> None:
    place.write({**NODE, **files})
    before = place.all()
    shown = place.check("--diff").out.encode("utf-8", "surrogateescape")
    place.check("--fix")
    fixed = place.all()
    assert fixed != before
    place.write(before)
    git = ("git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-")
    done = subprocess.run(
        git, input=shown, cwd=place.folder, check=False, capture_output=True
    )
    assert done.stderr == b""
    assert place.all() == fixed


def test_standard_input_is_shown_and_not_written(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BAD)))
    ended = place.check("-", "--stdin-filename", CONFIG.removeprefix("etc/"), "--diff")
    assert "+  mode: Webhook\n" in ended.out
    assert place.all() == {}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--fix", "--diff"), "give one of them"),
        (("--unsafe-fixes",), "goes with --fix or --diff"),
        (("--fix", "-"), "cannot write standard input"),
    ],
)
def test_what_makes_no_sense_is_refused(
    place: Place, arguments: tuple[str, ...], said: str
) -> None:
    ended = place.check(*arguments)
    assert ended.code == 2
    assert said in ended.err


def test_what_is_left_decides_the_code(place: Place) -> None:
    place.write({**NODE, CONFIG: BAD, "other.service": BARE})
    ended = place.check("--fix", "--select", "always-allow-authorization")
    assert ended.code == 1
    assert "1 fixed in 1 file, 1 left" in ended.err
    assert "other.service" in ended.out
    assert CONFIG not in ended.out


def test_a_default_is_only_overridden_when_that_is_asked_for(place: Place) -> None:
    place.write({UNIT: BARE})
    ended = place.check("--fix")
    assert place.read(UNIT) == BARE
    assert "0 fixed, 3 left" in ended.err
    assert "3 more may be fixed with --unsafe-fixes" in ended.err
    ended = place.check("--fix", "--unsafe-fixes")
    assert place.read(UNIT) == BARE[:-1] + (
        b" --authorization-mode=Webhook --anonymous-auth=false"
        b" --authentication-token-webhook=true\n"
    )
    assert ended.code == 0
    assert ended.err.count(f"{UNIT}:2:11: unsafe: it runs on defaults") == 1


def test_a_here_document_of_which_nobody_knows_who_reads_it_is_left(
    place: Place,
) -> None:
    script = b"print_config() {\n  cat <<EOF\n%sEOF\n}\n" % BAD
    place.write({"cluster/util.sh": script})
    ended = place.check("--fix")
    assert place.read("cluster/util.sh") == script
    assert "0 fixed, 1 left" in ended.err
    assert "1 more may be fixed with --unsafe-fixes" in ended.err
    said = place.check("--fix", "--unsafe-fixes").err
    assert place.read("cluster/util.sh") == script.replace(BAD, GOOD)
    assert "cluster/util.sh:11:9: unsafe: the script that writes it is not" in said


def test_a_kubelet_that_has_nobody_to_ask_is_not_told_to(place: Place) -> None:
    alone = BARE.replace(b" --kubeconfig=/etc/kc", b"")
    place.write({UNIT: alone})
    assert "0 fixed" in place.check("--fix", "--unsafe-fixes").err
    assert place.read(UNIT) == alone


def test_what_was_tried_in_vain_says_why(place: Place) -> None:
    start = START.replace(b" --kubeconfig=/etc/kc", b"")
    place.write({**NODE, UNIT: start, CONFIG: BAD.replace(b"true", b"false")})
    before = place.all()
    for how in ("--diff", "--fix"):
        said = place.check(how, "--unsafe-fixes").err.splitlines()
        assert said[0] in (
            "kubelet-lint: 0 can be fixed, 2 left",
            "kubelet-lint: 0 fixed, 2 left",
        )
        assert said[1:] == [
            f"kubelet-lint: {CONFIG}:{where}: not fixed: there would be: The kubelet "
            f"refuses to start: no client provided, cannot use webhook {what}."
            for where, what in (("7:14", "authentication"), ("9:9", "authorization"))
        ]
    assert place.all() == before
    assert place.check("--fix", "--quiet").err == ""


def test_not_every_reason_is_said_unless_that_is_asked_for(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fixing, "FEW", 1)
    start = START.replace(b" --kubeconfig=/etc/kc", b"")
    place.write({**NODE, UNIT: start, CONFIG: BAD.replace(b"true", b"false")})
    said = place.check("--fix").err
    assert said.count("not fixed: ") == 1
    assert said.endswith("kubelet-lint: 1 more not fixed; -v says why\n")
    assert place.check("--fix", "-v").err.count("not fixed: ") == 2


def test_only_what_was_asked_for_is_written(place: Place) -> None:
    """The drop-in's file is not among the paths, though the unit reads it."""
    place.write({**NODE, CONFIG: BAD, "boot.service": START})
    flags = b"ARGS=--anonymous-auth\n"
    place.write({"etc/default/kubelet": flags})
    ended = place.check("--fix", CONFIG)
    assert place.read(CONFIG) == GOOD
    assert place.read("etc/default/kubelet") == flags
    assert "1 fixed in 1 file, 0 left" in ended.err


def test_sarif_carries_the_edit_in_utf_16_units(place: Place) -> None:
    unit = START.replace(
        b"$ARGS", "'--node-ip=\U0001f600' --authorization-mode=AlwaysAllow".encode()
    )
    place.write({**NODE, UNIT: unit})
    log = json.loads(place.check("--output-format", "sarif").out)
    schema = json.loads((FIXTURES / "sarif/sarif-schema-2.1.0.json").read_text())
    jsonschema.Draft4Validator(schema).validate(log)
    (result,) = (
        one
        for one in log["runs"][0]["results"]
        if one["ruleId"] == "always-allow-authorization"
    )
    before = unit.decode().split("\n")[2].partition("AlwaysAllow")[0]
    start = len(before.encode("utf-16-le")) // 2 + 1
    (fix,) = result["fixes"]
    assert fix["artifactChanges"] == [
        {
            "artifactLocation": {"uri": UNIT, "uriBaseId": "%SRCROOT%"},
            "replacements": [
                {
                    "deletedRegion": {
                        "startLine": 3,
                        "startColumn": start,
                        "endLine": 3,
                        "endColumn": start + len("AlwaysAllow"),
                    },
                    "insertedContent": {"text": "Webhook"},
                }
            ],
        }
    ]


def test_a_file_that_somebody_changes_meanwhile_is_not_touched(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write(
        {**NODE, CONFIG: BAD, UNIT: START.replace(b"$ARGS", b"--anonymous-auth")}
    )
    real = fixing.together

    def slowly(*arguments: Any) -> Any:
        mended = real(*arguments)
        place.write({CONFIG: BAD + b"# mine\n"})
        return mended

    monkeypatch.setattr(fixing, "together", slowly)
    before = {**place.all(), CONFIG: BAD + b"# mine\n"}
    ended = place.check("--fix")
    assert ended.code == 2
    assert "nothing was fixed: etc/kubelet.yaml was changed meanwhile" in ended.err
    assert place.all() == before


def test_a_link_inside_of_the_repository_stays_one(place: Place) -> None:
    place.write({**NODE, "settings/kubelet.yaml": BAD})
    (place.folder / CONFIG).unlink()
    (place.folder / CONFIG).symlink_to("../settings/kubelet.yaml")
    assert place.check("--fix").code == 0
    assert place.read("settings/kubelet.yaml") == GOOD
    assert (place.folder / CONFIG).is_symlink()


def test_what_lies_outside_is_never_written(
    place: Place, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "kubelet.yaml"
    outside.write_bytes(BAD)
    place.write(NODE)
    (place.folder / CONFIG).unlink()
    (place.folder / CONFIG).symlink_to(outside)
    place.check("--fix")
    assert outside.read_bytes() == BAD


def test_nodes_beside_the_paths_count_too(place: Place) -> None:
    """Another node takes its cluster domain from the variable that is to be changed."""
    subprocess.run(("git", "init", "-q"), cwd=place.folder, check=True)
    flags = b"MODE=AlwaysAllow\n"
    place.write(
        {
            **NODE,
            UNIT: START.replace(b"$ARGS", b"--authorization-mode=${MODE}"),
            "etc/default/kubelet": flags,
            "etc/systemd/system/second.service": START.replace(
                b"$ARGS", b"--cluster-domain=${MODE}"
            ),
        }
    )
    ended = place.check("--fix", "etc/default", UNIT)
    assert "0 fixed, 1 left" in ended.err
    assert place.read("etc/default/kubelet") == flags


def test_fixes_that_go_together_are_tried_together(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "MOST", 1)
    place.write({f"{number}/kubelet.yaml": BAD for number in range(60)})
    ended = place.check("--fix")
    assert ended.err == "kubelet-lint: 60 fixed in 60 files, 0 left\n"
    assert ended.code == 0


def test_a_run_tries_so_many_times(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of four cannot be fixed: tried are all, then two, then the other two."""
    stuck = BARE.replace(b"--kubeconfig=/etc/kc", b"--authorization-mode=AlwaysAllow")
    place.write({f"{name}/kubelet.yaml": BAD for name in "abd"})
    place.write({"c/kubelet.service": stuck})
    monkeypatch.setattr(verify, "MOST", 3)
    only = ("--select", "always-allow-authorization")
    said = place.check("--diff", *only).err
    assert said.startswith("kubelet-lint: 2 can be fixed in 2 files, 2 left\n")
    assert "kubelet-lint: 2 more were not tried\n" in said
    assert "kubelet-lint: 2 more were not tried: run again\n" in (
        place.check("--fix", *only).err
    )
    assert place.check("--fix", *only).err.startswith(
        "kubelet-lint: 1 fixed in 1 file, 1 left\n"
    )


def test_who_waits_for_trials_sees_how_they_get_on(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    def watch(step: str, items: Sequence[Any], /) -> Iterator[Any]:
        steps.append(step)
        return iter(items)

    monkeypatch.setattr(fixing, "watcher", lambda verbosity: watch)
    place.write({**NODE, CONFIG: BAD})
    assert place.check("--diff").code == 1
    assert set(steps) == {
        f"trying fixes: {step}" for step in ("reading documents", "following kubelets")
    }


def test_one_that_cannot_be_fixed_keeps_no_other_from_it(place: Place) -> None:
    place.write({f"{name}/kubelet.yaml": BAD for name in "abcd"})
    stuck = BARE.replace(b"--kubeconfig=/etc/kc", b"--authorization-mode=AlwaysAllow")
    place.write({"e/kubelet.service": stuck})
    ended = place.check("--fix", "--select", "always-allow-authorization")
    assert "4 fixed in 4 files, 1 left" in ended.err
    assert place.read("e/kubelet.service") == stuck
