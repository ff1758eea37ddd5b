"""What a command is to the shell: a function from a call to a result.

A command changes the machine and says what it writes to standard output and with
which status it ends. It is written as if everything were certain: ``Alternatives``
are decided by ``Machine`` on sight, a ``Choice`` in a text is decided by
``Call.settle`` (for each way to decide, the command is called once more on a fresh
copy of the machine, and the results are joined). So settle a text before looking
into it, and don't where it only passes through (``cat``, ``cp``, ``tee``): choices
that need not be decided keep the result small.

What is left after ``settle`` are holes: unknown stretches of any length. A command
that could tell another result for another content of the hole says so: by a hole in
its output (``Call.unknown``) or by the status None.

Commands are listed in ``bash.commands.COMMANDS`` by name. Programs that only run
another one (``sudo``, ``env``, ``nohup``, ``bash``, ``ssh`` …) or that speak to
systemd or a container runtime are ``bash.wrappers``; what the shell does itself
(``cd``, ``test``, ``read`` …) is in ``bash.builtins``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kubelet_lint.bash.decision import Condition
from kubelet_lint.bash.machine import Machine, absolute, symbol
from kubelet_lint.source import EMPTY, Hole, Span, Text


class Result(NamedTuple):
    """How a command ended."""

    stdout: Text = EMPTY
    status: int | None = 0
    """None if nobody knows."""
    stderr: Text | None = None
    """None: nothing if the status is 0, else a message nobody knows."""


Run = Callable[[tuple[Text, ...], Text], Result]
"""Run another command with this argument vector and standard input."""


Answer = Callable[[Text], "Text | None"]
"""Return what an address answers, None if that is not known."""


def nothing_answers(url: Text) -> Text | None:
    """Know no answer of any address."""
    del url
    return None


def _nothing_runs(argv: tuple[Text, ...], stdin: Text) -> Result:
    del argv, stdin
    return Result(status=None)


class Call:
    """One call of one command."""

    __slots__ = (
        *("_stdin", "answer", "argv", "environment", "machine", "notes", "run"),
        "span",
    )

    def __init__(
        self,
        argv: tuple[Text, ...],
        stdin: Text | Callable[[], Text],
        machine: Machine,
        environment: Mapping[str, Text] | None = None,
        span: Span | None = None,
        run: Run = _nothing_runs,
        answer: Answer = nothing_answers,
    ) -> None:
        """Describe a call.

        Args:
            argv: the words, the command's name first. A word that is one hole with
                ``words`` set is zero or more unknown words.
            stdin: all that can be read from standard input, or what reads it; it is
                only read once a command looks at it.
            machine: the files; ``machine.cwd`` is the working directory.
            environment: the exported variables.
            span: where the command is written.
            run: runs another command, for ``xargs`` and ``find -exec``.
            answer: tells what well-known addresses answer.
        """
        self.argv = argv
        self._stdin = stdin
        self.machine = machine
        none: Mapping[str, Text] = {}
        self.environment = none if environment is None else environment
        self.span = span
        self.run = run
        self.answer = answer
        self.notes: list[tuple[str, Span | None]] = []

    @property
    def stdin(self) -> Text:
        """All that can be read from standard input."""
        if not isinstance(self._stdin, Text):
            self._stdin = self._stdin()
        return self._stdin

    @property
    def cwd(self) -> str:
        """The working directory."""
        return self.machine.cwd

    def settle(self, text: Text) -> Text:
        """Return ``text`` with its choices decided; only holes are left unknown."""
        return self.machine.decisions.text(text)

    def path(self, word: Text) -> str:
        """Return the absolute path a word names; a hole in it stands as ``‹name›``."""
        return self.machine.path(word)

    def choose(self, name: str, labels: tuple[str, ...]) -> int | None:
        """Decide something open: each way is followed apart, and then joined.

        Returns the way taken, an index of ``labels``; None if it can't be followed
        apart any more, and has to be treated as unknown.
        """
        return self.machine.decisions.choose(Condition(name, labels))

    def unknown(self, reason: str, name: str = "", *, words: bool = False) -> Text:
        """Return a hole that this command is the reason of, unlike any other."""
        label = self.machine.decisions.fresh(name or reason)
        return Text.hole(reason, self.span, label, words=words)

    def note(self, reason: str, span: Span | None = None) -> None:
        """Tell the user what could not be followed."""
        self.notes.append((reason, span or self.span))


def is_words(word: Text) -> bool:
    """Say whether an argument stands for zero or more unknown arguments."""
    piece = next(word.holes(), None)
    return len(word) == 1 and isinstance(piece, Hole) and piece.words


Command = Callable[[Call], Result]

__all__ = [
    "Call",
    "Command",
    "Machine",
    "Result",
    "Run",
    "absolute",
    "is_words",
    "symbol",
]
