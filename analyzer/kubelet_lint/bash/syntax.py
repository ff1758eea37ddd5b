"""The nodes of a parsed script, in the words of the bash manual.

Literal characters are kept as ``Text``, so every character of a word still points at
the script it was read from, however deep it was nested there.
"""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.source import EMPTY, Text

# --- words ------------------------------------------------------------------------


class Lit(NamedTuple):
    """Characters that stand for themselves."""

    text: Text
    quoted: bool = False
    """By a backslash or single quotes: no pattern, no tilde, no brace."""


class Ansi(NamedTuple):
    """``$'…'`` with an escape whose meaning depends on the locale, between quotes."""

    text: Text


class Quoted(NamedTuple):
    """``"…"``: what is inside is neither split nor matched against file names."""

    parts: tuple[Part, ...]


class Glob(NamedTuple):
    """``@(…|…)`` and its like: an extended pattern, its parentheses among the parts."""

    parts: tuple[Part, ...]


class Param(NamedTuple):
    """``$NAME`` or ``${…}``."""

    name: str
    text: Text
    """As written, for a message and for the place."""
    subscript: Word | None = None
    operator: str = ""
    """``:-`` ``-`` … ``#`` ``%%`` ``/`` ``^^`` ``:`` ``@`` ; empty: the plain value."""
    argument: Word | None = None
    second: Word | None = None
    """The replacement of ``/``, the length of ``:``."""
    length: bool = False
    indirect: bool = False
    error: str = ""
    """Set if bash would refuse it (``bad substitution``) once it gets here."""


class CommandSub(NamedTuple):
    """``$(…)`` or backquotes."""

    program: Program
    text: Text


class ProcessSub(NamedTuple):
    """``<(…)`` or ``>(…)``."""

    program: Program
    output: bool
    text: Text


class ArithSub(NamedTuple):
    """``$((…))``: the expression is expanded like a double-quoted word first."""

    expression: Word
    text: Text


Part = Lit | Ansi | Quoted | Glob | Param | CommandSub | ProcessSub | ArithSub


class Word(NamedTuple):
    """A word before its expansion."""

    parts: tuple[Part, ...]

    @property
    def literal(self) -> str | None:
        """The characters if none of them is quoted or expanded."""
        if len(self.parts) == 1:
            part = self.parts[0]
            return (
                part.text.chars if isinstance(part, Lit) and not part.quoted else None
            )
        if all(isinstance(part, Lit) and not part.quoted for part in self.parts):
            return "".join(
                part.text.chars for part in self.parts if isinstance(part, Lit)
            )
        return None


class Element(NamedTuple):
    """One element of ``NAME=(…)``, with its ``[index]=`` if it has one."""

    subscript: Word | None
    append: bool
    value: Word


class Assign(NamedTuple):
    """``NAME=value``, ``NAME[index]+=value``, ``NAME=(…)``."""

    name: str
    subscript: Word | None
    append: bool
    value: Word | tuple[Element, ...]


class Here:
    """A here-document. Its body follows on later lines, so it is filled in later."""

    __slots__ = ("body", "delimiter", "quoted", "strip")

    def __init__(self, delimiter: str, *, quoted: bool, strip: bool) -> None:
        self.delimiter = delimiter
        self.quoted = quoted
        """Whether the body is literal."""
        self.strip = strip
        """Whether leading tabs are removed (``<<-``)."""
        self.body = Word(())

    def __repr__(self) -> str:
        return f"Here({self.delimiter!r}, {self.body!r})"


class Redirect(NamedTuple):
    """``fd op target``."""

    fd: int | str | None
    """None: the operator's own; a name: ``{name}>``."""
    operator: str
    target: Word | Here


# --- commands ---------------------------------------------------------------------


class Simple(NamedTuple):
    """Assignments, words and redirections."""

    assigns: tuple[Assign, ...]
    words: tuple[Word | Assign, ...]
    """Assignments among them are arguments of ``declare`` and its like."""
    redirects: tuple[Redirect, ...]
    text: Text
    """As written."""


class Pipeline(NamedTuple):
    """Commands joined by ``|``."""

    commands: tuple[Command, ...]
    negated: bool
    merged: tuple[bool, ...]
    """For each ``|``: whether it is ``|&``."""

    @property
    def text(self) -> Text:
        """The command whose status is that of the pipeline, as written."""
        return self.commands[-1].text


class AndOr(NamedTuple):
    """Pipelines joined by ``&&`` and ``||``."""

    first: Pipeline
    rest: tuple[tuple[str, Pipeline], ...]

    @property
    def text(self) -> Text:
        """The last command, as written."""
        return self.rest[-1][1].text if self.rest else self.first.text


class Item(NamedTuple):
    """One element of a list, and whether ``&`` ends it."""

    command: AndOr
    background: bool
    last: bool = True
    """Whether a line ends after it; bash gives up a whole line on some errors."""


class Program(NamedTuple):
    """A list of commands."""

    items: tuple[Item, ...]

    @property
    def text(self) -> Text:
        """The last command, as written."""
        return self.items[-1].command.text if self.items else EMPTY


class Group(NamedTuple):
    """``{ …; }``."""

    body: Program


class Subshell(NamedTuple):
    """``( … )``."""

    body: Program


class If(NamedTuple):
    """``if``, with its ``elif`` arms in order."""

    arms: tuple[tuple[Program, Program], ...]
    otherwise: Program | None


class For(NamedTuple):
    """``for NAME in …``, or ``select`` of it; no words: the arguments."""

    name: str
    words: tuple[Word, ...] | None
    body: Program
    select: bool = False


class ArithFor(NamedTuple):
    """``for ((…; …; …))``."""

    initial: Word
    condition: Word
    step: Word
    body: Program


class While(NamedTuple):
    """``while`` or ``until``."""

    condition: Program
    body: Program
    until: bool


class Arm(NamedTuple):
    """One clause of ``case`` and what ends it: ``;;``, ``;&`` or ``;;&``."""

    patterns: tuple[Word, ...]
    body: Program
    terminator: str


class Case(NamedTuple):
    """``case WORD in … esac``."""

    word: Word
    arms: tuple[Arm, ...]


class Function(NamedTuple):
    """A function definition; redirections of the body belong to the body."""

    name: str
    body: Command


class Arith(NamedTuple):
    """``(( … ))``."""

    expression: Word


class Unary(NamedTuple):
    """``-n WORD`` within ``[[ ]]``; the operator ``-n`` may be implied."""

    operator: str
    operand: Word


class Binary(NamedTuple):
    """``WORD op WORD`` within ``[[ ]]``."""

    operator: str
    left: Word
    right: Word


class Logic(NamedTuple):
    """``!`` (left only), ``&&`` or ``||`` within ``[[ ]]``."""

    operator: str
    left: Test
    right: Test | None = None


Test = Unary | Binary | Logic


class Conditional(NamedTuple):
    """``[[ … ]]``."""

    test: Test


Body = (
    Group
    | Subshell
    | If
    | For
    | ArithFor
    | While
    | Case
    | Function
    | Arith
    | Conditional
)


class Compound(NamedTuple):
    """A compound command with its redirections."""

    body: Body
    redirects: tuple[Redirect, ...]
    text: Text
    """Its first line as written."""


Command = Simple | Compound


class SyntaxProblem(NamedTuple):
    """Why parsing stopped, and where."""

    message: str
    offset: int


class Script(NamedTuple):
    """A parsed text: what bash would run of it before it meets the problem."""

    program: Program
    problem: SyntaxProblem | None = None
