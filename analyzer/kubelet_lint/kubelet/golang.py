"""Go's own syntax of booleans, numbers, durations and quantities, with its errors.

``strconv`` and ``time`` of the standard library, ``resource.ParseQuantity`` of
k8s.io/apimachinery, ``ParseIPSloppy`` of k8s.io/utils/net. Each ``parse_`` function
raises ``ValueError`` with the words Go's error has.
"""

from __future__ import annotations

import re

BOOLEANS = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}
RANGES = {
    "int": (-(2**63), 2**63 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
}
"""What fits into Go's integer types, on the 64-bit machines a kubelet runs on."""

_INTEGER = (
    r"[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+"
    r"|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)"
)
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
_PART = r"([0-9]*)(?:\.([0-9]*))?([^0-9.]*)"
_QUANTITY = (
    r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?"
)
_IPV4 = r"[0-9]+(?:\.[0-9]+){3}"
# Patterns are compiled when they are first needed: most runs need none of them.


def parse_bool(text: str) -> bool:
    """``strconv.ParseBool``."""
    found = BOOLEANS.get(text)
    if found is None:
        raise ValueError(f"strconv.ParseBool: parsing {quote(text)}: invalid syntax")
    return found


def parse_int(text: str, kind: str = "int64") -> int:
    """``strconv.ParseInt`` or ``ParseUint`` with base 0, for one of ``RANGES``."""
    unsigned = kind.startswith("u")
    function = "ParseUint" if unsigned else "ParseInt"
    if not re.fullmatch(_INTEGER, text) or (unsigned and text[0] in "+-"):
        raise ValueError(f"strconv.{function}: parsing {quote(text)}: invalid syntax")
    number = _integer(text)
    low, high = RANGES[kind]
    if not low <= number <= high:
        raise ValueError(
            f"strconv.{function}: parsing {quote(text)}: value out of range"
        )
    return number


def _integer(text: str) -> int:
    bare = text.lstrip("+-").replace("_", "").lower()
    base = {"0x": 16, "0b": 2, "0o": 8}.get(bare[:2])
    if base is not None:
        number = int(bare[2:], base)
    elif len(bare) > 25:
        number = 2**64  # out of every range; int() refuses thousands of digits
    else:
        number = int(bare, 8 if len(bare) > 1 and bare[0] == "0" else 10)
    return -number if text.startswith("-") else number


def parse_duration(text: str) -> int:
    """``time.ParseDuration``, in nanoseconds."""
    rest = text[1:] if text[:1] in ("-", "+") else text
    if rest == "0":
        return 0
    if not rest:
        raise _invalid(text)
    total = 0
    while rest:
        part = re.match(_PART, rest)
        assert part is not None, "it matches the empty text"
        whole, fraction, unit = part.group(1), part.group(2) or "", part.group(3)
        if not whole and not fraction:
            raise _invalid(text)
        total += _part(text, whole, fraction, unit)
        rest = rest[part.end() :]
    if total > 2**63 - (not text.startswith("-")):
        raise _invalid(text)
    return -total if text.startswith("-") else total


def _part(text: str, whole: str, fraction: str, unit: str) -> int:
    if not unit:
        raise ValueError(f"time: missing unit in duration {quote(text)}")
    size = _UNITS.get(unit)
    if size is None:
        raise ValueError(f"time: unknown unit {quote(unit)} in duration {quote(text)}")
    if len(whole) > 19:
        raise _invalid(text)
    digits = fraction[:18]
    return int(whole or 0) * size + int(int(digits or 0) * (size / 10 ** len(digits)))


def _invalid(text: str) -> ValueError:
    return ValueError(f"time: invalid duration {quote(text)}")


def format_duration(nanoseconds: int) -> str:
    """``time.Duration.String``: ``2m0s``, ``1.5s``, ``0s``."""
    if nanoseconds == 0:
        return "0s"
    sign, rest = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    if rest < 10**9:
        for unit, size in (("ms", 10**6), ("µs", 10**3), ("ns", 1)):
            if rest >= size:
                return sign + _decimal(rest, size) + unit
    minutes, rest = divmod(rest, 60 * 10**9)
    hours, minutes = divmod(minutes, 60)
    text = _decimal(rest, 10**9) + "s"
    if hours or minutes:
        text = f"{minutes}m{text}"
    return sign + (f"{hours}h{text}" if hours else text)


def _decimal(value: int, size: int) -> str:
    whole, rest = divmod(value, size)
    if not rest:
        return str(whole)
    return f"{whole}.{str(rest).rjust(len(str(size)) - 1, '0').rstrip('0')}"


def is_quantity(text: str) -> bool:
    """Say whether ``resource.ParseQuantity`` takes a text."""
    return re.fullmatch(_QUANTITY, text) is not None


def is_ip(text: str) -> bool:
    """Say whether ``ParseIPSloppy`` takes a text: leading zeros are allowed."""
    if re.fullmatch(_IPV4, text):
        return all(len(part) < 20 and int(part) < 256 for part in text.split("."))
    if ":" not in text or "%" in text:
        return False
    import ipaddress  # some 10 ms, for a rare flag

    head, colon, tail = text.rpartition(":")
    if re.fullmatch(_IPV4, tail):
        if not is_ip(tail):
            return False
        text = head + colon + ".".join(str(int(part)) for part in tail.split("."))
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def format_float(number: float) -> str:
    """Return a number as encoding/json writes it."""
    if number == 0:
        return "-0" if str(number).startswith("-") else "0"
    shown = repr(number)
    mantissa, _, power = shown.partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    exponent = int(power or 0) + len(whole) - 1
    if whole == "0":
        exponent = int(power or 0) - (len(fraction) - len(fraction.lstrip("0"))) - 1
    digits = digits.rstrip("0") or "0"
    if not -6 <= exponent < 21:
        tail = f".{digits[1:]}" if len(digits) > 1 else ""
        mark = "-" if exponent < 0 else "+"
        return f"{sign}{digits[0]}{tail}e{mark}{abs(exponent):02d}".replace("e-0", "e-")
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    if len(digits) <= exponent + 1:
        return sign + digits.ljust(exponent + 1, "0")
    return f"{sign}{digits[: exponent + 1]}.{digits[exponent + 1 :]}"


_ESCAPED = r'["\\\x00-\x1f\x7f]'
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def quote(text: str) -> str:
    """``strconv.Quote``, near enough for a message."""
    return '"' + re.sub(_ESCAPED, _escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return _ESCAPES.get(char) or f"\\x{ord(char):02x}"
