"""A file of the repository as what its template engine makes of it.

The engine is told by ``template.detect``; which variables the repository fixes for it,
by where the file lies: in a role, in a chart, or under a call in Terraform. A file that
is no template is returned as it is.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from kubelet_lint.artifacts.base import Files
from kubelet_lint.artifacts.naming import installed
from kubelet_lint.node.effect import Document
from kubelet_lint.source import Text

_UNIT = re.compile(r"(?m)^\[Service\]")
_PLACEHOLDER = re.compile(r"\$\{?[A-Za-z]|@[A-Z]|__[A-Z]|##[A-Z]")
_TAGS = ("{{", "{%", "${", "%{", "<%")


def rendered(document: Document, files: Files) -> Document:
    """Return a repository file with its template's tags filled in or punched out."""
    if not any(tag in document.text.chars for tag in _TAGS):
        return _replaced(document)
    from kubelet_lint.artifacts.relevance import watching
    from kubelet_lint.template import detect, fill

    dialect = detect(document.path, document.text)
    if dialect is None:
        called = _called(document, files)
        return _replaced(document) if called is document else called
    text = document.text
    variables: dict[str, Text | None] = {}
    library: tuple[Text, ...] = ()
    if dialect == "go":
        from kubelet_lint.artifacts import chart

        root = chart.root_of(document.path, files)
        if root is not None:
            variables = chart.variables(root, files)
            library = chart.library(root, files)
    elif dialect == "hcl":
        called = _called(document, files)
        if called is not document:
            return called
    elif dialect == "jinja" and document.path.endswith(".sls"):
        from kubelet_lint.artifacts import salt_state

        text = salt_state.as_salt_reads(text)
        variables = salt_state.variables(document.path)
    elif dialect == "jinja":
        from kubelet_lint.artifacts import ansible_variables

        variables = ansible_variables.of_template(text, document.path, files)
        if variables:
            from kubelet_lint.artifacts.ansible_guards import overridden

            for name in overridden(document.path, files):
                variables = {p: t for p, t in variables.items() if _head(p) != name}
    worth = watching(text)
    filled = fill(text, dialect, variables, matters=worth, library=library)
    known = (*document.assumptions, *filled.assumptions())
    # A template of one program may leave words to another: ``sed`` or ``envsubst``.
    return _replaced(document._replace(text=filled.text, assumptions=known))


def named_templates(document: Document, files: Files) -> Iterator[Document]:
    """Yield what each ``define`` of a Go template writes that writes nothing itself.

    Some program renders each by its name. A chart's are for its other templates.
    """
    from kubelet_lint.artifacts import chart
    from kubelet_lint.artifacts.relevance import watching
    from kubelet_lint.template import detect, write_named

    if detect(document.path, document.text) != "go":
        return
    if chart.root_of(document.path, files) is None:
        worth = watching(document.text)
        for name, text in write_named(document.text, "go", worth):
            yield document._replace(text=text, name=name)


def _head(path: str) -> str:
    return re.split(r"[.\[]", path)[0]


def _replaced(document: Document) -> Document:
    """Return a configuration without what ``envsubst`` or ``sed`` will replace.

    No field of a KubeletConfiguration holds such a word: it is a name for another. Nor
    does a unit hold what a format string does.
    """
    chars = document.text.chars
    if "%(" in chars and _UNIT.search(chars):  # systemd has no such specifier
        from kubelet_lint.template.placeholders import formatted

        return document._replace(text=formatted(document.text))
    if not _PLACEHOLDER.search(document.text.chars):
        return document
    from kubelet_lint.artifacts import is_of_objects, kubelet_config

    # A script that writes one expands its own variables.
    if not (kubelet_config.recognizes(document) and is_of_objects(document)):
        return document
    from kubelet_lint.template.placeholders import placeholders

    template = installed(document.path) != posixpath.basename(document.path)
    text = placeholders(document.text, dollars=True, template=template)
    return document._replace(text=text)


def _called(document: Document, files: Files) -> Document:
    """Return a file as Terraform renders it, if a call of it is seen."""
    if "${" not in document.text.chars or document.path.endswith(".tf"):
        return document
    from kubelet_lint.artifacts.terraform_calls import rendered_by_calls

    called = rendered_by_calls(document.text, document.path, files)
    return document if called is None else document._replace(text=called)


class Rendered:
    """A repository whose templates are read as what their engine makes of them."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._read: dict[str, Document | None] = {}

    def read(self, path: str) -> Document | None:
        """Return a file, rendered if it is a template; None if there is none."""
        if path not in self._read:
            document = self._files.read(path)
            self._read[path] = (
                None if document is None else rendered(document, self._files)
            )
        return self._read[path]

    def below(self, folder: str) -> tuple[str, ...]:
        """Return the paths of all files below a folder, sorted."""
        return self._files.below(folder)

    def suffix(self, path: str) -> tuple[str, ...]:
        """Return the files whose path is or ends in ``/`` + ``path``, sorted."""
        return self._files.suffix(path)
