"""Kinds of artifacts of a repository: one module each, recognized by their content.

``KINDS`` is the whole registry, in the order asked: the first kind that recognizes a
document reads it. A module is only imported when one of its needles occurs.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple, cast

from kubelet_lint.artifacts.base import ArtifactKind, Carried, Files
from kubelet_lint.node.effect import Document, Fragment, Machine, Unfollowed

MARK = "\ufeff"
"""A byte order mark, which those who read YAML, TOML or a Makefile pass over."""

EXACT = ("cloud_config", "environment_file", "ignition", "microk8s_args")
"""Kinds whose program takes the mark for a part of the first word."""

DEPTH = 8
"""How deep documents inside of documents are followed."""


class Kind(NamedTuple):
    """One line of the registry."""

    module: str
    """The module below this package; see ``base.ArtifactKind``."""
    needles: tuple[str, ...]
    """Lower-case strings one of which every such document holds, in any case."""
    stream: bool = True
    """Whether it reads a multi-document YAML stream as a whole, not each document."""
    decided: bool = False
    """Whether alternatives in the text are decided before it reads it."""


KINDS: tuple[Kind, ...] = (
    Kind("shell_script", ("kubelet", "kubeadm", "/bootstrap.sh", "oke-", "base64")),
    Kind("packer", ("provisioner",)),
    Kind("terraform", ("resource", "module", "locals", "data")),
    Kind("markdown", ("```", "~~~", "::", "----", "....")),
    Kind("cloud_parts", ("- name:", "- path:")),
    Kind("ansible", ("- ",)),
    Kind("workflow", ("run:", "script:")),
    Kind("makefile", ("\n\t",)),
    Kind("dockerfile", ("from",)),
    Kind("salt_state", ("file.", "service.", "cmd.run"), decided=True),
    Kind("cloud_config", ("#cloud-config",), decided=True),
    Kind("ignition", ("ignition", "machineconfig"), stream=False, decided=True),
    Kind("butane", ("variant:", "systemd:", "storage:"), decided=True),
    Kind("cloud_formation", ("aws::",)),
    Kind("arm_template", ("concat(", "base64(")),
    Kind("config_map", ("configmap", "secret"), stream=False, decided=True),
    Kind("pod", ("containers",), stream=False, decided=True),
    Kind("configz", ("kubeletconfig",)),
    Kind("kind_cluster", ("kind.x-k8s.io", "kind.sigs.k8s.io"), decided=True),
    Kind("node_config", ("node.eks.aws",), decided=True),
    Kind("mime", ("multipart/",), decided=True),
    Kind("eksctl_config", ("eksctl.io",), stream=False, decided=True),
    Kind("karpenter_node_class", ("karpenter.k8s.aws",), stream=False, decided=True),
    Kind("cluster_api", ("cluster.x-k8s.io",), stream=False, decided=True),
    Kind("cluster_class", ("clusterclass",), stream=False, decided=True),
    Kind("kops_cluster", ("kops.k8s.io",), decided=True),
    Kind("k0s_config", ("k0sproject.io",), stream=False, decided=True),
    Kind("k3d_config", ("k3d.io",), stream=False, decided=True),
    Kind("openshift_kubelet", ("openshift.io/",), stream=False, decided=True),
    Kind("operating_system", ("k8c.io", "gardener.cloud"), stream=False, decided=True),
    Kind("kubeadm", ("kubeadm",), decided=True),
    Kind("kubelet_config", ("kubeletconfiguration",), stream=False),
    Kind("systemd_unit", ("[service]",)),
    Kind("aks_engine_model", ("orchestratorprofile",), decided=True),
    Kind("talos_machine", ("kubelet:",), stream=False, decided=True),
    Kind("rke_cluster", ("services:",), stream=False, decided=True),
    Kind("k3s_config", ("kubelet-arg",), stream=False, decided=True),
    Kind("kubespray_inventory", ("kubelet_auth",), stream=False, decided=True),
    Kind(
        "bottlerocket_settings",
        ("standalone-mode", "settings.kubernetes"),
        decided=True,
    ),
    Kind("microk8s_args", ("extrakubeletargs", "--kubeconfig=")),
    Kind("process_line", ("kubelet",)),
    Kind("environment_file", ("kubelet",)),
    Kind("encoded_text", ("dwjlbgv0", "vizwxld", "1ymvszx", "h4si")),
)


def read(
    document: Document, files: Files, depth: int = 0
) -> Iterator[Fragment | Machine | Unfollowed]:
    """Yield the parts and machines a document comes to, however deep they lie in it.

    Documents nested deeper than ``DEPTH`` are ``Unfollowed``, never skipped in silence.
    """
    if depth > DEPTH:
        reason = f"documents are nested more than {DEPTH} deep"
        yield Unfollowed(reason, document.text.span)
        return
    if not document.name and depth == 0:
        if files.suffix("kustomization.yaml") or files.suffix("kustomization.yml"):
            from kubelet_lint.artifacts import kustomize_files

            roots = kustomize_files.roots_to_build(document.path, files)
            if roots is not None:
                yield from _built(roots, files)
                return
        from kubelet_lint.artifacts.rendered import rendered

        written = rendered(document, files)
        if not written.text.chars.strip():
            from kubelet_lint.artifacts.rendered import named_templates

            for one in named_templates(document, files):
                yield from read(one, files, 1)
        document = written
    for one in _lifted(document):
        for carried in _read_one(one, files):
            if isinstance(carried, Document):
                yield from read(carried, files, depth + 1)
            else:
                yield carried


def is_of_objects(document: Document) -> bool:
    """Say whether a document is one or several objects, and carries no program."""
    found = _kind(document)
    return found is not None and (not found[0].stream or found[0].module == "kubeadm")


def _built(roots: list[str], files: Files) -> Iterator[Fragment | Machine | Unfollowed]:
    """Yield what the objects come to that kustomizations build."""
    from kubelet_lint.artifacts import kustomize

    for root in roots:
        for one in kustomize.built(root, files):
            if isinstance(one, Document):
                yield from read(one, files, 1)
            else:
                yield one


def _lifted(document: Document) -> Iterator[Document]:
    """Yield the document, or those of them that a template's conditions allow."""
    if document.text.known:
        yield document
        return
    from kubelet_lint.artifacts.lifted import lifted

    yield from lifted(document)


def _read_one(document: Document, files: Files) -> Iterator[Carried]:
    found = _kind(document)
    if found is None and document.text.chars.startswith(MARK):
        document = document._replace(text=document.text[1:])
        found = _kind(document)
        if found is not None and found[0].module in EXACT:
            return
    if found is None:
        return
    kind, module = found
    if not kind.stream:
        from kubelet_lint.yaml import documents

        parts = documents.split(document.text)
        if len(parts) > 1:
            for number, part in enumerate(parts, 1):
                name = f"{document.name} document {number}".strip()
                inner = document._replace(text=part, name=name)
                if (again := _kind(inner)) is not None:
                    yield from _read_as(*again, inner, files)
            return
    yield from _read_as(kind, module, document, files)


def _read_as(
    kind: Kind, module: ArtifactKind, document: Document, files: Files
) -> Iterator[Carried]:
    if not kind.decided:
        yield from module.read(document, files)
        return
    from kubelet_lint.artifacts.decided import each_way

    yield from each_way(document, lambda one: module.read(one, files))


def _kind(document: Document) -> tuple[Kind, ArtifactKind] | None:
    if not document.text.known:
        from kubelet_lint.artifacts.lifted import representative

        document = document._replace(text=representative(document.text))
    chars = document.text.chars.lower()
    for kind in KINDS:
        if any(needle in chars for needle in kind.needles):
            module = cast("ArtifactKind", import_module(f"{__name__}.{kind.module}"))
            if module.recognizes(document):
                return kind, module
    return None
