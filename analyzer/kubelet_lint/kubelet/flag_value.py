"""What a flag makes of its value, by the type pflag knows it as.

Each type is a ``Set`` method: pflag's own, those of k8s.io/component-base/cli/flag
(maps) and logs/api/v1 (verbosity), and ``pkg/util/flag`` of the kubelet (addresses,
taints, reserved memory). What is not taken raises ``ValueError`` with its error.
"""

from __future__ import annotations

import re

from kubelet_lint.kubelet import golang, labels
from kubelet_lint.kubelet.flag_table import Flag
from kubelet_lint.value import Json

LISTS = ("stringSlice", "pattern=N,...", "reserved-memory")
"""Types of which a later flag adds to the list of an earlier one."""

MAPS = ("mapStringString", "mapStringBool", "colonSeparatedMultimapStringString")
"""Types of which a later flag adds to the map of an earlier one."""


def parse(flag: Flag, text: str) -> Json:
    """Return the value one flag sets by itself.

    Raises:
        ValueError: the kubelet exits over it.
    """
    kind = flag.kind
    if kind == "bool":
        return golang.parse_bool(text)
    if kind in golang.RANGES:
        return golang.parse_int(text, kind)
    if kind == "duration":
        return golang.format_duration(golang.parse_duration(text))
    if kind == "mapStringString":
        return _map(flag, text)
    parser = _PARSERS.get(kind)
    return text if parser is None else parser(text)


def is_unset(flag: Flag, text: str) -> bool:
    """Say whether a flag's value leaves what the flag would set as it is."""
    return not text and flag.kind in ("ip", "reserved-memory")


def _map(flag: Flag, text: str) -> Json:
    """``Set`` of ``MapStringString``, its ``<`` sibling and ``ConfigurationMap``."""
    separator = "<" if flag.name in ("eviction-hard", "eviction-soft") else "="
    whole = flag.name == "cpu-manager-policy-options"
    found: dict[str, Json] = {}
    for pair in [text] if whole else text.split(","):
        if not pair and not whole:
            continue
        name, mark, value = pair.partition(separator)
        if not mark and flag.name != "node-labels":
            raise ValueError(f"malformed pair, expect string{separator}string")
        found[name.strip()] = value.strip()
    return found


def _booleans(text: str) -> Json:
    found: dict[str, Json] = {}
    for pair in text.split(","):
        if not pair:
            continue
        name, mark, value = pair.partition("=")
        if not mark:
            raise ValueError("malformed pair, expect string=bool")
        try:
            found[name.strip()] = golang.parse_bool(value.strip())
        except ValueError as error:
            said = f"invalid value of {name.strip()}: {value.strip()}, err: {error}"
            raise ValueError(said) from None
    return found


def _multimap(text: str) -> Json:
    found: dict[str, Json] = {}
    for pair in text.split(","):
        if not pair:
            continue
        name, mark, value = pair.partition(":")
        if not mark:
            raise ValueError("malformed pair, expect string:string")
        values = found.setdefault(name.strip(), [])
        assert isinstance(values, list), "only lists are put in"
        values.append(value.strip())
    return found


def _address(text: str) -> Json:
    if not golang.is_ip(text) and text:
        raise ValueError(f"{golang.quote(text)} is not a valid IP address")
    return text


def _quantity(text: str) -> Json:
    if not golang.is_quantity(text):
        raise ValueError("quantities must match the regular expression")
    return text


_FIELD = r'"((?:[^"]|"")*)"(,|$)|([^",]*)(,|$)'


def _csv(text: str) -> Json:
    """Return the fields of one record (``encoding/csv``); quotes are rare."""
    if not text:
        return []
    line = text.lstrip("\r\n").split("\n", 1)[0].removesuffix("\r")
    if '"' not in text:
        if not line:
            raise ValueError("EOF")
        return list(line.split(","))
    found: list[Json] = []
    at, more = 0, True
    while more:
        match = re.compile(_FIELD).match(text, at)
        if match is None:
            raise ValueError('parse error on line 1: bare " in non-quoted field')
        quoted, comma, plain, other = match.groups()
        found.append(plain if quoted is None else quoted.replace('""', '"'))
        at, more = match.end(), "," in (comma, other)
    return found


def _verbosity(text: str) -> Json:
    """``strconv.ParseUint`` with base 10 and 31 bits."""
    if not (text.isascii() and text.isdigit()):
        said = f"strconv.ParseUint: parsing {golang.quote(text)}: invalid syntax"
        raise ValueError(said)
    if len(text.lstrip("0")) > 10 or int(text) >= 2**31:
        said = f"strconv.ParseUint: parsing {golang.quote(text)}: value out of range"
        raise ValueError(said)
    return int(text)


def _vmodule(text: str) -> Json:
    found: list[Json] = []
    for item in text.split(","):
        if not item:
            continue
        parts = item.split("=")
        if len(parts) != 2 or not all(parts):
            said = f"{golang.quote(item)} does not have the pattern=N format"
            raise ValueError(said)
        found.append({"filePattern": parts[0], "verbosity": _verbosity(parts[1])})
    return found


def _reserved_memory(text: str) -> Json:
    wrong = "the reserved memory has incorrect format, expected"
    found: list[Json] = []
    for reservation in text.split(";") if text else []:
        node, mark, limits = reservation.partition(":")
        if not mark or ":" in limits:
            shape = "numaNodeID:type=quantity[,type=quantity...], got"
            raise ValueError(f"{wrong} {shape} {reservation}")
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", node):
            said = f"failed to convert the NUMA node ID, expected integer, got {node}"
            raise ValueError(said)
        amounts = dict(_limit(limit) for limit in limits.split(","))
        found.append({"numaNode": int(node), "limits": amounts})
    return found


def _limit(text: str) -> tuple[str, Json]:
    kind, mark, amount = text.partition("=")
    if not mark or "=" in amount:
        said = "the reserved limit has incorrect value, expected type=quantity, got"
        raise ValueError(f"{said} {text}")
    if kind != "memory" and not kind.startswith("hugepages-"):
        said = f"memory type conversion error, unknown type: {golang.quote(kind)}"
        raise ValueError(said)
    if not golang.is_quantity(amount):
        raise ValueError(f"failed to parse the quantity: {amount}")
    return kind, amount


def _taints(text: str) -> Json:
    """``RegisterWithTaintsVar``: an empty value is no taints."""
    found: dict[tuple[str, str], Json] = {}
    for spec in text.split(",") if text else []:
        key, value, effect = labels.parse_taint(spec.removesuffix("-"))
        if spec.endswith("-"):
            continue
        if not effect:
            raise ValueError(f"invalid taint spec: {spec}")
        if (key, effect) in found:
            raise ValueError(f"duplicated taints with the same key and effect: {spec}")
        found[key, effect] = {"key": key, "value": value, "effect": effect}
    return list(found.values())


_SEVERITIES = ("INFO", "WARNING", "ERROR", "FATAL")


def _severity(text: str) -> Json:
    """klog's ``severity.Set``: a name, or a number."""
    if text.upper() not in _SEVERITIES:
        golang.parse_int(text, "int32")
    return text


def _trace(text: str) -> Json:
    """klog's ``traceLocation.Set``: ``file:N``, or empty."""
    if text and not re.fullmatch(r"[^:]*[.][^:]*:[0-9]{1,9}", text):
        raise ValueError("syntax error: expect file.go:234")
    return text


_PARSERS = {
    "mapStringBool": _booleans,
    "colonSeparatedMultimapStringString": _multimap,
    "ip": _address,
    "quantity": _quantity,
    "stringSlice": _csv,
    "Level": _verbosity,
    "pattern=N,...": _vmodule,
    "reserved-memory": _reserved_memory,
    "[]v1.Taint": _taints,
    "severity": _severity,
    "traceLocation": _trace,
}
