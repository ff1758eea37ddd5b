"""A variable of a unit that its command line does not use has no effect."""

from __future__ import annotations

import pytest

from kubelet_lint import analyze

UNIT = "etc/systemd/system/kubelet.service"
FLAG = "--authorization-mode=Webhook"
BEGIN = f"""\
[Service]
Environment="KUBELET_ARGS={FLAG}"
"""


@pytest.mark.parametrize(
    ("start", "unread"),
    [
        ("/usr/bin/kubelet --v=2", True),
        ("/usr/bin/kubelet --v=2 $KUBELET_ARGS_MORE", True),
        ("/usr/bin/kubelet --v=2 $KUBELET_ARGS", False),
        ("/usr/bin/kubelet --v=2 ${KUBELET_ARGS}", False),
        ("/bin/sh -c 'exec /usr/bin/kubelet --v=2 $KUBELET_ARGS'", False),
    ],
)
def test_a_variable_is_unread_unless_the_unit_uses_it(start: str, unread: bool) -> None:
    files = {UNIT: f"{BEGIN}ExecStart={start}\n"}
    found = [
        one
        for one in analyze.analyze_files(files).findings
        if one.rule == "unread-setting"
    ]
    assert bool(found) is unread
    for one in found:
        source = one.span.source.text().chars
        assert source[one.span.start : one.span.end] == FLAG
        assert "does not use $KUBELET_ARGS" in one.message
