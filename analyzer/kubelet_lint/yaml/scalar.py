"""What go-yaml v2 takes a scalar for: boolean, number, null or string.

The rules are those of ``resolve.go`` and ``decode.go`` (go.yaml.in/yaml/v2 v2.4):
YAML 1.1's words for booleans, Go's own number syntax with underscores dropped first,
and tags that must agree with what is written. A timestamp stays a string.
"""

from __future__ import annotations

import re
from base64 import b64decode
from typing import NamedTuple

from kubelet_lint.source import HOLE
from kubelet_lint.yaml.tree import TAG, Scalar

Atom = None | bool | int | float | str


class Refusal(NamedTuple):
    """go-yaml does not decode the scalar."""

    reason: str


_WORDS: dict[str, Atom] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE"), True),
    **dict.fromkeys(("on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE"), False),
    **dict.fromkeys(("off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}
_INTEGER = re.compile(
    r"([+-]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9][0-9]*|0))"
)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_POINT = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?")
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"(?:[Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
_BASE64 = re.compile("[0-9A-Za-z+/]*={0,2}")
_UNDECODABLE = re.compile("[\udc80-\udcff]")
_RESOLVED = {f"{TAG}{name}" for name in ("str", "bool", "int", "float", "null")}
_NAMES: dict[type, str] = {bool: "bool", int: "int", float: "float", str: "str"}


def resolve(scalar: Scalar) -> Atom | Refusal:
    """Return what go-yaml decodes the scalar to; a hole is an ordinary character."""
    value = scalar.value
    tag = scalar.tag
    if tag is None:
        return value if scalar.style else plain(value)
    if tag == f"{TAG}binary":
        return _binary(value)
    if tag == f"{TAG}timestamp":
        return value if _DATE.fullmatch(value) else _mismatch(value, "timestamp")
    if tag == f"{TAG}str" or tag not in _RESOLVED:
        return value
    return _tagged(value, tag[len(TAG) :])


def _tagged(value: str, name: str) -> Atom | Refusal:
    found = plain(value)
    if HOLE in value:
        return found
    actual = "null" if found is None else _NAMES[type(found)]
    if name == "float" and isinstance(found, int) and actual == "int":
        return float(found)
    return found if actual == name else _mismatch(value, name)


def _mismatch(value: str, name: str) -> Refusal:
    return Refusal(f"cannot decode `{value}` as a !!{name}")


def _binary(value: str) -> str | Refusal:
    if HOLE in value:
        return value
    digits = value.replace("\r", "").replace("\n", "")
    if len(digits) % 4 or not _BASE64.fullmatch(digits):
        return Refusal("!!binary value contains invalid base64 data")
    # encoding/json writes U+FFFD for every byte that is not UTF-8
    chars = b64decode(digits).decode("utf-8", "surrogateescape")
    return _UNDECODABLE.sub("\ufffd", chars)


def plain(value: str) -> Atom:
    """Return what a plain scalar without a tag is."""
    if value in _WORDS:
        return _WORDS[value]
    first = value[0]
    if first == ".":
        if not _POINT.fullmatch(value):
            return value
        number = _float(value.replace("_", ""))
        return value if isinstance(number, str) else number
    if first not in "+-0123456789":
        return value
    return _number(value)


def _number(value: str) -> Atom:
    digits = value.replace("_", "")
    integer = _INTEGER.fullmatch(digits)
    if integer is not None:
        number = _integer(integer)
        # strconv.ParseInt, then ParseUint, which takes no sign
        if -(2**63) <= number < (2**63 if integer.group(1) else 2**64):
            return number
    if _FLOAT.fullmatch(digits):
        number_or_text = _float(digits)
        return value if isinstance(number_or_text, str) else number_or_text
    return value


def _integer(match: re.Match[str]) -> int:
    sign, hexadecimal, binary, octal, decimal = match.groups()
    if hexadecimal is not None:
        number = int(hexadecimal, 16)
    elif binary is not None:
        number = int(binary, 2)
    elif octal is not None:
        number = int(octal, 8)
    else:
        # int() refuses very long decimals; they are out of range anyway
        number = int(decimal) if len(decimal) < 25 else 2**64
    return -number if sign == "-" else number


def _float(value: str) -> float | str:
    number = float(value)
    # strconv.ParseFloat reports a range error: no float then, but a string
    return value if number in (float("inf"), float("-inf")) else number
