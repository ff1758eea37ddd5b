"""A kubelet that does not start.

What it checks
    Finds launches that systemd or the kubelet itself refuses in every release that
    is looked at: an unknown authorization mode, an unknown flag, a value of the
    wrong type, a stray argument, webhooks without `--kubeconfig`.

Why it matters
    The node never joins the cluster. Such a line is often the trace of a setting
    that was meant to hold, such as `RBAC` for `Webhook`.

Example
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          webhook:
            enabled: true
        authorization:
          mode: RBAC

Use instead
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          webhook:
            enabled: true
        authorization:
          mode: Webhook

References
    https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/
    https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.finding import Finding, Level
from kubelet_lint.resolution import Case, Kubelet, Refusal
from kubelet_lint.rules.base import Precision
from kubelet_lint.rules.condition import condition, release
from kubelet_lint.rules.place import editable, name
from kubelet_lint.rules.story import assumptions, refusals
from kubelet_lint.source import Span

ID = "refused-start"
LEVEL: Level = "error"
BENCHMARKS: tuple[str, ...] = ()
SEVERITY = ""
PRECISION: Precision = "high"

HELP = (
    ("authorization mode", "Use `Webhook`; the kubelet knows it and AlwaysAllow only."),
    (
        "no client provided",
        "Add `--kubeconfig=FILE`, with which it asks the API server.",
    ),
    ("unknown flag", "Remove the flag, or move its setting to the `--config` file."),
    ("unknown shorthand", "Write the flag with two dashes."),
    ("unknown command", "Remove the stray argument; a boolean flag takes `=`."),
)
"""What to do, by words of the program's own reason."""


def check(kubelet: Kubelet) -> Iterator[Finding]:
    """Yield a finding for each reason to refuse, if no release starts."""
    groups: dict[tuple[str, ...], list[Case]] = {}
    for case in kubelet.cases:
        groups.setdefault(case.circumstances, []).append(case)
    refused = [cases for cases in groups.values() if all(c.refusal for c in cases)]
    reasons: dict[Refusal, list[Case]] = {}
    for cases in refused:
        newest = _newest(cases).refusal
        if newest and not (kubelet.captured and _was_taken(newest)):
            reasons.setdefault(newest, []).extend(cases)
    certain = len(refused) == len(groups) and not kubelet.doubt
    for refusal, cases in reasons.items():
        yield _finding(kubelet, refusal, cases, certain=certain)


def _was_taken(refusal: Refusal) -> bool:
    """Say whether a kubelet that was seen running took what the known ones refuse.

    It is of a release, or with a vendor's patch, that has the flag, label or gate; no
    kubelet ever had another authorization mode.
    """
    return not any(words in refusal.reason for words in _NEVER)


_NEVER = ("authorization mode", "no client provided")


def _finding(
    kubelet: Kubelet, refusal: Refusal, cases: list[Case], *, certain: bool
) -> Finding:
    spans = (refusal.span, _newest(cases).launch.span)
    where = next((span for span in spans if editable(span)), kubelet.span)
    title = _title(refusal, condition(cases, kubelet.cases), certain=certain)
    why = _why(refusal)
    return Finding(
        rule=ID,
        level=LEVEL if certain else "warning",
        verdict="fail" if certain else "possible",
        message=f"{title} {why}",
        span=where.outermost,
        node=kubelet.node,
        trace=tuple(refusals(kubelet)),
        assumptions=assumptions(cases),
        help=_help(refusal, where),
        title=title,
        why=why,
        text=refusal.reason,
    )


def _newest(cases: list[Case]) -> Case:
    """Return the case of the newest release: the one whose reason to name first."""
    return max(cases, key=lambda case: max(map(release, case.versions), default=()))


def _title(refusal: Refusal, when: str, *, certain: bool) -> str:
    verb = "refuses" if certain else "may refuse"
    what = "to start" if refusal.by == "kubelet" else "to start the kubelet"
    subject = "The kubelet" if refusal.by == "kubelet" else "systemd"
    clause = f" {when}" if when else ""
    return f"{subject} {verb} {what}{clause}: {refusal.reason.rstrip('.')}."


def _why(refusal: Refusal) -> str:
    if refusal.by == "systemd":
        return "No kubelet runs, and the node never joins the cluster."
    return "systemd starts it again and again, and the node never joins the cluster."


def _help(refusal: Refusal, where: Span) -> str:
    for words, advice in HELP:
        if words in refusal.reason:
            return advice
    return f"Correct it in {name(where)}."
