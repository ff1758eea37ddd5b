"""k3s and RKE2: from ``kubelet-arg`` to the kubelet's arguments.

Follows k3s-io/k3s ``pkg/daemons/config/types.go`` (``GetArgs``: an extra argument
replaces the default of that name, ``+`` and ``-`` after the name add to it, the result
is sorted by name, repetitions in their order), ``pkg/daemons/agent/agent_linux.go``
(``kubeletArgs``, v1.31 and before) and ``pkg/configfilearg/parser.go`` (the
configuration file's lists stand before the command line's). From v1.32 on k3s writes
its defaults to a drop-in instead of passing flags, which only shows where a user brings
a configuration file: it then wins over k3s's defaults (``agent.go``
``extractConfigArgs``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from kubelet_lint.node.effect import Effect, Start, Write
from kubelet_lint.source import EMPTY, HOLE, Choice, Hole, Span, Text, program
from kubelet_lint.value import Assumption
from kubelet_lint.vendor import unknown
from kubelet_lint.vendor.command_line import given, last, split, values
from kubelet_lint.vendor.image import shipped
from kubelet_lint.vendor.manifest import Leaf, List, Map, Value

CONFIG_FILES = {
    "k3s": "/etc/rancher/k3s/config.yaml",
    "rke2": "/etc/rancher/rke2/config.yaml",
}

AUTH = ("anonymous-auth=false", "authentication-token-webhook=true")
MODE = "authorization-mode=Webhook"

_WITH_FILE = Assumption(
    "k3s is v1.32 or later, which lays a given configuration over its defaults"
)


def start(
    extra: Sequence[Text],
    distribution: str = "k3s",
    span: Span | None = None,
) -> tuple[Effect, ...]:
    """Return the start of the kubelet with these ``kubelet-arg`` values."""
    configured = any(_name(arg) in ("config", "config-dir") for arg in extra)
    defaults = _defaults(distribution, with_auth=not configured)
    argv = (program("kubelet"), *arguments(defaults, extra))
    return (Start(argv, span, assumptions=(_WITH_FILE,) if configured else ()),)


def _defaults(distribution: str, *, with_auth: bool) -> list[Text]:
    data = f"/var/lib/rancher/{distribution}/agent"
    names = [
        f"client-ca-file={data}/client-ca.crt",
        f"kubeconfig={data}/kubelet.kubeconfig",
        "read-only-port=0",
        *((*AUTH, MODE) if with_auth else ()),
    ]
    return [shipped(distribution, "kubelet arguments", name) for name in names]


def arguments(defaults: Sequence[Text], extra: Sequence[Text]) -> list[Text]:
    """Return the kubelet's arguments as ``GetArgs`` makes them, unknown ones last."""
    initial = {_name(arg): [arg.partition("=")[2]] for arg in defaults}
    found: dict[str, list[Text]] = {}
    unread: list[Text] = []
    names: dict[str, Text] = {_name(arg): arg.partition("=")[0] for arg in defaults}
    for arg in extra:
        name, separator, value = _bare(arg).partition("=")
        if HOLE in name.chars:
            unread.append(arg if len(arg) == 1 else unknown.argument(arg))
            continue
        clean = name.chars.rstrip("-+")
        before = initial.pop(clean, []) if name.chars[-1:] in "+-" else []
        initial.pop(clean, None)
        values_ = [value if separator else name.respelled("true")]
        kept = [*before, *found.get(clean, [])]
        found[clean] = values_ + kept if name.chars.endswith("-") else kept + values_
        names[clean] = name[: len(clean)]
    every = {**initial, **found}
    known = [
        Text.join((program("--"), names[name], program("="), value))
        for name in sorted(every)
        for value in every[name]
    ]
    return known + unread


def _name(arg: Text) -> str:
    return _bare(arg).partition("=")[0].chars.rstrip("-+")


def _bare(arg: Text) -> Text:
    return arg[2:] if arg.chars.startswith("--") else arg


# --- where the values come from -------------------------------------------------------


def config_args(documents: Sequence[Value]) -> list[Text]:
    """Return ``kubelet-arg`` of ``config.yaml`` and its drop-ins, in their order.

    Lines that nobody knows may hold the key as well.
    """
    found: list[Text] = []
    for document in documents:
        found += _unknown_lines(document)
        for name, member in (
            document.members.items() if isinstance(document, Map) else ()
        ):
            if name.rstrip("+") == "kubelet-arg":
                added = _list(member.value)
                found = found + added if name.endswith("+") else added
    return found


def _unknown_lines(document: Value) -> list[Text]:
    if isinstance(document, Map):
        return [unread(hole) for hole in document.holes]
    if isinstance(document, Leaf) and HOLE in document.text.chars:
        return [unread(document.text)]
    return []


def _list(value: Value) -> list[Text]:
    if isinstance(value, Leaf):
        if value.null:
            return []
        return [value.text]
    if not isinstance(value, List):
        return []
    items = [item.text for item in value.items if isinstance(item, Leaf)]
    return [*items, *value.holes]


def no_agent(documents: Sequence[Value]) -> bool:
    """Say whether the configuration switches the kubelet off."""
    found = EMPTY
    for document in documents:
        value = document.get("disable-agent") if isinstance(document, Map) else None
        if isinstance(value, Leaf):
            found = value.text
    return found.chars == "true"


def command_args(argv: Sequence[Text]) -> list[Text] | None:
    """Return ``--kubelet-arg`` of a command line; None if it starts no kubelet."""
    for index, word in enumerate(argv):
        if word.chars in ("server", "agent"):
            rest = argv[index + 1 :]
            return None if given(rest, "--disable-agent") else _cli(rest)
    return None


def _cli(argv: Sequence[Text]) -> list[Text]:
    """Return the values, and the words that may hold more of them."""
    unseen = [
        word
        for before, word in pairwise((EMPTY, *argv))
        if HOLE in word.chars.partition("=")[0]
        and not _takes_value(before.chars)
        and _may_be_argument(word)
    ]
    return [*values(argv, "--kubelet-arg"), *unseen]


def _may_be_argument(word: Text) -> bool:
    """Say whether a word that is open may come out as ``--kubelet-arg``."""
    piece = word.piece_at(0) if len(word) == 1 else None
    if not isinstance(piece, Choice):
        return True
    names = [text.chars.strip().partition("=")[0] for _, text in piece.options]
    return any(HOLE in name or name == "--kubelet-arg" for name in names)


def _takes_value(option: str) -> bool:
    return option.startswith("--") and "=" not in option and option not in SWITCHES


SWITCHES = frozenset(
    """
    --alsologtostderr --cluster-init --cluster-reset --debug --disable-agent
    --disable-apiserver --disable-cloud-controller --disable-controller-manager
    --disable-etcd --disable-helm-controller --disable-kube-proxy
    --disable-network-policy --disable-scheduler --docker --embedded-registry
    --enable-pprof --etcd-disable-snapshots --etcd-expose-metrics
    --multi-cluster-cidr --no-flannel --prefer-bundled-bin --protect-kernel-defaults
    --rootless --secrets-encryption --selinux --supervisor-metrics
    """.split()
)
"""Options that take no value; the next word is one of its own."""


def config_file(
    argv: Sequence[Text], environment: Mapping[str, Text], distribution: str
) -> str:
    """Return the configuration file that is named, or the usual one."""
    variable = f"{distribution.upper()}_CONFIG_FILE"
    named = last(argv, "--config", "-c") or environment.get(variable)
    return named.chars if named else CONFIG_FILES[distribution]


def unread(config: Text) -> Text:
    """Return the arguments that an unreadable configuration file may hold."""
    holes = list(config.holes())
    said = holes[0].reason if holes and isinstance(holes[0], Hole) else "it is no YAML"
    reason = f"the configuration file cannot be read: {said}"
    return Text.hole(reason, config.span, unknown.label(config) if holes else "")


# --- installers -----------------------------------------------------------------------


def installed(
    args: Sequence[Text], environment: Mapping[str, Text]
) -> tuple[Text, ...]:
    """Return the command line of the service that ``get.k3s.io`` installs.

    k3s-io/k3s ``install.sh``: ``INSTALL_K3S_EXEC`` as words of a shell before the
    arguments; ``server``, or with ``K3S_URL`` ``agent``, if no command is given.
    """
    words = (*split(environment.get("INSTALL_K3S_EXEC", EMPTY)), *args)
    command = words[0].chars if words else ""
    if command[:1] in ("", "-", HOLE):
        role = "agent" if environment.get("K3S_URL", EMPTY) else "server"
        words = (program(role), *words)
    return (program("k3s"), *words)


def unit(environment: Mapping[str, Text], span: Span | None) -> tuple[Effect, ...]:
    """Return the unit that ``get.rke2.io`` installs (rancher/rke2 ``bundle/lib``)."""
    role = environment.get("INSTALL_RKE2_TYPE", EMPTY).chars
    role = role if role in ("agent", "server") else "server"
    text = (
        "[Service]\n"
        "EnvironmentFile=-/etc/default/%N\n"
        "EnvironmentFile=-/etc/sysconfig/%N\n"
        f"ExecStart=/usr/local/bin/rke2 {role}\n"
    )
    path = f"/usr/local/lib/systemd/system/rke2-{role}.service"
    return (Write(path, Text.derived(text, span), span=span),)
