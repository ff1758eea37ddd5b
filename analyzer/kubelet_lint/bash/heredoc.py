"""Here-documents: where their bodies end, and what is read in them.

Follows ``read_secondary_line`` and ``make_here_document`` of bash 5.2: unless the
delimiter is quoted, a backslash at a line's end joins the next line before the line
is compared with the delimiter; ``<<-`` strips tabs, never blanks, from whole lines.
A document that nothing ends goes up to the end of the script.
"""

from __future__ import annotations

import re

from kubelet_lint.bash.scanner import ParseError, Scanner
from kubelet_lint.bash.syntax import Here, Lit, Param, Word
from kubelet_lint.bash.words import BODY, read_parts, read_word
from kubelet_lint.source import Text, program

_QUOTE = re.compile(r"\\(.)|'([^']*)'|\$?\"((?:[^\"\\]|\\.)*)\"", re.DOTALL)
_ESCAPED = re.compile(r"\\([$`\"\\])")
_CONTINUED = re.compile(r"(?<!\\)(?:\\\\)*\\\n\Z")


def read_delimiter(scanner: Scanner, *, strip: bool) -> Here:
    """Read the word after ``<<`` and let its body begin on the next line."""
    start = scanner.pos
    read_word(scanner)
    raw = scanner.chars[start : scanner.pos]
    if not raw:
        raise scanner.fail("no here-document delimiter")
    quoted = any(char in raw for char in "'\"\\")
    here = Here(_unquoted(raw) if quoted else raw, quoted=quoted, strip=strip)
    scanner.heres.append(here)
    return here


def read_body(scanner: Scanner, here: Here) -> None:
    """Read the lines of ``here`` from the line that begins now."""
    lines: list[Text] = []
    while scanner.pos < len(scanner.chars):
        line = _line(scanner, joined=not here.quoted)
        if here.strip:
            line = line.lstrip("\t")
        if line.chars.removesuffix("\n") == here.delimiter:
            break
        lines.append(line)
    if lines and not lines[-1].chars.endswith("\n"):
        # A script's last line always ends for bash.
        lines.append(program("\n"))
    here.body = _word(scanner, Text.join(lines), quoted=here.quoted)


def _line(scanner: Scanner, *, joined: bool) -> Text:
    line = scanner.line()
    parts: list[Text] = []
    # What is left of a continued line ends in backslashes that escape each other, so
    # that the next one can be looked at alone.
    while joined and _CONTINUED.search(line.chars):
        parts.append(line[:-2])
        line = scanner.line()
    return Text.join((*parts, line)) if parts else line


def _word(scanner: Scanner, body: Text, *, quoted: bool) -> Word:
    if quoted:
        return Word((Lit(body, True),))
    inner = scanner.inner(body)
    try:
        return Word(tuple(read_parts(inner, BODY)))
    except ParseError as error:
        # Bash only meets it once it expands the body.
        return Word((Param("", body, error=error.message),))


def _unquoted(raw: str) -> str:
    def plain(match: re.Match[str]) -> str:
        escaped, single, double = match.groups()
        if escaped is not None:
            return "" if escaped == "\n" else escaped
        return single if single is not None else _ESCAPED.sub(r"\1", double)

    return _QUOTE.sub(plain, raw)
