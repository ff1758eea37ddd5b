"""Why the kubelet would exit over its flags and its configuration.

The checks of ``NewKubeletCommand`` and ``run`` (``cmd/kubelet/app/server.go``) after
the configuration is complete: feature gates, ``ValidateKubeletFlags``, logging,
``ValidateKubeletConfiguration``, TLS, ``BuildAuth``. Whether certificates, kubeconfigs
or sockets exist on the node is never judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kubelet_lint.kubelet import golang, labels
from kubelet_lint.kubelet.flagged import Flagged
from kubelet_lint.kubelet.pflag import Argument
from kubelet_lint.kubelet.problem import Problem, Stage
from kubelet_lint.kubelet.versions import Version
from kubelet_lint.value import Json, Known, OneOf, Unknown, Value

if TYPE_CHECKING:
    from kubelet_lint.kubelet.validation import Rule, View

MODE = "authorization.mode"
WEBHOOK = "authentication.webhook.enabled"


def check(
    flagged: Flagged, arguments: tuple[Argument, ...], versions: tuple[Version, ...]
) -> Iterator[Problem]:
    """Yield every reason to exit, each for the releases it concerns."""
    yield from _gates(flagged, arguments, versions)
    yield from _flags(flagged, versions)
    yield from _values(flagged, versions)
    yield from _tls(flagged)
    yield from _run(flagged)
    yield from _auth(flagged)


def _only(
    version: Version, stage: Stage, reason: str, flagged: Flagged, path: str
) -> Problem:
    minor = version.minor
    return Problem(stage, reason, flagged.span(path), first=minor, last=minor)


# --- feature gates ------------------------------------------------------------------


def gates_by_flag(arguments: tuple[Argument, ...]) -> dict[str, Json]:
    """Return the feature gates that ``--feature-gates`` sets."""
    found: dict[str, Json] = {}
    for argument in arguments:
        if argument.flag is not None and argument.flag.name == "feature-gates":
            value = argument.value
            if isinstance(value, Known) and isinstance(value.value, dict):
                found.update(value.value)
    return found


def _gates(
    flagged: Flagged, arguments: tuple[Argument, ...], versions: tuple[Version, ...]
) -> Iterator[Problem]:
    if "featureGates" not in flagged.written:
        return
    from kubelet_lint.kubelet.gates import refused

    by_flag = gates_by_flag(arguments)
    value = flagged.explicit("featureGates")
    every = value.value if isinstance(value, Known) else None
    for stage, gates in (
        (Stage.GATES, by_flag),
        (Stage.CONFIG_GATES, every if isinstance(every, dict) else {}),
    ):
        words = "failed to set feature gates from initial flags-based config"
        for name, on in gates.items():
            for version in versions:
                reason = refused(name, on, version.minor)
                if reason:
                    said = f"{words}: {reason}"
                    yield _only(version, stage, said, flagged, "featureGates")


# --- ValidateKubeletFlags -------------------------------------------------------------


def _flags(flagged: Flagged, versions: tuple[Version, ...]) -> Iterator[Problem]:
    words = "failed to validate kubelet flags"
    runtime = flagged.explicit("container-runtime")
    if isinstance(runtime, Known) and runtime.value != "remote":
        said = f'{words}: unsupported CRI runtime: "{runtime.value}", only "remote" is'
        span = flagged.span("container-runtime")
        yield Problem(Stage.FLAGS, f"{said} currently supported", span)
    given = flagged.explicit("node-labels")
    if isinstance(given, Known) and isinstance(given.value, dict):
        yield from _labels(given.value, flagged)
    yield from _seccomp(flagged, versions)
    endpoint = flagged.explicit("containerRuntimeEndpoint")
    if endpoint == Known("") and any(v.minor == 26 for v in versions):
        reason = "the container runtime endpoint address was not specified or empty"
        said = f"{words}: {reason}"
        span = flagged.span("containerRuntimeEndpoint")
        yield Problem(Stage.FLAGS, said, span, first=26, last=26)


def _labels(given: dict[str, Json], flagged: Flagged) -> Iterator[Problem]:
    words = "failed to validate kubelet flags"
    span = flagged.span("node-labels")
    strangers = sorted(key for key in given if not labels.is_own(key))
    if strangers:
        said = "unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels"
        yield Problem(Stage.FLAGS, f"{words}: {said}: {strangers}", span)
    wrong = [
        key
        for key, value in given.items()
        if not (labels.is_qualified_name(key) and labels.is_label_value(str(value)))
    ]
    if wrong:
        said = f"{words}: invalid node labels: {', '.join(wrong)}"
        yield Problem(Stage.FLAGS, said, span, first=25)


def _seccomp(flagged: Flagged, versions: tuple[Version, ...]) -> Iterator[Problem]:
    """Until 1.26 the flag needs its feature gate, as far as flags set it."""
    if "seccompDefault" not in flagged.written:
        return
    layers = flagged.layers("seccompDefault", versions[-1:])
    mine = [layer for layer in layers if layer.kind == "flag"]
    if not mine or mine[-1].value != Known(True):
        return
    from kubelet_lint.kubelet.gates import enabled

    set_by_flag = [
        layer.value.value
        for layer in flagged.layers("featureGates", versions[-1:])
        if layer.kind == "flag" and isinstance(layer.value, Known)
    ]
    gates = set_by_flag[-1] if set_by_flag else {}
    for version in versions:
        if version.minor <= 26 and not enabled(
            "SeccompDefault", version.minor, gates if isinstance(gates, dict) else {}
        ):
            said = (
                "failed to validate kubelet flags: the SeccompDefault feature gate must"
                " be enabled in order to use the --seccomp-default flag"
            )
            yield _only(version, Stage.FLAGS, said, flagged, "seccompDefault")


# --- logging, ValidateKubeletConfiguration --------------------------------------------


class _View:
    """The configuration as one release has it (see ``validation.View``)."""

    def __init__(self, flagged: Flagged, minor: int) -> None:
        self._flagged = flagged
        self.minor = minor

    def get(self, path: str) -> Json:
        """Return a field's value."""
        from kubelet_lint.kubelet.fields import FIELDS
        from kubelet_lint.kubelet.validation import Undecided

        if FIELDS[path].first > self.minor:
            return self._number(path)
        value = self._flagged.explicit(path)
        if value is None:
            value = self._flagged.default(path, self.minor)
        if isinstance(value, Known):
            return value.value
        raise Undecided

    def _number(self, path: str) -> Json:
        from kubelet_lint.kubelet.defaults import zero

        return zero(path)

    def enabled(self, gate: str) -> bool:
        """Say whether a feature gate is on."""
        from kubelet_lint.kubelet.gates import enabled

        gates = self.get("featureGates")
        return enabled(gate, self.minor, gates if isinstance(gates, dict) else {})


def _values(flagged: Flagged, versions: tuple[Version, ...]) -> Iterator[Problem]:
    given = {path for path in flagged.written if flagged.explicit(path) is not None}
    if not given:
        return
    from kubelet_lint.kubelet import validation

    if not given.isdisjoint(validation.LOGGING):
        for version in versions:
            for reason in _said(validation.logging, _View(flagged, version.minor)):
                said = f"initialize logging: {reason}"
                yield _only(version, Stage.LOGGING, said, flagged, "logging.format")
    for rule in validation.RULES:
        if not given.isdisjoint(rule.paths):
            yield from _rule(flagged, rule, versions, given)


def _rule(
    flagged: Flagged, rule: Rule, versions: tuple[Version, ...], given: set[str]
) -> Iterator[Problem]:
    words = "failed to validate kubelet configuration, error: invalid configuration"
    path = next(path for path in rule.paths if path in given)
    mine = [version for version in versions if version.minor >= rule.first]
    for version in mine[-1:] if rule.same else mine:
        for reason in _said(rule.check, _View(flagged, version.minor)):
            said = f"{words}: {reason}"
            first = rule.first if rule.same else version.minor
            last = versions[-1].minor if rule.same else version.minor
            span = flagged.span(path)
            yield Problem(Stage.VALIDATE, said, span, first=first, last=last)


def _said(check: Callable[[View], Iterator[str]], view: View) -> list[str]:
    from kubelet_lint.kubelet.validation import Undecided

    found: list[str] = []
    try:
        for reason in check(view):
            found.append(reason)
    except Undecided:
        pass
    return found


# --- TLS, run -------------------------------------------------------------------------


def _tls(flagged: Flagged) -> Iterator[Problem]:
    from kubelet_lint.kubelet.ciphers import CIPHERS, TLS_VERSIONS

    words = "failed to construct kubelet dependencies"
    suites = flagged.explicit("tlsCipherSuites")
    if isinstance(suites, Known) and isinstance(suites.value, list):
        for name in suites.value:
            if name not in CIPHERS:
                said = f"{words}: Cipher suite {name} not supported or doesn't exist"
                yield Problem(Stage.TLS, said, flagged.span("tlsCipherSuites"))
    version = flagged.explicit("tlsMinVersion")
    if isinstance(version, Known) and version.value:
        if version.value not in TLS_VERSIONS:
            said = f"{words}: unknown tls version {golang.quote(str(version.value))}"
            yield Problem(Stage.TLS, said, flagged.span("tlsMinVersion"))


def _run(flagged: Flagged) -> Iterator[Problem]:
    if flagged.explicit("exit-on-lock-contention") == Known(True):
        if not _flag(flagged, "lock-file"):
            said = "cannot exit on lock file contention: no lock file specified"
            yield Problem(Stage.RUN, said, flagged.span("exit-on-lock-contention"))


def _flag(flagged: Flagged, name: str) -> Value | None:
    """Return a flag's value, None if it is empty or not given."""
    value = flagged.explicit(name)
    return None if value is None or value == Known("") else value


# --- BuildAuth ------------------------------------------------------------------------


def _auth(flagged: Flagged) -> Iterator[Problem]:
    """The only check of the mode (``cmd/kubelet/app/auth.go``)."""
    client = _flag(flagged, "kubeconfig")
    standalone = client is None
    newest = 37
    mode = flagged.explicit(MODE) or flagged.default(MODE, newest)
    webhook = flagged.explicit(WEBHOOK) or flagged.default(WEBHOOK, newest)
    if standalone and webhook == Known(True):
        said = "no client provided, cannot use webhook authentication"
        yield Problem(Stage.AUTH, said, flagged.span(WEBHOOK))
    elif standalone and isinstance(webhook, (Unknown, OneOf)):
        yield Problem(Stage.AUTH, webhook.reason, None, doubt=True)
    if isinstance(mode, Known):
        reason = _mode(str(mode.value), standalone=standalone)
        if reason:
            yield Problem(Stage.AUTH, reason, flagged.span(MODE))
    else:
        yield Problem(Stage.AUTH, mode.reason, None, doubt=True)


def _mode(mode: str, *, standalone: bool) -> str:
    if mode == "AlwaysAllow":
        return ""
    if mode == "Webhook":
        wrong = "no client provided, cannot use webhook authorization"
        return wrong if standalone else ""
    if not mode:
        return "no authorization mode specified"
    return f"unknown authorization mode {mode}"
