"""The smaller vendor forms, a table each of what is written and what comes of it."""

from __future__ import annotations

import re

import pytest

from forms import (
    GivenFiles,
    argv,
    document,
    machine,
    machines,
    paths,
    place,
    scripts,
    written,
)
from kubelet_lint.artifacts import (
    aks_engine_model,
    k0s_config,
    k3d_config,
    karpenter_node_class,
    kubespray_inventory,
    microk8s_args,
    openshift_kubelet,
    operating_system,
    rke_cluster,
)
from kubelet_lint.node.effect import Document, Machine
from kubelet_lint.vendor import nodeadm
from kubelet_lint.vendor.images.k0s import CONFIG_PATH as K0S_CONFIG

# --- k0s, k3d -------------------------------------------------------------------------

K0S = """\
apiVersion: k0s.k0sproject.io/v1beta1
kind: ClusterConfig
spec:
  workerProfiles:
  - name: open
    values:
      authorization:
        mode: AlwaysAllow
"""


def test_a_k0s_profile_is_laid_over_the_default_one() -> None:
    text = written(machine(k0s_config, K0S), K0S_CONFIG)
    assert place(text, "AlwaysAllow") == ("file.yaml", 8, 15)
    assert "rotateCertificates: true" in text.chars


def test_k0sctl_hosts_have_install_flags() -> None:
    content = (
        "apiVersion: k0sctl.k0sproject.io/v1beta1\nkind: Cluster\nspec:\n  hosts:\n"
        "  - role: worker\n    installFlags:\n"
        "    - --kubelet-extra-args=--authorization-mode=AlwaysAllow\n"
    )
    host, _ = machines(k0s_config, content)
    assert argv(host)[0] == "--authorization-mode=AlwaysAllow"


def test_k3d_arguments_are_for_the_nodes_of_their_filter() -> None:
    content = (
        "apiVersion: k3d.io/v1alpha5\nkind: Simple\noptions:\n  k3s:\n    extraArgs:\n"
        "    - arg: --kubelet-arg=authorization-mode=AlwaysAllow\n"
        "      nodeFilters: ['agent:*']\n"
        "    - arg: --kube-apiserver-arg=authorization-mode=RBAC\n"
        "      nodeFilters: ['server:*']\n"
    )
    agent, server = machines(k3d_config, content)
    assert "--authorization-mode=AlwaysAllow" in argv(agent)
    assert "--authorization-mode=Webhook" in argv(server)


# --- RKE, MicroK8s --------------------------------------------------------------------


def test_rke_leaves_open_what_it_downloads() -> None:
    content = (
        "nodes: []\nservices:\n  kube-api: {extra_args: {anonymous-auth: 'true'}}\n"
        "  kubelet:\n    extra_args:\n      authorization-mode: AlwaysAllow\n"
    )
    node = machine(rke_cluster, content)
    assert argv(node) == ["‹RKE's defaults›", "--authorization-mode=AlwaysAllow"]


MICROK8S = '--kubeconfig=${SNAP_DATA}/c\n# why\n--authorization-mode="Webhook"\n'


def test_a_microk8s_arguments_file_is_a_command_line() -> None:
    node = machine(microk8s_args, MICROK8S, "microk8s/args/kubelet")
    assert argv(node) == ["--kubeconfig=${SNAP_DATA}/c", "--authorization-mode=Webhook"]


def test_another_components_arguments_file_is_not_recognized() -> None:
    assert not microk8s_args.recognizes(
        document(MICROK8S, "microk8s/args/kube-apiserver")
    )


def test_a_launch_configuration_adds_to_and_takes_from_what_is_shipped() -> None:
    content = (
        "version: 0.1.0\nextraKubeAPIServerArgs: {--authorization-mode: RBAC}\n"
        "extraKubeletArgs:\n  --authorization-mode: Webhook\n"
        "  --anonymous-auth: null\n"
    )
    args = argv(machine(microk8s_args, content))
    assert args[-1] == "--authorization-mode=Webhook"
    assert not any(arg.startswith("--anonymous-auth") for arg in args)
    assert "--authentication-token-webhook=true" in args


# --- aks-engine -----------------------------------------------------------------------


MODEL = """\
{"properties": {
  "orchestratorProfile": {
    "orchestratorRelease": "RELEASE", "kubernetesConfig": {CLUSTER}
  },
  "masterProfile": {"count": 1},
  "agentPoolProfiles": [{"name": "p", "kubernetesConfig": {POOL}}]
}, "note": "kubeletConfig"}
"""


def model(cluster: str, pool: str = "", release: str = "1.18") -> str:
    content = MODEL.replace("RELEASE", release)
    return content.replace("CLUSTER", cluster).replace("POOL", pool)


def aks_flags(node: Machine) -> list[str]:
    text = written(node, "/etc/default/kubelet").display()
    return re.findall(r"--[^ ]+=(?:‹[^›]*›|[^ ]*)", text)


AKS = [
    ("", "", "1.18", "Webhook", "true", "false"),
    ("", "", "1.15", "Webhook", None, "false"),
    ('"kubeletConfig": {"--authorization-mode": "AlwaysAllow"}', "", "1.18",
     "Webhook", "true", "false"),
    ('"kubeletConfig": {"--authentication-token-webhook": "false"}', "", "1.18",
     "Webhook", "false", "false"),
    ('"enableSecureKubelet": false', "", "1.18", "Webhook", "true", None),
    ("", '"kubeletConfig": {"--anonymous-auth": "true"}', "1.18",
     "Webhook", "true", "false"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cluster", "pool", "release", "mode", "webhook", "anonymous"), AKS
)
def test_some_flags_of_aks_engine_are_not_the_users(
    cluster: str,
    pool: str,
    release: str,
    mode: str,
    webhook: str | None,
    anonymous: str | None,
) -> None:
    _, node = machines(aks_engine_model, model(cluster, pool, release), "m.json")
    flags = dict(arg.split("=", 1) for arg in aks_flags(node))
    assert flags["--authorization-mode"] == mode
    assert flags.get("--authentication-token-webhook") == webhook
    assert flags.get("--anonymous-auth") == anonymous


def test_an_api_model_without_a_release_leaves_the_webhook_open() -> None:
    node, _ = machines(aks_engine_model, model("", release="latest"), "m.json")
    (webhook,) = [arg for arg in aks_flags(node) if "token-webhook" in arg]
    assert "from Kubernetes 1.16 on" in webhook


def test_the_api_servers_map_is_not_the_kubelets() -> None:
    content = model('"apiServerConfig": {"--anonymous-auth": "true"}')
    for node in machines(aks_engine_model, content, "m.json"):
        assert "--anonymous-auth=true" not in aks_flags(node)


# --- OpenShift, Gardener, Kubermatic, Kubespray ---------------------------------------


def test_an_openshift_object_is_laid_over_what_is_shipped() -> None:
    content = (
        "apiVersion: machineconfiguration.openshift.io/v1\nkind: KubeletConfig\n"
        "spec:\n  kubeletConfig:\n    authorization:\n      mode: AlwaysAllow\n"
    )
    text = written(machine(openshift_kubelet, content), "/etc/kubernetes/kubelet.conf")
    assert place(text, "AlwaysAllow") == ("file.yaml", 6, 13)
    assert "clientCAFile: /etc/kubernetes/kubelet-ca.crt" in text.chars


def test_a_template_of_openshift_holds_objects() -> None:
    content = (
        "apiVersion: template.openshift.io/v1\nkind: Template\nobjects:\n"
        "- apiVersion: machineconfiguration.openshift.io/v1\n  kind: KubeletConfig\n"
        "  spec: {kubeletConfig: {maxPods: 5}}\n"
    )
    text = written(machine(openshift_kubelet, content), "/etc/kubernetes/kubelet.conf")
    assert "maxPods: 5" in text.chars


def test_a_parameter_of_a_template_may_be_anything() -> None:
    content = (
        "apiVersion: template.openshift.io/v1\nkind: Template\nobjects:\n"
        "- apiVersion: machineconfiguration.openshift.io/v1\n  kind: KubeletConfig\n"
        "  spec: {kubeletConfig: '${{KUBELETCONFIG}}'}\n"
    )
    text = written(machine(openshift_kubelet, content), "/etc/kubernetes/kubelet.conf")
    assert "‹${{KUBELETCONFIG}}›" in text.display()


OSP = """\
apiVersion: operatingsystemmanager.k8c.io/v1alpha1
kind: OperatingSystemProfile
spec:
  provisioningConfig:
    files:
    - path: /etc/kubernetes/kubelet.conf
      content:
        inline:
          encoding: plain
          data: |
            mode: AlwaysAllow
    - path: /secret
      content: {inline: {encoding: b64, data: eA==}}
    units:
    - name: kubelet.service
      enable: true
      content: |
        [Service]
        ExecStart=/usr/bin/kubelet
      dropIns:
      - name: 10-x.conf
        content: "[Service]"
"""


def test_files_and_units_of_an_operating_system_are_put_in_place() -> None:
    node = machine(operating_system, OSP)
    assert paths(node) == [
        "/etc/kubernetes/kubelet.conf",
        "/secret",
        "/etc/systemd/system/kubelet.service",
        "/etc/systemd/system/kubelet.service.d/10-x.conf",
    ]
    text = written(node, "/etc/kubernetes/kubelet.conf")
    assert place(text, "AlwaysAllow") == ("file.yaml", 11, 19)


@pytest.mark.parametrize(
    ("content", "mode", "webhook"),
    [
        ("kubelet_authorization_mode_webhook: false", "AlwaysAllow", "true"),
        ("kubelet_authorization_mode_webhook: true", "Webhook", "true"),
        ("kubelet_authentication_token_webhook: false", "Webhook", "false"),
    ],
)
def test_kubespray_chooses_by_two_variables(
    content: str, mode: str, webhook: str
) -> None:
    node = machine(kubespray_inventory, content + "\n", "group_vars/all.yml")
    text = written(node, "/etc/kubernetes/kubelet-config.yaml").chars
    assert f"mode: {mode}\n" in text
    assert f"webhook:\n    enabled: {webhook}\n" in text
    assert len(node.assumptions) == 1


def test_a_kubespray_variable_is_the_deciding_place() -> None:
    content = "a: b\nkubelet_authorization_mode_webhook: false\n"
    node = machine(kubespray_inventory, content)
    text = written(node, "/etc/kubernetes/kubelet-config.yaml")
    assert place(text, "AlwaysAllow") == ("file.yaml", 2, 37)


# --- Karpenter ------------------------------------------------------------------------

NODE_CLASS = """\
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
spec:
  amiSelectorTerms: [{alias: ALIAS@latest}]
  userData: |
"""


def karpenter(alias: str, *lines: str) -> str:
    head = NODE_CLASS.replace("ALIAS", alias)
    return head + "".join(f"    {line}\n" for line in lines)


def test_on_al2_karpenter_bootstraps_after_the_users_script() -> None:
    node = machine(karpenter_node_class, karpenter("al2", "#!/bin/bash", "echo a"))
    assert scripts(node) == ["#!/bin/bash\necho a\n"]
    assert node.image == "eks-al2"


def test_on_al2023_a_node_config_is_merged() -> None:
    content = karpenter(
        "al2023",
        "apiVersion: node.eks.aws/v1alpha1",
        "kind: NodeConfig",
        "spec: {kubelet: {config: {authorization: {mode: AlwaysAllow}}}}",
    )
    text = written(machine(karpenter_node_class, content), nodeadm.DROPIN_PATH)
    assert place(text, "AlwaysAllow") == ("file.yaml", 8, 53)


def test_kubelet_settings_are_passed_through() -> None:
    content = (
        "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nspec:\n"
        "  amiFamily: AL2023\n  kubelet: {authorization: {mode: AlwaysAllow}}\n"
    )
    text = written(machine(karpenter_node_class, content), nodeadm.DROPIN_PATH)
    assert place(text, "AlwaysAllow") == ("file.yaml", 5, 35)


def test_on_bottlerocket_the_user_data_is_toml() -> None:
    content = karpenter(
        "bottlerocket", "[settings.kubernetes]", "standalone-mode = true"
    )
    node = machine(karpenter_node_class, content)
    assert "AlwaysAllow" in written(node, "/etc/kubernetes/kubelet/config").chars


def test_mime_user_data_is_carried_on() -> None:
    content = karpenter("al2", "MIME-Version: 1.0", "Content-Type: multipart/mixed")
    read = karpenter_node_class.read(document(content), GivenFiles({}))
    (carried,) = list(read)
    assert isinstance(carried, Document)
    assert carried.name == "userData"
