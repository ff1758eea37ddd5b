"""Authorization that the repository does not decide.

What it checks
    Finds kubelets of which the repository does not tell the authorization mode, or
    whether webhook or anonymous authentication is on: a configuration file or an
    environment file is not there, or an argument is only known on the node.

Why it matters
    What is not known is not safe: the missing input may say `AlwaysAllow`.

Example
    file: etc/systemd/system/kubelet.service
        [Service]
        EnvironmentFile=/run/kubelet.env
        ExecStart=/usr/bin/kubelet --kubeconfig=/etc/kubernetes/kubelet.conf \\
            --config=/etc/kubernetes/kubelet.yaml $KUBELET_ARGS
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          anonymous:
            enabled: false
          webhook:
            enabled: true
        authorization:
          mode: Webhook

Use instead
    file: etc/systemd/system/kubelet.service
        [Service]
        EnvironmentFile=/run/kubelet.env
        ExecStart=/usr/bin/kubelet --kubeconfig=/etc/kubernetes/kubelet.conf \\
            $KUBELET_ARGS --config=/etc/kubernetes/kubelet.yaml \\
            --authorization-mode=Webhook --authentication-token-webhook=true \\
            --anonymous-auth=false
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          anonymous:
            enabled: false
          webhook:
            enabled: true
        authorization:
          mode: Webhook

References
    https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
    https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kubelet_lint.finding import Finding, Level, Step
from kubelet_lint.resolution import Kubelet
from kubelet_lint.rules.base import Precision
from kubelet_lint.rules.condition import condition
from kubelet_lint.rules.place import editable, place
from kubelet_lint.rules.settings import JUDGED, Judged
from kubelet_lint.rules.sighting import Open, considered, opens, sightings
from kubelet_lint.rules.story import assumptions, refusals, saying, trace
from kubelet_lint.value import Layer, Unknown

ID = "undecided-authorization"
LEVEL: Level = "note"
BENCHMARKS: tuple[str, ...] = ()
SEVERITY = ""
PRECISION: Precision = "high"

WHY = "What is missing may say the weak value: unknown is not safe."


def check(kubelet: Kubelet) -> Iterator[Finding]:
    """Yield a finding for each setting that nothing decides or shows to be bad."""
    for judged in JUDGED:
        found = opens(kubelet, judged)
        if not kubelet.cases:
            yield _lost(kubelet, judged)
        elif found and not sightings(kubelet, judged):
            yield _finding(kubelet, judged, found)


def _finding(kubelet: Kubelet, judged: Judged, found: Sequence[Open]) -> Finding:
    # One whose place can be shown is the better example.
    found = sorted(found, key=lambda one: not editable(one.layer.span))
    first = found[0]
    cases = [one.case for one in found]
    when = condition(cases, considered(kubelet))
    title = _title(judged, f"{' ' if when else ''}{when}", first.reason)
    return Finding(
        rule=ID,
        level=LEVEL,
        verdict="open",
        message=f"{title} {WHY}",
        span=place(first.layer, first.case, kubelet).outermost,
        node=kubelet.node,
        setting=judged.path,
        trace=(*trace(first.setting, None), *_elsewhere(found), *refusals(kubelet)),
        assumptions=assumptions(cases),
        help=_help(judged, first.layer),
        title=title,
        why=WHY,
        text=first.layer.text,
    )


def _elsewhere(found: Sequence[Open]) -> Iterator[Step]:
    """Yield what is missing in the other cases, each place once."""
    told = {layer.span for layer in found[0].setting.layers}
    steps: list[Step] = []
    for one in found[1:]:
        for layer in one.setting.layers:
            unknown = isinstance(layer.value, Unknown)
            if unknown and layer.span is not None and layer.span not in told:
                told.add(layer.span)
                steps.append(Step("otherwise", saying(layer), layer.span))
    yield from steps[:ELSEWHERE]


ELSEWHERE = 12
"""Places told at most of what is missing in other cases."""


def _lost(kubelet: Kubelet, judged: Judged) -> Finding:
    title = _title(judged, "", "how the kubelet is started could not be followed")
    return Finding(
        rule=ID,
        level=LEVEL,
        verdict="open",
        message=f"{title} {WHY}",
        span=kubelet.span.outermost,
        node=kubelet.node,
        setting=judged.path,
        title=title,
        why=WHY,
    )


def _title(judged: Judged, when: str, reason: str) -> str:
    return f"The repository does not decide {judged.path}{when}: {reason.rstrip('.')}."


def _help(judged: Judged, layer: Layer) -> str:
    if layer.kind == "flag":
        return f"Write the value out: `{judged.fixed_flag}`."
    if layer.kind == "unknown":
        return (
            f"Write `{judged.fixed_flag}` after everything that is only known on the "
            "node: the last flag wins."
        )
    return (
        "Add the missing input to the repository, or write "
        f"`{judged.fixed_flag}`: a flag wins over every file."
    )
