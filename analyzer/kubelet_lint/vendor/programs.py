"""Vendors' programs that set a kubelet up: what each does to the machine it runs on.

A script that runs ``kubeadm init`` or ``/etc/eks/bootstrap.sh`` is followed up to the
call; what the program then does is here. Each function takes the start of the program
(its arguments, the machine's files, its environment) and returns what it did, or None
if this is not its program after all (another ``bootstrap.sh``).
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import NamedTuple

from kubelet_lint.node.effect import Document, Effect, Start
from kubelet_lint.node.filesystem import File, follow
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import HOLE, Text
from kubelet_lint.value import Assumption
from kubelet_lint.vendor.manifest import Value, parse
from kubelet_lint.yaml.tree import Problem


class Done(NamedTuple):
    """What a program did."""

    effects: tuple[Effect, ...] = ()
    """On its own machine, in order."""
    image: str = ""
    """The image its machine must have booted from (``vendor.IMAGES``), if one."""
    documents: tuple[Document, ...] = ()
    """What describes other machines that it makes, such as a kind cluster."""


Program = Callable[[Launch], "Done | None"]


def effects_of(launch: Launch) -> Done | None:
    """Return what a started program does; None if no vendor's program is known."""
    name = launch.argv[0].chars if launch.argv else ""
    known = PROGRAMS.get(posixpath.basename(name))
    return known(launch) if known else None


# --- EKS ------------------------------------------------------------------------------


def eks_bootstrap(launch: Launch) -> Done | None:
    """``/etc/eks/bootstrap.sh`` of the EKS AL2 image."""
    from kubelet_lint.vendor import eks

    if launch.argv[0].chars != eks.PATH:
        return None
    return Done(eks.bootstrap(launch.argv[1:], launch.span), "eks-al2")


def oke(launch: Launch) -> Done:
    """``oke-install.sh`` of Oracle's OKE image: what it configures is not public."""
    from kubelet_lint.source import program

    name = launch.argv[0]
    reason = f"what {name.display()} of the OKE image sets is not public"
    unknown = Text.hole(reason, name.span or launch.span, words=True)
    return Done((Start((program("kubelet"), unknown), launch.span),))


def nodeadm(launch: Launch) -> Done | None:
    """``nodeadm init``: configurations by ``-c``, else from user data, unseen here."""
    from kubelet_lint.vendor import nodeadm as program
    from kubelet_lint.vendor.command_line import values

    if _word(launch, 1) != "init":
        return Done()
    named = values(launch.argv, "-c", "--config-source")
    texts = [_file(launch, _url_path(name)) for name in named]
    configs = [value for text in texts if text is not None for value in _all(text)]
    return Done(program.node(configs, launch.span), "eks-al2023")


def _url_path(name: Text) -> Text:
    return name[len("file://") :] if name.chars.startswith("file://") else name


# --- kubeadm --------------------------------------------------------------------------


def kubeadm(launch: Launch) -> Done | None:
    """``kubeadm init`` and ``kubeadm join``, with their ``--config`` file if seen."""
    from kubelet_lint.vendor import kubeadm as program
    from kubelet_lint.vendor.command_line import last
    from kubelet_lint.vendor.images.kubeadm_node import CONFIG
    from kubelet_lint.vendor.manifest import at

    command = _word(launch, 1)
    if command not in ("init", "join"):
        return Done()
    if _word(launch, 2) == "phase" and _word(launch, 3) not in ("kubelet-start", "all"):
        return Done()
    named = last(launch.argv, "--config")
    text = _file(launch, named) if named is not None else None
    if named is not None and text is None:
        return Done(_unseen(launch, named), "kubeadm")
    stream = program.stream(text) if text is not None else program.Stream()
    own = stream.init if command == "init" else stream.join
    effects = program.effects(
        program.config(stream.kubelet, defaults=CONFIG),
        program.flags(at(own, "nodeRegistration")),
        launch.span,
        _joins(command, stream.kubelet is not None),
    )
    return Done(effects, "kubeadm")


def _joins(command: str, configured: bool) -> tuple[Assumption, ...]:
    if command == "init" or configured:
        return ()
    text = "the cluster's KubeletConfiguration is the one kubeadm writes by default"
    return (Assumption(text),)


def _unseen(launch: Launch, named: Text) -> tuple[Effect, ...]:
    from kubelet_lint.vendor import kubeadm as program

    reason = f"kubeadm's --config file {named.display()} is not in the repository"
    span = named.span or launch.span
    arguments = Text.hole(reason, span, words=True)
    return program.effects(
        Text.hole(reason, span), program.flags_file((), [arguments]), launch.span
    )


# --- k3s, RKE2, k0s -------------------------------------------------------------------


def k3s(launch: Launch) -> Done | None:
    """``k3s server`` and ``k3s agent``, and the same of RKE2."""
    from kubelet_lint.vendor import k3s as program

    args = program.command_args(launch.argv)
    if args is None:
        return Done()
    distribution = posixpath.basename(launch.argv[0].chars)
    path = program.config_file(launch.argv, launch.environment, distribution)
    texts = _with_dropins(launch, path)
    configs = [value for text in texts for value in _all(text)]
    if program.no_agent(configs):
        return Done()
    unread = [program.unread(text) for text in texts if not _all(text) and text.chars]
    if path not in program.CONFIG_FILES.values() and _content(launch, path) is None:
        unread.append(Text.hole(f"{path} is not in the repository", launch.span, path))
    extra = [*program.config_args(configs), *unread, *args]
    return Done(program.start(extra, distribution, launch.span), distribution)


def k3s_installer(launch: Launch) -> Done | None:
    """What ``get.k3s.io`` answers: it installs k3s as a service, and starts it."""
    from kubelet_lint.vendor import k3s as program

    argv = program.installed(launch.argv[1:], launch.environment)
    return k3s(launch._replace(argv=argv))


def k3sup(launch: Launch) -> Done | None:
    """``k3sup install`` and ``k3sup join``: over SSH they run the installer of k3s.

    alexellis/k3sup ``cmd/install.go``, ``cmd/join.go``: what ``--k3s-extra-args`` says
    goes into ``INSTALL_K3S_EXEC`` behind ``server``, or ``agent`` for a joining node.
    """
    from kubelet_lint.source import EMPTY
    from kubelet_lint.source import program as word
    from kubelet_lint.vendor.command_line import given, last, split

    command = _word(launch, 1)
    if command not in ("install", "join"):
        return Done()
    serves = command == "install" or given(launch.argv, "--server")
    extra = split(last(launch.argv, "--k3s-extra-args") or EMPTY)
    role = word("server" if serves else "agent")
    return k3s(launch._replace(argv=(word("k3s"), role, *extra)))


def rke2_installer(launch: Launch) -> Done | None:
    """What ``get.rke2.io`` answers: it installs a unit, for the user to start."""
    from kubelet_lint.vendor import k3s as program

    return Done(program.unit(launch.environment, launch.span))


def _with_dropins(launch: Launch, path: str) -> list[Text]:
    folder = f"{path}.d"
    names = [
        name
        for name in launch.files.names(folder)
        if name.lower().endswith((".yaml", ".yml"))
    ]
    paths = [path, *(posixpath.join(folder, name) for name in names)]
    return [text for one in paths if (text := _content(launch, one)) is not None]


def k0s(launch: Launch) -> Done | None:
    """``k0s worker``, ``k0s controller --single`` and their ``k0s install`` forms."""
    from kubelet_lint.vendor import k0s as program

    works, extra = program.command(launch.argv)
    return Done(program.worker(extra=extra, span=launch.span), "k0s") if works else None


# --- clusters on one machine ----------------------------------------------------------


def minikube(launch: Launch) -> Done | None:
    """``minikube start``: a node of its own, whose kubelet is started here."""
    from kubelet_lint.vendor import minikube as program

    if not any(word.chars == "start" for word in launch.argv[1:]):
        return Done()
    return Done(program.start(launch.argv[1:], launch.span))


def kind(launch: Launch) -> Done | None:
    """``kind create cluster --config FILE``: the file describes machines of its own."""
    return _from_file(launch, "create", "cluster", option="--config")


def k3d(launch: Launch) -> Done | None:
    """``k3d cluster create``: k3s nodes with the ``--k3s-arg`` values."""
    from kubelet_lint.vendor import k3s as program
    from kubelet_lint.vendor.command_line import values

    if (_word(launch, 1), _word(launch, 2)) != ("cluster", "create"):
        return Done()
    given = values(launch.argv, "--k3s-arg", "--k3s-server-arg", "--k3s-agent-arg")
    words = [arg.partition("@")[0] for arg in given]
    extra = values(words, "--kubelet-arg")
    described = _from_file(launch, "cluster", "create", option="--config")
    documents = described.documents if described else ()
    return Done(program.start(extra, "k3s", launch.span), documents=documents)


def _from_file(launch: Launch, *command: str, option: str) -> Done | None:
    from kubelet_lint.vendor.command_line import last

    words = tuple(word.chars for word in launch.argv[1 : 1 + len(command)])
    named = last(launch.argv, option, option[1:3])
    if words != command or named is None:
        return Done()
    text = _file(launch, named)
    if text is None:
        return Done()
    span = text.span
    path = span.outermost.source.path if span else ""
    where = posixpath.normpath(posixpath.join(launch.cwd, named.chars))
    return Done(documents=(Document(path, text, where, where),))


# --- files of the machine -------------------------------------------------------------


def _word(launch: Launch, index: int) -> str:
    return launch.argv[index].chars if index < len(launch.argv) else ""


def _file(launch: Launch, name: Text) -> Text | None:
    """Return a file that an argument names, None if it is not known."""
    if HOLE in name.chars or not name:
        return None
    return _content(launch, posixpath.join(launch.cwd, name.chars))


def _content(launch: Launch, path: str) -> Text | None:
    found = follow(launch.files, posixpath.normpath(path)).entry
    return found.text if isinstance(found, File) else None


def _all(text: Text) -> list[Value]:
    from kubelet_lint.yaml import documents

    parsed = [parse(piece) for piece in documents.split(text)]
    return [value for value in parsed if not isinstance(value, Problem)]


PROGRAMS: Mapping[str, Program] = {
    "bootstrap.sh": eks_bootstrap,
    "get.k3s.io": k3s_installer,
    "get.rke2.io": rke2_installer,
    "k0s": k0s,
    "k3d": k3d,
    "k3s": k3s,
    "k3sup": k3sup,
    "kind": kind,
    "kubeadm": kubeadm,
    "minikube": minikube,
    "nodeadm": nodeadm,
    "oke-init.sh": oke,
    "oke-install.sh": oke,
    "rke2": k3s,
}
"""By the base name of what is run."""
