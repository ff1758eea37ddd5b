"""The site builds without a warning, and says of the program what the program is."""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module, util
from pathlib import Path

import pytest

from kubelet_lint.artifacts import KINDS
from kubelet_lint.kubelet.defaults import LEGACY, v1beta1
from kubelet_lint.report.sarif_rules import PAGES as RULE_PAGES
from kubelet_lint.report.sarif_rules import descriptors
from kubelet_lint.rules import RULES
from kubelet_lint.value import Json
from kubelet_lint.vendor import IMAGES

FIXTURES = Path(__file__).parents[2] / "fixtures"

PROJECT = FIXTURES.parent
DOCS = PROJECT / "docs"
SITE = "https://kubelet-lint.github.io/kubelet-lint/"

pytestmark = pytest.mark.xdist_group("site")  # built once
needs_mkdocs = pytest.mark.skipif(
    util.find_spec("material") is None or util.find_spec("mkdocs") is None,
    reason="mkdocs-material is not installed (dependency group docs)",
)


def _hook() -> object:
    spec = util.spec_from_file_location("docs_pages", DOCS / "pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


pages = _hook()


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as ``mkdocs build --strict`` does, in this process."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    out = tmp_path_factory.mktemp("site")
    config = load_config(str(PROJECT / "mkdocs.yml"), strict=True, site_dir=str(out))
    build(config)
    return out


@needs_mkdocs
def test_a_rule_has_its_page_where_its_help_address_points(site: Path) -> None:
    assert f"{SITE}rules" == RULE_PAGES
    for rule, descriptor in zip(RULES, descriptors(), strict=True):
        assert descriptor.help_uri.startswith(SITE)
        page = site / descriptor.help_uri.removeprefix(SITE) / "index.html"
        assert rule.ID in page.read_text(encoding="utf-8")


@needs_mkdocs
def test_a_schema_lies_where_it_says(site: Path) -> None:
    for path in pages.schemas():  # type: ignore[attr-defined]
        address = json.loads(path.read_text(encoding="utf-8"))["$id"]
        published = site / address.removeprefix(SITE)
        assert published.read_text(encoding="utf-8") == path.read_text(encoding="utf-8")


@needs_mkdocs
def test_tables_are_filled_and_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert not pages.PLACE.search(html), page  # type: ignore[attr-defined]
        fetched = re.findall(r'<(?:script|img|link rel="stylesheet")[^>]*https?:', html)
        assert fetched == [], page
    assert not list(site.rglob("*.py"))


def test_every_table_that_a_page_names_is_known() -> None:
    known = set(pages.TABLES)  # type: ignore[attr-defined]
    named = {
        name
        for page in DOCS.glob("*.md")
        for name in pages.PLACE.findall(text(page.name))  # type: ignore[attr-defined]
    }
    assert named == known


def test_every_kind_of_artifact_has_a_row_on_the_site_and_in_the_readme() -> None:
    on_site = pages.filled(text("understood.md"))  # type: ignore[attr-defined]
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    read = readme.partition("## What it reads")[2].partition("\n## ")[0]
    for kind in KINDS:
        module = import_module(f"kubelet_lint.artifacts.{kind.module}")
        assert f"| [{module.NAME}](kinds/{kind.module}.md) | " in on_site
        assert module.NAME in " ".join(read.split()), f"{module.NAME}: in the README"


UNTOLD = frozenset({"eks-al2-2018", "kubeadm-apt", "kubeadm-rpm"})
"""Images that no file of a repository tells from a later one's; data for the others."""


def test_pages_of_kinds_and_vendors_show_cases_with_their_reports() -> None:
    made = pages.generated()  # type: ignore[attr-defined]
    named = {f"kinds/{kind.module}.md" for kind in KINDS}
    named |= {f"vendors/{name}.md" for name in set(IMAGES) - UNTOLD}
    for page in sorted(named | {"vendors/programs.md"}):
        assert "What `kubelet-lint check` says of it (`fixtures/cases/" in made[page]


def test_every_rule_is_in_the_menu() -> None:
    menu = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    assert re.findall(r"rules/([\w-]+)\.md", menu) == [
        "index",
        *(rule.ID for rule in RULES),
    ]


def test_the_two_sets_of_defaults_are_those_of_the_program() -> None:
    row = r"^\| `([\w.]+)` \| `(\w+)` \| `(\w+)` \|$"
    rows = re.findall(row, text("precedence.md"), re.MULTILINE)
    assert {path: _written(legacy) for path, legacy, _ in rows} == LEGACY
    for path, _, with_config in rows:
        assert _written(with_config) == v1beta1(path, 34, lambda _: None)


def _written(cell: str) -> Json:
    value: Json = cell if cell.isalpha() and cell[0].isupper() else json.loads(cell)
    return value


def test_every_hook_that_is_shown_exists() -> None:
    shown = set(re.findall(r"- id: (\S+)", text("hook.md")))
    hooks = (PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert shown == set(re.findall(r"^- id: (\S+)", hooks, re.MULTILINE))


def test_every_input_of_the_action_is_named() -> None:
    action = (PROJECT / "action.yml").read_text(encoding="utf-8")
    inputs = action.partition("\ninputs:\n")[2].partition("\noutputs:\n")[0]
    for name in re.findall(r"^  ([\w-]+):$", inputs, re.MULTILINE):
        assert f"`{name}`" in text("code-scanning.md")
