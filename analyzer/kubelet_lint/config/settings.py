"""What a configuration says, checked; what it leaves out is None or empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kubelet_lint.definition import Node, PathIgnore
from kubelet_lint.options import FailOn, Options

if TYPE_CHECKING:
    from kubelet_lint.config.existing import Promise
    from kubelet_lint.finding import Level
    from kubelet_lint.repo.globs import Glob


class Settings(NamedTuple):
    """The settings of one file; the command line may say otherwise."""

    path: str = ""
    """The file; empty: none is in force."""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: tuple[tuple[str, Level], ...] = ()
    fail_on: FailOn | None = None
    exclude: tuple[Glob, ...] = ()
    """Files left out, unless the command line says which."""
    extend_exclude: tuple[Glob, ...] = ()
    """Files left out whatever the command line says."""
    default_excludes: bool = True
    include: tuple[str, ...] = ()
    path_ignores: tuple[PathIgnore, ...] = ()
    kubelet_versions: tuple[str, ...] = ()
    systemd_version: int | None = None
    image: str = ""
    baseline: str = ""
    """Relative to the repository; empty: none."""
    nodes: tuple[Node, ...] = ()
    promises: tuple[Promise, ...] = ()
    """What the nodes need the repository to have."""

    def applied(self, options: Options) -> Options:
        """Return what to judge against; releases that are asked for win over ours."""
        nodes = self.nodes
        if options.kubelet_versions:
            nodes = tuple(one._replace(kubelet_versions=()) for one in nodes)
        return options._replace(
            kubelet_versions=options.kubelet_versions or self.kubelet_versions,
            systemd_version=self.systemd_version,
            select=self.select,
            ignore=self.ignore,
            severity=self.severity,
            path_ignores=self.path_ignores,
            image=self.image,
            configuration=self.path,
            nodes=nodes,
        )


NOTHING = Settings()
"""What is in force without a configuration."""
