"""What a builtin is given, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kubelet_lint.bash.expand import Expander
from kubelet_lint.bash.runner import Argument, Next, Shell
from kubelet_lint.bash.state import State
from kubelet_lint.bash.streams import write
from kubelet_lint.bash.syntax import Word
from kubelet_lint.source import EMPTY, Span, Text, program


class Invocation(NamedTuple):
    """One call of a builtin."""

    shell: Shell
    state: State
    argv: tuple[Argument, ...]
    span: Span | None

    @property
    def expander(self) -> Expander:
        """What expands words here."""
        return self.shell.expander(self.state, self.span)

    def words(self, start: int = 1) -> tuple[Text, ...]:
        """Return the arguments as texts; an assignment as it is written."""
        words: list[Text] = []
        for each in self.argv[start:]:
            if isinstance(each, Text):
                words.append(each)
                continue
            value = EMPTY
            if isinstance(each.value, Word):
                value = self.expander.text(each.value, assignment=True)
            words.append(program(f"{each.name}{'+' * each.append}=") + value)
        return tuple(words)

    def settled(self, start: int = 1) -> tuple[Text, ...]:
        """Return the arguments with their choices decided."""
        return tuple(self.state.decisions.text(word) for word in self.words(start))

    def end(self, status: int | Text = 0) -> Next:
        """End with a status."""
        known = program(str(status)) if isinstance(status, int) else status
        self.state.status = known
        return self.state

    def unknown(self, reason: str) -> Next:
        """End with a status that nobody knows."""
        words = " ".join(word.display() for word in self.words(0))[:60]
        name = self.state.decisions.fresh(words)
        return self.end(Text.hole(reason, self.span, name))

    def print(self, text: Text) -> None:
        """Write to standard output."""
        write(self.state, 1, text)

    def fail(self, message: str, status: int = 1) -> Next:
        """End with an error message."""
        self.shell.note(self.state, message, self.span)
        return self.end(status)


Builtin = Callable[[Invocation], Next]


def options(words: tuple[Text, ...], letters: str) -> tuple[str, tuple[Text, ...]]:
    """Split ``-abc`` options off the arguments."""
    found = ""
    for number, word in enumerate(words):
        chars = word.chars
        if chars == "--":
            return found, words[number + 1 :]
        if len(chars) < 2 or chars[0] != "-" or not set(chars[1:]) <= set(letters):
            return found, words[number:]
        found += chars[1:]
    return found, ()
