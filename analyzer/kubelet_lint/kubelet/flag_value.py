"""Which values a flag takes: Go's strconv and time, by the flag's type.

``strconv.ParseBool``, ``strconv.ParseInt`` with base 0, ``time.ParseDuration``; the
types are pflag's names (``Value.Type()``).
"""

from __future__ import annotations

import re

from kubelet_lint.kubelet.flag_table import Flag

BOOLEANS = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}

_INTEGER = re.compile(
    r"[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+"
    r"|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)"
)
_PART = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)"
_DURATION = re.compile(rf"[+-]?(?:0|(?:{_PART})+)")
_UNITS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_RANGES = {
    "int": (-(2**63), 2**63 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint64": (0, 2**64 - 1),
}


def refused(flag: Flag, value: str) -> str:
    """Say why a flag does not take a value; empty if it does, or it is not judged."""
    kind = flag.kind
    if kind == "bool":
        wrong = value not in BOOLEANS
    elif kind in _RANGES:
        low, high = _RANGES[kind]
        number = integer(value)
        wrong = number is None or not low <= number <= high
    elif kind == "duration":
        wrong = duration(value) is None
    elif kind in ("mapStringString", "mapStringBool"):
        wrong = _bad_map(value, booleans=kind == "mapStringBool")
    else:
        return ""
    return f'invalid argument "{value}" for "--{flag.name}" flag' if wrong else ""


def integer(text: str) -> int | None:
    """Return what ``strconv.ParseInt(text, 0, …)`` does, None for an error."""
    if not _INTEGER.fullmatch(text):
        return None
    bare = text.lstrip("+-").replace("_", "").lower()
    base = {"0x": 16, "0b": 2, "0o": 8}.get(bare[:2])
    if base is not None:
        number = int(bare[2:], base)
    else:
        number = int(bare, 8 if len(bare) > 1 and bare[0] == "0" else 10)
    return -number if text.startswith("-") else number


def duration(text: str) -> int | None:
    """Return the nanoseconds of ``time.ParseDuration``, None for an error."""
    if not _DURATION.fullmatch(text):
        return None
    total = 0
    for number, unit in re.findall(r"([0-9.]+)([a-zµμ]+)", text):
        whole, _, fraction = number.partition(".")
        total += int(whole or 0) * _UNITS[unit]
        total += int(fraction or 0) * _UNITS[unit] // 10 ** len(fraction)
    if total >= 2**63:
        return None
    return -total if text.startswith("-") else total


def go_duration(nanoseconds: int) -> str:
    """Return a duration as Go prints it: ``2m0s``, ``1.5s``, ``0s``."""
    if nanoseconds == 0:
        return "0s"
    sign, rest = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    if rest < 10**9:
        for unit, size in (("ms", 10**6), ("µs", 10**3), ("ns", 1)):
            if rest >= size:
                return sign + _fraction(rest, size) + unit
    minutes, rest = divmod(rest, 60 * 10**9)
    hours, minutes = divmod(minutes, 60)
    text = _fraction(rest, 10**9) + "s"
    if hours or minutes:
        text = f"{minutes}m{text}"
    return sign + (f"{hours}h{text}" if hours else text)


def _fraction(value: int, size: int) -> str:
    whole, rest = divmod(value, size)
    if not rest:
        return str(whole)
    digits = len(str(size)) - 1
    return f"{whole}.{str(rest).rjust(digits, '0').rstrip('0')}"


def _bad_map(value: str, *, booleans: bool) -> bool:
    for pair in value.split(","):
        if not pair.strip():
            continue
        name, equals, setting = pair.partition("=")
        if not equals or not name:
            return True
        if booleans and setting.strip() not in BOOLEANS:
            return True
    return False
