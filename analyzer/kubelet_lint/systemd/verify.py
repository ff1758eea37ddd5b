"""Whether systemd loads a service at all.

Follows ``service_add_extras`` and ``service_verify`` (``src/core/service.c``),
compared in the sources of releases 252 and 257.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.source import HOLE
from kubelet_lint.systemd.service import Service
from kubelet_lint.systemd.unit import Problem


def effective_type(service: Service) -> str:
    """Return ``Type=``, or what systemd takes when it is not set."""
    if service.type:
        return service.type
    if "BusName" in service.single:
        return "dbus"
    return "simple" if service.commands["ExecStart"] else "oneshot"


def verify(service: Service, version: int) -> Problem | None:
    """Return why systemd refuses the service; the first error in its files wins.

    A line that nobody can read may repair what the others lack, or reset what is one
    too many: then there is no refusal but for those errors.
    """
    kind = effective_type(service)
    if service.refusal or service.unread or HOLE in kind:
        return service.refusal
    if kind == "oneshot":
        return next(_oneshot(service, version), None)
    return next(_lasting(service, kind, version), None)


def _lasting(service: Service, kind: str, version: int) -> Iterator[Problem]:
    starts = service.commands["ExecStart"]
    if not starts and not service.commands["ExecStop"] and not _succeeds(service):
        yield Problem(NO_START, None)
    elif not starts:
        message = "Service has no ExecStart= setting, which is only allowed for "
        yield Problem(f"{message}Type=oneshot services. Refusing.", None)
    elif len(starts) > 1:
        message = "Service has more than one ExecStart= setting, which is only allowed "
        span = starts[1].value.span
        yield Problem(f"{message}for Type=oneshot services. Refusing.", span)
    elif kind == "dbus" and "BusName" not in service.single:
        message = "Service is of type D-Bus but no D-Bus service name has been "
        yield Problem(f"{message}specified. Refusing.", None)
    else:
        yield from _session(service, version)


NO_START = "Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing."


def _oneshot(service: Service, version: int) -> Iterator[Problem]:
    if not service.commands["ExecStart"] and not _succeeds(service):
        if not service.commands["ExecStop"]:
            yield Problem(NO_START, None)
        elif not service.remains:
            message = (
                "Service has no ExecStart= and no SuccessAction= settings and does "
            )
            yield Problem(f"{message}not have RemainAfterExit=yes set. Refusing.", None)
    if service.restart in ("always", "on-success"):
        message = (
            "Service has Restart= set to either always or on-success, which isn't "
        )
        yield Problem(f"{message}allowed for Type=oneshot services. Refusing.", None)
    forced = service.single.get("RestartForceExitStatus")
    if forced and version < 254:
        message = "Service has RestartForceExitStatus= set, which isn't allowed for "
        yield Problem(f"{message}Type=oneshot services. Refusing.", forced.span)
    exit_type = service.single.get("ExitType")
    if exit_type and exit_type.chars == "cgroup" and version >= 250:
        message = "Service has ExitType=cgroup set, which isn't allowed for "
        yield Problem(f"{message}Type=oneshot services. Refusing.", exit_type.span)
    yield from _session(service, version)


def _session(service: Service, version: int) -> Iterator[Problem]:
    pam = service.single.get("PAMName")
    if pam and version < 254 and service.kill_mode not in ("control-group", "mixed"):
        message = (
            "Service has PAM enabled. Kill mode must be set to 'control-group' or "
        )
        yield Problem(f"{message}'mixed'. Refusing.", pam.span)


def _succeeds(service: Service) -> bool:
    action = service.single.get("SuccessAction")
    return action is not None and action.chars != "none"
