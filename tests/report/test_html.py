"""The page: nothing of others becomes markup, everything is said in words as well."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise, product

import pytest
from hypothesis import given, settings

from kubelet_lint.report import REPORT_FORMATS, Style, load
from kubelet_lint.report.page.markup import EMPTY_TAGS, cut, join, prose, tag
from kubelet_lint.report.page.style import ANSWERS, DARK, LIGHT
from kubelet_lint.resolution import Problem, Report, Skipped
from kubelet_lint.source import Source, Span
from report.reports import KUBELETS, everything, one, report
from report.test_any_text import TEXTS, spans
from rules.scene import at, bad_config, case, good_config, kubelet, layer, unseen

WRITE = load("html", REPORT_FORMATS).write

ELEMENTS = frozenset(
    "html head meta link title style body header main footer section nav h1 h2 h3 h4 p "
    "a span div strong wbr code pre mark ul ol li dl dt dd table caption thead tbody "
    "tr th td details summary svg symbol path use".split()
)
"""No script, image, frame, form, object or base."""


UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
"""Controls, and what reorders text."""

BLOCKS = frozenset("h1 h2 h3 h4 p div li dt dd td th caption summary pre title".split())


class Page(HTMLParser):
    """The page as a browser's tokenizer sees it; wrong nesting is an error."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.headings: list[int] = []
        self._open: list[str] = []
        assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        assert name in ELEMENTS
        assert len(dict(attrs)) == len(attrs)
        self.tags.append((name, dict(attrs)))
        if re.fullmatch("h[1-6]", name):
            self.headings.append(int(name[1]))
        if name not in EMPTY_TAGS:
            self._open.append(name)

    def handle_startendtag(
        self, name: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        assert name == "use"
        self.tags.append((name, dict(attrs)))

    def handle_endtag(self, name: str) -> None:
        assert self._open.pop() == name
        if name in BLOCKS:
            self.texts.append(" ")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment may hide what others wrote")

    def values(self, attribute: str) -> Iterator[str]:
        for _, attributes in self.tags:
            if (value := attributes.get(attribute)) is not None:
                yield value

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


def page(about: Report, style: Style = Style()) -> Page:  # noqa: B008 - immutable
    text = WRITE(about, style)
    text.encode()
    found = Page(text)
    ids = list(found.values("id"))
    assert len(ids) == len(set(ids))
    for reference in (*found.values("aria-labelledby"), *found.values("href")):
        name = reference.removeprefix("#")
        assert name in ids or reference.startswith(("./", "data:,", "https://"))
    for _, attributes in found.tags:
        assert not any(name.startswith("on") or name == "style" for name in attributes)
    return found


@pytest.mark.parametrize("name", KUBELETS)
def test_every_kind_of_kubelet_has_a_page(name: str) -> None:
    page(one(name))


def test_nothing_found_is_a_page_as_well() -> None:
    assert "No kubelet was found." in page(Report()).text


def test_the_answer_comes_first() -> None:
    text = page(everything()).text
    said = (
        "Of 14 kubelets that this repository configures, 4 fail, 3 may fail, "
        "3 are undecided, 1 passes only by default and 3 pass."
    )
    assert text.index(said) < text.index("Benchmark controls") < text.index("Flag")


def test_the_layers_are_a_stack_with_the_winner_on_top() -> None:
    text = page(one("flag over file")).text
    assert re.search(
        r"Flag AlwaysAllow decides --authorization-mode=AlwaysAllow "
        r"kubelet\.service\.d/20\.conf:2:19 .* "
        r"Config file Webhook beaten mode: Webhook etc/k\.yaml:4:3 "
        r"Default Webhook beaten default Webhook etc/k\.yaml:2:1",
        text,
    )


def test_the_deciding_line_is_quoted_with_its_characters_marked() -> None:
    text = WRITE(one("flag over file"), Style())
    assert "<mark>--authorization-mode=AlwaysAllow</mark> --v=2" in text


def test_what_is_unknown_lies_on_top_and_never_passes() -> None:
    text = page(one("undecided")).text
    assert "Not known unknown may say otherwise $ARGS" in text
    assert "Webhook decides unless the layer above does" in text
    assert "Undecided: /run/kubelet.env is not in the repository." in text
    assert "is not AlwaysAllow 0 0 1 0 0 Undecided" in text


def test_assumptions_refusals_and_doubts_are_said() -> None:
    assert "etc/k.yaml is taken for /etc/k.yaml" in page(one("flag over file")).text
    assert (
        "Refuses to start in kubelet 1.24: unknown flag: --config-dir."
        in page(one("in some releases")).text
    )
    doubtful = report(kubelet(case(mode=good_config()), doubt="awaits a drop-in"))
    assert "Undecided: awaits a drop-in." in page(doubtful).text


def test_each_control_has_a_row_with_its_result() -> None:
    text = page(one("flag over file")).text
    disabled, not_allowed = "authentication is disabled", "mode is not AlwaysAllow"
    assert f"CIS Kubernetes 4.2.1 Anonymous {disabled} 0 0 0 0 1 Passes" in text
    assert f"CIS EKS 3.2.2 The authorization {not_allowed} 1 0 0 0 0 Fails" in text


def test_the_worst_kubelet_comes_first() -> None:
    about = report(
        kubelet(case(), node="good"),
        kubelet(case(mode=(good_config(), unseen())), node="open"),
        kubelet(case(mode=bad_config()), node="bad"),
    )
    text = WRITE(about, Style())
    names = re.findall(r'<section class="kubelet".*?<code>(\w+)', text)
    assert names == ["bad", "open", "good"]


def test_what_was_not_looked_at_is_said() -> None:
    about = Report(
        skipped=(Skipped("vendored", 7),), problems=(Problem("odd.yaml", "is binary"),)
    )
    text = page(about).text
    assert "7 files left out: vendored." in text
    assert "odd.yaml: is binary" in text


# --- links ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "links", "href"),
    [
        ("etc/k.yaml", "./", "./etc/k.yaml#L1"),
        ("etc/k.yaml", "./../../", "./../../etc/k.yaml#L1"),
        (
            "a b/é.conf",
            "https://x.example/o/r/blob/1f/",
            "https://x.example/o/r/blob/1f/a%20b/%C3%A9.conf#L1",
        ),
        ("javascript:alert(1)", "./", "./javascript%3Aalert%281%29#L1"),
        ('"><script>', "./", "./%22%3E%3Cscript%3E#L1"),
        ("\udcff?#", "./", "./%FF%3F%23#L1"),
    ],
)
def test_a_place_is_a_link_to_its_line(path: str, links: str, href: str) -> None:
    span = Span(Source(path, "mode: AlwaysAllow\n"), 0, 17)
    says = layer("config", "AlwaysAllow", "mode: AlwaysAllow", span)
    about = report(kubelet(case(mode=says), node="n", span=span))
    assert href in page(about, Style(links=links)).values("href")


def test_a_place_inside_an_encoded_file_links_to_its_carrier() -> None:
    found = page(one("encoded"))
    assert "./user-data.yaml#L1" in found.values("href")
    assert "user-data.yaml:1:10 (line 2 of /etc/k.yaml inside)" in found.text


def test_what_a_vendor_ships_is_no_link() -> None:
    shipped = layer("flag", "Webhook", "--a", at("vendor", "$ARGS"))
    found = page(report(kubelet(case(mode=shipped))))
    assert "shipped as EKS AL2 image: kubelet.service" in found.text
    assert not any("EKS" in href for href in found.values("href"))


# --- hostile contents -----------------------------------------------------------------

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "</code></li></ol><h1>All kubelets pass</h1>",
    "<!-- ",
    "-->",
    "<![CDATA[",
    "&lt;script&gt;",
    "&#x3c;script>",
    "\u202e\u2066gpj.exe\u2069",
    "\x1b]0;owned\x07\x1b[31m",
    "\x00\x08\x7f\x9b",
    "`<b>`",
    "\ufffe\uffff\ud800\udcff",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_others_becomes_markup(attack: str) -> None:
    def about(text: str) -> Report:
        span = Span(Source(f"{text}/k.yaml", f"mode: {text} x\n"), 0, 6 + len(text))
        says = layer("config", "AlwaysAllow", f"mode: {text}", span)
        there = kubelet(
            case(f"when {text}", mode=(says, unseen(text))),
            case("else", mode=says),
            node=text,
            span=span,
            writer=text,
            doubt=text,
        )
        found = report(there)
        return Report(
            found.kubelets, found.findings, (Skipped(text, 1),), (Problem(text, text),)
        )

    hostile = page(about(attack), Style(title=attack, subject=attack))
    harmless = page(about("harmless"), Style(title="harmless", subject="harmless"))
    if "`" not in attack:
        assert shape(hostile) == shape(harmless)
    assert not UNSAFE.search(hostile.text)


def shape(found: Page) -> list[str]:
    """Return the tags, less the breaks that follow each slash."""
    return [name for name, _ in found.tags if name != "wbr"]


@settings(max_examples=40, deadline=None)
@given(spans(), TEXTS)
def test_any_text_is_a_page(span: Span, text: str) -> None:
    says = layer("config", "AlwaysAllow", text, span)
    about = report(kubelet(case(text, mode=says), node=span.source.path, span=span))
    found = page(about, Style(title=text, subject=text))
    assert not UNSAFE.search(found.text)


def test_a_line_of_a_megabyte_is_cut() -> None:
    content = "x" * 1_000_000 + "mode: AlwaysAllow" + "y" * 1_000_000
    span = Span(Source("k" * 5000, content), 1_000_000, 1_000_017)
    says = layer("config", "AlwaysAllow", content, span)
    about = report(kubelet(case(mode=says), node="n" * 5000, span=span))
    text = WRITE(about, Style())
    assert len(text) < 100_000
    assert f"…{'x' * 60}<mark>mode: AlwaysAllow</mark>{'y' * 60}…" in text


# --- markup ---------------------------------------------------------------------------


def test_only_markup_is_not_escaped() -> None:
    assert tag("p", "<b>", tag("i", "&"), title='"') == (
        '<p title="&quot;">&lt;b&gt;<i>&amp;</i></p>'
    )
    assert join("<", tag("br")) == "&lt;<br>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Set `a: b` in c.", "Set <code>a: b</code> in c."),
        ("`a` and `<b>`", "<code>a</code> and <code>&lt;b&gt;</code>"),
        ("an odd ` one", "an odd ` one"),
        ("`a` odd ` one", "<code>a</code> odd ` one"),
        ("plain", "plain"),
    ],
)
def test_backquotes_are_code(text: str, expected: str) -> None:
    assert prose(text) == expected


def test_a_long_text_is_cut_with_a_sign() -> None:
    assert cut("abcdef", 4) == "abc…"
    assert cut("abcd", 4) == "abcd"


# --- policy, colours, accessibility ---------------------------------------------------


def test_the_policy_allows_the_style_and_nothing_else() -> None:
    text = WRITE(everything(), Style())
    (policy,) = re.findall(r'"Content-Security-Policy" content="(.*?)"', text)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy.replace("&#x27;", "'") == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert text.index("Content-Security-Policy") < text.index("<style>")
    assert "url(" not in style
    assert "@import" not in style


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2.2 defines it."""

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[n : n + 2], 16) / 255) for n in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_has_the_contrast_that_wcag_asks_for(
    colours: dict[str, str],
) -> None:
    pairs = list(product(("ink", "dim", "link"), ("page", "panel")))
    pairs += [(name, f"{name}-tint") for name in ANSWERS]
    pairs += [(name, "panel") for name in ANSWERS]
    pairs += [("ink", f"{name}-tint") for name in ANSWERS]
    pairs += [("dim", f"{name}-tint") for name in ANSWERS]
    pairs += [("link", f"{name}-tint") for name in ANSWERS]
    pairs += [("ink", "mark")]
    for text, ground in pairs:
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


def test_headings_go_down_one_step_at_a_time() -> None:
    levels = page(everything()).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_reader_that_does_not_see_is_told_the_same() -> None:
    found = page(everything())
    for name, attributes in found.tags:
        if name == "svg":  # beside each sign stands its word
            assert attributes["aria-hidden"] == "true"
        if name == "th":
            assert attributes["scope"] in ("row", "col")
    names = [name for name, _ in found.tags]
    assert names.count("caption") == names.count("table")
    scrolled = [a for _, a in found.tags if a.get("class") == "scroll"]
    assert all(a["tabindex"] == "0" and a["aria-label"] for a in scrolled)
    assert found.tags[names.index("a")][1]["href"] == "#answer"  # skips to it


def test_the_page_is_the_same_every_time() -> None:
    assert WRITE(everything(), Style()) == WRITE(everything(), Style())
