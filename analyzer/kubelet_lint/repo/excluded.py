"""Files that are no deployments: left out by default, by rules anyone can read.

``RULES`` is the whole truth. A rule looks at the names of folders and files, never at
content. ``--no-default-excludes`` takes all of them off; none applies to a path that
was asked for by name, nor to the folders above it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import NamedTuple


class Rule(NamedTuple):
    """One kind of file that is left out, and how its paths are told."""

    name: str
    """What the summary calls them."""
    why: str
    folders: frozenset[str] = frozenset()
    """Folders, in lower case, that hold nothing else."""
    endings: tuple[str, ...] = ()
    """Ends of file names, in lower case."""
    beginnings: tuple[str, ...] = ()
    """Starts of file names, in lower case, that say it too."""
    names: frozenset[str] = frozenset()
    """Whole file names, in lower case."""


VENDORED = Rule(
    "vendored",
    "somebody else's tree, kept here as a copy",
    folders=frozenset(
        "vendor _vendor third_party third-party thirdparty node_modules "
        "bower_components site-packages godeps .terraform .terragrunt-cache .venv "
        "venv .tox .nox .bundle .hg .svn .jj".split()
    ),
)

TEST_DATA = Rule(
    "test data",
    "input of tests, often wrong on purpose; no machine boots from it",
    folders=frozenset(
        "test tests testdata test-data test_data testcases test-cases "
        "test-fixtures test_fixtures __tests__ __fixtures__ __snapshots__ "
        "fixtures fixture e2e e2e-test e2e-tests integration-test "
        "integration-tests integration_tests unittests mocks __mocks__".split()
    ),
    endings=(
        *("_test.go", "_test.py", "_test.rb", "_test.sh", "_test.rs", "_test.cc"),
        *(".test.js", ".test.ts", ".test.tsx", ".spec.js", ".spec.ts", "_spec.rb"),
        *(".bats", ".golden", ".snap"),
    ),
    beginnings=("test_",),
)

DOCUMENTATION = Rule(
    "documentation",
    "prose: what it quotes is explained, not deployed",
    folders=frozenset("docs doc documentation javadoc".split()),
    endings=(
        *(".md", ".markdown", ".mdx", ".rst", ".adoc", ".asciidoc", ".org"),
        *(".tex", ".html", ".htm", ".ipynb"),
    ),
    names=frozenset("readme changelog changes license licence notice authors".split()),
)

PAGES = (".md", ".markdown", ".mdx", ".rst", ".adoc")
"""Pages whose code blocks can be read: only with ``--include markdown``."""

EXAMPLES = Rule(
    "examples",
    "shown for others to copy; ask for the folder by name to check it",
    folders=frozenset("example examples sample samples".split()),
)

PROGRAM_SOURCE = Rule(
    "program source",
    "what it holds comes to a node only by its running, which is not followed",
    endings=(
        *(".go", ".java", ".kt", ".scala", ".groovy", ".rs", ".swift", ".cs", ".fs"),
        *(".py", ".rb", ".pl", ".pm", ".php", ".lua", ".ps1", ".psm1"),
        *(".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh", ".proto"),
        *(".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".vue", ".css", ".scss"),
    ),
)

RULES: tuple[Rule, ...] = (
    VENDORED,
    TEST_DATA,
    DOCUMENTATION,
    EXAMPLES,
    PROGRAM_SOURCE,
)
"""In this order; the first that holds names the reason."""

STAGES = frozenset(
    "env envs environment environments cluster clusters inventory inventories stage "
    "stages overlays deploy deployments live accounts regions sites".split()
)
"""Folders whose children are stages: ``environments/test`` is a deployment to test."""

_FOLDERS = {name: rule for rule in reversed(RULES) for name in rule.folders}
_NAMES = {name: rule for rule in RULES for name in rule.names}
_STARTS = tuple((start, rule) for rule in RULES for start in rule.beginnings)
_ENDS: dict[str, list[tuple[str, Rule]]] = {}
for _rule in RULES:
    for _ending in _rule.endings:
        _last = _ending.rpartition(".")[2]
        _ENDS.setdefault(_last, []).append((_ending, _rule))


class Excludes:
    """The default rules, applied below the given paths and not to these themselves."""

    def __init__(self, folders: Iterable[str] = (), files: Iterable[str] = ()) -> None:
        """Take the folders and files that were asked for by name.

        The folder of such a file is taken like one asked for: it is the file's context.
        """
        self._files = frozenset(files)
        self._folders: dict[str, Rule | None] = {"": None}
        for folder in (*folders, *map(posixpath.dirname, self._files)):
            self._folders[folder] = None

    def rule(self, path: str, include: Iterable[str] = ()) -> Rule | None:
        """Return the rule that leaves a file out, None if none does.

        ``include`` names kinds of files that their ending does not leave out.
        """
        folder, _, name = path.rpartition("/")
        found = self._folder(folder)
        if found is not None or path in self._files:
            return found
        if "markdown" in include and name.lower().endswith(PAGES):
            return None
        return _by_name(name.lower())

    def page(self, path: str) -> Rule | None:
        """Return the rule that leaves a page out unless pages are asked for."""
        page = path.lower().endswith(PAGES) and path not in self._files
        return DOCUMENTATION if page else None

    def _folder(self, path: str) -> Rule | None:
        """Look at the folders of ``path`` from the nearest known one down."""
        todo: list[str] = []
        while path not in self._folders:
            todo.append(path)
            path = path.rpartition("/")[0]
        found = self._folders[path]
        for folder in reversed(todo):
            found = self._folders[folder] = found or _by_folder(folder)
        return found


def _by_folder(path: str) -> Rule | None:
    above, _, name = path.rpartition("/")
    rule = _FOLDERS.get(name.lower())
    if rule is TEST_DATA and posixpath.basename(above).lower() in STAGES:
        return None
    return rule


def _by_name(name: str) -> Rule | None:
    for ending, rule in _ENDS.get(name.rpartition(".")[2], ()):
        if name.endswith(ending):
            return rule
    for start, rule in _STARTS:
        if name.startswith(start):
            return rule
    return _NAMES.get(name)
