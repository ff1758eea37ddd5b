"""The variables of a Dockerfile: ``ARG``, ``ENV``, and where they are put in.

After docs.docker.com, "Dockerfile reference", "Environment replacement". An argument
has its default, as shipped; one without may be given or not, so it is unknown. ``ENV``
wins over ``ARG`` of the same name and goes on into the stages built upon this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kubelet_lint.source import EMPTY, Text
from kubelet_lint.value import Assumption

_NAME = re.compile(r"\s*([A-Za-z_]\w*)(=)?")
_PART = re.compile(r"'([^']*)'|\"((?:\\.|[^\"\\])*)\"|((?:\\.|[^\s'\"\\])+)", re.DOTALL)
_REFERENCE = re.compile(
    r"\\\$|\$([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)(?:(:?[-+])([^{}]*))?\}"
)


@dataclass(slots=True)
class Variables:
    """What is set at one line of a build. Grows line by line."""

    outside: dict[str, Text]
    """Arguments declared before the first stage."""
    arguments: dict[str, Text] = field(default_factory=dict[str, Text])
    environment: dict[str, Text] = field(default_factory=dict[str, Text])
    shipped: list[str] = field(default_factory=list[str])
    """Arguments taken by their defaults."""

    def visible(self) -> dict[str, Text]:
        """Return the variables that the next instruction sees."""
        return {**self.arguments, **self.environment}

    def assumptions(self) -> tuple[Assumption, ...]:
        """Return which arguments were taken by their defaults."""
        names = ", ".join(f"`{name}`" for name in dict.fromkeys(self.shipped[:4]))
        text = f"arguments of the build as by default: {names}"
        return (Assumption(text),) if names else ()

    def declare(self, arguments: Text) -> None:
        """Take the names of an ``ARG``."""
        for name, value in self._pairs(arguments):
            default = self.outside.get(name.chars) if value is None else value
            if default is None:
                reason = f"{name.chars} is given to the build, or not"
                default = Text.hole(reason, name.span, f"${name.chars}")
            else:
                self.shipped.append(name.chars)
            self.arguments[name.chars] = default

    def export(self, arguments: Text) -> None:
        """Take the names of an ``ENV``, in its newer or its older form."""
        first = _NAME.match(arguments.chars)
        if first is not None and first.group(2) is None:
            name = first.group(1)
            self.environment[name] = self.filled(arguments[first.end() :].strip())
            return
        for name, value in list(self._pairs(arguments)):
            self.environment[name.chars] = EMPTY if value is None else value

    def _pairs(self, text: Text) -> Iterator[tuple[Text, Text | None]]:
        at = 0
        while (found := _NAME.match(text.chars, at)) is not None:
            name, at = text[found.start(1) : found.end(1)], found.end()
            value: Text | None = None
            if found.group(2):
                parts: list[Text] = []
                while (part := _PART.match(text.chars, at)) is not None:
                    parts.append(self._part(text, part))
                    at = part.end()
                value = Text.join(parts)
            yield name, value

    def _part(self, text: Text, found: re.Match[str]) -> Text:
        if found.group(1) is not None:
            return text[found.start(1) : found.end(1)]
        group = 2 if found.group(2) is not None else 3
        return self.filled(text[found.start(group) : found.end(group)])

    def filled(self, text: Text) -> Text:
        """Return a text with the variables in it; an unset one is empty."""
        parts: list[Text] = []
        at = 0
        known = self.visible()
        for found in _REFERENCE.finditer(text.chars):
            parts.append(text[at : found.start()])
            at = found.end()
            name = found.group(1) or found.group(2)
            if name is None:
                parts.append(text[found.start() + 1 : found.end()])
            else:
                parts.append(self._reference(text, found, known.get(name)))
        return Text.join((*parts, text[at:])) if parts else text

    def _reference(self, text: Text, found: re.Match[str], value: Text | None) -> Text:
        how = found.group(3)
        if how is None:
            return value if value is not None else EMPTY
        other = text[found.start(4) : found.end(4)]
        there = value is not None and (":" not in how or bool(value))
        if how.endswith("+"):
            return other if there else EMPTY
        return value if there and value is not None else other
