"""What a script touches tells whose image it runs on."""

from __future__ import annotations

import pytest

from kubelet_lint.source import program
from kubelet_lint.vendor import IMAGES
from kubelet_lint.vendor.downloads import content_of
from kubelet_lint.vendor.hints import image_of

SCRIPTS = [
    ("/etc/eks/bootstrap.sh prod", "eks-al2"),
    ("jq . /etc/kubernetes/kubelet/kubelet-config.json", "eks-al2"),
    ("nodeadm init -c file:///x", "eks-al2023"),
    ("echo --v=1 >> /var/snap/microk8s/current/args/kubelet", "microk8s"),
    ("jq . /etc/default/kubeletconfig.json", "aks"),
    ("sed -i s/a/b/ /home/kubernetes/kubelet-config.yaml", "gce"),
    ("ls /var/lib/minikube/binaries; cat /etc/default/kubelet", "minikube"),
    ("kubeadm join 1.2.3.4:6443", "kubeadm-node"),
    ("sed -i s/a/b/ /var/lib/kubelet/config.yaml", "kubeadm-node"),
    ("echo X >> /etc/default/kubelet", "kubeadm-node"),
    ("sed -i s/a/b/ /usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf",
     "kubeadm-node"),
    ("sed -i s/a/b/ /etc/systemd/system/kubelet.service.d/10-kubeadm.conf",
     "kubeadm-node-apt"),
    ("echo X > /etc/sysconfig/kubelet", "kubeadm-node-rpm"),
    ("yum install -y kubelet-1.28 kubeadm", "kubeadm-node-rpm"),
    ("apt-get install -y kubelet kubeadm", "kubeadm-node"),
    ("cat > /etc/systemd/system/kubelet.service <<EOF\nkubeadm join", ""),
    ("cp kubelet.service /etc/systemd/system/kubelet.service; kubeadm init", ""),
    ("cp $D/kubelet.service /etc/systemd/system/\necho X > /etc/default/kubelet", ""),
    ('cp "kubelet.service" a.service "/lib/systemd/system"; kubeadm init', ""),
    ("mv units/*.service /usr/lib/systemd/system/ && kubeadm init", ""),
    ("cp containerd.service /etc/systemd/system/\nkubeadm join", "kubeadm-node"),
    ("cp 10.conf kubelet.service.d /etc/systemd/system/\nkubeadm join", "kubeadm-node"),
    ("cat > /var/lib/kubelet/config.yaml\ntee /lib/systemd/system/kubelet.service", ""),
    ("echo hello", ""),
    ("cat > /etc/kubernetes/kubelet.conf", ""),
]  # fmt: skip


@pytest.mark.parametrize(("script", "image"), SCRIPTS)
def test_a_script_tells_its_image(script: str, image: str) -> None:
    assert image_of(script) == image
    assert not image or image in IMAGES


RELEASE = (
    "https://raw.githubusercontent.com/kubernetes/release/v0.16.2"
    "/cmd/krel/templates/latest"
)


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("https://get.k3s.io", "#!/bin/sh"),
        ("https://get.rke2.io/", "#!/bin/sh"),
        ("https://get.k0s.sh", "#!/bin/sh"),
        ("https://raw.githubusercontent.com/k3s-io/k3s/v1.30/install.sh", "#!/bin/sh"),
        (f"{RELEASE}/kubelet/kubelet.service", "[Unit]"),
        (f"{RELEASE}/kubeadm/10-kubeadm.conf", "[Service]"),
    ],
)
def test_a_known_address_answers(url: str, start: str) -> None:
    text = content_of(program(url))
    assert text is not None
    assert text.chars.startswith(start)


@pytest.mark.parametrize(
    "url", ["https://example.com/kubelet.service", "", "get.k3s.org"]
)
def test_any_other_address_does_not(url: str) -> None:
    assert content_of(program(url)) is None


def test_a_line_of_nothing_but_copies_takes_no_time() -> None:
    assert image_of("kubeadm init\n" + "cp " * 100_000) == "kubeadm-node"
