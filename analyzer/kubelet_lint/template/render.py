"""A template's text with holes where nobody knows it, and choices where it branches.

The engine is never run: both sides of a condition stay, unless the repository fixes
what it asks; a loop over an unknown list has run or has not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from kubelet_lint.source import (
    EMPTY,
    Choice,
    Hole,
    Span,
    Text,
    program,
)
from kubelet_lint.template.condition import Condition, asked, choose
from kubelet_lint.template.evaluate import evaluate, truth
from kubelet_lint.template.expression import (
    Call,
    Dialect,
    Expression,
    Name,
    spelled,
    unescaped,
)
from kubelet_lint.template.functions import is_mapping, items, keys
from kubelet_lint.template.parsed import parse, tree_of
from kubelet_lint.template.scope import (
    Branching,
    Budget,
    Object,
    Scope,
    Unfixed,
    Value,
)
from kubelet_lint.template.syntax import Block, Node, Nodes, Plain, Tag

Matters = Callable[[str], bool]

_INDENTED = re.compile(r"\|\s*(?P<line>n)?indent\s+(?P<width>\d+)\s*-?(?:\}\})?\s*$")


class Renderer:
    """Writes out one template's tree."""

    def __init__(
        self,
        text: Text,
        dialect: Dialect,
        budget: Budget,
        matters: Matters | None = None,
        defined: dict[str, tuple[Text, Nodes]] | None = None,
        *,
        escapes: bool = False,
    ) -> None:
        self._text = text
        self._dialect: Dialect = dialect
        self._budget = budget
        self._matters = matters
        self._escapes = escapes
        self._defined = {} if defined is None else defined

    def nodes(self, nodes: Nodes, scope: Scope) -> Text:
        """Return what a stretch of the template writes."""
        parts: list[Text] = []
        for node in nodes:
            self._budget.steps -= 1
            if self._budget.steps < 0:
                parts.append(Text.hole("more text than is followed", words=True))
                break
            parts.append(self._node(node, scope))
        return Text.join(parts)

    def _node(self, node: Node, scope: Scope) -> Text:
        match node:
            case Plain(start, end):
                plain = self._text[start:end]
                return self._spend(unescaped(plain) if self._escapes else plain)
            case Tag():
                return self._tag(node, scope)
            case Block():
                return self._block(node, scope)

    def _spend(self, text: Text) -> Text:
        self._budget.output -= len(text)
        if self._budget.output < 0:
            return Text.hole("more text than is followed", text.span, words=True)
        return text

    # --- tags ---------------------------------------------------------------------

    def _tag(self, tag: Tag, scope: Scope) -> Text:
        match tag.kind:
            case "output":
                return self._output(tag, scope)
            case "literal":
                return self._text[slice(*tag.body)].respelled(tag.word)
            case "verbatim":
                return self._text[slice(*tag.body)]
            case "set":
                self._set(tag, scope)
                return EMPTY
            case "mutate":
                self._mutate(tag, scope)
                return EMPTY
            case "unread":
                return self._hole(tag)
            case _:
                return EMPTY

    def expression(self, tag: Tag) -> Expression:
        """Return a tag's expression."""
        return parse(self._text[slice(*tag.body)], self._dialect)

    def _output(self, tag: Tag, scope: Scope) -> Text:
        included = self._included(tag, scope)
        if included is not None:
            return self._spend(included)
        expression = self.expression(tag)
        value = evaluate(expression, scope)
        if not isinstance(value, Text) or self._waits(tag, expression, value):
            return self._unknown(tag)
        return self._spend(self._settled(value))

    def _settled(self, value: Text) -> Text:
        """Take the first of several flags, if none of them is worth deciding."""
        piece = value.piece_at(0) if len(value) == 1 else None
        if self._matters is None or not isinstance(piece, Choice):
            return value
        flags = [option for _, option in piece.options if option]
        if all(flag.startswith("--") for flag in flags) and not any(
            self._matters(_nameless(flag)) for flag in flags
        ):
            return flags[0] if flags else value
        return value

    def _waits(self, tag: Tag, expression: Expression, value: Text) -> bool:
        """Say whether lines of YAML are empty as shipped, and wait for somebody's.

        ``{}`` on a line of its own below other keys is no YAML, so nobody uses it.
        """
        if not isinstance(expression, Call) or value.chars.strip() != "{}":
            return False
        chars = self._text.chars
        start = chars.rfind("\n", 0, tag.start) + 1
        alone = not chars[start : tag.start].strip()
        return alone and expression.name in ("to_yaml", "to_nice_yaml")

    def _included(self, tag: Tag, scope: Scope) -> Text | None:
        """Return the text of a ``define`` of this template that a tag calls for."""
        if not self._defined or self._budget.nested <= 0:
            return None
        said = spelled(self._text.chars[slice(*tag.body)])
        head, _, rest = said.partition(" ")
        name = rest[1:].partition('"')[0]
        if head not in ("template", "include") or name not in self._defined:
            return None
        self._budget.nested -= 1
        within = scope.copy()
        argument = rest.partition("|")[0].rstrip()
        within.dot = scope.dot if argument.endswith((" .", " $")) else None
        own, nodes = self._defined[name]
        other = Renderer(own, self._dialect, self._budget, self._matters, self._defined)
        text = other.nodes(nodes, within)
        self._budget.nested += 1
        return text if "|" not in said else self._piped(tag, text, scope)

    def _piped(self, tag: Tag, text: Text, scope: Scope) -> Text | None:
        body = self._text[slice(*tag.body)]
        at = body.chars.find("|")
        scope = scope.copy()
        scope.assign("$piped", text, "")
        value = evaluate(
            parse(Text.derived("$piped ") + body[at:], self._dialect), scope
        )
        return value if isinstance(value, Text) else self._unknown(tag)

    def _unknown(self, tag: Tag) -> Text:
        """Return a hole; of ``toYaml .x | nindent 8`` it is known where it starts."""
        hole = self._hole(tag)
        end = _INDENTED.search(self._text.chars, *tag.body)
        if self._dialect != "go" or end is None:
            return hole
        line, width = "\n" if end["line"] else "", min(int(end["width"]), 200)
        return program(line + " " * width) + hole

    def _hole(self, tag: Tag) -> Text:
        text = self._text[tag.start : tag.end]
        name = spelled(text.display())
        name = name if len(name) <= 80 else f"{name[:77]}…"
        reason = f"decided by {name} when the template is rendered"
        return Text.hole(reason, text.span, name, words=True)

    def _set(self, tag: Tag, scope: Scope) -> None:
        value = evaluate(self.expression(tag), scope)
        if isinstance(value, Unfixed):
            value = None
        for name in tag.word.split(","):
            known = value if "," not in tag.word else None
            scope.assign(name.strip(), known, self._mark(tag))

    def _mark(self, tag: Tag) -> str:
        span = self._text.span_of(tag.start, tag.end)
        line = span.source.position(span.start).line if span else tag.start
        return f"as set in line {line}"

    def _mutate(self, tag: Tag, scope: Scope) -> None:
        """Anything that code mentions may be something else from here on."""
        said = self._text.chars[slice(*tag.body)]
        for name in list(scope.locals):
            if name in said:
                scope.assign(name, None, self._mark(tag))

    # --- directives ---------------------------------------------------------------

    def _block(self, block: Block, scope: Scope) -> Text:
        tag = block.tag
        match tag.kind:
            case "if" | "unless":
                return self._if(block, scope)
            case "with":
                return self._with(block, scope)
            case "for":
                return self._for(block, scope)
            case "capture":
                scope.assign(
                    tag.word, self.nodes(block.body, scope.copy()), self._mark(tag)
                )
                return EMPTY
            case "define":
                self._defined[tag.word] = (self._text, block.body)
                return EMPTY
            case "group":
                return self.nodes(block.body, scope)
            case _:
                return self._hole(tag)

    def _if(self, block: Block, scope: Scope) -> Text:
        condition = truth(self.expression(block.tag), scope)
        if block.tag.kind == "unless":
            return self._branch(
                block.tag, condition, block.otherwise, block.body, scope
            )
        return self._branch(block.tag, condition, block.body, block.otherwise, scope)

    def _branch(
        self, tag: Tag, condition: Condition, then: Nodes, other: Nodes, scope: Scope
    ) -> Text:
        if isinstance(condition, bool):
            return self.nodes(then if condition else other, scope)
        first, second = scope.copy(), scope.copy()
        chosen, rest = self.nodes(then, first), self.nodes(other, second)
        self._merge(condition, first, second, scope)
        return self._choice(tag, condition, chosen, rest)

    def _choice(
        self, tag: Tag, condition: Condition, then: Text, otherwise: Text
    ) -> Text:
        if self._matters is not None and not (
            self._matters(_nameless(then)) or self._matters(_nameless(otherwise))
        ):
            return then if then.chars.strip() else otherwise
        self._budget.choices -= 1
        if self._budget.choices < 0:
            return self._hole(tag)
        return choose(condition, then, otherwise, self._span(tag))

    def _span(self, tag: Tag) -> Span | None:
        return self._text.span_of(tag.start, tag.end)

    def _merge(
        self, condition: Condition, first: Scope, second: Scope, scope: Scope
    ) -> None:
        """Keep what either side of a condition gave a name."""
        for name in {**first.locals, **second.locals}:
            one = first.locals.get(name, scope.fixed_value(name))
            two = second.locals.get(name, scope.fixed_value(name))
            if one == two and name in scope.locals:
                continue
            mark = first.marks.get(name, "") or second.marks.get(name, "")
            both = _merged(condition, one, two)
            scope.assign(name, both, mark)

    def _with(self, block: Block, scope: Scope) -> Text:
        expression = self.expression(block.tag)
        condition = truth(expression, scope)
        within = scope.copy()
        within.dot = _dot(expression, scope)
        within.locals.pop(".", None)
        if isinstance(condition, bool):
            if not condition:
                return self.nodes(block.otherwise, scope)
            return self.nodes(block.body, within)
        then = self.nodes(block.body, within)
        otherwise = self.nodes(block.otherwise, scope.copy())
        return self._choice(block.tag, condition, then, otherwise)

    def _for(self, block: Block, scope: Scope) -> Text:
        expression = self.expression(block.tag)
        listed = evaluate(expression, scope)
        known = _known_items(listed, block.tag, scope)
        if known is not None and len(known) <= self._budget.iterations:
            self._budget.iterations -= len(known)
            if not known:
                return self.nodes(block.otherwise, scope)
            return self._iterations(block, known, scope)
        within = scope.copy()
        within.dot = None
        for name in _targets(block.tag, scope):
            within.assign(name, None, "of a loop")
        body = self.nodes(block.body, within)
        for name in within.locals.keys() & scope.locals.keys():
            if within.locals[name] is not scope.locals[name]:
                scope.assign(name, None, self._mark(block.tag))
        otherwise = self.nodes(block.otherwise, scope.copy())
        listing = spelled(self._text.chars[slice(*block.tag.body)])
        return self._choice(
            block.tag, asked(scope.mark(f"{listing} has items")), body, otherwise
        )

    def _iterations(self, block: Block, known: tuple[Value, ...], scope: Scope) -> Text:
        parts: list[Text] = []
        targets = _targets(block.tag, scope)
        for number, item in enumerate(known):
            within = scope.copy()
            within.dot = item.path if isinstance(item, Branching) else None
            values = item if _is_pair(item, targets) else (item,)
            for name, value in zip(
                targets, _padded(values, len(targets)), strict=False
            ):
                within.assign(name, value, f"item {number + 1}")
            within.assign("loop", _loop(number, len(known)), f"item {number + 1}")
            parts.append(self.nodes(block.body, within))
        return Text.join(parts)


def _loop(number: int, count: int) -> Object:
    """Return what Jinja2 calls ``loop`` in one iteration."""
    return Object(
        {
            "first": program(str(number == 0)),
            "last": program(str(number == count - 1)),
            "index": program(str(number + 1)),
            "index0": program(str(number)),
            "length": program(str(count)),
        }
    )


def _nameless(text: Text) -> str:
    """Return a branch as its words, holes without their names: these say nothing."""
    if text.known:
        return text.chars
    shown: list[str] = []
    for start, end, piece in text.pieces():
        if isinstance(piece, Hole):
            shown.append("‹›")
        elif isinstance(piece, Choice):
            shown.extend(_nameless(option) for _, option in piece.options)
        else:
            shown.append(text.chars[start:end])
    return "".join(shown)


def _targets(tag: Tag, scope: Scope) -> list[str]:
    names = [name.strip() for name in tag.word.replace(" ", ",").split(",")]
    names = [name for name in names if name]
    if scope.dialect == "go" and not names:
        return ["."]
    if scope.dialect == "handlebars" and not names:
        return ["this"]
    return names


def _known_items(value: Value, tag: Tag, scope: Scope) -> tuple[Value, ...] | None:
    """Return what a loop goes over; with two names, pairs where the dialect pairs."""
    if scope.dialect == "jinja" and is_mapping(value, scope):
        # Its keys: ``.items()`` makes a list of pairs, which is another value.
        return tuple(Text.derived(key) for key in keys(value, scope) or ())
    if isinstance(value, Branching):
        steps = scope.children.get(value.path, [])
        found = items(value, scope)
        names = _targets(tag, scope)
        if found is not None and len(names) == 2:
            labels = [Text.derived(step.strip("[].")) for step in steps]
            return tuple(zip(labels, found, strict=True))
        return found
    return items(value, scope)


def _is_pair(item: Value, targets: list[str]) -> bool:
    return isinstance(item, tuple) and len(targets) > 1


def _padded(values: Value, width: int) -> list[Value]:
    listed = values if isinstance(values, tuple) else (values,)
    return [*listed, *([None] * (width - len(listed)))]


def _dot(expression: Expression, scope: Scope) -> str | None:
    if not isinstance(expression, Name):
        return None
    path = expression.path
    if path.startswith("$."):
        return path[1:]
    if not path.startswith(".") or path == ".":
        return None
    return None if scope.dot is None else scope.dot + path


def _merged(condition: Condition, one: Value, two: Value) -> Value:
    if isinstance(one, Text) and isinstance(two, Text):
        return choose(condition, one, two, None)
    return None


def nested(text: Text, scope: Scope) -> Value:
    """Return what a variable's value is that is a template itself, as in Ansible.

    A value that is one expression is that expression's value, a list for instance.
    """
    budget = scope.budget
    if budget.nested <= 0:
        return None
    budget.nested -= 1
    clean = scope.copy()
    clean.locals, clean.marks = {}, {}
    nodes = tree_of(text.strip(), scope.dialect)
    value: Value
    match nodes:
        case (Tag("output", body=body),):
            expression = parse(text.strip()[slice(*body)], scope.dialect)
            value = evaluate(expression, clean)
        case _:
            value = write(text, clean)
    budget.nested += 1
    return value


def string(text: Text, scope: Scope, *, escapes: bool) -> Text:
    """Return what an HCL string comes to; a quoted one has escapes, too."""
    if "${" in text.chars or "%{" in text.chars:
        nodes = tree_of(text, scope.dialect)
        renderer = Renderer(text, scope.dialect, scope.budget, escapes=escapes)
        return renderer.nodes(nodes, scope)
    return unescaped(text) if escapes and "\\" in text.chars else text


def write(
    text: Text,
    scope: Scope,
    matters: Matters | None = None,
    library: Sequence[Text] = (),
) -> Text:
    """Return what a template writes with what a scope knows.

    ``library`` are texts whose named templates it may use.
    """
    defined: dict[str, tuple[Text, Nodes]] = {}
    for other in library:
        for node in tree_of(other, scope.dialect):
            if isinstance(node, Block) and node.tag.kind == "define":
                defined[node.tag.word] = (other, node.body)
    nodes = tree_of(text, scope.dialect)
    renderer = Renderer(text, scope.dialect, scope.budget, matters, defined)
    return renderer.nodes(nodes, scope)


def write_named(
    text: Text, dialect: Dialect, matters: Matters | None = None
) -> Iterator[tuple[str, Text]]:
    """Yield each named template of a text, with what it writes if nothing is fixed."""
    blocks = tree_of(text, dialect)
    defined = {
        block.tag.word: (text, block.body)
        for block in blocks
        if isinstance(block, Block) and block.tag.kind == "define"
    }
    for name, (own, body) in defined.items():
        scope = Scope(dialect, {})
        renderer = Renderer(own, dialect, scope.budget, matters, defined)
        yield name, renderer.nodes(body, scope)
