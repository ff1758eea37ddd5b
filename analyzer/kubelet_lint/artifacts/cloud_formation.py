"""AWS CloudFormation: user data by intrinsic functions, and ``cfn-init``.

After docs.aws.amazon.com, "Intrinsic function reference". A parameter has its default,
as shipped; conditions are asked; what the stack's resources will be is unknown. JSON
and YAML are read, with the long and the short form of the functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.encoded import opened
from kubelet_lint.artifacts.naming import is_program
from kubelet_lint.node.effect import (
    Boot,
    Document,
    Effect,
    Machine,
    Run,
    Unfollowed,
    Write,
)
from kubelet_lint.source import HOLE, Hole, Span, Text, program
from kubelet_lint.template.condition import asked, choose
from kubelet_lint.value import Assumption
from kubelet_lint.yaml.tree import (
    Mapping,
    Node,
    Problem,
    Scalar,
    Sequence,
    compose,
    entries,
    get,
)

NAME = "CloudFormation template"

DEPTH = 60
"""Levels walked, and functions within functions."""

_RESOURCE = re.compile(r"['\"]?Type['\"]?\s*:\s*['\"]?AWS::\w+::")
_RESOURCES = re.compile(r"(?:^|[{,]\s*)['\"]?Resources['\"]?\s*:", re.MULTILINE)
_TAG = re.compile(r"!([A-Za-z0-9:]+)[ \t]*(?:\r?\n[ \t]*)?$")
_SUB = re.compile(r"\$\{(!?)([^}\n]{0,300})\}")


def recognizes(document: Document, /) -> bool:
    """Say whether the document has resources of AWS."""
    if not document.name and is_program(document.path):
        return False
    chars = document.text.chars
    return bool(_RESOURCE.search(chars) and _RESOURCES.search(chars))


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield user data, and machines that ``cfn-init`` sets up."""
    root = compose(document.text)
    if isinstance(root, Problem):
        reason = f"the template cannot be read: {root.reason}"
        yield Unfollowed(reason, root.span or document.text.span)
        return
    stack = Stack(root)
    for path, value in _user_data(root, ()):
        text = opened(stack.text(value), document.path)
        if "\n" in text.chars or not text.known:
            name = " ".join(filter(None, (document.name, ".".join(path))))
            yield document._replace(
                text=text, name=name, assumptions=stack.assumptions()
            )
    resources = get(root, "Resources")
    for name, _, resource in (
        entries(resources) if isinstance(resources, Mapping) else ()
    ):
        effects = tuple(_cfn_init(stack, get(resource, "Metadata")))
        if effects:
            yield Machine(
                described.name(document, name),
                effects,
                span=resource.span,
                assumptions=stack.assumptions(),
            )


def _user_data(
    node: Node, path: tuple[str, ...], depth: int = 0
) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Yield each ``UserData`` with the names that lead to it."""
    if depth > DEPTH:
        return
    if isinstance(node, Mapping):
        for name, _, value in entries(node):
            if name == "UserData":
                yield (*path[1:2], name), value
            else:
                yield from _user_data(value, (*path, name), depth + 1)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _user_data(item, path, depth + 1)


# --- intrinsic functions --------------------------------------------------------------


class Stack:
    """A template whose values are looked up."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._shipped: dict[str, Span | None] = {}

    def assumptions(self) -> tuple[Assumption, ...]:
        """Return which parameters have their defaults."""
        if not self._shipped:
            return ()
        names = ", ".join(f"`{name}`" for name in list(self._shipped)[:4])
        span = next(iter(self._shipped.values()))
        return (Assumption(f"parameters as by default: {names}", span),)

    def text(self, node: Node, depth: int = 0, *, tagged: bool = True) -> Text:
        """Return what a node comes to; what nobody knows is a hole."""
        if depth > DEPTH:
            return _unknown("a deep expression", node)
        called = _function(node, tagged=tagged)
        if called is not None:
            return self._call(*called, node, depth)
        if isinstance(node, Scalar):
            return node.text
        return _unknown("a structure", node)

    def _call(self, name: str, argument: Node, node: Node, depth: int) -> Text:
        match name:
            case "Base64":
                inner = self.text(argument, depth + 1, tagged=argument is not node)
                hole = Hole(
                    "an encoded text", inner.span, "base64", False, ("base64", inner)
                )
                return Text(HOLE, (hole,), (1,))
            case "Ref" if isinstance(argument, Scalar):
                return self._ref(argument.text)
            case "Sub":
                return self._sub(argument, node, depth)
            case "Join":
                return self._join(argument, node, depth)
            case "If":
                return self._if(argument, node, depth)
            case "FindInMap":
                return self._find(argument, node, depth)
            case _:
                return _unknown(name, node)

    def _ref(self, name: Text) -> Text:
        default = get(self._root, "Parameters", name.chars, "Default")
        if isinstance(default, Scalar):
            self._shipped[name.chars] = default.span
            return default.text
        reason = f"{name.chars} is decided by the stack"
        kind = get(self._root, "Parameters", name.chars, "Type")
        words = isinstance(kind, Scalar) and kind.value == "String"
        return Text.hole(reason, name.span, name.chars, words=words)

    def _sub(self, argument: Node, node: Node, depth: int) -> Text:
        names: dict[str, Node] = {}
        pattern: Node = argument
        if isinstance(argument, Sequence) and len(argument.items) == 2:
            pattern, given = argument.items
            if isinstance(given, Mapping):
                names = {name: value for name, _, value in entries(given)}
        if not isinstance(pattern, Scalar):
            return _unknown("Fn::Sub", node)
        text = pattern.text
        parts: list[Text] = []
        at = 0
        for found in _SUB.finditer(text.chars):
            parts.append(text[at : found.start()])
            name = found.group(2).strip()
            inner = text[found.start(2) : found.end(2)].strip()
            if found.group(1):
                parts += [text[found.start() : found.start() + 2], inner, program("}")]
            elif name in names:
                parts.append(self.text(names[name], depth + 1))
            else:
                parts.append(self._ref(inner))
            at = found.end()
        return Text.join((*parts, text[at:]))

    def _join(self, argument: Node, node: Node, depth: int) -> Text:
        if not isinstance(argument, Sequence) or len(argument.items) != 2:
            return _unknown("Fn::Join", node)
        separator, listed = argument.items
        if not isinstance(listed, Sequence) or not isinstance(separator, Scalar):
            return _unknown("Fn::Join", node)
        parts: list[Text] = []
        for item in listed.items:
            if parts:
                parts.append(separator.text)
            parts.append(self.text(item, depth + 1))
        return Text.join(parts)

    def _if(self, argument: Node, node: Node, depth: int) -> Text:
        if not isinstance(argument, Sequence) or len(argument.items) != 3:
            return _unknown("Fn::If", node)
        condition, then, otherwise = argument.items
        if not isinstance(condition, Scalar):
            return _unknown("Fn::If", node)
        return choose(
            asked(condition.value),
            self.text(then, depth + 1),
            self.text(otherwise, depth + 1),
            node.span,
        )

    def _find(self, argument: Node, node: Node, depth: int) -> Text:
        steps = argument.items if isinstance(argument, Sequence) else []
        keys = [self.text(step, depth + 1) for step in steps[:3]]
        if len(keys) == 3 and all(key.known for key in keys):
            found = get(self._root, "Mappings", *(key.chars for key in keys))
            if isinstance(found, Scalar):
                return found.text
        return _unknown("Fn::FindInMap", node)


def _function(node: Node, *, tagged: bool) -> tuple[str, Node] | None:
    """Return the intrinsic function a node calls, and its argument.

    A short form's argument is the node itself, without its tag.
    """
    if isinstance(node, Mapping) and len(node.entries) == 1:
        key, value = node.entries[0]
        if isinstance(key, Scalar) and (key.value == "Ref" or key.value[:4] == "Fn::"):
            return key.value.removeprefix("Fn::"), value
    if not tagged:
        return None
    if isinstance(node, Scalar):
        short = re.fullmatch(r"!(\w+)", node.tag or "")
    else:
        low = max(node.start - 60, 0)
        short = _TAG.search(node.document.chars, low, node.start)
    return (short.group(1), node) if short else None


def _unknown(name: str, node: Node) -> Text:
    return Text.hole(f"{name} is decided by the stack", node.span, name, words=True)


# --- cfn-init -------------------------------------------------------------------------


def _cfn_init(stack: Stack, metadata: Node | None) -> Iterator[Effect]:
    """Yield what ``cfn-init`` does: files, then commands, then services of each set."""
    init = get(metadata, "AWS::CloudFormation::Init") if metadata else None
    if not isinstance(init, Mapping):
        return
    for name, _, config in entries(init):
        if name != "configSets":
            yield from _files(stack, get(config, "files"))
            yield from _commands(stack, get(config, "commands"))
            yield from _services(get(config, "services"))


def _files(stack: Stack, files: Node | None) -> Iterator[Effect]:
    for path, key, value in entries(files) if isinstance(files, Mapping) else ():
        content = get(value, "content")
        if content is None:
            text = Text.hole("the content is fetched", key.span)
        else:
            text = stack.text(content)
        mode = get(value, "mode")
        chars = mode.value[-4:] if isinstance(mode, Scalar) else ""
        octal = int(chars, 8) if re.fullmatch(r"[0-7]{3,4}", chars) else 0o644
        yield Write(path, text, octal, span=key.span)


def _commands(stack: Stack, commands: Node | None) -> Iterator[Effect]:
    found = list(entries(commands)) if isinstance(commands, Mapping) else []
    for _, key, value in sorted(found, key=lambda one: one[0]):
        command = get(value, "command")
        if isinstance(command, Sequence):
            words = [stack.text(item) for item in command.items]
            line = Text.join(part for word in words for part in (word, program(" ")))
        elif command is not None:
            line = stack.text(command)
        else:
            continue
        yield Run(line + program("\n"), "cfn-init", span=key.span, shell="sh")


def _services(services: Node | None) -> Iterator[Effect]:
    for _, _, named in entries(services) if isinstance(services, Mapping) else ():
        for name, key, value in entries(named) if isinstance(named, Mapping) else ():
            running = get(value, "ensureRunning")
            enabled = get(value, "enabled")
            if any(
                isinstance(n, Scalar) and n.value == "true" for n in (running, enabled)
            ):
                yield Boot(f"{name}.service" if "." not in name else name, key.span)
