"""yq: reads and edits YAML, as mikefarah's yq 4 does in its commonest forms.

``yq -i '.a.b = "c"' FILE`` (also ``yq eval -i``, ``yq e``) replaces a scalar that is
there, character for character, and ``yq '.a.b' FILE`` prints one. Everything else is
unknown: yq writes the whole document anew, and how it then spells it no library in
Python follows. The other yq (a wrapper around jq, ``-y``) is unknown as well.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kubelet_lint.bash.commands.inputs import read_inputs
from kubelet_lint.bash.shell import Call, Result, is_words
from kubelet_lint.node.filesystem import File
from kubelet_lint.source import HOLE, Text, program
from kubelet_lint.yaml import documents
from kubelet_lint.yaml.tree import Node, Problem, Scalar, compose, get

_STEP = r"(?:\.[A-Za-z_][\w-]*|\.\"[^\"]+\"|\[\"[^\"]+\"\]|\.?\[\d+\])"
_PATH = rf"\.?(?:{_STEP})+"
_EDIT = re.compile(rf"\s*(?P<path>{_PATH})\s*=\s*(?P<value>\"[^\"\\]*\"|[\w.-]+)\s*$")
_READ = re.compile(rf"\s*(?P<path>{_PATH})\s*$")
_ONE = re.compile(_STEP)
_PLAIN = re.compile(r"[A-Za-z][\w./-]*")
_WORDS = ("e", "eval")
_SILENT = ("-i", "--inplace", "-r", "--raw-output", "-e", "-M", "-P", "--yaml-output")


class _Asked(NamedTuple):
    in_place: bool
    expression: Text
    files: tuple[Text, ...]


def yq(call: Call) -> Result:
    """Read or edit YAML files."""
    asked = _asked(call)
    if asked is None:
        return _unknown(call, call.argv[1:])
    expression = call.settle(asked.expression)
    edit = _EDIT.fullmatch(expression.chars)
    if asked.in_place and edit is not None and len(asked.files) == 1:
        return _edit(call, asked.files[0], expression, edit)
    read = _READ.fullmatch(expression.chars)
    if not asked.in_place and read is not None:
        return _read(call, asked, read.group("path"))
    return _unknown(call, asked.files)


def _asked(call: Call) -> _Asked | None:
    words: list[Text] = []
    in_place = False
    for word in call.argv[1:]:
        if is_words(word):
            return None
        chars = call.settle(word).chars
        if chars.startswith("-") and chars != "-":
            if chars not in _SILENT:
                return None
            in_place |= chars in ("-i", "--inplace")
        else:
            words.append(call.settle(word))
    if words and words[0].chars in _WORDS:
        del words[0]
    return _Asked(in_place, words[0], tuple(words[1:])) if words else None


def _unknown(call: Call, words: tuple[Text, ...]) -> Result:
    """Nothing is known of the output, nor of the files named on the line."""
    reason = "yq is not followed here"
    call.note(reason)
    for word in words:
        if not word.chars.startswith("-") and "/" in word.chars:
            call.machine.blur(call.path(word), "edited by yq", call.span)
    return Result(call.unknown(reason), status=None)


def _edit(call: Call, file: Text, expression: Text, edit: re.Match[str]) -> Result:
    path = call.path(file)
    entry = call.machine.read(path)
    if not isinstance(entry, File):
        return _unknown(call, (file,))
    text = call.settle(entry.text)
    value = expression[edit.start("value") : edit.end("value")]
    changed = _replaced(text, edit.group("path"), value)
    if changed is None:
        return _unknown(call, (file,))
    call.machine.write(path, changed, entry.mode)
    return Result()


def _replaced(text: Text, path: str, value: Text) -> Text | None:
    """Return the text with one scalar set, None if that is no small change."""
    if len(documents.split(text)) != 1:
        return None
    node = _find(text, path)
    if not isinstance(node, Scalar) or node.style in ("|", ">") or node.tag:
        return None
    bare = value[1:-1] if value.chars.startswith('"') else value
    if HOLE in bare.chars or (not node.style and not _PLAIN.fullmatch(bare.chars)):
        return None
    quote = program(node.style)
    spelled = Text.join((quote, bare, quote))
    return text[: node.start] + spelled + text[node.end :]


def _read(call: Call, asked: _Asked, path: str) -> Result:
    found = read_inputs(call, asked.files)
    text = call.settle(found.text)
    if found.failed:
        return Result(status=1)
    node = _find(text, path)
    if isinstance(node, Scalar) and (node.style or node.value):
        return Result(node.text + program("\n"), status=found.status())
    return Result(call.unknown("what yq prints is not known"), status=None)


def _find(text: Text, path: str) -> Node | None:
    root = compose(text)
    if isinstance(root, Problem):
        return None
    steps: list[str | int] = []
    for step in _ONE.findall(path):
        bare = step.lstrip(".").strip("[]")
        steps.append(int(bare) if bare.isdecimal() else bare.strip('"'))
    return get(root, *steps)
