"""Word expansion: from the words of the script to the words a command gets.

Follows "Shell Expansions" of the bash manual, in its order: braces, tilde, parameters,
commands, arithmetic, word splitting, file names, quote removal. What ``${…}`` yields
is found in ``evaluate``; the commands of ``$(…)`` are run by a ``Runner``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from kubelet_lint.bash.ansi import decode
from kubelet_lint.bash.arith import ArithmeticError, Number, evaluate
from kubelet_lint.bash.assign import ArithmeticVariables
from kubelet_lint.bash.braces import brace_words
from kubelet_lint.bash.evaluate import Argument, Many, evaluate_parameter
from kubelet_lint.bash.field import (
    Field,
    Fields,
    Flat,
    Piece,
    field_text,
    one_word,
    splits_alike,
)
from kubelet_lint.bash.glob import glob, is_glob
from kubelet_lint.bash.leave import Leave
from kubelet_lint.bash.lookup import scalar_text, utf8, value_of
from kubelet_lint.bash.pattern import Pattern, compile_pattern
from kubelet_lint.bash.state import State
from kubelet_lint.bash.syntax import (
    Ansi,
    ArithSub,
    CommandSub,
    Glob,
    Lit,
    Param,
    Part,
    ProcessSub,
    Quoted,
    Word,
)
from kubelet_lint.bash.variable import Scalar
from kubelet_lint.source import EMPTY, HOLE, Span, Text, program


class Runner(Protocol):
    """Runs what expansions need to be run."""

    blank: bool
    """Whether the last test was decided by a text that is empty."""

    @property
    def optimistic(self) -> bool:
        """Whether the script is taken not to stop for want of a setting."""
        ...

    def suppose(self, text: str, span: Span | None) -> None:
        """Tell what is taken to be so."""
        ...

    def output(self, state: State, part: CommandSub) -> Text:
        """Run the commands and return what they print, without last line ends."""
        ...

    def process(self, state: State, part: ProcessSub) -> Text:
        """Let the commands run beside, and return the path to read or write them."""
        ...

    def note(self, state: State, reason: str, span: Span | None) -> None:
        """Tell what could not be followed."""
        ...


Out = Fields | Flat


class Expander:
    """Expands the words of one command in one state, which it may change."""

    def __init__(self, state: State, runner: Runner, span: Span | None) -> None:
        self.state = state
        self.runner = runner
        self.span = span

    # --- whole words --------------------------------------------------------------

    def words(self, words: Iterable[Word]) -> tuple[Text, ...]:
        """Return the words of a command: split, and matched against file names."""
        result: list[Text] = []
        for word in words:
            plain = word.literal
            if plain is not None and _is_plain(plain):
                result.append(
                    Text.join(p.text for p in word.parts if isinstance(p, Lit))
                )
                continue
            for each in brace_words(word):
                for field in self.fields(each):
                    result.extend(self._names(field))
        return tuple(result)

    def fields(self, word: Word) -> list[Field]:
        """Return the fields of a word before file names are looked up."""
        out = Fields(self.separators())
        self._emit_all(self._with_home(word.parts), out, quoted=False)
        return out.fields()

    def text(self, word: Word, *, assignment: bool = False) -> Text:
        """Return the word as one text: an assigned value, a file name, a case word."""
        return one_word(field_text(self.pieces(word, assignment=assignment)))

    def pieces(self, word: Word, *, assignment: bool = False) -> list[Piece]:
        """Return the word unsplit, with what is quoted in it."""
        out = Flat()
        parts = self._with_home(word.parts, everywhere=assignment)
        self._emit_all(parts, out, quoted=False)
        return out.pieces

    def body(self, word: Word) -> Text:
        """Return a here-document's body, or an expression, as one text."""
        out = Flat()
        self._emit_all(word.parts, out, quoted=True)
        return one_word(Text.join(piece.text for piece in out.pieces))

    def pattern(self, word: Word, *, ignore_case: bool = False) -> Pattern:
        """Return the word as a pattern: what is quoted in it stands for itself."""
        pieces = self.pieces(word)
        settled = [(self.settle(text).chars, quoted) for text, quoted in pieces]
        extended = True
        return compile_pattern(settled, extended=extended, ignore_case=ignore_case)

    def number(self, word: Word) -> Number:
        """Return the value of an arithmetic expression."""
        return self.compute(self.body(word))

    def compute(self, expression: Text) -> Number:
        """Return the value of an arithmetic expression already expanded."""
        variables = ArithmeticVariables(self)
        try:
            return evaluate(self.settle(expression).chars, variables)
        except ArithmeticError as error:
            self.fail(f"arithmetic: {error}")
            raise Leave("discard") from None

    def settle(self, text: Text) -> Text:
        """Return ``text`` with its choices decided."""
        return self.state.decisions.text(text)

    def fail(self, message: str) -> None:
        """Let the command fail with a message."""
        self.state.status = program("1")
        self.runner.note(self.state, message, self.span)

    def supposed(self, name: str) -> Text | None:
        """Return a hole for a setting the script would stop without, if it may.

        A setting that users fill in must not hide what the rest of the script does.
        """
        if not self.runner.optimistic:
            return None
        self.runner.suppose(f"`{name}` is set", self.span)
        return self.state.decisions.fill(Text.hole("a setting", self.span, f"${name}"))

    def separators(self) -> str:
        """Return the characters that split words."""
        value = value_of(self.state, "IFS")
        if not isinstance(value, Scalar):
            return " \t\n"
        text = self.settle(scalar_text(value))
        return text.chars if text.known else " \t\n"

    # --- parts --------------------------------------------------------------------

    def _emit_all(self, parts: Iterable[Part], out: Out, *, quoted: bool) -> None:
        for part in parts:
            self._emit(part, out, quoted)

    def _emit(self, part: Part, out: Out, quoted: bool) -> None:
        match part:
            case Lit(text, literal):
                out.add(text, quoted=quoted or literal)
            case Param():
                self._parameter(part, out, quoted)
            case Quoted(parts):
                self._quoted(parts, out)
            case CommandSub():
                self._result(self.runner.output(self.state, part), out, quoted)
            case ArithSub(expression, text):
                self._result(self._arithmetic(expression, text), out, quoted)
            case Ansi(text):
                out.add(decode(text, unicode=utf8(self.state)), quoted=True)
            case Glob(parts):
                self._emit_all(parts, out, quoted=quoted)
            case ProcessSub():
                out.add(self.runner.process(self.state, part), quoted=True)

    def _quoted(self, parts: tuple[Part, ...], out: Out) -> None:
        # ``"$@"`` without arguments is no word at all, ``""`` is an empty one.
        if not parts or not all(isinstance(part, Param) for part in parts):
            out.add(EMPTY, quoted=True)
        self._emit_all(parts, out, quoted=True)

    def _parameter(self, param: Param, out: Out, quoted: bool) -> None:
        match evaluate_parameter(self, param, quoted=quoted or isinstance(out, Flat)):
            case Text() as text:
                self._result(text, out, quoted)
            case Argument(word):
                self._argument(word, out, quoted)
            case Many(words, star):
                self._many(words, out, star=star, quoted=quoted)

    def _result(self, text: Text, out: Out, quoted: bool) -> None:
        if quoted:
            out.add(one_word(text), quoted=True)
            return
        # Where nothing is split it does not matter yet which of several texts it is.
        splits = isinstance(out, Fields) and HOLE in text.chars
        if splits and not splits_alike(text, self.separators()):
            text = self.settle(text)
        out.split(text)

    def _argument(self, word: Word, out: Out, quoted: bool) -> None:
        """Emit the word of ``${X:-word}``, whose literal characters are split too."""
        for part in self._with_home(word.parts):
            if isinstance(part, Lit) and not part.quoted and not quoted:
                out.split(part.text)
            else:
                self._emit(part, out, quoted)

    def _many(
        self, words: tuple[Text, ...], out: Out, *, star: bool, quoted: bool
    ) -> None:
        if star and (quoted or isinstance(out, Flat)):
            out.add(self._starred(words), quoted=True)
            return
        for number, word in enumerate(words):
            if number:
                out.end()
            if not quoted:
                self._result(word, out, quoted)
            else:
                out.add(word, quoted=not _is_words(word))

    def _starred(self, words: tuple[Text, ...]) -> Text:
        separator = program(self.separators()[:1])
        parts: list[Text] = []
        for number, word in enumerate(words):
            parts.extend((separator, word) if number else (word,))
        return one_word(Text.join(parts))

    def _arithmetic(self, expression: Word, text: Text) -> Text:
        value = self.number(expression)
        if value is not None:
            return text.respelled(str(value))
        name = self.state.decisions.fresh(text.display())
        return Text.hole("computed from what is not known", text.span, name)

    # --- tilde and file names -----------------------------------------------------

    def _with_home(
        self, parts: tuple[Part, ...], *, everywhere: bool = False
    ) -> tuple[Part, ...]:
        """Replace ``~`` at the start, and in assigned values after a colon."""
        if not parts or not isinstance(parts[0], Lit) or parts[0].quoted:
            return parts
        text = parts[0].text
        if "~" not in text.chars:
            return parts
        if not everywhere:
            return (*self._homes(text, last=len(parts) == 1), *parts[1:])
        pieces = text.split(":")
        done: list[Part] = []
        for number, piece in enumerate(pieces):
            if number:
                done.append(Lit(program(":")))
            last = number < len(pieces) - 1 or len(parts) == 1
            done.extend(self._homes(piece, last=last))
        return (*done, *parts[1:])

    def _homes(self, text: Text, *, last: bool) -> tuple[Part, ...]:
        user, slash, rest = text.partition("/")
        if not user.startswith("~") or not (slash or last):
            return (Lit(text),)
        home = self._home(user)
        return (
            (Lit(home, True), Lit(slash + rest)) if home is not None else (Lit(text),)
        )

    def _home(self, user: Text) -> Text | None:
        match user.chars:
            case "~":
                value = scalar_text(value_of(self.state, "HOME"))
                return value if value.chars else user.respelled("/root")
            case "~root":
                return user.respelled("/root")
            case "~+":
                return self.state.cwd
            case _:
                name = user.display()
                return Text.hole("the home directory of a user", user.span, name)

    def _names(self, field: Field) -> list[Text]:
        text = field_text(field)
        extended = self.state.enabled("extglob")
        if not is_glob(field, extended=extended) or self.state.enabled("noglob"):
            return [text]
        names = glob(field, self.state.machine, extended=extended)
        if names is None:
            reason = "which files there are is not known"
            return [Text.hole(reason, text.span, text.display(), words=True)]
        if not names and self.state.enabled("nullglob") and HOLE not in text.chars:
            return []
        return names or [text]


def _is_plain(chars: str) -> bool:
    return not any(char in chars for char in "~*?[{")


def _is_words(word: Text) -> bool:
    holes = next(word.holes(), None)
    return len(word) == 1 and getattr(holes, "words", False)
