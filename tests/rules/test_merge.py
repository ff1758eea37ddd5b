"""One finding a place, in the order people read."""

from __future__ import annotations

from itertools import permutations

from kubelet_lint import rules
from rules.scene import START, at, bad_config, bad_flag, case, default, kubelet


def test_the_same_finding_about_several_nodes_is_one_with_the_others_related() -> None:
    nodes = [
        kubelet(case(mode=bad_config()), node=name, span=at(path, "[Service]"))
        for name, path in [
            ("b", "kubelet.service"),
            ("a", "kubelet.service.d/20.conf"),
            ("c", "kubelet.service"),
        ]
    ]
    (found,) = rules.check(nodes)
    assert found.node == "a"
    assert [(step.text, step.span) for step in found.related] == [
        ("the kubelet of b", at("kubelet.service", "[Service]")),
        ("the kubelet of c", at("kubelet.service", "[Service]")),
    ]


def test_one_node_is_not_related_to_itself() -> None:
    twice = [kubelet(case(mode=bad_config())) for _ in range(2)]
    (found,) = rules.check(twice)
    assert found.related == ()


def test_different_verdicts_at_one_place_stay_apart() -> None:
    certain = kubelet(case(mode=bad_config()), node="a")
    possible = kubelet(case("if a", mode=bad_config()), case("if b"), node="b")
    assert [one.verdict for one in rules.check([possible, certain])] == [
        "fail",
        "possible",
    ]


def test_findings_are_in_the_order_of_their_places_however_they_come() -> None:
    nodes = [
        kubelet(case(mode=bad_flag()), node="a"),
        kubelet(case(mode=bad_config()), node="b"),
        kubelet(case(mode=default("AlwaysAllow", START)), node="c"),
    ]
    expected = ["etc/bad.yaml", "kubelet.service", "kubelet.service.d/20.conf"]
    for order in permutations(nodes):
        assert [one.span.source.path for one in rules.check(order)] == expected
