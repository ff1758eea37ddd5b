"""The words of the page: short ones to label, longer ones to explain."""

from __future__ import annotations

from kubelet_lint.report.answer import Answer
from kubelet_lint.report.picture import Role
from kubelet_lint.rules.settings import ANONYMOUS, AUTHORIZATION, WEBHOOK

TITLE = "Kubelet authentication and authorization"

ANSWERS: dict[Answer, str] = {
    "fail": "Fails",
    "possible": "May fail",
    "open": "Undecided",
    "default": "Passes by default",
    "pass": "Passes",
}

MEANINGS: dict[Answer, str] = {
    "fail": "The value is the forbidden one, however the node comes out.",
    "possible": "The value is the forbidden one in some of the cases that can happen: "
    "a release, a branch of a script, an input that is not in the repository.",
    "open": "The repository does not decide the value. Unknown is not safe, so this "
    "is never counted as passed.",
    "default": "The value is right, but nothing in the repository states it: only a "
    "default of the kubelet makes it so. An audit of the file would not find it.",
    "pass": "The value is right in every case, and a file or a flag states it.",
}

NAMES = {
    AUTHORIZATION.path: "Authorization",
    WEBHOOK.path: "Webhook authentication",
    ANONYMOUS.path: "Anonymous requests",
}

EFFECTS = {
    (AUTHORIZATION.path, "AlwaysAllow"): "every request is authorized",
    (AUTHORIZATION.path, "Webhook"): "the API server decides each request",
    (WEBHOOK.path, "true"): "bearer tokens are checked with the API server",
    (WEBHOOK.path, "false"): "bearer tokens are not checked with the API server",
    (ANONYMOUS.path, "true"): "requests without credentials are served",
    (ANONYMOUS.path, "false"): "requests without credentials are rejected",
}
"""What a value means, for people who do not know the setting."""

LAYERS = {
    "flag": "Flag",
    "config-dir": "Config drop-in",
    "config": "Config file",
    "default": "Default",
    "unknown": "Not known",
}

ROLES: dict[Role, str] = {
    "decides": "decides",
    "unsure": "may say otherwise",
    "holds": "decides unless the layer above does",
    "beaten": "beaten",
    "agrees": "says the same",
}


def many(count: int, noun: str) -> str:
    """Return ``1 kubelet`` or ``2 kubelets``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
