"""grep: prints lines that match (GNU grep 3.8)."""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.bash.commands.branching import Doubt, Lost, join, ways
from kubelet_lint.bash.commands.inputs import Content, by_lines, read_inputs
from kubelet_lint.bash.commands.lines import bodies, may_be_several
from kubelet_lint.bash.commands.options import Options, parse
from kubelet_lint.bash.commands.respell import changed_hole
from kubelet_lint.bash.commands.sed.substitute import has_choice, question
from kubelet_lint.bash.regex.reading import Dialect, Invalid, Unsure
from kubelet_lint.bash.regex.search import (
    Perhaps,
    Regex,
    anchored,
    any_of,
    compile,
    fixed,
)
from kubelet_lint.bash.shell import Call, Result
from kubelet_lint.source import EMPTY, Hole, Text
from kubelet_lint.source import program as made_up

_SHORT = "A:B:C:D:EFGHILPTUVZabcd:e:f:hilm:noqrRsuvwxyz0123456789"
_LONG = {
    "after-context": "A:",
    "before-context": "B:",
    "context": "C:",
    "extended-regexp": "E",
    "fixed-strings": "F",
    "basic-regexp": "G",
    "perl-regexp": "P",
    "regexp": "e:",
    "file": "f:",
    "ignore-case": "i",
    "no-ignore-case": "no-ignore-case",
    "invert-match": "v",
    "word-regexp": "w",
    "line-regexp": "x",
    "count": "c",
    "color": "color::",
    "colour": "color::",
    "files-with-matches": "l",
    "files-without-match": "L",
    "max-count": "m:",
    "only-matching": "o",
    "quiet": "q",
    "silent": "q",
    "no-messages": "s",
    "line-number": "n",
    "with-filename": "H",
    "no-filename": "h",
    "recursive": "r",
    "dereference-recursive": "R",
    "include": "include:",
    "exclude": "exclude:",
    "exclude-dir": "exclude:",
    "text": "a",
    "null": "Z",
    "null-data": "z",
    "line-buffered": "u",
    "byte-offset": "b",
    "binary-files": "binary:",
    "label": "label:",
}
_UNFOLLOWED = ("P", "r", "R", "z", "Z", "b", "T", "D", "d", "include", "exclude")
NEWLINE = made_up("\n")


class _Row(NamedTuple):
    """What is known of one line."""

    line: Text
    newline: Text
    selected: bool | None
    """None: holes decide."""


class _Finding(NamedTuple):
    printed: Text
    selected: bool | None
    """Whether a line is selected."""


def grep(call: Call) -> Result:
    """Print the lines that match."""
    options = parse(call.argv[1:], _SHORT, _LONG)
    words = options.operands
    patterns = _patterns(call, options)
    if patterns is None:
        return Result(status=2)
    if not patterns and not options.has("e", "f"):
        if not words:
            if options.open:
                return Result(call.unknown("what grep looks for is not known"), None)
            return Result(status=2)
        patterns, words = _split(call.settle(words[0])), words[1:]
    kinds = {kind for kind, _ in options.given if kind in ("E", "F", "G", "P")}
    name = call.argv[0].chars.rpartition("/")[2]
    kinds |= {"egrep": {"E"}, "fgrep": {"F"}}.get(name, set())
    if options.wrong or len(kinds) > 1:
        return Result(status=2)
    if options.open or options.has(*_UNFOLLOWED):
        return Result(_unknown(call, options), None)
    try:
        regex = _regex(call, options, patterns)
    except Invalid as error:
        return Result(status=2, stderr=made_up(f"grep: {error}\n"))
    except Unsure:
        regex = None
    if regex is None:
        return Result(_unknown(call, options), None)
    return _grep(call, options, regex, words)


def _unknown(call: Call, options: Options) -> Text:
    return EMPTY if options.has("q") else call.unknown("what grep finds is not known")


def _patterns(call: Call, options: Options) -> list[Text] | None:
    found: list[Text] = []
    for name, value in options.given:
        if name == "e":
            found.extend(_split(call.settle(value)))
        elif name == "f":
            inputs = read_inputs(call, (value,))
            if inputs.failed:
                return None
            found.extend(_split(call.settle(inputs.text.rstrip("\n"))))
    return found


def _split(text: Text) -> list[Text]:
    return text.split("\n")


def _regex(call: Call, options: Options, patterns: list[Text]) -> Regex | None:
    name = call.argv[0].chars.rpartition("/")[2]
    kinds = [kind for kind, _ in options.given if kind in "EFG"]
    kind = kinds[-1] if kinds else {"egrep": "E", "fgrep": "F"}.get(name, "G")
    fold = options.has("i", "y")
    regexes: list[Regex] = []
    for pattern in patterns:
        if kind == "F":
            regex = fixed(pattern.chars, fold=fold)
        else:
            regex = compile(pattern.chars, Dialect("grep", kind == "E", fold))
        if options.has("x"):
            regex = anchored(regex, "start", "end")
        elif options.has("w"):
            regex = anchored(regex, "no word before", "no word after")
        regexes.append(regex)
    return regexes[0] if len(regexes) == 1 else any_of(regexes)


# --- files ---------------------------------------------------------------------------


def _grep(
    call: Call, options: Options, regex: Regex, words: tuple[Text, ...]
) -> Result:
    inputs = read_inputs(call, words)
    named = (len(words) > 1 or options.has("H")) and not options.has("h")
    parts: list[Text] = []
    selected: bool | None = False
    for content in inputs.contents:
        prefix = EMPTY
        if named:
            stdin = content.name.chars == "-"
            prefix = (made_up("(standard input)") if stdin else content.name) + made_up(
                ":"
            )
        found = _Search(call, options, regex, content, prefix).all()
        context = options.has("A", "B", "C", *"0123456789")
        context = context and not options.has("c", "l", "L")
        if context and found.printed and any(parts):
            parts.append(made_up("--\n"))
        parts.append(found.printed)
        if found.selected or (found.selected is None and selected is False):
            selected = found.selected
    status = {True: 0, False: 1, None: None}[selected]
    if inputs.failed and not (options.has("q") and selected):
        status = 2
    elif inputs.unsure and selected is not True:
        status = None
    return Result(EMPTY if options.has("q") else Text.join(parts), status)


class _Search:
    """The search through one file."""

    def __init__(
        self,
        call: Call,
        options: Options,
        regex: Regex,
        content: Content,
        prefix: Text,
    ) -> None:
        self.call = call
        self.options = options
        self.regex = regex
        self.prefix = prefix
        self.text = by_lines(call, content.text)
        self.name = content.name
        self.most = self.number("m", 1 << 62)
        self.pattern = call.argv[0]

    def number(self, name: str, default: int) -> int:
        value = self.options.value(name)
        return int(value.chars) if value and value.chars.isdigit() else default

    def all(self) -> _Finding:
        rows = self.rows()
        values = [row.selected for row in rows]
        selected = True if True in values else None if None in values else False
        options = self.options
        if options.has("q"):
            return _Finding(EMPTY, selected)
        if options.has("l", "L"):
            wanted = (
                selected
                if options.has("l")
                else None
                if selected is None
                else not selected
            )
            stdin = self.name.chars == "-"
            name = made_up("(standard input)") if stdin else self.name
            return _Finding(self.when(wanted, name + NEWLINE), selected)
        if options.has("c"):
            return _Finding(self.prefix + self.count(values) + NEWLINE, selected)
        return _Finding(self.printed(rows), selected)

    def when(self, wanted: bool | None, text: Text) -> Text:
        if wanted is None:
            return self.call.unknown("whether grep prints a file's name")
        return text if wanted else EMPTY

    def count(self, values: list[bool | None]) -> Text:
        if None in values:
            return self.call.unknown("how many lines match is not known")
        return made_up(str(sum(map(bool, values))))

    def rows(self) -> list[_Row]:
        """Return the lines up to the last that is looked at."""
        rows: list[_Row] = []
        left = self.most
        for line, newline in bodies(self.text):
            if left <= 0:
                break
            if has_choice(line) and self.test(line) is None:
                line = self.call.settle(line)
            selected = self.test(line)
            if may_be_several(line) and selected is False and self.options.has("v"):
                selected = None
            if selected is not False:
                left -= 1
            rows.append(_Row(line, newline, selected))
            if selected is None and self.most < 1 << 62:
                left = max(left, 1)
        return rows

    def test(self, line: Text) -> bool | None:
        found = self.regex.test(line.chars)
        if found is None:
            return None
        if found and may_be_several(line):
            # Of what may be several lines, one matches: it is not known which.
            return None if self.options.has("v") else True
        return found != self.options.has("v")

    def printed(self, rows: list[_Row]) -> Text:
        before = self.number("B", self.number("C", self.context()))
        after = self.number("A", self.number("C", self.context()))
        values = [row.selected for row in rows]
        if before or after:
            if None in values:
                return self.call.unknown("which lines match is not known")
            return self.with_context(rows, before, after)
        if None in values and self.most < 1 << 62:
            return self.first_rows(rows)
        return Text.join(self.row(number, row) for number, row in enumerate(rows, 1))

    def context(self) -> int:
        digits = "".join(name for name, _ in self.options.given if name.isdigit())
        return int(digits or "0")

    def first_rows(self, rows: list[_Row]) -> Text:
        """Print the first lines that match, where one may or may not match."""
        known: list[Text] = []
        for number, row in enumerate(rows, 1):
            if row.selected is None:
                break
            known.append(self.row(number, row))
        return Text.join((*known, self.call.unknown("which line matches is not known")))

    def row(self, number: int, row: _Row) -> Text:
        if row.selected is False:
            return EMPTY
        if row.selected is True and not may_be_several(row.line):
            return self.shown(number, row)
        return self.doubtful(number, row)

    def doubtful(self, number: int, row: _Row) -> Text:
        hole = row.line.piece_at(0) if row.line else None
        if isinstance(hole, Hole) and may_be_several(row.line):
            how = "those of its lines that grep prints"
            return changed_hole(hole, how, self.call.argv[-1].display())
        if self.options.has("o", "n"):
            return self.call.unknown("what grep prints of a line is not known")

        def run(doubt: Doubt) -> Text:
            asked = question(row.line, Text.join(self.call.argv[1:]))
            return self.shown(number, row) if doubt.choose(*asked) == 0 else EMPTY

        try:
            return join(ways(run))
        except Lost as lost:
            return self.call.unknown(str(lost))

    def shown(self, number: int, row: _Row, separator: str = ":") -> Text:
        start = self.prefix
        if start and separator != ":":
            start = start[:-1] + made_up(separator)
        if self.options.has("n"):
            start = start + made_up(f"{number}{separator}")
        if self.options.has("o"):
            return self.matches(start, row.line)
        return Text.join((start, row.line, row.newline or NEWLINE))

    def matches(self, start: Text, line: Text) -> Text:
        parts: list[Text] = []
        at = 0
        if self.options.has("v"):
            return EMPTY
        while at <= len(line):
            found = self.regex.search(line.chars, at, groups=False)
            if found is None:
                break
            if isinstance(found, Perhaps):
                parts.append(self.call.unknown("what grep matches is not known"))
                break
            if found.end > found.start:
                parts.extend((start, line[found.start : found.end], NEWLINE))
            at = max(found.end, at + 1)
        return Text.join(parts)

    def with_context(self, rows: list[_Row], before: int, after: int) -> Text:
        lines = list(bodies(self.text))
        chosen = [number for number, row in enumerate(rows) if row.selected]
        shown: dict[int, str] = {}
        for number in chosen:
            for near in range(number - before, number + after + 1):
                if 0 <= near < len(lines):
                    shown.setdefault(near, "-")
        for number in chosen:
            shown[number] = ":"
        parts: list[Text] = []
        last = -1
        for number in sorted(shown):
            if parts and number > last + 1:
                parts.append(made_up("--\n"))
            row = _Row(*lines[number], True)
            if not (self.options.has("o") and shown[number] == "-"):
                parts.append(self.shown(number + 1, row, shown[number]))
            last = number
        return Text.join(parts)
