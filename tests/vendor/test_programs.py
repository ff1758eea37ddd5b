"""A vendor's program is known by its name and place, and reads the machine's files."""

from __future__ import annotations

import pytest

from kubelet_lint.node.effect import Boot, Effect, Start, Write
from kubelet_lint.node.filesystem import Entry, File, MemoryFiles
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import Source, Text
from kubelet_lint.vendor.programs import PROGRAMS, Done, effects_of


def run(command: str, **files: str) -> Done | None:
    source = Source("script.sh", command)
    words: list[Text] = []
    at = 0
    for word in command.split(" "):
        words.append(Text.spelled(source, at, at + len(word)))
        at += len(word) + 1
    entries: dict[str, Entry] = {
        path: File(Source(path, content).text()) for path, content in files.items()
    }
    return effects_of(Launch(tuple(words), MemoryFiles(entries, complete=False)))


def done(command: str, **files: str) -> Done:
    found = run(command, **files)
    assert found is not None
    return found


def written(effects: tuple[Effect, ...], path: str) -> str:
    (text,) = [e.text for e in effects if isinstance(e, Write) and e.path == path]
    return text.display()


def argv(effects: tuple[Effect, ...]) -> list[str]:
    (start,) = [effect for effect in effects if isinstance(effect, Start)]
    return [word.display() for word in start.argv[1:]]


@pytest.mark.parametrize(
    "command",
    ["kubelet --config=x", "/opt/own/bootstrap.sh a", "bootstrap.sh a", "cp a b"],
)
def test_what_is_no_vendors_program_is_left_alone(command: str) -> None:
    assert run(command) is None


@pytest.mark.parametrize(
    "command",
    [
        "kubeadm token create",
        "kubeadm reset -f",
        "kubeadm init phase upload-certs",
        "k3s kubectl get nodes",
        "k3s server --disable-agent",
        "minikube stop",
        "kind delete cluster",
        "nodeadm config check",
    ],
)
def test_a_command_that_starts_no_kubelet_does_nothing(command: str) -> None:
    assert done(command) == Done()


def test_every_program_answers_a_bare_call() -> None:
    for name in PROGRAMS:
        path = "/etc/eks/bootstrap.sh" if name == "bootstrap.sh" else name
        run(path)
        run(f"{path} --config")


# --- EKS ------------------------------------------------------------------------------


def test_eks_bootstrap_runs_on_the_eks_al2_image() -> None:
    found = done("/etc/eks/bootstrap.sh prod --kubelet-extra-args --v=4")
    assert found.image == "eks-al2"
    extra = "/etc/systemd/system/kubelet.service.d/30-kubelet-extra-args.conf"
    assert written(found.effects, extra) == (
        "[Service]\nEnvironment='KUBELET_EXTRA_ARGS=--v=4'\n"
    )


def test_nodeadm_reads_the_configurations_it_is_given() -> None:
    found = done(
        "nodeadm init -c file:///tmp/one.yaml --config-source file:///tmp/two.yaml",
        **{
            "/tmp/one.yaml": "spec: {kubelet: {config: {a: {b: 1}}, flags: [--v=1]}}",
            "/tmp/two.yaml": "spec: {kubelet: {config: {a: {c: 2}}, flags: [--v=2]}}",
        },
    )
    dropin = "/etc/kubernetes/kubelet/config.json.d/40-nodeadm.conf"
    assert "  b: 1\n  c: 2\n" in written(found.effects, dropin)
    flags = written(found.effects, "/etc/eks/kubelet/environment")
    assert flags.rstrip().endswith("--v=1 --v=2")


# --- kubeadm --------------------------------------------------------------------------


def test_kubeadm_init_reads_a_file_that_the_script_wrote() -> None:
    config = (
        "apiVersion: kubeadm.k8s.io/v1beta3\nkind: InitConfiguration\n"
        "nodeRegistration:\n  kubeletExtraArgs: {v: '4'}\n---\n"
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
        "authorization: {mode: AlwaysAllow}\n"
    )
    found = done("kubeadm init --config /tmp/k.yaml", **{"/tmp/k.yaml": config})
    assert "--v=4" in written(found.effects, "/var/lib/kubelet/kubeadm-flags.env")
    file = written(found.effects, "/var/lib/kubelet/config.yaml")
    assert "authorization:\n  mode: AlwaysAllow\n  webhook:\n" in file
    assert found.effects[-1] == Boot("kubelet.service", None)


def test_kubeadm_init_ignores_the_join_configuration() -> None:
    config = (
        "kind: JoinConfiguration\nnodeRegistration:\n  kubeletExtraArgs: {v: '4'}\n"
    )
    found = done("kubeadm init --config=/k", **{"/k": config})
    assert "--v=4" not in written(found.effects, "/var/lib/kubelet/kubeadm-flags.env")


def test_a_configuration_nobody_can_see_leaves_everything_open() -> None:
    found = done("kubeadm join --config /tmp/unseen.yaml")
    assert "is not in the repository" in written(
        found.effects, "/var/lib/kubelet/config.yaml"
    )
    assert "is not in the repository" in written(
        found.effects, "/var/lib/kubelet/kubeadm-flags.env"
    )


def test_kubeadm_join_says_what_it_assumes_of_the_cluster() -> None:
    found = done("kubeadm join 10.0.0.1:6443 --token abc")
    (assumption,) = [
        one
        for effect in found.effects
        if isinstance(effect, Write)
        for one in effect.assumptions
    ]
    assert "cluster's KubeletConfiguration" in assumption.text


# --- k3s, k0s, minikube, kind ---------------------------------------------------------


def test_k3s_reads_its_configuration_and_its_dropins() -> None:
    found = done(
        "/usr/local/bin/k3s agent --kubelet-arg v=3",
        **{
            "/etc/rancher/k3s/config.yaml": "kubelet-arg: [max-pods=1]\n",
            "/etc/rancher/k3s/config.yaml.d/10.yaml": "kubelet-arg+: [max-pods=2]\n",
            "/etc/rancher/k3s/config.yaml.d/ignored.txt": "kubelet-arg: [v=9]\n",
        },
    )
    args = argv(found.effects)
    assert [arg for arg in args if arg.startswith(("--max-pods", "--v"))] == [
        "--max-pods=1",
        "--max-pods=2",
        "--v=3",
    ]
    assert found.image == "k3s"


def test_rke2_has_its_own_configuration() -> None:
    found = done(
        "rke2 server",
        **{"/etc/rancher/rke2/config.yaml": "kubelet-arg: authorization-mode=X\n"},
    )
    assert "--authorization-mode=X" in argv(found.effects)


def test_a_k0s_controller_is_no_worker_unless_it_is_told_so() -> None:
    assert run("k0s controller") is None
    assert run("k0s install controller --single") is not None
    assert argv(done("k0s worker --kubelet-extra-args=--v=2").effects)[-1] == "--v=2"


def test_minikube_passes_kubelet_options_as_flags() -> None:
    command = (
        "minikube start --extra-config=kubelet.authorization-mode=Webhook"
        " --extra-config apiserver.authorization-mode=RBAC -p dev"
    )
    assert argv(done(command).effects) == [
        "--authorization-mode=Webhook",
        "--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf",
        "--config=/var/lib/kubelet/config.yaml",
        "--kubeconfig=/etc/kubernetes/kubelet.conf",
    ]


def test_kind_makes_the_machines_that_its_file_describes() -> None:
    found = done("kind create cluster --config /k.yaml", **{"/k.yaml": "kind: Cluster"})
    (document,) = found.documents
    assert document.text.chars == "kind: Cluster"


def test_k3d_passes_what_stands_before_the_node_filter() -> None:
    command = "k3d cluster create a --k3s-arg --kubelet-arg=v=2@server:0"
    assert "--v=2" in argv(done(command).effects)


def test_a_configuration_that_is_named_and_not_there_may_hold_arguments() -> None:
    assert argv(done("k3s server").effects)[-1].startswith("--")
    assert argv(done("k3s server --config=/opt/k3s.yaml").effects)[-1] == (
        "‹/opt/k3s.yaml›"
    )


def test_the_installer_of_rke2_leaves_a_unit_to_be_started() -> None:
    path = "/usr/local/lib/systemd/system/rke2-server.service"
    assert "rke2 server\n" in written(done("get.rke2.io -").effects, path)
