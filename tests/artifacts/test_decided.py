"""A template's condition makes machines that say when they hold."""

from __future__ import annotations

from forms import GivenFiles, document, kubeadm_args
from kubelet_lint import artifacts
from kubelet_lint.node.effect import Document, Machine
from kubelet_lint.source import Source, Text
from kubelet_lint.value import Assumption

HEAD = "apiVersion: kubeadm.k8s.io/v1beta3\nkind: JoinConfiguration\n"
ARGS = "nodeRegistration:\n  kubeletExtraArgs:\n    v: '4'\n"
OPEN = "    authorization-mode: AlwaysAllow\n"


def with_choice(before: str, inside: str, after: str = "") -> Document:
    options = [
        ("when `open` is true", Source("k.j2", inside).text()),
        ("when `open` is false", Text()),
    ]
    choice = Text.choice("`open`", options)
    text = Source("k.j2", before).text() + choice + Source("k.j2", after).text()
    return document("", "k.j2")._replace(text=text)


def machines(read: Document) -> list[Machine]:
    found = artifacts.read(read, GivenFiles({}))
    return [one for one in found if isinstance(one, Machine)]


def test_both_branches_are_followed() -> None:
    open_, closed = machines(with_choice(HEAD + ARGS, OPEN))
    assert open_.name == closed.name
    assert open_.circumstances == ("when `open` is true",)
    assert "--authorization-mode=AlwaysAllow" in kubeadm_args(open_)
    assert "--authorization-mode=AlwaysAllow" not in kubeadm_args(closed)


def test_a_condition_that_changes_nothing_is_not_mentioned() -> None:
    read = with_choice(HEAD, "clusterName: a\n", ARGS)
    (node,) = machines(read)
    assert node.circumstances == ()


def test_a_document_hidden_in_a_branch_is_found() -> None:
    (node,) = machines(with_choice("# a comment\n", HEAD + ARGS))
    assert node.circumstances == ()
    assert "--v=4" in kubeadm_args(node)


def test_what_a_template_assumed_stays_with_the_machine() -> None:
    assumption = Assumption("ip is 10.0.0.1 in group_vars/all.yml")
    read = document(HEAD + ARGS)._replace(assumptions=(assumption,))
    (node,) = machines(read)
    assert assumption in node.assumptions
