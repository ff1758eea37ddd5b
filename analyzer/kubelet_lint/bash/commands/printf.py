"""printf, as bash's builtin prints (``builtins/printf.def``, bash 5.2).

The format is used again as long as arguments are left; a missing argument is empty or
zero. ``formatted`` is what ``printf -v`` assigns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kubelet_lint.bash.commands.escapes import expanded
from kubelet_lint.bash.shell import Call, Result, is_words
from kubelet_lint.source import EMPTY, HOLE, Text
from kubelet_lint.source import program as made_up

SIZE = 1 << 24
"""Characters printed at most."""

WIDTH = 1 << 16

DIRECTIVE = re.compile(
    r"%(?P<flags>[-+ 0#']*)(?P<width>\*|[0-9]+)?(?:\.(?P<precision>\*|[0-9]*))?"
    r"(?:hh|h|ll|l|j|z|t|L)?(?P<kind>\([^)]*\)T|[a-zA-Z%])"
)


class Stop(Exception):
    """``\\c`` ends the output."""


class Spec(NamedTuple):
    """One directive of a format."""

    flags: str
    width: int
    precision: int | None
    kind: str


def printf(call: Call) -> Result:
    """Print arguments as a format says."""
    words = list(call.argv[1:])
    if words and words[0].chars == "--":
        del words[0]
    if not words:
        return Result(status=2)
    if any(map(is_words, words)):
        return Result(call.unknown("how many words printf prints is not known"), None)
    text, status = formatted(call.settle(words[0]), words[1:], call)
    return Result(text, status)


def formatted(
    layout: Text, arguments: Sequence[Text], call: Call
) -> tuple[Text, int | None]:
    """Return what is printed, and the status."""
    printer = Printer(layout, arguments, call)
    return printer.all()


class Printer:
    """Prints arguments as a format says, and keeps what was printed in ``parts``."""

    def __init__(self, layout: Text, arguments: Sequence[Text], call: Call) -> None:
        self.layout = layout
        self.arguments = arguments
        self.call = call
        self.used = 0
        self.parts: list[Text] = []
        self.size = 0
        self.status: int | None = 0

    def all(self) -> tuple[Text, int | None]:
        """Print everything; return it with the status."""
        try:
            while True:
                before = self.used
                self.once()
                if self.used >= len(self.arguments) or self.used == before:
                    break
                if self.size > SIZE:
                    self.add(self.call.unknown("printf prints too much"))
                    break
        except Stop:
            pass
        return Text.join(self.parts), self.status

    def add(self, text: Text) -> None:
        """Print a text."""
        self.parts.append(text)
        self.size += len(text)

    def once(self) -> None:
        """Go through the format once."""
        at = 0
        chars = self.layout.chars
        while (percent := chars.find("%", at)) >= 0:
            self.plain(self.layout[at:percent])
            found = DIRECTIVE.match(chars, percent)
            if found is None:
                self.status = 1
                raise Stop
            at = found.end()
            if found["kind"] == "%":
                self.add(self.layout[at - 1 : at])
            else:
                self.directive(found)
        self.plain(self.layout[at:])

    def plain(self, text: Text) -> None:
        """Print a stretch of the format that is no directive."""
        self.add(expanded(text, octal=3, quotes=True)[0])

    def next(self) -> Text | None:
        """Take the next argument; None if there is none."""
        self.used += 1
        if self.used > len(self.arguments):
            return None
        return self.arguments[self.used - 1]

    def number_option(self, written: str | None) -> int | None:
        """Return a width or precision, which may be an argument."""
        if written != "*":
            return int(written or "0") if written is not None else None
        value = _integer(self.call.settle(self.next() or EMPTY))
        if value is None:
            raise Stop
        if not value[1]:
            self.status = 1
        return value[0]

    def directive(self, found: re.Match[str]) -> None:
        """Print what a directive stands for."""
        flags = found["flags"]
        width = self.number_option(found["width"]) or 0
        if width < 0:
            flags, width = flags + "-", -width
        precision = self.number_option(found["precision"])
        spec = Spec(flags, min(width, WIDTH), precision, found["kind"])
        self.convert(spec)

    def convert(self, spec: Spec) -> None:
        """Print the next argument as its kind says."""
        match spec.kind[-1]:
            case "s":
                self.text(spec, self.next() or EMPTY)
            case "b":
                text, stopped = expanded(self.next() or EMPTY, octal=4)
                self.text(spec, text)
                if stopped:
                    raise Stop
            case "q" | "Q":
                self.text(spec, self.quoted(self.next()))
            case "c":
                self.text(spec, _first_byte(self.next() or EMPTY))
            case "d" | "i" | "u" | "o" | "x" | "X":
                self.integer(spec, self.next())
            case "e" | "E" | "f" | "F" | "g" | "G":
                self.real(spec, self.next())
            case "T":
                self.next()
                self.add(self.call.unknown("the time printf prints"))
            case _:
                self.status = 1
                raise Stop

    def text(self, spec: Spec, text: Text) -> None:
        """Print a text, cut and padded."""
        if spec.precision is not None and spec.precision < len(text):
            text = self.cut(text, spec.precision)
        missing = spec.width - len(text.chars.encode("utf-8", "surrogatepass"))
        if not text.known and spec.width:
            padding = self.call.unknown("blanks to a width")
        elif missing > 0:
            padding = made_up(" " * missing)
        else:
            padding = EMPTY
        self.add(text + padding if "-" in spec.flags else padding + text)

    def cut(self, text: Text, size: int) -> Text:
        """Return the start of a text."""
        hole = text.chars.find(HOLE)
        if 0 <= hole < size:
            return text[:hole] + self.call.unknown("a text cut short")
        return text[:size]

    def quoted(self, word: Text | None) -> Text:
        """Return a word as the shell would have to be given it."""
        if word is None or not word:
            return made_up("''")
        if not word.known:
            return self.call.unknown(f"{word.display()}, quoted")
        new = quote(word.chars)
        return word if new == word.chars else word.respelled(new)

    def integer(self, spec: Spec, word: Text | None) -> None:
        """Print a whole number."""
        text = self.call.settle(word or EMPTY)
        value = (0, True) if word is None else _integer(text)
        if value is None:
            self.add(self.call.unknown(f"{text.display()} as a number"))
            self.status = None
            return
        number, good = value
        if not good:
            self.status = 1
        self.number(
            spec, digits_of(spec.precision, spec.flags, spec.kind, number), text
        )

    def real(self, spec: Spec, word: Text | None) -> None:
        """Print a number with a fraction."""
        text = self.call.settle(word or EMPTY)
        if not text.known:
            self.add(self.call.unknown(f"{text.display()} as a number"))
            return
        value, good = _float(text.chars)
        if not good:
            self.status = 1
        precision = 6 if spec.precision is None else min(spec.precision, 100)
        self.number(spec, f"{value:.{precision}{spec.kind}}", text)

    def number(self, spec: Spec, digits: str, text: Text) -> None:
        """Print digits, with sign, zeros and blanks."""
        sign = "-" if digits.startswith("-") else ""
        if not sign and spec.kind in "dieEfFgG":
            sign = "+" if "+" in spec.flags else " " if " " in spec.flags else ""
        digits = digits.removeprefix("-")
        zeros = "0" in spec.flags and "-" not in spec.flags
        if zeros and (spec.precision is None or spec.kind in "eEfFgG"):
            digits = digits.rjust(spec.width - len(sign), "0")
        whole = sign + digits
        wide = whole.ljust if "-" in spec.flags else whole.rjust
        self.add(Text.derived(wide(spec.width), text.span))


def digits_of(precision: int | None, flags: str, kind: str, number: int) -> str:
    """Return a whole number as a directive such as ``%x`` spells it."""
    if kind in "ouxX" and number < 0:
        number += 1 << 64
    digits = format(abs(number), "d" if kind in "diu" else kind)
    if precision is not None:
        digits = digits.rjust(precision, "0")
    if "#" in flags and number:
        digits = {"o": "0", "x": "0x", "X": "0X"}.get(kind, "") + digits
    return "-" + digits if number < 0 else digits


def _integer(text: Text) -> tuple[int, bool] | None:
    """Return the number and whether it is well formed; None if it is not known."""
    if not text.known:
        return None
    chars = text.chars.lstrip(" \t\n")
    if chars[:1] in ("'", '"') and chars:
        return (ord(chars[1]) if len(chars) > 1 else 0), True
    found = re.match(r"[+-]?(0[xX][0-9a-fA-F]+|[0-9]+)", chars)
    if found is None:
        return 0, not chars
    digits = found[0].lstrip("+-")
    base = 16 if digits[:2] in ("0x", "0X") else 8 if digits.startswith("0") else 10
    good = found.end() == len(chars)
    if base == 8 and digits.strip("01234567"):
        digits = re.split("[89]", digits)[0]
        good = False
    value = min(int(digits[2:] if base == 16 else digits or "0", base), (1 << 63) - 1)
    return (-value if found[0].startswith("-") else value), good


def _float(chars: str) -> tuple[float, bool]:
    """Return the number that ``chars`` starts with, and whether that is all."""
    chars = chars.lstrip(" \t\n")
    found = re.match(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", chars, re.IGNORECASE)
    if found is None or chars[found.start(1) :][:2] in ("0x", "0X"):
        number = _integer(Text.derived(chars))
        return (float(number[0]), number[1]) if number else (0.0, False)
    return float(found[0]), found.end() == len(chars)


def _first_byte(word: Text) -> Text:
    if not word:
        return made_up("\0")
    data = word.chars[0].encode("utf-8", "surrogatepass")
    one = len(data) == 1 or word.chars[0] == HOLE
    return word[:1] if one else word[:1].respelled(chr(0xDC00 + data[0]))


_SAFE = re.compile(r"[A-Za-z0-9_@%+=:./-]|[^\x00-\x7f]")
_CONTROL = {
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    "\x1b": "\\E",
}


def quote(chars: str) -> str:
    """Return a word that the shell reads as these characters, as ``%q`` prints it."""
    if any(char < " " or char == "\x7f" for char in chars):
        return "$'" + "".join(map(_ansi, chars)) + "'"
    out: list[str] = []
    for at, char in enumerate(chars):
        special = at == 0 and char in "~#"
        special = special or not (_SAFE.match(char) or char in "~#")
        out.append("\\" + char if special else char)
    return "".join(out)


def _ansi(char: str) -> str:
    if char in _CONTROL:
        return _CONTROL[char]
    if char in "\\'":
        return "\\" + char
    return f"\\{ord(char):03o}" if char < " " or char == "\x7f" else char
