"""A report limited to some paths holds the kubelets those files have a part in."""

from __future__ import annotations

import pytest

from kubelet_lint.resolution import Kubelet
from kubelet_lint.rules.part import has_part
from kubelet_lint.source import Source, Span, Text
from kubelet_lint.value import Assumption

from .scene import START, at, bad_flag, case, kubelet, launch

KIND = at("etc/k.yaml", "kind: KubeletConfiguration")
ELSEWHERE = Span(Source("etc/default/kubelet", "ARGS=--v=2"), 5, 10)
INSIDE = Span(Source("inner", "mode: x", container=ELSEWHERE), 0, 4)
CHOSEN = launch()._replace(
    argv=(Text.choice("$X", [("set", ELSEWHERE.source.text()), ("unset", Text())]),),
)


@pytest.mark.parametrize(
    ("about", "path"),
    [
        (kubelet(case()), "kubelet.service"),
        (kubelet(case()), "etc/k.yaml"),
        (kubelet(case(mode=bad_flag())), "kubelet.service.d/20.conf"),
        (kubelet(case(of=launch(ELSEWHERE))), "etc/default/kubelet"),
        (kubelet(case(of=launch(INSIDE))), "etc/default/kubelet"),
        (kubelet(case(assumptions=(Assumption("x", KIND),))), "etc/k.yaml"),
        (kubelet(span=KIND), "etc/k.yaml"),
        (kubelet(case(of=CHOSEN)), "etc/default/kubelet"),
    ],
)
def test_what_is_written_in_a_file_is_a_part(about: Kubelet, path: str) -> None:
    assert has_part(about, lambda one: one == path)
    assert not has_part(about, lambda one: one == "README.md")


def test_what_a_vendor_ships_is_in_no_file_of_the_repository() -> None:
    about = kubelet(case(of=launch(at("vendor", "$ARGS"))), span=START)
    assert not has_part(about, lambda one: one.startswith("EKS"))
