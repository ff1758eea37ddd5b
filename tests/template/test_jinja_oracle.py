"""Where everything is fixed, the text is what Jinja2 itself would write."""

from __future__ import annotations

import random

import pytest

from kubelet_lint.source import Source, Text
from kubelet_lint.template import fill

jinja2 = pytest.importorskip("jinja2")

VALUES = {"a": True, "b": False, "s": "str", "e": "", "l": ["x", "y"], "n": []}
OUTPUTS = (
    "a", "b", "s", "e", "'lit'", "s|upper", "zz|default('d')", "e|default('f', true)",
    "l|join(',')", "l|length", "s ~ 'w'", "l[1]", "'p' if a else 'q'", "s|default('x')",
)  # fmt: skip
CONDITIONS = (
    "a", "b", "s", "e", "l", "n", "not a", "a and b", "a or b", "not (b or e)",
    "s == 'str'", "s != 'str'", "s in ['str']", "'x' not in l", "s is defined",
)  # fmt: skip
PLAIN = ("foo", "\n", "  \n ", "bar baz", "\n\n", "{ x }", "%}", " # c")


def _fixed() -> dict[str, Text | None]:
    return {
        "a": Text.derived("True"),
        "b": Text.derived("False"),
        "s": Source("v", "str").text(),
        "e": Text(),
        "l[0]": Source("v", "x").text(),
        "l[1]": Source("v", "y").text(),
        "n": Text.derived("[]"),
    }


def _body(rng: random.Random, depth: int = 0) -> str:
    return "".join(_part(rng, depth) for _ in range(rng.randrange(1, 5)))


def _part(rng: random.Random, depth: int) -> str:
    def sign() -> str:
        return rng.choice(("", "", "-", "+"))

    def minus() -> str:
        return rng.choice(("", "-"))

    match rng.randrange(9 if depth < 3 else 6):
        case 0 | 1:
            return rng.choice(PLAIN)
        case 2 | 3:
            return f"{{{{{minus()} {rng.choice(OUTPUTS)} {minus()}}}}}"
        case 4:
            return f"{{#{minus()} c {minus()}#}}"
        case 5:
            return f"{{% raw %}}{{{{ x }}}}\n {{%{minus()} endraw {minus()}%}}"
        case 6:
            condition, inner = rng.choice(CONDITIONS), _body(rng, depth + 1)
            return (
                f"{{%{sign()} if {condition} {sign()}%}}{inner}{{%{sign()} else "
                f"{sign()}%}}{_body(rng, depth + 1)}{{%{sign()} endif {sign()}%}}"
            )
        case 7:
            inner = _body(rng, depth + 1)
            listed = rng.choice(("l", "n"))
            return f"{{% for i in {listed} {sign()}%}}{inner}{{{{ i }}}}{{% endfor %}}"
        case _:
            inner = _body(rng, depth + 1)
            return f"{{% set v{depth} %}}{inner}{{% endset %}}[{{{{ v{depth} }}}}]"


@pytest.mark.parametrize("seed", range(40))
def test_random_templates_come_out_as_jinja2_writes_them(seed: int) -> None:
    environment = jinja2.Environment(trim_blocks=True, keep_trailing_newline=True)
    rng = random.Random(seed)
    for _ in range(25):
        chars = _body(rng)
        expected = environment.from_string(chars).render(**VALUES)

        assert fill(Source("t", chars).text(), "jinja", _fixed()).text.chars == expected


HEADERS = {
    "#jinja2: trim_blocks:False\n": (False, False),
    "#jinja2: trim_blocks: False, lstrip_blocks: True\n": (False, True),
    "#jinja2:lstrip_blocks:True\n": (True, True),
    "": (True, False),
}


@pytest.mark.parametrize("header", HEADERS)
def test_what_ansibles_header_says_of_blanks_is_done(header: str) -> None:
    body = (
        "a\n  {% if a %}\n  b {# c #}\n  {%- endif +%}\n{% if b %}\nd\n"
        "{%+ endif -%}\n  e\n  {% if a %} f{% endif %}\n {{ s }}\n"
    )
    trims, strips = HEADERS[header]
    environment = jinja2.Environment(
        trim_blocks=trims, lstrip_blocks=strips, keep_trailing_newline=True
    )

    written = fill(Source("t", header + body).text(), "jinja", _fixed()).text

    assert written.chars == environment.from_string(body).render(**VALUES)


def test_other_delimiters_are_not_guessed() -> None:
    chars = "#jinja2: variable_start_string:'[%'\nmode: {{ a }}\n"

    assert not fill(Source("t", chars).text(), "jinja", _fixed()).text.known
