r"""Command lines: prefixes, ``;``, the program and its arguments.

Follows ``config_parse_exec`` (``src/core/load-fragment.c``), compared in the sources
of releases 252 and 257; described in systemd.service(5), "Command lines". Variables
are expanded later, when the process is started (see ``expansion``).
"""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from kubelet_lint.source import HOLE, Text, program
from kubelet_lint.systemd.specifier import BadSpecifier, Place, resolve
from kubelet_lint.systemd.unit import BLANKS, excerpt
from kubelet_lint.systemd.words import Broken, Word, as_words, exec_word, skip_blanks

NAME_MAX = 255
PATH_MAX = 4096

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}|\$[A-Za-z_][A-Za-z0-9_]*")
_SPECIAL = re.compile("[\x01-\x1f\"'\\\\\x7f]")


class Command(NamedTuple):
    """One command as loaded: specifiers resolved, variables still to be expanded."""

    path: Text
    """The program as written; never expanded."""
    argv: tuple[Text, ...]
    """With the name of the executable first, as the process will see it."""
    value: Text
    """The whole value of the setting, which may hold several commands."""
    ignores_failure: bool = False
    expands: bool = True
    via_shell: bool = False
    error: str | None = None
    """Why systemd refuses the line; the rest holds what could be read of it."""


class Prefixes(NamedTuple):
    """The special characters in front of a program, and what follows them."""

    written: frozenset[str]
    rest: Text


def parse_commands(value: Text, place: Place) -> list[Command]:
    """Return the commands of a value, which is not empty.

    The last one has an ``error`` if systemd refuses the line; those before it stand.
    """
    commands: list[Command] = []
    at: int | None = 0
    while at is not None:
        command, at = _command(value, at, place)
        if command is not None:
            commands.append(command)
    return commands


def _command(value: Text, at: int, place: Place) -> tuple[Command | None, int | None]:
    """Read one command; the second result is where the next one starts."""
    first = exec_word(value, at)
    if not isinstance(first, Word):
        # Nothing is left, or the program itself is not closed: systemd only warns.
        return None, None
    if first.text.chars == ";":
        return None, first.end
    prefixes = _prefixes(first.text, place.version)
    ignores = "-" in prefixes.written
    path = resolve(filled(prefixes.rest, place), place)
    if isinstance(path, BadSpecifier):
        error: str | None = _bad_specifier(path, prefixes.rest)
        path = prefixes.rest
    else:
        error = None if "|" in prefixes.written else _path_error(path, place.version)
    argv, complaint, end = _arguments(value, first.end, place)
    command = Command(
        path,
        argv if "@" in prefixes.written else (path, *argv),
        value,
        ignores_failure=ignores,
        expands=":" not in prefixes.written,
        via_shell="|" in prefixes.written,
    )
    if "|" in prefixes.written:
        command = _via_shell(command, argv, login="@" in prefixes.written)
    elif not command.argv and not complaint:
        complaint = "empty executable name or zeroeth argument"
    error = error or complaint
    if not error:
        return command, end
    # A failing line that may fail is only skipped, commands before it stay.
    return (None if ignores else command._replace(error=error)), None


def _arguments(
    value: Text, at: int, place: Place
) -> tuple[tuple[Text, ...], str | None, int | None]:
    """Return the words, what is wrong with them, and where the next command starts."""
    chars = value.chars
    words: list[Text] = []
    while at < len(chars):
        if chars[at] == ";" and _word_ends(chars, at + 1):
            return tuple(words), None, skip_blanks(chars, at + 1)
        if chars.startswith("\\;", at) and _word_ends(chars, at + 2):
            words.append(value[at + 1 : at + 2])
            at = skip_blanks(chars, at + 2)
            continue
        word = exec_word(value, at)
        if word is None:
            break
        resolved = resolve(word.text, place)
        if isinstance(word, Broken):
            if not value.known:  # What fills the hole may close the quote.
                return (*words, as_words(value)), None, None
            return tuple(words), f"{word.reason}: {excerpt(value)}", None
        if isinstance(resolved, BadSpecifier):
            return tuple(words), _bad_specifier(resolved, word.text), None
        words.append(resolved)
        at = word.end
    return tuple(words), None, None


def _word_ends(chars: str, at: int) -> bool:
    return at == len(chars) or chars[at] in BLANKS


def _prefixes(word: Text, version: int) -> Prefixes:
    """Take each special character once, in any order."""
    seen = ""
    for char in word.chars:
        if char in "+!":
            # "!!" is one prefix of its own; "+" goes with neither.
            taken = "+" not in seen and (char == "!" or "!" not in seen)
            if not taken or seen.count("!") == 2:
                break
        elif not _is_prefix(char, version) or char in seen:
            break
        seen += char
    return Prefixes(frozenset(seen), word[len(seen) :])


def _is_prefix(char: str, version: int) -> bool:
    since = {"-": 0, "@": 0, ":": 242, "|": 258}.get(char)
    return since is not None and version >= since


def filled(path: Text, place: Place) -> Text:
    """Make a hole of each variable, which systemd itself never expands there."""
    if not place.placeholders or "$" not in path.chars:
        return path
    parts: list[Text] = []
    at = 0
    for match in _PLACEHOLDER.finditer(path.chars):
        parts.append(path[at : match.start()])
        written = path[match.start() : match.end()]
        reason = "filled in before systemd reads the unit"
        parts.append(Text.hole(reason, written.span, match[0]))
        at = match.end()
    return Text.join((*parts, path[at:]))


def _path_error(path: Text, version: int) -> str | None:
    """Say why systemd refuses a program; what a hole may repair is not refused."""
    chars = path.chars
    if HOLE in chars:
        return None
    if not chars:
        return "empty path in command line"
    if _SPECIAL.search(chars):
        return f"executable name contains special characters: {excerpt(path)}"
    if chars.endswith("/") or (version >= 255 and _implies_directory(chars)):
        return f"executable path specifies a directory: {excerpt(path)}"
    if chars.startswith("/"):
        valid = len(chars.encode("utf-8", "surrogateescape")) < PATH_MAX and all(
            len(part) <= NAME_MAX for part in chars.split("/")
        )
    else:
        valid = _is_file_name(chars) and version >= 239
    if valid:
        return None
    return f"neither a valid executable name nor an absolute path: {excerpt(path)}"


def _is_file_name(chars: str) -> bool:
    return "/" not in chars and chars not in (".", "..") and len(chars) <= NAME_MAX


def _implies_directory(chars: str) -> bool:
    return posixpath.basename(chars) in (".", "..")


def _bad_specifier(bad: BadSpecifier, word: Text) -> str:
    return f"failed to resolve unit specifiers in {excerpt(word)}: {bad.specifier}"


def _via_shell(command: Command, words: tuple[Text, ...], *, login: bool) -> Command:
    """Make the user's shell run the words (prefix ``|``), joined once expanded."""
    shell = program("-/bin/bash" if login else "/bin/bash")
    line = (command.path, *words) if command.path else words
    return command._replace(path=program("/bin/bash"), argv=(shell, *line))
