"""Pages of the site that are made of the program itself, so that both say the same.

Functions called ``on_…`` are called by mkdocs as hooks
(https://www.mkdocs.org/user-guide/configuration/#hooks). Rules and kinds of files have
a page each, from their docstrings. A line ``<!-- NAME -->`` in a page stands for one of
``TABLES``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from typing import Any

import kubelet_lint
from kubelet_lint.artifacts import KINDS, Kind
from kubelet_lint.bash.commands import COMMANDS, unknown
from kubelet_lint.repo.excluded import RULES as LEFT_OUT
from kubelet_lint.report.sarif_rules import markdown
from kubelet_lint.rules import RULES, read
from kubelet_lint.rules.base import Rule
from kubelet_lint.vendor import IMAGES, programs
from kubelet_lint.vendor.programs import PROGRAMS

PROJECT = Path(__file__).parent.parent
CASES = PROJECT / "fixtures/cases"
SCHEMAS = Path(kubelet_lint.__file__).parent / "schemas"

PLACE = re.compile(r"^<!-- ([\w ]+) -->$", re.MULTILINE)


def on_config(config: Any) -> Any:
    """Put the pages of the kinds into the menu, below the page that lists them."""
    listed = [
        f"kinds/{kind.module}.md"
        for kind in sorted(KINDS, key=lambda one: imported(one).NAME.lower())
    ]
    for entry in config.nav:
        for title, page in entry.items():
            if page == "understood.md":
                vendors = [f"vendors/{name}.md" for name in sorted(IMAGES)]
                entry[title] = [
                    page,
                    {"Kinds of files": listed},
                    {"What vendors ship": ["vendors/programs.md", *vendors]},
                ]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the pages of the rules, and the schemas at the addresses of their ``$id``."""
    from mkdocs.structure.files import File

    for path, content in generated().items():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(text: str, **_: Any) -> str:
    """Put the tables where a page names them."""
    return filled(text)


def generated() -> dict[str, str]:
    """Return the content of all files that are made, by path in the site."""
    made = {f"rules/{rule.ID}.md": rule_page(rule) for rule in RULES}
    made["rules/index.md"] = rules_page()
    for kind in KINDS:
        made[f"kinds/{kind.module}.md"] = kind_page(kind)
    for name in IMAGES:
        made[f"vendors/{name}.md"] = image_page(name)
    made["vendors/programs.md"] = programs_page()
    for path in schemas():
        made[f"schemas/{path.name}"] = path.read_text(encoding="utf-8")
    return made


def schemas() -> list[Path]:
    """Return the files of all contracts, sorted."""
    return sorted(SCHEMAS.glob("*.schema.json"))


def filled(text: str) -> str:
    """Return a page with its tables."""
    return PLACE.sub(
        lambda found: TABLES[found[1]]() if found[1] in TABLES else found[0], text
    )


def rule_page(rule: Rule) -> str:
    """Return a rule's manual as a page, headed by its name and level."""
    title, _, body = markdown(rule, read(rule)).partition("\n")
    return f"{title}\n\nRule `{rule.ID}`, level **{rule.LEVEL}**.\n{body}"


def rules_page() -> str:
    """Return the page that lists all rules."""
    rows = [
        (f"[`{rule.ID}`]({rule.ID}.md)", rule.LEVEL, read(rule).title) for rule in RULES
    ]
    table = _table(("rule", "level", "what it finds"), rows)
    return (
        "# Rules\n\n"
        f"Each page is the manual that `kubelet-lint explain RULE` prints.\n\n{table}"
    )


def kinds() -> str:
    """Return the table of artifact kinds, in the order in which they are asked."""
    rows: list[tuple[str, ...]] = []
    for kind in KINDS:
        module = imported(kind)
        link = f"[{module.NAME}](kinds/{kind.module}.md)"
        rows.append((link, first_line(module)))
    return _table(("kind", "what is read"), rows)


def kind_page(kind: Kind) -> str:
    """Return a kind's page: what its module says of it, and its cases."""
    module = imported(kind)
    parts = [
        f"# {module.NAME}\n\n{_said(module)}\n",
        f"Read by `artifacts/{kind.module}.py`.\n",
    ]
    folder = CASES / kind.module.replace("_", "-")
    for case in sorted(folder.glob("*/"), key=_clean_last):
        parts.append(f"## {case.name}\n")
        parts.append(shown(case))
    return "\n".join(parts)


def image_page(name: str) -> str:
    """Return the page of what a vendor ships, and a case in which it counts."""
    image = IMAGES[name]
    module = import_module(IMAGES.module(name))
    parts = [
        f"# {image.title} (`{name}`)\n\n{_said(module)}\n",
        f"True of: {image.releases}. Written after {image.source}.\n",
        "These files are assumed:\n",
        "".join(f"- `{path}`\n" for path in image.files),
        "".join(f"- `{path}`: {why}\n" for path, why in image.unknown.items()),
    ]
    if (case := CASES / "vendor-images" / name).exists():
        parts += ["## A case\n", shown(case)]
    return "\n".join(parts)


def programs_page() -> str:
    """Return the page of vendors' programs, each with a case."""
    parts = ["# Programs of vendors\n", f"{_said(programs)}\n"]
    for name, program in sorted(PROGRAMS.items()):
        said = _plain(program.__doc__ or "").partition("\n\n")[0]
        case = CASES / "vendor-programs" / name
        parts += [f"## `{name}`\n\n{said}\n", shown(case)]
    return "\n".join(parts)


def shown(case: Path) -> str:
    """Return a case: why it is reported as it is, its files, and the report."""
    repo, truth = case / "repo", case / "truth.json"
    note = json.loads(_text(truth)).get("note", "") if truth.exists() else ""
    parts = [f"{note[:1].upper()}{note[1:]}.\n"] if note else []
    for path in sorted(one for one in repo.rglob("*") if one.is_file()):
        parts.append(_file(path.relative_to(repo).as_posix(), _text(path)))
    where = case.relative_to(PROJECT).as_posix()
    parts.append(f"What `kubelet-lint check` says of it (`{where}`):\n")
    parts.append(_fence(_text(case / "expected.txt")))
    return "\n".join(parts)


def imported(kind: Kind) -> Any:
    """Return the module of a kind."""
    return import_module(f"kubelet_lint.artifacts.{kind.module}")


def program_names() -> str:
    """Return the names of vendors' programs whose effects are known."""
    return _names(PROGRAMS)


def images() -> str:
    """Return the table of what vendors' images and packages ship, as far as known."""
    rows = [
        (f"[`{name}`](vendors/{name}.md)", one.title, one.releases, one.source)
        for name, one in sorted(IMAGES.items())
    ]
    return _table(("name", "what", "true of", "written after"), rows)


def commands() -> str:
    """Return the names of the commands of a script that are followed."""
    return _names(name for name in COMMANDS if not _reports(name))


def reporters() -> str:
    """Return the names of the commands whose output only the node knows."""
    return _names(name for name in COMMANDS if _reports(name))


def left_out() -> str:
    """Return the table of files that are left out by default."""
    return _table(
        ("what", "why"), [(rule.name, f"{rule.why.capitalize()}.") for rule in LEFT_OUT]
    )


def contracts() -> str:
    """Return what the schemas say of each JSON output, field by field."""
    return "\n".join(contract(path) for path in schemas())


def contract(path: Path) -> str:
    """Return one contract: its title, the address of its schema, its fields."""
    schema = json.loads(path.read_text(encoding="utf-8"))
    parts = [
        f"## `{schema['title']}`\n",
        f"Schema: [{path.name}]({schema['$id']})\n",
        _fields(schema),
    ]
    for name, inner in schema.get("$defs", {}).items():
        parts.append(f"### {path.name.partition('.')[0]}: {name}\n")
        if said := inner.get("description"):
            parts.append(f"{said}\n")
        if inner.get("properties"):
            parts.append(_fields(inner))
    return "\n".join(parts)


def first_line(module: Any) -> str:
    """Return the first line of a module's docstring, as Markdown."""
    said = str(module.__doc__).partition("\n")[0]
    return said.rstrip(".").replace("``", "`") + "."


TABLES = {
    "kinds": kinds,
    "images": images,
    "programs": program_names,
    "commands": commands,
    "reporters": reporters,
    "left out": left_out,
    "contracts": contracts,
}
"""What can be named in a page."""


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) + "."


def _reports(name: str) -> bool:
    return COMMANDS[name].__module__ == unknown.__name__


def _fields(schema: dict[str, Any]) -> str:
    required = schema.get("required", [])
    rows = [
        (
            f"`{name}`",
            _type(inner),
            "yes" if name in required else "no",
            inner.get("description", "").replace("\n", " "),
        )
        for name, inner in schema.get("properties", {}).items()
    ]
    return _table(("field", "type", "always", "meaning"), rows)


def _type(schema: Any) -> str:
    if not isinstance(schema, dict):
        return "any"
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(one)}`" for one in schema["enum"])
    for word in ("oneOf", "anyOf"):
        if word in schema:
            return " or ".join(_type(one) for one in schema[word])
    said = schema.get("type", "any")
    if said == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return " or ".join(said) if isinstance(said, list) else str(said)


def _table(head: tuple[str, ...], rows: list[Any]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n"
        for line in lines
    )


def _said(module: Any) -> str:
    return _plain(module.__doc__ or "")


def _plain(docstring: str) -> str:
    return cleandoc(docstring).replace("``", "`")


def _clean_last(case: Path) -> tuple[bool, str]:
    return case.name.endswith("-clean"), case.name


def _file(path: str, content: str) -> str:
    return f"`{path}`\n\n{_fence(content)}"


def _fence(content: str) -> str:
    return f"````text\n{content.rstrip()}\n````\n"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
