"""Whose unit a text is, where nothing names it."""

from __future__ import annotations

import pytest

from kubelet_lint.artifacts import systemd_unit
from kubelet_lint.node.effect import Document, Fragment
from kubelet_lint.source import Source

NAMELESS = [
    ("ExecStart=/opt/bin/kubelet --v=2", "kubelet.service"),
    ("ExecStart=/bin/sh -c 'exec kubelet --v=2'", "kubelet.service"),
    ("ExecStart=${binary} --v=2", "kubelet.service"),
    ("ExecStart=/usr/lib/coreos/kubelet-wrapper --v=2", "kubelet.service"),
    ("ExecStart=/opt/bin/run-kubelet.sh", "kubelet.service"),
    (
        "ExecStartPre=docker run -d x/kubelet:1\nExecStart=docker logs",
        "kubelet.service",
    ),
    ("ExecStart=/opt/bin/new-kubelet-cert", None),
    ("ExecStart=/bin/systemctl restart kubelet.service", None),
    ("ExecStart=/usr/sbin/ethtool --offload eth0 tx off", None),
]


@pytest.mark.parametrize(("command", "expected"), NAMELESS)
def test_a_unit_without_a_name_is_the_kubelets_unless_it_starts_something_else(
    command: str, expected: str | None
) -> None:
    chars = f"[Unit]\nDescription=Something\n[Service]\n{command}\n"
    document = Document("main.tf", Source("main.tf", chars).text(), name="content")
    found = list(systemd_unit.read(document, None))  # type: ignore[arg-type]

    assert [one.name for one in found if isinstance(one, Fragment)] == (
        [] if expected is None else [expected]
    )


def test_what_calls_itself_the_kubelet_is_its_unit_whatever_it_starts() -> None:
    chars = "[Unit]\nDescription=Kubernetes Kubelet\n[Service]\nExecStart=/opt/run\n"
    document = Document("main.tf", Source("main.tf", chars).text(), name="content")

    (found,) = systemd_unit.read(document, None)  # type: ignore[arg-type]

    assert isinstance(found, Fragment)
    assert found.name == "kubelet.service"


KINDS = [
    ("data node.service", "ExecStart=/bin/agent", "unit", "node.service"),
    ("content", "ExecStart=/opt/kubelet", "unit", "kubelet.service"),
    ("content", "ExecStart=\nExecStart=/opt/kubelet", "drop-in", "content.conf"),
    ("content", "ExecStartPre=/opt/kubelet x", "drop-in", "content.conf"),
    ("content", "Environment=A=--v=2", "drop-in", "content.conf"),
]


@pytest.mark.parametrize(("name", "lines", "kind", "called"), KINDS)
def test_a_command_that_resets_none_is_a_units(
    name: str, lines: str, kind: str, called: str
) -> None:
    chars = f"[Service]\n{lines}\n"
    document = Document("content", Source("content", chars).text(), name=name)

    (found,) = systemd_unit.read(document, None)  # type: ignore[arg-type]

    assert isinstance(found, Fragment)
    assert (found.kind, found.name) == (kind, called)
