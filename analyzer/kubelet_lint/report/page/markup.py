"""HTML that cannot be forgotten to be escaped.

Every child and every attribute of a tag is text until it is ``Html``, and only this
module makes ``Html``. Control characters and those that reorder text (Unicode UAX #9)
are shown as escapes: what a browser displays is what a file says, in that order.
The syntax is that of html.spec.whatwg.org, 13.1 "Writing HTML documents".
"""

from __future__ import annotations

from html import escape

from kubelet_lint.visible import visible

EMPTY_TAGS = frozenset({"meta", "link", "br", "wbr", "use"})
"""Elements without content that are used here ("void elements", and one of SVG)."""

LONGEST = 600
"""Characters of a text of others that are shown; a line may be a megabyte."""


class Html(str):
    """Markup, made by ``tag`` or ``join``."""

    __slots__ = ()


NOTHING = Html("")


def tag(name: str, /, *children: str, **attributes: str | None) -> Html:
    """Return an element.

    Args:
        name: the tag's name.
        children: text, which is escaped, and markup, which is not.
        attributes: ``class_`` is ``class``, ``aria_label`` is ``aria-label``; an
            empty value makes a boolean attribute, None leaves the attribute out.
    """
    start = name + "".join(
        _attribute(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None
    )
    if name in EMPTY_TAGS:
        return Html(f"<{start}>" if name != "use" else f"<{start}/>")
    return Html(f"<{start}>{join(*children)}</{name}>")


def join(*parts: str) -> Html:
    """Return parts one after the other, text among them escaped."""
    return Html(
        "".join(part if isinstance(part, Html) else _text(part) for part in parts)
    )


def prose(text: str) -> Html:
    """Return a sentence with what stands between backquotes as code."""
    before, *rest = text.split("`")
    parts: list[str] = [before]
    for number, part in enumerate(rest):
        if number % 2 == 0 and number + 1 < len(rest):
            parts.append(tag("code", part))
        else:
            parts.append(f"`{part}" if number % 2 == 0 else part)
    return join(*parts)


def path(text: str) -> Html:
    """Return a path that a line may break after each slash of."""
    first, *rest = text.split("/")
    return join(first, *(join("/", tag("wbr"), part) for part in rest))


def cut(text: str, longest: int = LONGEST) -> str:
    """Return a text of others no longer than it can be read."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _text(text: str) -> str:
    return escape(visible(text), quote=False)


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(visible(value))}"' if value else f" {name}"
