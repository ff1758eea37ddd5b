"""echo, as bash's builtin prints (``builtins/echo.def``, bash 5.2)."""

from __future__ import annotations

from kubelet_lint.bash.commands.escapes import expanded
from kubelet_lint.bash.shell import Call, Result
from kubelet_lint.source import Text
from kubelet_lint.source import program as made_up


def echo(call: Call) -> Result:
    """Print the arguments."""
    words = list(call.argv[1:])
    newline, escapes = True, False
    while words and _is_option(words[0].chars):
        for char in words.pop(0).chars[1:]:
            newline = newline and char != "n"
            escapes = char == "e" if char in "eE" else escapes
    parts: list[Text] = []
    for word in words:
        if parts:
            parts.append(made_up(" "))
        if escapes:
            word, stopped = expanded(word)
            if stopped:
                return Result(Text.join((*parts, word)))
        parts.append(word)
    if newline:
        parts.append(made_up("\n"))
    return Result(Text.join(parts))


def _is_option(chars: str) -> bool:
    return chars.startswith("-") and len(chars) > 1 and not chars[1:].strip("neE")
