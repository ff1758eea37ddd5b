"""Templates keep what is written, punch holes for the rest and follow both branches."""

from __future__ import annotations

import pytest

from kubelet_lint.node.world import explore
from kubelet_lint.source import Choice, Derived, Hole, Source, Text
from kubelet_lint.template import Dialect, detect, fill, punch, substitute


def source(chars: str, path: str = "template") -> Text:
    return Source(path, chars).text()


def shown(chars: str, dialect: Dialect, **fixed: str) -> str:
    variables = {name: source(value, "values") for name, value in fixed.items()}
    return fill(source(chars), dialect, variables).text.display()


def outcomes(text: Text) -> set[tuple[tuple[str, ...], str]]:
    return {
        (tuple(decision.label for decision in world.decisions), result.display())
        for world, result in explore(lambda world: world.text(text))
    }


EXPRESSIONS: list[tuple[Dialect, str, str]] = [
    ("jinja", "mode: {{ mode }}", "mode: ‹{{ mode }}›"),
    ("jinja", "a {#- gone -#} b", "ab"),
    ("jinja", "{% raw %}{{ kept }}{% endraw %}", "{{ kept }}"),
    ("jinja", "{{ {'a': {'b': 1}} }}.", "‹{{ {'a': {'b': 1}} }}›."),
    ("jinja", "{{ '}}' ~ x }}", "}}‹x›"),
    ("jinja", "{{ a", "{{ a"),
    ("jinja", "{% include 'x' %}\n---", "‹{% include 'x' %}›\n---"),
    ("jinja", "{% include 'x' -%}\n---", "‹{% include 'x' -%}›---"),
    ("go", "mode: {{ .Values.mode }}", "mode: ‹{{ .Values.mode }}›"),
    ("go", "a\n{{- /* gone */ -}}\nb", "ab"),
    ("go", "a {{-3}} b", "a ‹{{-3}}› b"),
    ("go", '{{ "}}" }}', "}}"),
    ("go", "{{ `a` | quote }}", '"a"'),
    ("go", "a:{{- toYaml .x | nindent 2 }}", "a:\n  ‹{{- toYaml .x | nindent 2 }}›"),
    ("go", "{{ .x.ToYaml | indent 2 }}", "  ‹{{ .x.ToYaml | indent 2 }}›"),
    ("hcl", "mode: ${mode}", "mode: ‹${mode}›"),
    ("hcl", "$${SHELL} %%{x}", "${SHELL} %{x}"),
    ("hcl", "a  ${~ x ~}  b", "a‹${~ x ~}›b"),
    ("hcl", '${"a}${"b"}"}', "a}b"),
    ("erb", "mode: <%= @mode %>", "mode: ‹<%= @mode %>›"),
    ("erb", "<%# gone -%>\na <%% b", "a <% b"),
    ("erb", '<%= "--#{flag}=x" %>', '‹<%= "--#{flag}=x" %>›'),
    ("erb", "<%= '--#{flag}' %>", "--#{flag}"),
    ("handlebars", "mode: {{settings.mode}}", "mode: ‹{{settings.mode}}›"),
    ("handlebars", "{{! gone }}\na {{{raw}}}", "a ‹{{{raw}}}›"),
]


@pytest.mark.parametrize(("dialect", "chars", "expected"), EXPRESSIONS)
def test_an_expression_is_a_hole_with_its_name(
    dialect: Dialect, chars: str, expected: str
) -> None:
    assert shown(chars, dialect) == expected


def test_a_hole_says_who_decides_it_and_where() -> None:
    (hole,) = fill(source("mode: {{ mode }}\n"), "jinja").text.holes()

    assert isinstance(hole, Hole)
    assert hole.reason == "decided by {{ mode }} when the template is rendered"
    assert hole.span is not None
    assert (hole.span.start, hole.span.end) == (6, 16)


def test_an_expression_as_a_whole_argument_is_any_number_of_arguments() -> None:
    (hole,) = fill(source("kubelet {{ args }}"), "jinja").text.holes()

    assert isinstance(hole, Hole)
    assert hole.words


CONDITIONS: list[tuple[Dialect, str, set[tuple[tuple[str, ...], str]]]] = [
    (
        "jinja",
        "{% if x %}\nA\n{% elif y %}\nB\n{% else %}\nC\n{% endif %}\n",
        {
            (("when `x` is true",), "A\n"),
            (("when `x` is false", "when `y` is true"), "B\n"),
            (("when `x` is false", "when `y` is false"), "C\n"),
        },
    ),
    (
        "go",
        "{{ if .x }}A{{ else if .y }}B{{ end }}C",
        {
            (("when `.x` is true",), "AC"),
            (("when `.x` is false", "when `.y` is true"), "BC"),
            (("when `.x` is false", "when `.y` is false"), "C"),
        },
    ),
    (
        "hcl",
        "%{ if x ~}\nA\n%{ else ~}\nB\n%{ endif ~}\nC",
        {(("when `x` is true",), "A\nC"), (("when `x` is false",), "B\nC")},
    ),
    (
        "erb",
        "<% if @x -%>\nA\n<% else -%>\nB\n<% end -%>\nC",
        {(("when `@x` is true",), "A\nC"), (("when `@x` is false",), "B\nC")},
    ),
    (
        "erb",
        "<% unless @x %>A<% end %>",
        {(("when `@x` is true",), ""), (("when `@x` is false",), "A")},
    ),
    (
        "handlebars",
        "{{#if x}}\nA\n{{else}}\nB\n{{/if}}\nC",
        {(("when `x` is true",), "A\nC"), (("when `x` is false",), "B\nC")},
    ),
    (
        "jinja",
        "{{ 'A' if mode == 'open' else 'B' }}",
        {(("when `mode == 'open'`",), "A"), (("unless `mode == 'open'`",), "B")},
    ),
    (
        "hcl",
        '${x ? "A" : "B"}',
        {(("when `x` is true",), "A"), (("when `x` is false",), "B")},
    ),
    (
        "go",
        '{{ ternary "A" "B" .x }}',
        {(("when `.x` is true",), "A"), (("when `.x` is false",), "B")},
    ),
    (
        "go",
        "{{ with .x }}A{{ else }}B{{ end }}",
        {(("when `.x` is true",), "A"), (("when `.x` is false",), "B")},
    ),
]


@pytest.mark.parametrize(("dialect", "chars", "expected"), CONDITIONS)
def test_both_branches_of_a_condition_are_kept(
    dialect: Dialect, chars: str, expected: set[tuple[tuple[str, ...], str]]
) -> None:
    assert outcomes(fill(source(chars), dialect).text) == expected


def test_the_same_condition_is_decided_alike_wherever_it_is_asked() -> None:
    chars = "{% if x %}A{% endif %}{% if not x %}B{% endif %}"
    chars += "{% if x and y %}C{% endif %}"
    text = fill(source(chars), "jinja").text

    assert outcomes(text) == {
        (("when `x` is true", "when `y` is true"), "AC"),
        (("when `x` is true", "when `y` is false"), "A"),
        (("when `x` is false",), "B"),
    }


def test_a_name_that_is_set_in_between_is_asked_again() -> None:
    chars = "{% if x %}A{% endif %}{% set x = f() %}{% if x %}B{% endif %}"

    results = {result for _, result in outcomes(fill(source(chars), "jinja").text)}

    assert results == {"AB", "A", "B", ""}


def test_a_loop_over_an_unknown_list_has_run_or_has_not() -> None:
    chars = "{% for n in nodes %}\n- {{ n }}\n{% endfor %}\n"

    assert outcomes(fill(source(chars), "jinja").text) == {
        (("when `nodes has items`",), "- ‹{{ n }}›\n"),
        (("unless `nodes has items`",), ""),
    }


def test_text_that_is_captured_comes_out_where_its_name_is_used() -> None:
    chars = (
        "{% set args %}\n--a {% if x %}--b{% endif %}\n{% endset %}\nARGS={{ args }}"
    )

    results = {result for _, result in outcomes(fill(source(chars), "jinja").text)}

    assert results == {"ARGS=--a --b", "ARGS=--a "}


def test_branches_point_at_themselves() -> None:
    text = fill(source("{% if x %}AlwaysAllow{% endif %}", "a.j2"), "jinja").text
    (choice,) = text.holes()

    assert isinstance(choice, Choice)
    span = choice.options[0][1].span
    assert span is not None
    assert span.source.content[span.start : span.end] == "AlwaysAllow"


FIXED: list[tuple[Dialect, str, dict[str, str], str]] = [
    ("jinja", "{{ mode }}", {"mode": "AlwaysAllow"}, "AlwaysAllow"),
    ("jinja", "{{ mode | lower }}", {"mode": "YES"}, "yes"),
    ("jinja", "{{ a }}", {"a": "{{ b }}-{{ c }}", "b": "x"}, "x-‹{{ c }}›"),
    ("jinja", "{{ a }}", {"a": "{{ a }}"}, "‹{{ a }}›"),
    ("jinja", "{{ k['auth'].mode }}", {"k.auth.mode": "A"}, "A"),
    (
        "jinja",
        "{% for n in l %}{{ n }};{% endfor %}",
        {"l[0]": "a", "l[1]": "b"},
        "a;b;",
    ),
    ("jinja", "{% for n in l %}{{ n.x }};{% endfor %}", {"l[0].x": "a"}, "a;"),
    (
        "jinja",
        "{% for k, v in m.items() %}{{ k }}={{ v }}{% endfor %}",
        {"m.a": "b"},
        "a=b",
    ),
    (
        "jinja",
        "{{ m | to_nice_yaml }}",
        {"m.a": "b", "m.c.d": "e"},
        "a: b\nc:\n  d: e\n",
    ),
    (
        "jinja",
        "{% if v is version('1.9', '>=') %}A{% else %}B{% endif %}",
        {"v": "v1.10.1"},
        "A",
    ),
    ("jinja", "{% if m == 'A' %}x{% else %}y{% endif %}", {"m": "A"}, "x"),
    ("jinja", "{% if m is defined %}x{% else %}y{% endif %}", {"m": "A"}, "x"),
    ("jinja", "{{ d | default('B') }}", {}, "B"),
    ("jinja", "{{ d | default('B') }}", {"d": "A"}, "A"),
    ("jinja", "{% for k in m %}{{ k }}{% endfor %}", {"m.a": "A", "m.b": "B"}, "ab"),
    ("jinja", "{{ x | comment }}", {"x": "a\nb"}, "#\n# a\n# b\n#"),
    ("jinja", "{{ ansible_managed | comment }}", {}, "#\n# ‹a comment›\n#"),
    ("jinja", "{{ m | sort | join(',') }}", {"m.b": "B", "m.a": "A"}, "a,b"),
    (
        "jinja",
        "{% for k, v in m | dictsort %}{{ k }}={{ v }};{% endfor %}",
        {"m.b": "B", "m.a": "A"},
        "a=A;b=B;",
    ),
    (
        "jinja",
        "{% for e in m|dict2items %}{{ e.key }}={{ e.value }};{% endfor %}",
        {"m.b": "B"},
        "b=B;",
    ),
    (
        "jinja",
        "{% for x in l %}{{ loop.index }}{{ x if not loop.last }}{% endfor %}",
        {"l[0]": "a", "l[1]": "b"},
        "1a2",
    ),
    ("go", "{{ .Values.a.b }}", {".Values.a.b": "A"}, "A"),
    ("go", "{{ with .Values.a }}{{ .b }}{{ end }}", {".Values.a.b": "A"}, "A"),
    ("go", "{{ range .l }}{{ . }};{{ end }}", {".l[0]": "a", ".l[1]": "b"}, "a;b;"),
    ("go", '{{ .x | default "B" | quote }}', {}, '"B"'),
    ("go", "{{ toYaml .m | nindent 2 }}", {".m.a": "b"}, "\n  a: b"),
    (
        "go",
        '{{ define "t" }}[{{ .a }}]{{ end }}{{ include "t" . | indent 2 }}',
        {".a": "A"},
        "  [A]",
    ),
    ("go", "{{ $m := .a }}{{ $m }}", {".a": "A"}, "A"),
    ("hcl", "${mode}", {"mode": "A"}, "A"),
    ("hcl", '${join(",", [mode, "b"])}', {"mode": "A"}, "A,b"),
    (
        "hcl",
        "%{ for n in l ~}\n- ${n}\n%{ endfor ~}\n",
        {"l[0]": "a", "l[1]": "b"},
        "- a\n- b\n",
    ),
    ("hcl", '${join("", [ # first\n "a", // second\n /* third */ "b" ])}', {}, "ab"),
    ("hcl", '${join(",", [for n in l : "--${n}" if n != "b"])}', {"l[0]": "a"}, "--a"),
    ("hcl", '${join("", [for n in u : n])}x', {}, '‹${join("", [for n in u : n])}›x'),
    ("hcl", '${join("", [for i, n in l : "${i}${n}"])}', {"l[0]": "a"}, "0a"),
    ("hcl", '${{for k, v in m : k => "${v}!"}.a}', {"m.a": "A", "m.b": "B"}, "A!"),
    ("erb", "<%= node['k']['mode'] %>", {"node.k.mode": "A"}, "A"),
    ("handlebars", '{{default "B" settings.x}}', {}, "B"),
]


@pytest.mark.parametrize(("dialect", "chars", "fixed", "expected"), FIXED)
def test_a_variable_the_repository_fixes_is_replaced(
    dialect: Dialect, chars: str, fixed: dict[str, str], expected: str
) -> None:
    assert shown(chars, dialect, **fixed) == expected


def test_a_replaced_variable_points_at_its_value() -> None:
    defaults = source("mode: AlwaysAllow", "defaults/main.yml")
    text = substitute(source("m: {{ mode }}"), {"mode": defaults[6:]}, "a.yaml.j2")

    span = text[3:].span
    assert span is not None
    assert (span.source.path, span.start) == ("defaults/main.yml", 6)


def test_what_the_template_ships_can_be_overridden_and_says_through_what() -> None:
    filled = fill(source("{{ mode | default('Webhook') }}"), "jinja")

    assert filled.text.chars == "Webhook"
    assert [one.text for one in filled.assumptions()] == [
        "the template's defaults as shipped; overridden through `mode`"
    ]


def test_a_variable_set_to_something_unknown_takes_no_default() -> None:
    filled = fill(source("{{ mode | default('Webhook') }}"), "jinja", {"mode": None})

    assert not filled.text.known


def test_a_boolean_decides_and_a_word_that_looks_like_one_does_not() -> None:
    chars = source("{% if x %}A{% else %}B{% endif %}")

    assert fill(chars, "jinja", {"x": Text.derived("False")}).text.chars == "B"
    assert not fill(chars, "jinja", {"x": source("False")}).text.known


def test_encoded_text_can_be_found_in_the_hole_it_is() -> None:
    text = fill(source('${base64encode("abc")}'), "hcl").text
    (hole,) = text.holes()

    assert isinstance(hole, Hole)
    assert hole.encodes is not None
    assert hole.encodes[1].chars == "abc"


def test_a_condition_that_cannot_matter_makes_no_choice() -> None:
    chars = "{% if x %}\ndns: a\n{% endif %}\n{% if y %}\nmode: b\n{% endif %}\n"

    text = fill(source(chars), "jinja", matters=lambda said: "mode" in said).text

    assert outcomes(text) == {
        (("when `y` is true",), "dns: a\nmode: b\n"),
        (("when `y` is false",), "dns: a\n"),
    }


def test_flags_that_set_nothing_make_no_choice_either() -> None:
    def chosen(flag: str) -> str:
        chars = f"kubelet {{{{ '--{flag}=' + x if x is defined else '' }}}}"
        matters = lambda said: "mode" in said  # noqa: E731
        return fill(source(chars), "jinja", matters=matters).text.display()

    assert chosen("node-ip") == "kubelet --node-ip=‹x›"
    assert "|" in chosen("authorization-mode")


DIALECTS: list[tuple[str, str, Dialect | None]] = [
    ("a.yaml.j2", "x", "jinja"),
    ("a.tftpl", "x", "hcl"),
    ("a.tpl", "{{ x }}", "jinja"),
    ("a.tpl", "{{ .Values.x }}", "go"),
    ("a.tpl", "${x}", "hcl"),
    ("a.yaml.tmpl", "{{if .X}}{{end}}", "go"),
    ("chart/templates/a.yaml", "mode: {{ .Values.x }}", "go"),
    ("a.yml", "mode: {{ x }}\n", "jinja"),
    ("tasks.yml", 'copy:\n  content: "{{ x }}"\n', None),
    ("tasks.yml", "copy:\n  content: |\n    mode: {{ x }}\n", None),
    ("kubelet.service", "[Service]\nExecStart=/k {{ x }}\n", "jinja"),
    ("a.sh", "#!/bin/sh\ndocker inspect -f '{{.State}}'\n", None),
    ("a.sh", "#!/bin/sh\n{{if .X}}\nfoo\n{{end}}\n", "go"),
    ("user-data", "## template: jinja\n#cloud-config\n{{ v1.x }}", "jinja"),
    ("a.yaml", "mode: Webhook\n", None),
]


@pytest.mark.parametrize(("path", "chars", "dialect"), DIALECTS)
def test_a_dialect_is_told_by_name_and_content(
    path: str, chars: str, dialect: Dialect | None
) -> None:
    assert detect(path, source(chars, path)) == dialect


PLACEHOLDERS = [
    ("a.yaml", "mode: @MODE@", "mode: ‹@MODE@›"),
    ("a.yaml", "mode: __MODE__", "mode: ‹__MODE__›"),
    ("a.yaml", "mode: ##MODE##", "mode: ‹##MODE##›"),
    ("a.yaml", "mode: ${MODE}", "mode: ‹${MODE}›"),
    ("a.yaml", "mode: $MODE", "mode: ‹$MODE›"),
    ("a.yaml", "mode: user@EXAMPLE.org", "mode: user@EXAMPLE.org"),
    ("a.sh", "#!/bin/sh\nkubelet $ARGS", "#!/bin/sh\nkubelet $ARGS"),
    ("k.service", "[Service]\nExecStart=/k ${A}", "[Service]\nExecStart=/k ${A}"),
]


@pytest.mark.parametrize(("path", "chars", "expected"), PLACEHOLDERS)
def test_placeholders_are_holes_where_the_language_leaves_them_alone(
    path: str, chars: str, expected: str
) -> None:
    assert punch(source(chars, path), path).display() == expected


def test_a_file_without_tags_is_returned_as_it_is() -> None:
    text = source("mode: Webhook\n")

    assert punch(text, "a.yaml") is text


@pytest.mark.parametrize(
    "chars",
    [
        "{% if x %}" * 3_000,
        "{{ " + "(" * 3_000,
        "{{ " + "not " * 3_000 + "x }}",
        "{% if a and " + " and ".join(f"v{n}" for n in range(900)) + " %}A{% endif %}",
        "{% if x %}" + "A{% endif %}" * 500,
        "{{ 'a" * 2_000,
        "{% for a in l %}" * 40 + "x",
    ],
    ids=["ifs", "brackets", "nots", "ands", "endifs", "strings", "loops"],
)
def test_hostile_templates_end(chars: str) -> None:
    variables = {f"l[{n}]": Text.derived("x") for n in range(60)}

    fill(source(chars), "jinja", variables)


def test_known_characters_of_a_template_are_spelled_by_it() -> None:
    chars = "a: 1\n{% if x -%}\n  b: {{ y }}\n{%- endif %}\nc: 2\n"
    text = fill(source(chars), "jinja").text
    todo = [text]
    while todo:
        for start, end, piece in (current := todo.pop()).pieces():
            if isinstance(piece, Choice):
                todo += [option for _, option in piece.options]
            elif not isinstance(piece, (Hole, Derived)):
                written = piece.source.content[piece.start : piece.start + end - start]
                assert written == current.chars[start:end]
