"""Which template language a file is written in, by its name's end and its content."""

from __future__ import annotations

import posixpath
import re

from kubelet_lint.source import Text
from kubelet_lint.template.expression import Dialect

_BY_ENDING: dict[str, Dialect] = {
    ".j2": "jinja",
    ".jinja": "jinja",
    ".jinja2": "jinja",
    ".gotmpl": "go",
    ".gotpl": "go",
    ".tftpl": "hcl",
    ".erb": "erb",
    ".epp": "erb",
    ".hbs": "handlebars",
    ".handlebars": "handlebars",
    ".mustache": "handlebars",
}
_GENERIC = frozenset((".tpl", ".tmpl", ".template", ".in", ".tmpl-yaml", ".templ"))
"""Endings that many template languages share."""

_GO = re.compile(
    r"\{\{-?\s*(?:[.$]|(?:if|range|with|define|template|block|end|else|include|/\*)\b|/\*)"
    r"|\{\{-?\s*\w+\s+(?:\.|\"|\$)|\{\{[A-Z]\w*\}\}"
)
_JINJA = re.compile(
    r"\{%[-+]?\s*(?:if|for|set|endif|endfor|else|elif|raw|include|macro|block|do)\b"
    r"|\{#|\{\{[-+]?\s*[a-z_][\w.]*\s*(?:\||\}\}|\[|\()"
)
_HANDLEBARS = re.compile(r"\{\{~?[#/](?:if|unless|each|with)\b")
_HCL = re.compile(r"%\{~?\s*(?:if|for|else|endif|endfor)\b|\$\{~?\s*[a-z][\w.]*\b")
_HOLDS_HCL = (".tf", ".tofu", ".hcl", ".md", ".markdown", ".mdx", ".rst", ".adoc")
"""What holds such templates in strings, or shows them."""
_HCL_DIRECTIVE = re.compile(r"%\{~?[ ]*(?:if|for)[ ][^\n{}]+\}")
_ERB = re.compile(r"<%[-=#]?[^%]*?-?%>", re.DOTALL)
_OTHER_RENDERER = re.compile(r"#!(?![^\n]*jinja)")
_CLOUD_INIT = re.compile(r"\s*(?:#cloud-config\s*)?## *template: *jinja")

_LINE_TAG = re.compile(
    r"(?m)^[ \t]*(?:\{%[-+]?\s*\w|\{\{-?\s*(?:if|range|with|end|define)\b)"
)
_PACKER = re.compile(r"\{\{\s*(?:user\s*`|template_dir|isotime|timestamp|build_name)")
"""Packer fills in its own templates, and is read as what it is."""

_UNIT = re.compile(r"(?m)^\[(?:Unit|Service|Install|Match|Network)\]\s*$")
_SHEBANG = re.compile(r"#!")
_PLAIN_VALUE = re.compile(r"(?m)^[ \t]*(?:- +)?[\w./\"'-]+:[ \t]+\{\{")


def detect(path: str, text: Text) -> Dialect | None:
    """Return the language of a file's template tags, None if it has none."""
    chars = text.chars
    name = posixpath.basename(path).lower()
    ending = posixpath.splitext(name)[1]
    named = _BY_ENDING.get(ending)
    if ending == ".sls":
        # Salt renders with Jinja2 unless the first line names another renderer.
        named = None if _OTHER_RENDERER.match(chars) else "jinja"
    if named is not None:
        return _renamed(named, chars)
    if "{{" not in chars and "{%" not in chars and not re.search(r"[$%]\{", chars):
        found = "<%" in chars and ending in _GENERIC and _ERB.search(chars)
        return "erb" if found else None
    if _CLOUD_INIT.match(chars):
        return "jinja"
    if ending in _GENERIC or name.endswith((".tpl.yaml", ".tmpl.yaml", ".tpl.yml")):
        return by_content(chars)
    return _unmarked(path, chars)


def _renamed(named: Dialect, chars: str) -> Dialect:
    """``.hbs`` and ``.erb`` are what they say; Jinja2's ending is used for others."""
    if named == "jinja" and "{%" not in chars and _HANDLEBARS.search(chars):
        return "handlebars"
    return named


def by_content(chars: str) -> Dialect | None:
    """Return the language that a text's tags speak."""
    if _HCL_DIRECTIVE.search(chars):
        return "hcl"  # what else is in braces is a program's, as of ``docker --format``
    if _HANDLEBARS.search(chars):
        return "handlebars"
    go, jinja = _GO.search(chars), _JINJA.search(chars)
    if go is not None and "{%" not in chars:
        return "go"
    if jinja is not None:
        return "jinja"
    if _HCL.search(chars):
        return "hcl"
    if "<%" in chars and _ERB.search(chars):
        return "erb"
    return None


def _unmarked(path: str, chars: str) -> Dialect | None:
    """Decide for a file whose name does not say that it is a template."""
    if _HCL_DIRECTIVE.search(chars) and not path.lower().endswith(_HOLDS_HCL):
        return "hcl"
    if ("{{" not in chars and "{%" not in chars) or _PACKER.search(chars):
        return None
    chart = "templates" in path.split("/")[:-1] and "{%" not in chars
    if chart and (".Values" in chars or ".Release" in chars or "include" in chars):
        return "go"
    if _UNIT.search(chars):
        return by_content(chars)
    if _SHEBANG.match(chars) or path.endswith((".sh", ".bash")):
        return by_content(chars) if _LINE_TAG.search(chars) else None
    if path.endswith((".yaml", ".yml", ".json", ".toml", ".conf", ".env")):
        return by_content(chars) if _breaks_yaml(path, chars) else None
    return by_content(chars) if _LINE_TAG.search(chars) or chart else None


def _breaks_yaml(path: str, chars: str) -> bool:
    """Say whether tags stand where the file's own language has no place for them."""
    if not path.endswith((".yaml", ".yml")):
        return True
    if not (_LINE_TAG.search(chars) or _PLAIN_VALUE.search(chars)):
        return False
    return _outside_of_blocks(chars)


_BLOCK_START = re.compile(r"(?:^|[:\-] )\s*[|>][-+0-9]*\s*(?:#.*)?$")


def _outside_of_blocks(chars: str) -> bool:
    """Say whether such a line stands outside of every YAML block scalar."""
    block = -1
    for line in chars.split("\n"):
        stripped = line.lstrip(" ")
        indent = len(line) - len(stripped)
        if not stripped:
            continue
        if block >= 0 and indent > block:
            continue
        block = indent if _BLOCK_START.search(line.rstrip("\r")) else -1
        if block < 0 and (_LINE_TAG.match(line) or _PLAIN_VALUE.match(line)):
            return True
    return False


def tokens_expand(path: str, text: Text) -> bool:
    """Say whether the file's own language expands ``$X`` by itself."""
    chars = text.chars
    if _UNIT.search(chars) or _SHEBANG.match(chars.lstrip()):
        return True
    return not path.endswith((".yaml", ".yml", ".json", ".toml"))
