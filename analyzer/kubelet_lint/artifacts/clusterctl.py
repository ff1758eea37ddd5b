"""What ``clusterctl`` makes of ``${VAR}`` and ``${VAR:-default}`` in an argument.

It puts variables into a template's text before YAML is read (cluster-api's
``cmd/clusterctl/client/yamlprocessor/simple_processor.go`` on drone/envsubst): quotes
of a default are part of that text, so they quote the scalar if it is nothing else. No
argument of a kubelet holds such a word by itself. A default counts where it is a word
that turns authentication or authorization on or off; of all others nothing is known.

What is left goes into user data that begins with ``## template: jinja`` (cluster-api's
``bootstrap/kubeadm/pkg/cloudinit``, and the same of the other bootstrap providers): the
node puts ``{{ v1.instance_id }}`` in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kubelet_lint.source import Text
from kubelet_lint.value import Assumption
from kubelet_lint.vendor.manifest import Leaf, List, Map, Member, Value

_START = re.compile(r"\$\{(?=[A-Za-z_])|\{\{")
_BRACES = {"${": re.compile(r"\$\{|\}"), "{{": re.compile(r"\{\{|\}\}")}
"""What opens and closes a placeholder, by what it starts with."""
_DEFAULT = re.compile(r"\$\{(?P<name>[A-Za-z_]\w*)(?::-|:?=)(?P<said>.*)\}", re.DOTALL)
_WORD = re.compile(r"true|false|AlwaysAllow|Webhook")
_WINDOWS = frozenset(("windows-priorityclass", "windows-service"))
"""Flags that only the kubelet of Windows has (``options/osflags_windows.go``)."""


class Filled:
    """Fills arguments in, and remembers which defaults it took."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def assumptions(self) -> tuple[Assumption, ...]:
        """Return what the arguments rest on."""
        names = ", ".join(f"`{name}`" for name in dict.fromkeys(self._names))
        said = f"variables of clusterctl as by default: {names}"
        return (Assumption(said),) if names else ()

    def role(self, own: Value | None) -> Value | None:
        """Return an InitConfiguration or JoinConfiguration with arguments filled in."""
        if not isinstance(own, Map):
            return own
        registration = own.get("nodeRegistration")
        if not isinstance(registration, Map):
            return own
        for key in ("name", "kubeletExtraArgs"):
            found = registration.get(key)
            if found is not None:
                registration = registration.put(key, self._arguments(found))
        return own.put("nodeRegistration", registration)

    def texts(self, texts: Iterable[Text]) -> list[Text]:
        """Return arguments that are given one by one."""
        return [self._text(text) for text in texts]

    def _arguments(self, value: Value) -> Value:
        match value:
            case Map(members, holes):
                kept = {
                    name: Member(one.key, self._arguments(one.value))
                    for name, one in members.items()
                    if name.strip("\"'") not in _WINDOWS
                }
                return Map(kept, holes)
            case List(items, holes):
                filled = (self._arguments(one) for one in items if not _windows(one))
                return List(tuple(filled), holes)
            case Leaf():
                return self._leaf(value)

    def _leaf(self, leaf: Leaf) -> Leaf:
        if not _START.search(leaf.text.chars):
            return leaf
        written = leaf.spelled
        plain = written is not None and not written.chars.startswith(("'", '"'))
        return Leaf(None, self._text(leaf.text, plain=plain), leaf.tag)

    def _text(self, text: Text, *, plain: bool = False) -> Text:
        parts: list[Text] = []
        at = 0
        for start, end in _placeholders(text.chars):
            whole = plain and end - start == len(text)
            parts += (text[at:start], self._value(text[start:end], whole=whole))
            at = end
        return Text.join((*parts, text[at:])) if parts else text

    def _value(self, placeholder: Text, *, whole: bool) -> Text:
        found = _DEFAULT.fullmatch(placeholder.chars)
        if found is not None:
            said = placeholder[found.start("said") : found.end("said")]
            quote = said.chars[:1]
            if whole and quote in ("'", '"') and said.chars.endswith(quote):
                said = said[1:-1]
            if _WORD.fullmatch(said.chars):
                self._names.append(found["name"])
                return said
        name = placeholder.display()
        reason = f"the placeholder {name} is replaced before the file is used"
        if name.startswith("{{"):
            reason = f"cloud-init puts {name} in on the node"
        return Text.hole(reason, placeholder.span, name)


def punched(text: Text) -> Text:
    """Return a template with each ``${VAR}`` as a hole: ``keys: [${SSH_KEYS}]``."""
    parts: list[Text] = []
    at = 0
    for start, end in _placeholders(text.chars):
        if text.chars.startswith("$", start):
            name = text[start:end].display()
            reason = f"the placeholder {name} is replaced before the file is used"
            hole = Text.hole(reason, text.span_of(start, end), name)
            parts += [text[at:start], hole]
            at = end
    return Text.join((*parts, text[at:])) if parts else text


def processed(text: Text) -> Text:
    """Return a script or a file of a template: ``$${X}`` is the node's own ``${X}``."""
    parts: list[Text] = []
    at = 0
    for start, end in _placeholders(text.chars):
        if not text.chars.startswith("$", start):
            continue
        if text.chars[start - 1 : start] == "$":
            parts += [text[at : start - 1], text[start:end]]
        else:
            name = text[start:end].display()
            reason = f"the placeholder {name} is replaced before the file is used"
            hole = Text.hole(reason, text.span_of(start, end), name, words=True)
            parts += [text[at:start], hole]
        at = end
    return Text.join((*parts, text[at:])) if parts else text


ESCAPE = "$${"
"""What only a template for clusterctl holds: to a shell it would be its own number."""


def _windows(argument: Value) -> bool:
    """Say whether an item of ``kubeletExtraArgs`` is a flag of Windows."""
    name = argument.get("name") if isinstance(argument, Map) else None
    return isinstance(name, Leaf) and name.text.chars in _WINDOWS


def _placeholders(chars: str) -> Iterator[tuple[int, int]]:
    """Yield where each outermost ``${…}`` or ``{{…}}`` is; one may hold others."""
    at = 0
    while (found := _START.search(chars, at)) is not None:
        depth, at = 1, found.end()
        while depth:
            brace = _BRACES[found.group()].search(chars, at)
            if brace is None:
                return
            depth += 1 if brace.group() == found.group() else -1
            at = brace.end()
        yield found.start(), at
