"""The variables of an Ansible role, as far as the repository fixes them.

By Ansible's precedence (docs.ansible.com, "Understanding variable precedence"): role
defaults, then ``group_vars/all``, other ``group_vars``, ``host_vars``, the variables of
plays, role vars, and parameters of the role. Where two inventories, groups or plays
give a variable different values the repository does not decide it. A variable that the
role itself does not define may come from another role of the same play: from one whose
name says that it holds defaults, else taken if the whole repository has one value for
it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from weakref import WeakKeyDictionary

from kubelet_lint.artifacts.ansible_plays import SCENARIOS, Use, given, uses
from kubelet_lint.artifacts.base import Files
from kubelet_lint.artifacts.variables import flatten, top_level
from kubelet_lint.source import Text
from kubelet_lint.vendor.manifest import Map, parse

ROUNDS = 6
"""How often values are looked through for the variables that they use."""

FILES = 4_000
"""Files of variables looked at in one repository."""

_WORD = re.compile(r"[A-Za-z_]\w*")
_ROLE = re.compile(
    r"^(.*?(?:^|/)roles/.+?)/(?:templates|tasks|files|handlers|defaults|vars|meta)/"
)
_STANDALONE = re.compile(
    r"^(?:(.*)/)?(?:templates|tasks|files|handlers|defaults|vars)/"
)

Variables = dict[str, "Text | None"]


def role_of(path: str, files: Files) -> str | None:
    """Return the folder of the role that a file belongs to, None if to none.

    Below ``roles/``, or a repository (or a collection's folder) that is one role.
    """
    found = _ROLE.match(path)
    if found is not None:
        return found.group(1)
    alone = _STANDALONE.match(path)
    if alone is None:
        return None
    folder = alone.group(1) or ""
    is_role = any(
        _below(files, posixpath.join(folder, part)) for part in ("tasks", "defaults")
    )
    return folder if is_role else None


def _below(files: Files, folder: str) -> tuple[str, ...]:
    return tuple(
        path for path in files.below(folder) if path.endswith((".yml", ".yaml"))
    )


def of_template(text: Text, path: str, files: Files) -> Variables:
    """Return the variables that a template of a role uses and the repository fixes."""
    role = role_of(path, files)
    return {} if role is None else fixed(role, files).used(text)


Layer = Mapping[str, list[Text]]
"""The stretches that files of the same precedence have for a variable."""


class Fixed:
    """What the repository fixes for one role, or for plays outside of roles (None)."""

    def __init__(self, role: str | None, files: Files) -> None:
        self._files = files
        self._layers = [_layer(paths, files) for paths in _layers(role, files)]
        self._vars: Layer = {}
        self._uses: tuple[Use, ...] = ()
        if role is not None:
            self._vars = _layer(_part(role, "vars", files), files)
            self._uses = tuple(_used(role, files))
        self._elsewhere: Layer | None = None
        self._known: dict[str, Variables] = {}

    def used(self, text: Text) -> Variables:
        """Return the variables a text uses, and those that their values use again."""
        found: Variables = {}
        todo = set(_WORD.findall(text.chars))
        seen: set[str] = set()
        for _ in range(ROUNDS):
            seen |= todo
            added: Variables = {}
            for name in sorted(todo):
                added.update(self._of(name))
            found.update(added)
            said = " ".join(one.chars for one in added.values() if one is not None)
            todo = set(_WORD.findall(said)) - seen
            if not todo or not ("{{" in said or "{%" in said):
                break
        return found

    def _of(self, name: str) -> Variables:
        if name not in self._known:
            values: list[Text] = []
            for layer in self._layers:
                values = layer.get(name, values)
            values = given(self._uses, name, values, lambda use: use.variables)
            values = self._vars.get(name, values)
            values = given(self._uses, name, values, lambda use: use.parameters)
            if not values:
                values = self._everywhere().get(name, [])
            self._known[name] = _decided(name, values) if values else {}
        return self._known[name]

    def _everywhere(self) -> Layer:
        """Return the defaults and variables of every role."""
        if self._elsewhere is None:
            paths = [
                path
                for path in _yaml_files(self._files)
                if "/defaults/main" in f"/{path}" or "/vars/main" in f"/{path}"
            ]
            self._elsewhere = _layer(paths[:FILES], self._files)
        return self._elsewhere


_FIXED: WeakKeyDictionary[object, dict[str | None, Fixed]] = WeakKeyDictionary()
"""What was found out of each repository, as long as somebody looks at it."""


def fixed(role: str | None, files: Files) -> Fixed:
    """Return what the repository fixes for a role."""
    known = _FIXED.setdefault(files, {})
    if role not in known:
        known[role] = Fixed(role, files)
    return known[role]


def _layer(paths: Iterable[str], files: Files) -> Layer:
    found: dict[str, list[Text]] = {}
    for path in paths:
        document = files.read(path)
        if document is not None:
            for name, stretch in top_level(document.text).items():
                found.setdefault(name, []).append(stretch)
    return found


def _decided(name: str, values: list[Text]) -> Variables:
    """Return a variable's paths; None if the repository has several values for it."""
    apart = {_bare(value): value for value in values}
    found = [_paths(name, value) for value in apart.values()]
    printed = {repr([(p, t and t.chars) for p, t in one.items()]) for one in found}
    return found[-1] if len(printed) == 1 else {name: None}


def _paths(name: str, stretch: Text) -> Variables:
    value = parse(stretch)
    if not isinstance(value, Map) or name not in value.members:
        return {name: None}
    return flatten(value.members[name].value, name, "jinja")


def _bare(stretch: Text) -> str:
    """Return a stretch without comments and blank lines, to tell values apart."""
    lines = (line.rstrip() for line in stretch.chars.split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("#"))


def _layers(role: str | None, files: Files) -> list[list[str]]:
    """Return the files of variables, lowest precedence first."""
    shared = [
        path
        for path in _yaml_files(files)
        if re.search(r"(?:^|/)roles/[\w-]*defaults?/defaults/", path)
    ]
    if role is None:
        return [shared, *_inventory(files)]
    roles = [*_depended(role, files), role]
    defaults = [path for one in roles for path in _part(one, "defaults", files)]
    own = _part(role, "defaults", files)
    everyone, groups, hosts = _inventory(files)
    return [shared, defaults, own, everyone, groups, hosts]


def _used(role: str, files: Files) -> Iterator[Use]:
    """Yield the uses of a role by plays, also those by way of a dependency."""
    for use in uses(files):
        if use.role == posixpath.basename(role):
            yield use
        elif any(
            role in _depended(one, files) for one in _roles_named(use.role, files)
        ):
            yield use._replace(parameters={})


def _part(role: str, part: str, files: Files) -> list[str]:
    folder = posixpath.join(role, part)
    return [
        path
        for path in _below(files, folder)
        if posixpath.splitext(path[len(folder) + 1 :])[0].split("/")[0] == "main"
    ]


def _depended(role: str, files: Files, depth: int = 0) -> list[str]:
    """Return the roles that come before a role: its dependencies, by its meta file."""
    if depth > 4:
        return []
    found: list[str] = []
    for path in _part(role, "meta", files):
        document = files.read(path)
        if document is None:
            continue
        for name in re.findall(r"role:[ \t]*['\"]?([\w./-]+)", document.text.chars):
            for other in _roles_named(name, files):
                if other != role and other not in found:
                    found += [*_depended(other, files, depth + 1), other]
    return found


def _roles_named(name: str, files: Files) -> list[str]:
    for main in ("tasks/main.yml", "tasks/main.yaml", "defaults/main.yml"):
        hits = files.suffix(f"roles/{name}/{main}")
        if hits:
            return [hit[: -len(main) - 1] for hit in hits]
    return []


def _inventory(files: Files) -> tuple[list[str], list[str], list[str]]:
    everyone: list[str] = []
    groups: list[str] = []
    hosts: list[str] = []
    for path in _yaml_files(files):
        parts = path.split("/")
        if SCENARIOS in parts[:-1]:
            continue
        if "group_vars" in parts[:-1]:
            group = posixpath.splitext(parts[parts.index("group_vars") + 1])[0]
            (everyone if group == "all" else groups).append(path)
        elif "host_vars" in parts[:-1]:
            hosts.append(path)
    return everyone, groups, hosts


def _yaml_files(files: Files) -> list[str]:
    return [path for path in files.below("") if path.endswith((".yml", ".yaml"))]
