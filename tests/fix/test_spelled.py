"""A bad value that is written becomes the good one; every other byte stays."""

from __future__ import annotations

import pytest

from .conftest import CONFIG, GOOD, NODE, START, UNIT, Place

FLAGS = "etc/default/kubelet"
DROP_IN = f"{UNIT}.d/10-args.conf"
SCRIPT = b"""\
#!/bin/bash
MODE=%s
cat > /etc/k.yaml <<EOF
%sEOF
exec kubelet --config=/etc/k.yaml --kubeconfig=/etc/kc
"""
TABBED = b"""\
#!/bin/bash
cat > /etc/k.yaml <<-EOF
\t%sEOF
exec kubelet --config=/etc/k.yaml --kubeconfig=/etc/kc
"""
WITH_MODE = GOOD.replace(b"mode: Webhook", b"mode: $MODE")
JSON = (
    b'{"kind": "KubeletConfiguration", "apiVersion": "kubelet.config.k8s.io/v1beta1",'
    b' "authentication": {"anonymous": {"enabled": %s}, "webhook": {"enabled": true}},'
    b' "authorization": {"mode": "%s"}}'
)


def start(flags: bytes) -> bytes:
    return START.replace(b"$ARGS", flags)


def crlf(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


CASES: dict[str, tuple[str, bytes, bytes]] = {
    "yaml": (CONFIG, GOOD.replace(b"Webhook", b"AlwaysAllow"), GOOD),
    "quotes stay": (
        CONFIG,
        GOOD.replace(b"Webhook", b'"AlwaysAllow"'),
        GOOD.replace(b"Webhook", b'"Webhook"'),
    ),
    "comments, order and blanks stay": (
        CONFIG,
        b"# \xe2\x82\xac\n" + GOOD.replace(b"Webhook", b"  'AlwaysAllow'  # why?  "),
        b"# \xe2\x82\xac\n" + GOOD.replace(b"Webhook", b"  'Webhook'  # why?  "),
    ),
    "flow style": (
        CONFIG,
        GOOD.replace(b":\n  mode: Webhook", b": {mode: AlwaysAllow}"),
        GOOD.replace(b":\n  mode: Webhook", b": {mode: Webhook}"),
    ),
    "CRLF, byte order mark, no last line end": (
        CONFIG,
        b"\xef\xbb\xbf" + crlf(GOOD.replace(b"Webhook", b"AlwaysAllow"))[:-2],
        b"\xef\xbb\xbf" + crlf(GOOD)[:-2],
    ),
    "UTF-16": (
        CONFIG,
        GOOD.replace(b"Webhook", b"AlwaysAllow").decode().encode("utf-16"),
        GOOD.decode().encode("utf-16"),
    ),
    "anonymous, as YAML 1.1 has it": (
        CONFIG,
        GOOD.replace(b"false", b"Yes"),
        GOOD,
    ),
    "webhook": (CONFIG, GOOD.replace(b"true", b"off"), GOOD),
    "all three at once": (
        CONFIG,
        GOOD.replace(b"true", b"no")
        .replace(b"false", b"true")
        .replace(b"Webhook", b"AlwaysAllow"),
        GOOD,
    ),
    "json": (
        "kubelet.json",
        JSON % (b"true", b"AlwaysAllow"),
        JSON % (b"false", b"Webhook"),
    ),
    "unit": (
        UNIT,
        start(b"--authorization-mode=AlwaysAllow"),
        start(b"--authorization-mode=Webhook"),
    ),
    "flag with its value apart": (
        UNIT,
        start(b"\\\n  --authorization-mode 'AlwaysAllow'"),
        start(b"\\\n  --authorization-mode 'Webhook'"),
    ),
    "bare boolean flag": (
        UNIT,
        start(b'"--anonymous-auth" -v=2'),
        start(b'"--anonymous-auth=false" -v=2'),
    ),
    "strconv.ParseBool": (
        UNIT,
        start(b"--authentication-token-webhook=F"),
        start(b"--authentication-token-webhook=true"),
    ),
    "drop-in": (
        DROP_IN,
        b"[Service]\nEnvironment='ARGS=--v=2 --authorization-mode=AlwaysAllow'\n",
        b"[Service]\nEnvironment='ARGS=--v=2 --authorization-mode=Webhook'\n",
    ),
    "environment file, not UTF-8": (
        FLAGS,
        b"# caf\xe9\nARGS='--authorization-mode=AlwaysAllow'",
        b"# caf\xe9\nARGS='--authorization-mode=Webhook'",
    ),
    "drop-in, CRLF and tabs": (
        DROP_IN,
        b"[Service]\r\nEnvironment='ARGS=\t--authorization-mode=AlwaysAllow\t'\t\r\n",
        b"[Service]\r\nEnvironment='ARGS=\t--authorization-mode=Webhook\t'\t\r\n",
    ),
    "environment file, CRLF and a semicolon's comment": (
        FLAGS,
        b"; why\r\nARGS=--v=2 --authorization-mode=AlwaysAllow\r\n",
        b"; why\r\nARGS=--v=2 --authorization-mode=Webhook\r\n",
    ),
    "unit, comment between continued lines": (
        UNIT,
        start(b"\\\n# why\n\t--authorization-mode=AlwaysAllow \\\n\t--v=2"),
        start(b"\\\n# why\n\t--authorization-mode=Webhook \\\n\t--v=2"),
    ),
    "heredoc, its tabs taken off": (
        "boot.sh",
        TABBED % GOOD.replace(b"Webhook", b"AlwaysAllow # why").replace(b"\n", b"\n\t"),
        TABBED % GOOD.replace(b"Webhook", b"Webhook # why").replace(b"\n", b"\n\t"),
    ),
    "heredoc": (
        "boot.sh",
        SCRIPT % (b"x", GOOD.replace(b"Webhook", b"AlwaysAllow")),
        SCRIPT % (b"x", GOOD),
    ),
    "variable of a script": (
        "boot.sh",
        SCRIPT % (b'"AlwaysAllow"', WITH_MODE),
        SCRIPT % (b'"Webhook"', WITH_MODE),
    ),
}


@pytest.mark.parametrize(("path", "before", "after"), CASES.values(), ids=CASES.keys())
def test_the_bad_value_alone_is_replaced(
    place: Place, path: str, before: bytes, after: bytes
) -> None:
    files = (
        {path: before}
        if path in ("boot.sh", "kubelet.json")
        else {**NODE, path: before}
    )
    if path == DROP_IN:
        del files[FLAGS]
        files[UNIT] = START.replace(b"EnvironmentFile", b"#")
    place.write(files)
    assert place.check().code == 1
    ended = place.check("--fix")
    assert place.all() == {**files, path: after}
    assert "fixed in 1 file, 0 left" in ended.err
    assert ended.code == 0
    assert place.check().code == 0


def test_an_earlier_layer_that_says_it_too_is_fixed_with_it(place: Place) -> None:
    """Else the next note would be that a later layer hides AlwaysAllow."""
    place.write(NODE)
    place.write(
        {
            CONFIG: GOOD.replace(b"Webhook", b"AlwaysAllow"),
            UNIT: start(b"--authorization-mode=AlwaysAllow"),
        }
    )
    assert place.check("--fix").code == 0
    assert place.read(CONFIG) == GOOD
    assert place.read(UNIT) == start(b"--authorization-mode=Webhook")


UNTOUCHED: dict[str, dict[str, bytes]] = {
    "put together from pieces": {
        UNIT: start(b"--authorization-mode=Always${REST}"),
        FLAGS: b"REST=Allow\n",
    },
    "the value comes from elsewhere": {
        UNIT: start(b"--authorization-mode=${MODE}"),
    },
    "the edit would change another node's setting": {
        # Both nodes read MODE; to the second it is a label.
        UNIT: start(b"--authorization-mode=${MODE}"),
        "etc/systemd/system/other.service": start(b"--node-labels=mode=${MODE}"),
        FLAGS: b"MODE=AlwaysAllow\n",
    },
    "the edit would change another setting": {
        UNIT: start(b"--authorization-mode=${MODE} --node-labels=mode=${MODE}"),
        FLAGS: b"MODE=AlwaysAllow\n",
    },
    "the kubelet would refuse to start": {
        # Webhook without --kubeconfig: no client provided, cannot use webhook.
        UNIT: start(b"--authorization-mode=AlwaysAllow").replace(
            b"--kubeconfig=/etc/kc ", b""
        ),
        CONFIG: GOOD.replace(b"true", b"false"),
    },
}


@pytest.mark.parametrize("files", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_what_would_do_more_or_too_little_is_left(
    place: Place, files: dict[str, bytes]
) -> None:
    place.write({**NODE, **files})
    before = place.all()
    ended = place.check("--fix", "--select", "always-allow-authorization")
    assert "0 fixed" in ended.err
    assert place.all() == before


def test_an_encoded_document_is_left(place: Place) -> None:
    import base64

    content = base64.b64encode(GOOD.replace(b"Webhook", b"AlwaysAllow")).decode()
    data = (
        "#cloud-config\nwrite_files:\n- path: /etc/kubelet.yaml\n"
        f"  encoding: b64\n  content: {content}\n"
    )
    place.write({"user-data.yaml": data.encode()})
    assert "always-allow" in place.check().out
    assert "0 fixed" in place.check("--fix").err
    assert place.read("user-data.yaml") == data.encode()


def test_what_was_undecided_before_may_stay_so(place: Place) -> None:
    """An unseen argument may say anything, but the bad value is no longer written."""
    unit = START.replace(b"$ARGS", b"--authorization-mode=%s $ARGS")
    place.write({**NODE, UNIT: unit % b"AlwaysAllow"})
    (place.folder / FLAGS).unlink()
    assert "may authorize every request" in place.check().out
    ended = place.check("--fix", "--ignore", "refused-start")
    assert place.read(UNIT) == unit % b"Webhook"
    after = place.check()
    assert "always-allow" not in after.out
    assert "3 settings undecided" in after.out
    assert "1 fixed" in ended.err


BRANCHES = b"""\
#!/bin/bash
if [ -n "$PROD" ]; then
  MODE=%s
else
  MODE='%s'
fi
cat > /etc/k.yaml <<EOF
%sEOF
exec kubelet --config=/etc/k.yaml --kubeconfig=/etc/kc
"""


def test_half_of_a_fix_is_none(place: Place) -> None:
    """The finding names one branch; with that alone edited, the other still says it."""
    script = BRANCHES % (b"AlwaysAllow", b"AlwaysAllow", WITH_MODE)
    place.write({"boot.sh": script})
    assert "0 fixed, 1 left" in place.check("--fix").err
    assert place.read("boot.sh") == script


def test_a_file_that_several_nodes_share_is_fixed_once(place: Place) -> None:
    place.write({**NODE, CONFIG: GOOD.replace(b"Webhook", b"AlwaysAllow")})
    place.write({"etc/systemd/system/second.service": START})
    assert place.check("--fix").code == 0
    assert place.read(CONFIG) == GOOD


CAPTURED: dict[str, bytes] = {
    "node.txt": b"root  1043  1  3 09:12 ?  00:21:09 /usr/bin/kubelet --kubeconfig=/k "
    b"--anonymous-auth=false --authentication-token-webhook=true "
    b"--authorization-mode=AlwaysAllow\n",
    "node.json": b'{"kubeletconfig":{"authentication":{"anonymous":{"enabled":false},'
    b'"webhook":{"enabled":true}},"authorization":{"mode":"AlwaysAllow"}}}\n',
}


@pytest.mark.parametrize("path", CAPTURED)
def test_what_was_captured_from_a_node_is_no_place_to_mend_it(
    place: Place, path: str
) -> None:
    place.write({path: CAPTURED[path]})
    assert place.check().code == 1
    assert "0 fixed, 1 left" in place.check("--fix", "--unsafe-fixes").err
    assert place.read(path) == CAPTURED[path]
