"""The house keeps its shape: who imports whom, what generic code may know, manuals."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kubelet_lint

PACKAGE = Path(kubelet_lint.__file__).parent
PROJECT = PACKAGE.parent.parent
MODULES = sorted(PACKAGE.rglob("*.py"))

GENERIC = ("source", "value", "visible", "node", "yaml", "systemd", "bash", "template")
"""Packages that imitate a program or hold text, whatever is started in the end."""

FORBIDDEN = ("kubelet", "authorization", "authentication")

LONGEST = 500
"""Lines of a module; a longer one has to say why."""

LONG: dict[str, str] = {
    "bash/commands/awk/evaluate.py": "awk's operators and functions, a short one each",
    "bash/commands/jq/evaluate.py": "jq's operators and functions, a short one each",
    "bash/evaluate.py": "bash's expansions, a short function each",
    "kubelet/gates.py": "a table: one row for each feature gate",
    "yaml/scan.py": "the scanner of go-yaml is one state machine over one buffer",
}


def name(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


def generic(module: Path) -> bool:
    return name(module).partition("/")[0].removesuffix(".py") in GENERIC


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_a_module_says_in_its_first_line_what_it_is(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    docstring = ast.get_docstring(tree)
    assert docstring
    assert docstring.splitlines()[0].strip()


@pytest.mark.parametrize("module", [m for m in MODULES if generic(m)], ids=name)
def test_generic_code_does_not_know_what_it_is_used_for(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    said = [
        word
        for word in words(tree)
        if any(one in word.replace("kubelet_lint", "") for one in FORBIDDEN)
    ]
    assert said == []


def test_a_module_is_no_longer_than_it_must_be() -> None:
    lengths = {name(m): m.read_text(encoding="utf-8").count("\n") for m in MODULES}
    assert {n for n, length in lengths.items() if length > LONGEST} <= set(LONG)


def test_imports_go_downwards_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    linter = pytest.importorskip("importlinter.cli")
    monkeypatch.chdir(PROJECT)  # where pyproject.toml holds the contract
    code = linter.lint_imports(no_cache=True)
    assert code == 0, capsys.readouterr().out


def words(tree: ast.Module) -> Iterator[str]:
    """Yield names and strings of the code, in lower case, docstrings left out."""
    prose = {
        id(statement.value)
        for statement in ast.walk(tree)
        if isinstance(statement, ast.Expr)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str() as text) if id(node) not in prose:
                yield text.lower()
            case ast.Name(id=text) | ast.Attribute(attr=text) | ast.arg(arg=text):
                yield text.lower()
            case ast.FunctionDef(name=text) | ast.ClassDef(name=text):
                yield text.lower()
