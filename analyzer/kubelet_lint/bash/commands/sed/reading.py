"""Reads a sed script as ``compile_program`` of GNU sed 4.9 (``compile.c``) does."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import NoReturn

from kubelet_lint.bash.commands.sed.program import (
    Address,
    Command,
    End,
    Every,
    Last,
    Line,
    More,
    Multiple,
    Pattern,
    Program,
    Substitution,
)
from kubelet_lint.bash.commands.sed.spelling import (
    delimited,
    mapping,
    segments,
    unescaped,
)
from kubelet_lint.bash.regex.reading import Dialect, Invalid, Unsure
from kubelet_lint.bash.regex.search import Regex, compile
from kubelet_lint.source import EMPTY, HOLE, Text

_NO_ADDRESS = ":}"
_ONE_ADDRESS = "qQ"


@lru_cache(maxsize=500)
def read(script: Text, *, extended: bool = False) -> Program:
    """Return the program of a script.

    Raises:
        Invalid: for a script that sed refuses.
        Unsure: for one that is not understood here.
    """
    return _Reader(script, extended=extended).program()


class _Reader:
    def __init__(self, script: Text, *, extended: bool) -> None:
        self.text = script
        self.chars = script.chars
        self.at = 0
        self.extended = extended
        self.commands: list[Command] = []
        self.blocks: list[int] = []

    def program(self) -> Program:
        quiet = self.chars == "#n" or self.chars.startswith("#n\n")
        while self.skip(" \t\n\r\f\v;"):
            if self.peek() == "#":
                self.line()
            else:
                self.command()
        if self.blocks:
            self.fail("unmatched `{'")
        return Program(tuple(map(self.linked, self.commands)), quiet)

    def linked(self, command: Command) -> Command:
        if command.name not in "btT":
            return command
        if not command.label:
            return replace(command, target=len(self.commands))
        labels = [c.label if c.name == ":" else None for c in self.commands]
        if command.label not in labels:
            self.fail(f"can't find label for jump to `{command.label}'")
        return replace(command, target=labels.index(command.label))

    # --- the script as characters -----------------------------------------------------

    def fail(self, message: str) -> NoReturn:
        raise Invalid(message)

    def peek(self) -> str:
        return self.chars[self.at : self.at + 1]

    def skip(self, blanks: str = " \t") -> bool:
        """Skip blanks; say whether anything follows."""
        while self.at < len(self.chars) and self.chars[self.at] in blanks:
            self.at += 1
        return self.at < len(self.chars)

    def accept(self, char: str) -> bool:
        found = self.chars.startswith(char, self.at)
        self.at += found
        return found

    def count(self) -> int | None:
        start = self.at
        while self.peek() and self.peek() in "0123456789":
            self.at += 1
        digits = self.chars[start : self.at]
        return int(digits[:18]) if digits else None

    def line(self) -> Text:
        """Read up to the end of the line."""
        end = self.chars.find("\n", self.at)
        end = len(self.chars) if end < 0 else end
        start, self.at = self.at, end
        return self.text[start:end]

    # --- addresses --------------------------------------------------------------------

    def command(self) -> None:
        start = self.address()
        end: End | None = None
        from_zero = False
        if start is not None:
            self.skip()
            if self.accept(","):
                self.skip()
                end = self.end()
        if isinstance(start, Line) and start.number == 0:
            from_zero = True
            if not isinstance(end, Pattern):
                self.fail("invalid usage of line address 0")
        self.skip()
        negated = self.accept("!")
        while self.skip() and negated and self.accept("!"):
            self.fail("multiple `!'s")
        if self.at >= len(self.chars):
            self.fail("missing command")
        frame = Command("", start, end, from_zero, negated)
        self.body(frame)

    def address(self) -> Address | None:
        char = self.peek()
        if char and char in "0123456789":
            first = self.count() or 0
            step = (self.count() or 0) if self.accept("~") else 0
            return Every(first, step) if step else Line(first)
        if self.accept("$"):
            return Last()
        if char == "/" or char == "\\":
            self.at += 1 + (char == "\\")
            delimiter = self.chars[self.at - 1 : self.at]
            return self.pattern(delimiter)
        if char == HOLE:
            raise Unsure("the sed script is not known")
        return None

    def pattern(self, delimiter: str) -> Pattern:
        found = delimited(self.text, self.at, delimiter, regex=True)
        if found is None:
            self.fail("unterminated address regex")
        text, self.at = found
        fold = multiline = False
        while (flag := self.peek()) and flag in "IM":
            fold, multiline = fold or flag == "I", multiline or flag == "M"
            self.at += 1
        return Pattern(self.regex(text, fold=fold, multiline=multiline), text)

    def end(self) -> End:
        if self.accept("+"):
            return More(self.number("expected number"))
        if self.accept("~"):
            return Multiple(self.number("expected number"))
        found = self.address()
        if found is None:
            self.fail("unexpected `,'")
        return found

    def number(self, message: str) -> int:
        found = self.count()
        if found is None:
            self.fail(message)
        return found

    def regex(self, text: Text, *, fold: bool, multiline: bool) -> Regex | None:
        if not text.chars:
            if fold or multiline:
                self.fail("cannot specify modifiers on empty regexp")
            return None
        return compile(text.chars, Dialect("sed", self.extended, fold, multiline))

    # --- commands ---------------------------------------------------------------------

    def body(self, frame: Command) -> None:
        name = self.peek()
        start = self.at
        self.at += 1
        if name in _NO_ADDRESS and frame.start is not None:
            self.fail(f"{name} doesn't want any addresses")
        if name in _ONE_ADDRESS and frame.end is not None:
            self.fail("command only uses one address")
        command = replace(frame, name=name)
        match name:
            case "{":
                self.blocks.append(len(self.commands))
                self.commands.append(command)
                return
            case "}":
                self.close(command)
            case "=" | "d" | "D" | "F" | "g" | "G" | "h" | "H" | "n" | "N":
                self.finish(command)
            case "p" | "P" | "x" | "z":
                self.finish(command)
            case "q" | "Q" | "l" | "L":
                self.skip()
                number = self.count()
                self.finish(replace(command, number=-1 if number is None else number))
            case "a" | "i" | "c":
                self.commands.append(replace(command, text=self.block()))
            case ":" | "b" | "t" | "T":
                self.jump(command)
            case "r" | "R" | "w" | "W":
                self.skip()
                text = self.line()
                if not text:
                    self.fail("missing filename in r/R/w/W commands")
                self.commands.append(replace(command, text=text))
            case "s":
                self.finish(replace(command, substitution=self.substitution(start)))
            case "y":
                self.finish(replace(command, mapping=self.transliteration()))
            case "v":
                self.line()
            case "e":
                raise Unsure("sed runs a command (e)")
            case "#":
                self.fail("comments don't accept any addresses")
            case _ if name == HOLE:
                raise Unsure("the sed script is not known")
            case _:
                self.fail(f"unknown command: `{name}'")

    def close(self, command: Command) -> None:
        if not self.blocks:
            self.fail("unexpected `}'")
        opened = self.blocks.pop()
        here = len(self.commands)
        self.commands[opened] = replace(self.commands[opened], target=here)
        self.finish(command)

    def finish(self, command: Command) -> None:
        """Note a command, after which only another one may come."""
        self.commands.append(command)
        if not self.skip() or self.peek() in ("}", "#"):
            return
        if self.peek() in "\n;":
            self.at += 1
            return
        if self.peek() == "\r":
            self.fail("extra characters after command")
        if self.peek() == HOLE:
            raise Unsure("the sed script is not known")
        self.fail(
            "unknown option to `s'"
            if command.name == "s"
            else "extra characters after command"
        )

    def jump(self, command: Command) -> None:
        self.skip()
        start = self.at
        stops = " \t\n\r;" if command.name == ":" else " \t\n\r;}"
        while (char := self.peek()) and char not in stops:
            self.at += 1
        label = self.chars[start : self.at]
        if HOLE in label:
            raise Unsure("the sed script is not known")
        if command.name == ":":
            if not label:
                self.fail('":" lacks a label')
            self.commands.append(replace(command, label=label))
        else:
            self.finish(replace(command, label=label))

    def block(self) -> Text:
        """Read the text of ``a``, ``i`` or ``c``, with its last newline."""
        if not self.skip():
            self.fail("expected \\ after `a', `c' or `i'")
        if self.accept("\\"):
            at = self.at
            if self.skip() and self.peek() == "\n":
                self.at += 1
            else:
                self.at = at
                if at >= len(self.chars):
                    return EMPTY
        start = self.at
        while self.at < len(self.chars) and self.peek() != "\n":
            self.at += 2 if self.peek() == "\\" else 1
        end = min(self.at, len(self.chars))
        newline = self.text[end : end + 1]
        self.at = end + 1
        text = unescaped(self.text[start:end])
        return text + (newline or text.respelled("\n") or Text.derived("\n"))

    def substitution(self, start: int) -> Substitution:
        delimiter = self.peek()
        self.at += 1
        pattern = delimited(self.text, self.at, delimiter, regex=True)
        if not delimiter or delimiter in "\n\\" or pattern is None:
            self.fail("unterminated `s' command")
        new = delimited(self.text, pattern[1], delimiter, regex=False)
        if new is None:
            self.fail("unterminated `s' command")
        self.at = new[1]
        return self.flags(start, pattern[0], new[0])

    def flags(self, start: int, pattern: Text, new: Text) -> Substitution:
        seen = ""
        number = 0
        written: Text | None = None
        while (flag := self.peek()) and flag in "gpiImMe0123456789w":
            if flag in "0123456789":
                number = self.number("") if not number else self.fail("multiple number")
                if not number:
                    self.fail("number option to `s' command may not be zero")
                continue
            self.at += 1
            if flag == "w":
                self.skip()
                written = self.line()
                break
            if flag == "e":
                raise Unsure("sed runs a command (e)")
            if flag in "gp" and flag in seen:
                self.fail("multiple `g' or `p' options to `s' command")
            seen += flag
        folded = "i" in seen.lower().replace("m", "")
        regex = self.regex(pattern, fold=folded, multiline="m" in seen.lower())
        parts = segments(new)
        groups = max((part.group for part in parts), default=0)
        if regex is not None and regex.exact and groups > regex.tree.groups:
            self.fail(f"invalid reference \\{groups} on `s' command's RHS")
        return Substitution(
            regex,
            parts,
            "g" in seen,
            number or 1,
            seen.count("p"),
            written,
            self.text[start : self.at],
        )

    def transliteration(self) -> tuple[tuple[str, Text], ...]:
        delimiter = self.peek()
        self.at += 1
        old = delimited(self.text, self.at, delimiter, regex=False)
        new = old and delimited(self.text, old[1], delimiter, regex=False)
        if old is None or new is None or not delimiter:
            self.fail("unterminated `y' command")
        self.at = new[1]
        pairs = mapping(old[0], new[0])
        if pairs is None:
            self.fail("strings for `y' command are different lengths")
        return pairs
