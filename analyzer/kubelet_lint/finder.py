"""Which file of the repository is meant by a path of the node.

First the whole path (``files/etc/kubernetes/kubelet.yaml`` for
``/etc/kubernetes/kubelet.yaml``), then ever shorter ends of it, last the base name
alone. Below the whole path only files that can be what is asked for count: a
KubeletConfiguration for ``--config``, an environment file for ``EnvironmentFile=``.
Among several, those nearest to the artifact that names the path are meant.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Literal

from kubelet_lint.artifacts.base import Files
from kubelet_lint.artifacts.naming import TEMPLATE_SUFFIXES
from kubelet_lint.node.effect import FragmentKind
from kubelet_lint.node.machine import Candidate
from kubelet_lint.value import Assumption

Purpose = Literal["config", "environment", "script", "nothing"]

NEARBY = 3
"""How many folders up from the naming artifact a base name alone is looked for."""

_PROGRAMS = ("bin", "sbin")
"""Folders of programs: a file of settings called ``kubelet`` is none of them."""

_ROOT = re.compile(
    r"(?:^|/)(?="
    r"(?:etc/(?:systemd/system|kubernetes|kubelet|default|sysconfig|eks)"
    r"|usr/(?:local/)?lib/systemd/system|lib/systemd/system|run/systemd/system"
    r"|var/lib/kubelet)/)"
)


def overlay_root(path: str) -> str | None:
    """Return the folder that stands for a node's ``/``, if the path shows one."""
    found = _ROOT.search(path)
    return None if found is None else path[: found.start()]


def node_path(path: str) -> str | None:
    """Return where a file of an overlay lies on the node."""
    root = overlay_root(path)
    return None if root is None else "/" + path[len(root) :].lstrip("/")


class RepositoryFinder:
    """Looks for what one artifact refers to.

    ``purpose`` changes as a boot goes on: systemd asks for environment files first, the
    kubelet for its configuration then.
    """

    __slots__ = ("_found", "files", "kinds", "near", "purpose")

    def __init__(
        self, files: Files, kinds: Mapping[str, FragmentKind], near: str
    ) -> None:
        """Look near an artifact.

        Args:
            files: the repository.
            kinds: the files that are known to be a part of some node, and which.
            near: the artifact that names the paths.
        """
        self.files = files
        self.kinds = kinds
        self.near = near
        self.purpose: Purpose = "environment"
        self._found: dict[tuple[Purpose, str], tuple[Candidate, ...]] = {}

    def candidates(self, path: str) -> tuple[Candidate, ...]:
        """Return the likeliest candidates; none if nothing looks meant."""
        if self.purpose == "nothing":
            return ()
        asked = (self.purpose, path)
        if asked not in self._found:
            self._found[asked] = self._candidates(path)
        return self._found[asked]

    def _candidates(self, path: str) -> tuple[Candidate, ...]:
        parts = path.strip("/").split("/")
        named = [
            (hit, hit[: len(hit) - len(name) + len(parts[-1])])
            for name in _spellings(parts[-1])
            for hit in self.files.suffix(name)
        ]
        if not named and self.purpose != "config":
            return ()
        for first in range(len(parts)):
            end = "/" + "/".join(parts[first:])
            hits = [hit for hit, bare in named if f"/{bare}".endswith(end)]
            found = self._files(path, hits, end[1:], whole=first == 0)
            if not found and first < len(parts) - 1:
                found = self._folders(path, end[1:])
            if found:
                return found
        return ()

    def _files(
        self, path: str, hits: list[str], end: str, *, whole: bool
    ) -> tuple[Candidate, ...]:
        if not whole:
            hits = [hit for hit in hits if self._fits(hit, path)]
        if "/" not in end:
            # A wrapper called like the file it reads, `args/kubelet`, is not that file.
            hits = [hit for hit in hits if hit != self.near and self._nearby(hit)]
        return tuple(
            Candidate(hit, Assumption(f"{hit} is installed as {path}"))
            for hit in nearest(hits, self.near)
        )

    def _folders(self, path: str, end: str) -> tuple[Candidate, ...]:
        if self.purpose != "config":
            return ()
        mark = f"/{end}/"
        hits = {
            f"/{known}"[: f"/{known}".index(mark) + len(mark) - 1].lstrip("/")
            for known, kind in self.kinds.items()
            if kind == "config" and mark in f"/{known}"
        }
        return tuple(
            Candidate(hit, Assumption(f"{hit} is installed as {path}"), folder=True)
            for hit in nearest(sorted(hits), self.near)
        )

    def _fits(self, hit: str, path: str) -> bool:
        placed = node_path(hit)
        if placed is not None and placed != path:
            return False
        if self.purpose == "script":
            return True
        if posixpath.basename(posixpath.dirname(path)) in _PROGRAMS:
            return False
        known = self.kinds.get(hit)
        if known is None and self.purpose == "environment":
            return self._shared(hit)
        return known == self.purpose

    def _shared(self, hit: str) -> bool:
        """Say whether a file of variables lies beside a kubelet's: for all components.

        ``/etc/kubernetes/config`` of Red Hat's packages holds ``KUBE_LOG_LEVEL``.
        """
        from kubelet_lint.artifacts.environment_file import only_assigns

        folder = posixpath.dirname(hit)
        beside = (
            kind == "environment" and posixpath.dirname(path) == folder
            for path, kind in self.kinds.items()
        )
        if not any(beside):
            return False
        document = self.files.read(hit)
        return document is not None and only_assigns(document.text.chars)

    def _nearby(self, hit: str) -> bool:
        folders = posixpath.dirname(self.near).split("/")
        return len(folders) - _common(hit, self.near) <= NEARBY


def nearest(paths: Iterable[str], near: str) -> list[str]:
    """Return those of the paths that share the most folders with ``near``, sorted."""
    found = sorted(set(paths))
    closeness = {path: _common(path, near) for path in found}
    most = max(closeness.values(), default=0)
    return [path for path in found if closeness[path] == most]


def _common(one: str, other: str) -> int:
    """Count the folders two paths share from the top."""
    count = 0
    for left, right in zip(one.split("/")[:-1], other.split("/")[:-1], strict=False):
        if left != right:
            break
        count += 1
    return count


def _spellings(end: str) -> list[str]:
    return [end, *(end + suffix for suffix in TEMPLATE_SUFFIXES)]
