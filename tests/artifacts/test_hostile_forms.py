"""No vendor form crashes, whatever stands in the document."""

from __future__ import annotations

from importlib import import_module
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import GivenFiles, document
from kubelet_lint.artifacts.base import ArtifactKind
from kubelet_lint.node.effect import Document
from kubelet_lint.source import HOLE, Text

SAMPLES = {
    "kubeadm": """\
apiVersion: kubeadm.k8s.io/v1beta3
kind: InitConfiguration
patches: {directory: /p}
nodeRegistration:
  criSocket: x
  kubeletExtraArgs:
    v: "4"
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
nodeRegistration: {kubeletExtraArgs: [{name: v, value: "4"}]}
---
kind: KubeletConfiguration
authentication: {webhook: {enabled: true}}
""",
    "kind_cluster": """\
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
- role: control-plane
  image: kindest/node:v1.30.0
  kubeadmConfigPatches: ["kind: InitConfiguration"]
kubeadmConfigPatchesJSON6902:
- {group: g, version: v, kind: KubeletConfiguration, patch: "[{op: add, path: /a}]"}
""",
    "node_config": """\
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec: {kubelet: {config: {a: {b: c}}, flags: [--v=4]}}
""",
    "eksctl_config": """\
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: prod}
nodeGroups:
- {name: a, amiFamily: AmazonLinux2, kubeletExtraConfig: {a: b}}
- {name: b, amiFamily: Bottlerocket, bottlerocket: {settings: {kubernetes: {}}}}
managedNodeGroups: [{name: c, preBootstrapCommands: [x], overrideBootstrapCommand: y}]
""",
    "karpenter_node_class": """\
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
spec: {amiSelectorTerms: [{alias: al2023@x}], userData: "#!/bin/sh", kubelet: {a: b}}
""",
    "cluster_api": """\
apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
kind: KubeadmConfig
spec:
  files: [{path: /a, content: b, permissions: "0600", append: true}]
  preKubeadmCommands: [x]
  joinConfiguration: {patches: {directory: /p}, nodeRegistration: {name: x}}
""",
    "kops_cluster": """\
apiVersion: kops.k8s.io/v1alpha2
kind: Cluster
spec: {kubelet: {anonymousAuth: false}, masterKubelet: {authorizationMode: Webhook}}
---
apiVersion: kops.k8s.io/v1alpha2
kind: InstanceGroup
metadata: {name: a}
spec: {role: Master, kubelet: {anonymousAuth: true}}
""",
    "k0s_config": """\
apiVersion: k0sctl.k0sproject.io/v1beta1
kind: Cluster
spec:
  hosts: [{role: worker, installFlags: [--kubelet-extra-args=--v=1]}]
  k0s: {config: {spec: {workerProfiles: [{name: a, values: {b: c}}]}}}
""",
    "k3d_config": """\
apiVersion: k3d.io/v1alpha5
kind: Simple
options: {k3s: {extraArgs: [{arg: --kubelet-arg=v=1, nodeFilters: [all]}]}}
""",
    "openshift_kubelet": """\
apiVersion: machineconfiguration.openshift.io/v1
kind: KubeletConfig
spec: {kubeletConfig: {a: b}}
""",
    "operating_system": """\
apiVersion: extensions.gardener.cloud/v1alpha1
kind: OperatingSystemConfig
spec:
  files: [{path: /kubelet, content: {inline: {encoding: b64, data: x}}}]
  units: [{name: kubelet.service, content: x, dropIns: [{name: a, content: b}]}]
""",
    "aks_engine_model": """\
{"properties": {"orchestratorProfile": {"orchestratorRelease": "1.18",
"kubernetesConfig": {"kubeletConfig": {"--v": "1"}}}, "masterProfile": {"count": 1},
"agentPoolProfiles": [{"name": "a", "osType": "Linux"}]}}
""",
    "talos_machine": """\
machine:
  kubelet:
    extraArgs: {v: "1"}
    skipNodeRegistration: true
""",
    "rke_cluster": "services:\n  kubelet:\n    extra_args: {v: 1}\n",
    "k3s_config": "kubelet-arg: [v=1]\ndisable-agent: false\nx: {kubelet-arg: a}\n",
    "kubespray_inventory": "kubelet_authorization_mode_webhook: false\n",
    "bottlerocket_settings": "[settings.kubernetes]\nstandalone-mode = true\n",
    "microk8s_args": "extraKubeletArgs:\n  --v: 1\n",
}

WRONG = ["", "~", "[]", "{}", "x", "[x]", "{x: y}", "&a [*a]", '"', "|", HOLE, "\t"]


def kind(name: str) -> ArtifactKind:
    return cast("ArtifactKind", import_module(f"kubelet_lint.artifacts.{name}"))


def read(name: str, content: str) -> None:
    found = document(content)
    if HOLE in content:
        found = found._replace(text=with_holes(found.text))
    if kind(name).recognizes(found):
        for one in kind(name).read(found, GivenFiles({"file.yaml": content})):
            assert one is not None


def with_holes(text: Text) -> Text:
    pieces = text.split(HOLE)
    parts = [pieces[0]]
    for piece in pieces[1:]:
        parts += [Text.hole("template", name="{{ x }}"), piece]
    return Text.join(parts)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_recognized_and_says_something(name: str) -> None:
    assert kind(name).recognizes(document(SAMPLES[name]))
    assert list(kind(name).read(document(SAMPLES[name]), GivenFiles({})))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_value_of_another_type_does_no_harm(name: str) -> None:
    content = SAMPLES[name]
    starts = [i + 2 for i in range(len(content)) if content[i : i + 2] in (": ", "- ")]
    for start in starts:
        for wrong in WRONG:
            line_end = content.index("\n", start)
            read(name, content[:start] + wrong + content[line_end:])


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_document_does_no_harm(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SAMPLES)))
    content = SAMPLES[name]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 20)))
    put = data.draw(st.sampled_from(WRONG) | st.text(max_size=5))
    read(name, content[:start] + put.replace("\ud800", HOLE) + content[end:])


def test_a_deep_document_is_read_to_a_bound() -> None:
    deep = "{a: " * 3000 + "x" + "}" * 3000
    read("k3s_config", f"kubelet-arg: {deep}\n")
    read("openshift_kubelet", SAMPLES["openshift_kubelet"].replace("{a: b}", deep))


def test_documents_are_not_changed_by_reading_them() -> None:
    one = Document("a", document(SAMPLES["kubeadm"]).text)
    first = list(kind("kubeadm").read(one, GivenFiles({})))
    assert first == list(kind("kubeadm").read(one, GivenFiles({})))
