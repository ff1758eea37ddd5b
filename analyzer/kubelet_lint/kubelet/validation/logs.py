"""Logs, traces and hidden metrics."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from kubelet_lint.kubelet import golang
from kubelet_lint.kubelet.validation.view import (
    Rule,
    View,
    duration,
    integer,
    items,
    text,
)


def _log_files(view: View) -> Iterator[str]:
    if integer(view, "containerLogMaxFiles") <= 1:
        yield "containerLogMaxFiles must be greater than 1"


def _log_workers(view: View) -> Iterator[str]:
    if integer(view, "containerLogMaxWorkers") < 1:
        yield "containerLogMaxWorkers must be greater than or equal to 1"


def _log_interval(view: View) -> Iterator[str]:
    if duration(view, "containerLogMonitorInterval") < 3 * 10**9:
        yield (
            "containerLogMonitorInterval must be a positive time duration greater than"
            " or equal to 3s"
        )


def _pod_logs(view: View) -> Iterator[str]:
    path = text(view, "podLogsDir")
    if not path:
        yield "podLogsDir was not specified"
    if not path.startswith("/"):
        yield f"pod logs path {golang.quote(path)} must be absolute path"
    elif path.startswith("//") or posixpath.normpath(path) != path:
        yield f"pod logs path {golang.quote(path)} must be normalized"
    if not path.isascii():
        yield f"pod logs path {golang.quote(path)} mut contains ASCII characters only"


def _log_query(view: View) -> Iterator[str]:
    if view.get("enableSystemLogQuery") is not True:
        return
    if not view.enabled("NodeLogQuery"):
        yield "NodeLogQuery feature gate is required for enableSystemLogQuery"
    if view.get("enableSystemLogHandler") is not True:
        yield "enableSystemLogHandler is required for enableSystemLogQuery"


def logging(view: View) -> Iterator[str]:
    """Yield what ``logsapi.Validate`` refuses."""
    form = text(view, "logging.format")
    if form not in ("text", "json"):
        quoted = golang.quote(form)
        yield f"logging.format: Invalid value: {quoted}: Unsupported log format"
    if view.minor >= 35 and duration(view, "logging.flushFrequency") <= 0:
        yield "logging.flushFrequency: Invalid value: Must be greater than zero"
    if integer(view, "logging.verbosity") > 2**31 - 1:
        yield "logging.verbosity: Invalid value: Must be <= 2147483647"
    patterns = items(view, "logging.vmodule")
    if patterns and form != "text":
        yield "logging.vmodule: Forbidden: Only supported for text log format"
    for number, pattern in enumerate(patterns):
        fields = pattern if isinstance(pattern, dict) else {}
        name = str(fields.get("filePattern") or "")
        if not name or "=" in name or "," in name:
            yield f"logging.vmodule[{number}]: Invalid value: {golang.quote(name)}"
    yield from _log_options(view)


def _log_options(view: View) -> Iterator[str]:
    for form in ("text", "json"):
        gated = form == "text" or view.minor >= 25
        if not gated or view.enabled("LoggingAlphaOptions"):
            continue
        where = f"logging.options.{form}"
        if view.get(f"{where}.splitStream") is True:
            yield (
                f"{where}.splitStream: Forbidden: Feature LoggingAlphaOptions "
                "is disabled"
            )
        size = str(view.get(f"{where}.infoBufferSize") or "0")
        if not re.fullmatch(r"[+-]?[0.]*([a-zA-Z].*)?", size):
            yield (
                f"{where}.infoBufferSize: Forbidden: Feature LoggingAlphaOptions is"
                " disabled"
            )


def _hidden_metrics(view: View) -> Iterator[str]:
    version = text(view, "showHiddenMetricsForVersion")
    valid = f"1.{view.minor - 1}"
    if version and version != valid:
        yield (
            "--show-hidden-metrics-for-version must be omitted or have the value"
            f" '{valid}'. Only the previous minor version is allowed"
        )


def _tracing(view: View) -> Iterator[str]:
    endpoint = text(view, "tracing.endpoint")
    rate = integer(view, "tracing.samplingRatePerMillion")
    if not view.enabled("KubeletTracing") and view.minor < 34:
        yield (
            "tracing should not be configured if KubeletTracing feature "
            "flag is disabled."
        )
        return
    if not 0 <= rate <= 1_000_000:
        yield f"tracing.samplingRatePerMillion: Invalid value: {rate}"
    scheme = endpoint.partition(":")[0] if "//" in endpoint else "dns"
    if endpoint and scheme not in ("dns", "unix", "unix-abstract"):
        yield f"tracing.endpoint: Invalid value: {golang.quote(endpoint)}"


LOGGING = (
    "logging.format",
    "logging.flushFrequency",
    "logging.verbosity",
    "logging.vmodule",
    "logging.options.text.splitStream",
    "logging.options.text.infoBufferSize",
    "logging.options.json.splitStream",
    "logging.options.json.infoBufferSize",
)


RULES: tuple[Rule, ...] = (
    Rule(("showHiddenMetricsForVersion",), _hidden_metrics),
    Rule(("tracing.endpoint", "tracing.samplingRatePerMillion"), _tracing, 25),
    Rule(("enableSystemLogQuery", "enableSystemLogHandler"), _log_query, 27),
    Rule(("containerLogMaxWorkers",), _log_workers, 30, same=True),
    Rule(("containerLogMonitorInterval",), _log_interval, 30, same=True),
    Rule(("containerLogMaxFiles",), _log_files, 33, same=True),
    Rule(("podLogsDir",), _pod_logs, 30, same=True),
)
