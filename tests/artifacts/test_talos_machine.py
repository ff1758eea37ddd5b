"""Talos: only extra arguments and standalone nodes change the authorization."""

from __future__ import annotations

from forms import argv, document, machine, place, started, written
from kubelet_lint.artifacts import talos_machine
from kubelet_lint.vendor.images.talos import CONFIG_PATH


def test_extra_arguments_are_flags() -> None:
    content = (
        "machine:\n  kubelet:\n    extraArgs:\n      authorization-mode: AlwaysAllow\n"
    )
    node = machine(talos_machine, content)
    assert argv(node)[0] == "--authorization-mode=AlwaysAllow"
    assert place(started(node), "AlwaysAllow") == ("file.yaml", 4, 27)


def test_denied_arguments_are_left_out() -> None:
    content = "machine:\n  kubelet:\n    extraArgs: {config: /x, v: [1, 2]}\n"
    args = argv(machine(talos_machine, content))
    assert "--config=/x" not in args
    assert args[-2:] == ["--v=1", "--v=2"]


def test_extra_config_may_not_touch_authorization() -> None:
    content = (
        "machine:\n  kubelet:\n    extraConfig:\n"
        "      authorization: {mode: AlwaysAllow}\n"
    )
    text = written(machine(talos_machine, content), CONFIG_PATH)
    assert "AlwaysAllow" not in text.chars


def test_a_node_that_does_not_register_authorizes_everyone() -> None:
    content = "machine:\n  kubelet:\n    skipNodeRegistration: true\n"
    node = machine(talos_machine, content)
    text = written(node, CONFIG_PATH)
    assert place(text, "AlwaysAllow") == ("file.yaml", 3, 27)
    webhook = text.chars.split("webhook:\n", 1)[1]
    assert webhook.startswith("    enabled: false")
    assert place(text[-len(webhook) :], "enabled") == ("file.yaml", 3, 27)
    assert not any(arg.startswith("--kubeconfig") for arg in argv(node))


def test_a_kubelet_of_another_document_is_not_recognized() -> None:
    assert not talos_machine.recognizes(document("services:\n  kubelet: {}\n"))
    assert not talos_machine.recognizes(document("kubelet:\n  x: 1\nmachine: y\n"))
