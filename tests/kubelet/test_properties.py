"""What holds for any settings: the same by flag and by file, and every place true."""

from __future__ import annotations

import itertools
import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from kubelet_lint.kubelet.fields import FIELDS, NAMES
from kubelet_lint.kubelet.flag_table import FLAGS
from kubelet_lint.kubelet.resolve import Outcome, resolve
from kubelet_lint.kubelet.versions import Version
from kubelet_lint.source import Source
from kubelet_lint.value import Known

from .node import HEADER, MODE, launch, outcome

VALUES = {
    "bool": st.booleans(),
    "int32": st.integers(-(2**31), 2**31 - 1),
    "int64": st.integers(-(2**63), 2**63 - 1),
    "string": st.sampled_from(["", "a", "/x/y", "Webhook", "AlwaysAllow", "true", "5"]),
    "duration": st.sampled_from(["1s", "1m30s", "2h", "1500ms", "-3s"]),
}
BOTH = sorted(
    (flag.name, flag.path)
    for flag in FLAGS.values()
    if flag.path in FIELDS
    and FIELDS[flag.path].kind == flag.kind
    and flag.kind in VALUES
    and (flag.first, flag.last) == (24, 37)
    and FIELDS[flag.path].first == 24
    and flag.name != "seccomp-default"
    and not flag.path.startswith("logging.options")
)


@st.composite
def assignment(draw: st.DrawFn) -> tuple[str, str, object]:
    name, path = draw(st.sampled_from(BOTH))
    return name, path, draw(VALUES[FIELDS[path].kind])


def document(path: str, value: object) -> str:
    """Return a file that sets one field."""
    keys = path.split(".")
    lines = [f"{'  ' * depth}{key}:" for depth, key in enumerate(keys)]
    return "\n".join(lines) + f" {json.dumps(value)}\n"


@given(assignment())
def test_a_setting_is_the_same_by_flag_and_by_file(
    given: tuple[str, str, object],
) -> None:
    name, path, value = given
    said = str(value).lower() if isinstance(value, bool) else value
    by_flag = outcome(f"--{name}={said}", config="", minor=34).settings[path]
    by_file = outcome(config=document(path, value), minor=34).settings[path]
    assert by_flag.deciding.kind == "flag"
    if by_file.deciding.kind == "config" and not _rewritten(path, value):
        assert by_flag.value == by_file.value
    else:
        # zero and no pointer: the file's default replaces it, a flag's zero stays
        assert not value or _rewritten(path, value)


def _rewritten(path: str, value: object) -> bool:
    """Say whether loading a file changes a value: a relative path, a negative limit."""
    negative = isinstance(value, int) and value < 0 and path == "podPidsLimit"
    relative = isinstance(value, str) and not value.startswith("/")
    return negative or (
        relative and path.endswith(("File", "Path", "Dir", "resolvConf"))
    )


DROPINS = [
    "authorization: {mode: AlwaysAllow}\n",
    "authorization: {mode: Webhook}\n",
    "authorization: null\n",
    "authorization: {}\n",
    "port: 1\n",
]


@given(st.permutations(DROPINS), st.sampled_from([30, 34]))
def test_dropins_apply_in_the_order_of_their_names(
    order: list[str], minor: int
) -> None:
    files = {f"/d/{n}.conf": HEADER + text for n, text in enumerate(order)}
    found = outcome("--config-dir=/d", config="", files=files, minor=minor)
    assert found.settings[MODE].value == Known(_folded(order, minor))
    assert found.settings["port"].value == Known(1)


def _folded(order: list[str], minor: int) -> str:
    """Return the mode by RFC 7386: the last that speaks, ``null`` is the default."""
    mode = "Webhook"
    for text in order:
        named = re.search(r"mode: (\w+)", text)
        if named:
            mode = named.group(1)
        elif "null" in text:
            # until 1.31 a null only takes back what drop-ins said
            mode = "Webhook"
    return mode


LINES = (
    "authorization: {mode: AlwaysAllow}",
    'authorization: {"mode": "Webhook"}',
    "authentication:\n  webhook: {enabled: false}\n  anonymous: {enabled: on}",
    "readOnlyPort: 0x280F",
    "evictionHard: {memory.available: 5%}",
    "featureGates: {NodeSwap: true}",
    "clusterDNS: [10.0.0.1]",
    "tlsCertFile: 'a.crt'",
    "syncFrequency: 1m",
    "unknown: {a: [1, {b: c}]}",
)
FLAG_WORDS = (
    "--authorization-mode=Webhook",
    "--anonymous-auth",
    "--read-only-port=0",
    "--client-ca-file=/x",
    "--eviction-hard=memory.available<1Gi",
    "--tls-cipher-suites=TLS_AES_128_GCM_SHA256",
)


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(LINES), unique=True),
    st.lists(st.sampled_from(LINES), unique=True),
    st.lists(st.sampled_from(FLAG_WORDS)),
    st.sampled_from([24, 28, 30, 34, 37]),
)
def test_every_layer_lies_in_its_file_and_spells_its_value(
    main: list[str], dropin: list[str], flags: list[str], minor: int
) -> None:
    files = {"/d/1.conf": HEADER + "\n".join(dropin) + "\n"}
    words = ["--config-dir=/d", *flags] if minor >= 28 else flags
    found = outcome(
        *words,
        config="\n".join(main) + "\n",
        files=files,
        minor=minor,
        env={"KUBELET_CONFIG_DROPIN_DIR_ALPHA": "1"},
    )
    check_places(found)


def check_places(found: Outcome) -> None:
    for path in found.settings:
        for layer in found.settings[path].layers:
            if layer.span is None:
                continue
            source, start, end = layer.span
            assert 0 <= start <= end <= len(source.content)
            if layer.kind in ("config", "config-dir", "flag"):
                spells(source.content[start:end], layer.value, path)


NUMBERS = {"10255": "0x280F"}
WORDS = {"on": "true"}


def spells(chars: str, value: object, path: str) -> None:
    """Check that a scalar's span spells it, in one of the ways one may write it."""
    if not isinstance(value, Known) or isinstance(value.value, (list, dict)):
        return
    said = (
        str(value.value).lower() if isinstance(value.value, bool) else str(value.value)
    )
    ways = {said, NUMBERS.get(said, said), said.rpartition("/")[2]}
    if FIELDS[path].kind == "duration" if path in NAMES else False:
        ways.add(said.removesuffix("0s"))
    assert WORDS.get(chars, chars) in ways or chars.startswith("--")


TEXTS = st.text("{}[]:,\"' \nabkindmode@\t-#&*|>0", max_size=40)


@given(st.lists(st.text(max_size=12), max_size=5), TEXTS)
def test_no_launch_breaks_the_resolver(words: list[str], content: str) -> None:
    started = launch(*words, files={"/c": content, "/d/1.conf": content})
    outcomes = resolve(started)
    versions = list(itertools.chain.from_iterable(o.versions for o in outcomes))
    assert sorted(versions) == [Version(1, minor) for minor in range(24, 38)]
    for found in outcomes:
        assert found.settings[MODE].layers
        assert Source("", "") is not None
