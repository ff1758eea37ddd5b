"""Filters run by our jq and, where it is installed, by the real one."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from kubelet_lint.bash.commands.jq import jq
from kubelet_lint.bash.machine import Machine
from kubelet_lint.bash.shell import Call, Result
from kubelet_lint.node.filesystem import MemoryFiles
from kubelet_lint.source import HOLE, Source, Text, program

CONFIG = """{
  "kind": "KubeletConfiguration",
  "authentication": {"anonymous": {"enabled": false}, "webhook": {"enabled": true}},
  "authorization": {"mode": "Webhook"},
  "clusterDNS": ["10.0.0.10", "10.0.0.11"],
  "maxPods": 58,
  "evictionHard": {"memory.available": "100Mi"},
  "text": "a \\"quote\\" \\\\ and \\u00e9\\n"
}
"""

TABLE: tuple[tuple[str, ...], ...] = (
    (".",),
    ("-c", "."),
    ("-S", "."),
    ("-r", ".authorization.mode"),
    (".authorization.mode",),
    ("-r", ".text"),
    (".nothing",),
    (".nothing.below",),
    (".clusterDNS[0]",),
    (".clusterDNS[-1]",),
    (".clusterDNS[]",),
    (".clusterDNS[1:]",),
    (".clusterDNS | length",),
    ('.["authorization"]["mode"]',),
    ('."authorization".mode',),
    ('.authorization.mode = "AlwaysAllow"',),
    ('.authorization.mode="AlwaysAllow" | .authentication.webhook.enabled = false',),
    (".authentication.webhook.enabled = false | .featureGates = {}",),
    ('.authorization={mode:"Webhook"}',),
    ('. += {"clusterDNS": ["10.0.0.12"]}',),
    ('. * {"authorization":{"webhook":{"cacheTTL":"1m"}}}',),
    ('.featureGates += {"A": true}',),
    (".maxPods |= . + 2",),
    (".maxPods += 1 | .maxPods -= 3 | .maxPods *= 2",),
    ('.a.b.c = "new"',),
    ('.list[2] = "third"',),
    ("del(.authorization)",),
    ("del(.authorization.mode, .clusterDNS[0])",),
    ('.clusterDNS |= map("x" + .)',),
    ("keys",),
    ("keys_unsorted",),
    ("to_entries | map(.key)",),
    ('with_entries(select(.key != "text"))',),
    ('.evictionHard | to_entries | map("\\(.key)<\\(.value)") | join(",")',),
    ('has("maxPods"), has("nope")',),
    ('.nope // "default"',),
    ('if .maxPods > 50 then "big" else "small" end',),
    ("if .maxPods > 50 then .maxPods = 1 elif .x then . else empty end",),
    ('.clusterDNS[] | select(startswith("10.0.0.1"))',),
    ('.clusterDNS | index("x")?',),
    ("[.clusterDNS[] | ascii_downcase]",),
    ('{mode: .authorization.mode, "pods": .maxPods, (.kind): 1}',),
    ("{kind, maxPods}",),
    (".maxPods as $n | $n * 2",),
    ("[.maxPods / 4, .maxPods % 5, -.maxPods]",),
    (".authentication | map_values(.enabled)",),
    (".. | strings?",),
    ("[..|numbers?]",),
    ("--arg", "m", "AlwaysAllow", ".authorization.mode = $m"),
    ("--argjson", "n", "7", ".maxPods = $n"),
    ("-r", ".clusterDNS | @text, @json"),
    ("-r", ".kind | @base64"),
    ("-e", ".nothing"),
    ("-e", ".kind"),
    ("-n", "{a: 1}"),
    ("-n", '"a" + "b", [1] + [2], {a: 1} + {b: 2}, null + 1'),
    ("-s", ".[0].kind"),
    ("--tab", "."),
    ("-j", ".kind, .maxPods"),
    ("-r", "--indent", "1", "."),
    ("-R", "."),
    ("reduce .clusterDNS[] as $x (0; . + 1)",),
    (".kind[",),
    ("nofunction",),
    (".kind.mode",),
    ("[.[] | type]",),
    ("(.authorization, .authentication) |= {}",),
    ('.authentication["webhook"].enabled',),
    ('.authorization.mode == "Webhook" and .maxPods != 3 or false',),
    ("[1,[2]] | flatten",),
    ("unique?",),
    ("[3,1,2,1] | sort, unique, reverse, first, last, add",),
    ("map(.)",),
    ("# comment\n.kind",),
    ('try error("x") catch .',),
    ("tojson | fromjson | .maxPods",),
)


def ours(*words: str, stdin: str = CONFIG) -> Result:
    machine = Machine(MemoryFiles({}))
    argv = tuple(program(word) for word in ("jq", *words))
    return jq(Call(argv, Source("in", stdin).text(), machine))


def name(words: tuple[str, ...]) -> str:
    return " ".join(words)


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.parametrize("words", TABLE, ids=name)
def test_a_filter_prints_what_jq_prints_or_is_unknown(words: tuple[str, ...]) -> None:
    real = subprocess.run(
        ["jq", *words], input=CONFIG.encode(), capture_output=True, check=False
    )
    result = ours(*words)
    if result.status is None:
        assert HOLE in result.stdout.chars
        return
    if real.returncode < 2 or real.returncode == 4:
        assert result.stdout.chars == real.stdout.decode()
        assert result.status == real.returncode
    else:
        assert result.status != 0


UNKNOWN = {
    '.clusterDNS | index("x")?',
    ".. | strings?",
    "[..|numbers?]",
    "--tab .",
    "reduce .clusterDNS[] as $x (0; . + 1)",
    ".kind[",
    "nofunction",
    "[1,[2]] | flatten",
    'try error("x") catch .',
    "unique?",
}


@pytest.mark.parametrize("words", TABLE, ids=name)
def test_what_scripts_use_is_understood(words: tuple[str, ...]) -> None:
    assert (ours(*words).status is None) <= (name(words) in UNKNOWN)


def test_a_value_of_the_file_still_points_at_the_file() -> None:
    text = ours(".maxPods = 3").stdout
    at = text.chars.index("Webhook")
    span = text.span_of(at, at + 7)
    assert span is not None
    assert span.source.content[span.start : span.end] == "Webhook"
    assert span.source.position(span.start).line == 4


def test_a_value_the_filter_sets_points_at_the_filter() -> None:
    script = Source("script", """jq '.authorization.mode = "AlwaysAllow"' f""")
    machine = Machine(MemoryFiles({}))
    argv = (program("jq"), Text.spelled(script, 4, len(script.content) - 3))
    text = jq(Call(argv, Source("in", CONFIG).text(), machine)).stdout
    at = text.chars.index("AlwaysAllow")
    span = text.span_of(at, at + 11)
    assert span is not None
    assert span.source is script
    assert script.content[span.start : span.end] == "AlwaysAllow"


def test_an_unknown_value_spoils_only_itself() -> None:
    holed = program('{"mode": "Webhook", "ip": "') + Text.hole("curl") + program('"}')
    machine = Machine(MemoryFiles({}))
    argv = (program("jq"), program("-c"), program('.mode = "AlwaysAllow"'))
    text = jq(Call(argv, holed, machine)).stdout
    assert text.chars == '{"mode":"AlwaysAllow","ip":"' + HOLE + '"}\n'


def test_a_condition_nobody_knows_makes_the_output_unknown() -> None:
    holed = program('{"n": ') + Text.hole("curl") + program("}")
    machine = Machine(MemoryFiles({}))
    argv = (program("jq"), program("if .n > 3 then 1 else 2 end"))
    result = jq(Call(argv, holed, machine))
    assert result.status is None
    assert HOLE in result.stdout.chars
