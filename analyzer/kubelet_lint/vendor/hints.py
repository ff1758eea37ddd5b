"""Which vendor's image a machine must have booted from, by what its script touches.

A script that edits ``/etc/kubernetes/kubelet/kubelet-config.json`` runs on an EKS AL2
image; one that edits kubeadm's drop-in, on a node of kubeadm's packages, and the folder
says which packages. A script that brings its own unit runs on no such node.
"""

from __future__ import annotations

import re

_PLACES = (
    ("/etc/eks/bootstrap.sh", "eks-al2"),
    ("/etc/kubernetes/kubelet/kubelet-config.json", "eks-al2"),
    ("/etc/kubernetes/kubelet/config.json", "eks-al2023"),
    ("nodeadm init", "eks-al2023"),
    ("/var/snap/microk8s/", "microk8s"),
    ("/etc/default/kubeletconfig.json", "aks"),
    ("/home/kubernetes/kubelet-config.yaml", "gce"),
    ("/home/kubernetes/bin/kubelet", "gce"),
    ("/var/lib/minikube/binaries", "minikube"),
)
"""What only one vendor's machines have, and its image; the first that occurs counts."""

_KUBEADM = re.compile(
    r"\bkubeadm[ \t]+(?:init|join)\b|10-kubeadm\.conf|kubeadm-flags\.env"
    r"|/etc/(?:default|sysconfig)/kubelet\b|/var/lib/kubelet/config\.yaml"
    r"|\b(?:apt(?:-get)?|yum|dnf|zypper)\b[^\n]*\bkubelet\b"
)
_RPM = re.compile(r"/etc/sysconfig/kubelet\b|\b(?:yum|dnf|zypper)\b[^\n]*\bkubelet\b")
_APT = "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf"
# Bounded, so that a line of nothing but ``cp`` takes no quadratic time.
_OWN_UNIT = re.compile(
    r"(?:>|\btee\b|\bcp\b|\bmv\b|\binstall\b|\bln\b|\bcurl\b|\bwget\b|path:)"
    r"[^\n;|&]{0,300}/systemd/system/kubelet\.service(?!\.d)\b"
    # … or into the folder, with its name or by a pattern
    r"|(?:\bkubelet|\*)\.service[\"']?[ \t]+(?:[^\s;|&]+[ \t]+){0,8}"
    r"[\"']?(?:/\w+){1,2}/systemd/system/?[\"']?[ \t]*(?:[\n;|&#)]|\Z)"
)


def image_of(chars: str) -> str:
    """Return the name of the image that a script's words tell of, or nothing."""
    for place, name in _PLACES:
        if place in chars:
            return name
    if not _KUBEADM.search(chars) or _OWN_UNIT.search(chars):
        return ""
    if _RPM.search(chars):
        return "kubeadm-node-rpm"
    return "kubeadm-node-apt" if _APT in chars else "kubeadm-node"
