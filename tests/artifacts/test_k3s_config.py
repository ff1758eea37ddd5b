"""k3s' configuration file, its drop-ins, and the same keys elsewhere."""

from __future__ import annotations

import pytest

from forms import argv, document, machine, machines, place, started
from kubelet_lint.artifacts import k3s_config

CONFIG = """\
kube-apiserver-arg:
- authorization-mode=AlwaysAllow
kubelet-arg:
- authorization-mode=AlwaysAllow
"""


def test_a_kubelet_argument_replaces_k3s_own() -> None:
    node = machine(k3s_config, CONFIG)
    assert [arg for arg in argv(node) if "mode" in arg] == [
        "--authorization-mode=AlwaysAllow"
    ]
    assert place(started(node), "AlwaysAllow") == ("file.yaml", 4, 22)


def test_dropins_are_read_after_the_file_and_replace_its_list() -> None:
    others = {"r/config.yaml.d/10.yaml": "kubelet-arg: [authorization-mode=Webhook]\n"}
    node = machine(k3s_config, CONFIG, "r/config.yaml", **others)
    assert "--authorization-mode=Webhook" in argv(node)


def test_a_dropin_may_add_to_the_list() -> None:
    others = {"r/config.yaml.d/10.yaml": "kubelet-arg+: [v=4]\n"}
    args = argv(machine(k3s_config, CONFIG, "r/config.yaml", **others))
    assert "--authorization-mode=AlwaysAllow" in args
    assert "--v=4" in args


def test_files_of_one_configuration_are_one_machine() -> None:
    others = {
        "r/config.yaml": CONFIG,
        "r/config.yaml.d/20.yaml": "kubelet-arg: [v=1]\n",
    }
    content = others["r/config.yaml.d/20.yaml"]
    assert machines(k3s_config, content, "r/config.yaml.d/20.yaml", **others) == []


def test_a_dropin_reads_the_file_it_belongs_to() -> None:
    others = {"r/config.yaml": "token: x\n"}
    node = machine(k3s_config, CONFIG, "r/config.yaml.d/20.yaml", **others)
    assert "--authorization-mode=AlwaysAllow" in argv(node)


@pytest.mark.parametrize(
    ("path", "image"),
    [("rancher/k3s/config.yaml", "k3s"), ("rancher/rke2/config.yaml", "rke2")],
)
def test_the_distribution_is_told_by_the_path(path: str, image: str) -> None:
    assert machine(k3s_config, CONFIG, path).image == image


def test_the_keys_are_found_inside_other_documents() -> None:
    content = (
        "kind: Cluster\nspec:\n  rkeConfig:\n    machineGlobalConfig:\n"
        "      kubelet-arg:\n      - authorization-mode=AlwaysAllow\n"
        "    machineSelectorConfig:\n    - config:\n        kubelet-arg: [v=1]\n"
    )
    first, second = machines(k3s_config, content)
    assert "--authorization-mode=AlwaysAllow" in argv(first)
    assert "--v=1" in argv(second)


def test_no_agent_no_kubelet() -> None:
    assert machines(k3s_config, CONFIG + "disable-agent: true\n") == []


def test_a_flag_of_the_server_alone_is_not_recognized() -> None:
    content = "kube-apiserver-arg:\n- kubelet-certificate-authority=x\n"
    assert not k3s_config.recognizes(document(content))
