"""The settings that rules judge, and the value each must not have.

The names are those of KubeletConfiguration (kubelet.config.k8s.io/v1beta1) and of the
kubelet's flags; all three flags exist, deprecated but working, in every release.
"""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.value import Json, Known, OneOf, Value


class Judged(NamedTuple):
    """A setting with its forbidden value."""

    path: str
    flag: str
    bad: Json
    good: Json

    def forbids(self, value: Json) -> bool:
        """Say whether this is the forbidden value; ``0`` is not ``false``."""
        return type(value) is type(self.bad) and value == self.bad

    def certain(self, value: Value) -> bool:
        """Say whether a value is surely the forbidden one."""
        return isinstance(value, Known) and self.forbids(value.value)

    def possible(self, value: Value) -> bool:
        """Say whether a value is the forbidden one, or one of those it may be."""
        match value:
            case Known(known):
                return self.forbids(known)
            case OneOf(values):
                return any(self.forbids(one) for one in values)
            case _:
                return False

    @property
    def fix(self) -> str:
        """How a configuration file says it right."""
        return f"{self.path}: {spell(self.good)}"

    @property
    def fixed_flag(self) -> str:
        """How an argument says it right."""
        return f"{self.flag}={spell(self.good)}"


AUTHORIZATION = Judged(
    "authorization.mode", "--authorization-mode", "AlwaysAllow", "Webhook"
)
WEBHOOK = Judged(
    "authentication.webhook.enabled", "--authentication-token-webhook", False, True
)
ANONYMOUS = Judged("authentication.anonymous.enabled", "--anonymous-auth", True, False)

JUDGED = (AUTHORIZATION, WEBHOOK, ANONYMOUS)


def spell(value: Json) -> str:
    """Return a value as YAML and flags spell it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def describe(value: Value) -> str:
    """Return a value for people: ``Webhook``, ``true or false``, ``unknown``."""
    match value:
        case Known(known):
            return spell(known)
        case OneOf(values):
            return " or ".join(spell(one) for one in values)
        case _:
            return "unknown"
