"""What vendors ship and what their programs write, as data and functions.

``IMAGES`` holds base images and packages by name; ``programs.PROGRAMS`` what their
programs do to a machine. A module is imported when its image is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import cast

from kubelet_lint.vendor.image import Image

_MODULES = {
    "aks": "aks",
    "aks-engine": "aks_engine",
    "bottlerocket": "bottlerocket",
    "eks-al2": "eks_al2",
    "eks-al2-2018": "eks_al2_2018",
    "eks-al2023": "eks_al2023",
    "gardener": "gardener",
    "gce": "gce",
    "k0s": "k0s",
    "k3s": "k3s",
    "image-builder": "image_builder",
    "kind": "kind_node",
    "kops": "kops",
    "kubeadm": "kubeadm_deb",
    "kubeadm-apt": "kubeadm_apt",
    "kubeadm-node": "kubeadm_node",
    "kubeadm-node-apt": "kubeadm_node_apt",
    "kubeadm-node-rpm": "kubeadm_node_rpm",
    "kubeadm-rpm": "kubeadm_rpm",
    "kubermatic": "kubermatic",
    "microk8s": "microk8s",
    "minikube": "minikube",
    "openshift": "openshift",
    "rke2": "rke2",
    "talos": "talos",
}


class _Images(Mapping[str, Image]):
    """The images by name, each imported when first asked for."""

    def __getitem__(self, name: str) -> Image:
        return cast(Image, import_module(self.module(name)).IMAGE)

    def module(self, name: str) -> str:
        """Return the module that holds an image."""
        return f"kubelet_lint.vendor.images.{_MODULES[name]}"

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


IMAGES = _Images()
