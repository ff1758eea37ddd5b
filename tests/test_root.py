"""A node given by its root: what is not there is not run."""

from __future__ import annotations

import pytest

from kubelet_lint import analyze
from kubelet_lint.node.filesystem import File, MemoryFiles
from kubelet_lint.options import Question
from kubelet_lint.source import Source

UNIT = "/etc/systemd/system/kubelet.service"


@pytest.mark.parametrize(
    ("command", "starts"),
    [
        ("/usr/bin/kubelet --kubeconfig=/k", 1),
        ("kubelet --kubeconfig=/k", 1),
        # Whether a kubelet is installed is never judged; of any other program that a
        # root does not hold systemd starts nothing.
        ("kubeletnope --kubeconfig=/k", 0),
        ("/opt/start-kubelet", 0),
        ('"/usr/bin/kubelet --kubeconfig=/k"', 0),
        ("/bin/false", 0),
    ],
)
def test_what_a_root_starts(command: str, starts: int) -> None:
    unit = Source("unit", f"[Service]\nExecStart={command}\n").text()
    root = MemoryFiles({UNIT: File(unit)})
    report = analyze.resolve(None, Question(root=root))
    assert len(report.kubelets) == starts
