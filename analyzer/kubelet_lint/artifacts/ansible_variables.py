"""The variables of an Ansible role, as far as the repository fixes them.

By Ansible's precedence (docs.ansible.com, "Understanding variable precedence"): role
defaults, then ``group_vars/all``, other ``group_vars``, ``host_vars``, then role vars.
Where two inventories or groups give a variable different values the repository does not
decide it. A variable that the role itself does not define may come from another role
of the same play: taken if the whole repository has one value for it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kubelet_lint.artifacts.base import Files
from kubelet_lint.artifacts.variables import flatten, top_level
from kubelet_lint.source import Source, Text
from kubelet_lint.vendor.manifest import Map, parse

ROUNDS = 6
"""How often values are looked through for the variables that they use."""

FILES = 4_000
"""Files of variables looked at in one repository."""

_WORD = re.compile(r"[A-Za-z_]\w*")
_ROLE = re.compile(r"^(.*?(?:^|/)roles/[^/]+)/")
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
    if role is None:
        return {}
    return used(text, role, files)


def used(text: Text, role: str, files: Files) -> Variables:
    """Return the variables a text of a role uses, and those that these use again."""
    layers = _layers(role, files)
    found: Variables = {}
    todo = set(_WORD.findall(text.chars))
    seen: set[str] = set()
    for _ in range(ROUNDS):
        seen |= todo
        added = _resolved(todo, layers, files)
        found.update(added)
        said = " ".join(value.chars for value in added.values() if value is not None)
        todo = set(_WORD.findall(said)) - seen
        if not todo or not ("{{" in said or "{%" in said):
            break
    return found


def _resolved(names: set[str], layers: list[list[str]], files: Files) -> Variables:
    found: Variables = {}
    for name in sorted(names):
        values: list[Text] = []
        for layer in layers:
            said = list(_said(name, layer, files))
            values = said or values
        if not values:
            values = list(_said(name, _everywhere(files), files, anywhere=True))
        if values:
            found.update(_decided(name, values))
    return found


def _decided(name: str, values: list[Text]) -> Variables:
    """Return a variable's paths; None if the repository has several values for it."""
    spelled = {" ".join(value.chars.split()) for value in values}
    if len(spelled) > 1:
        return {name: None}
    value = parse(values[-1])
    if not isinstance(value, Map) or name not in value.members:
        return {name: None}
    return flatten(value.members[name].value, name, "jinja")


def _said(
    name: str, paths: Iterable[str], files: Files, *, anywhere: bool = False
) -> Iterator[Text]:
    for path in paths:
        stretch = _index(path, files).get(name)
        if stretch is not None:
            yield stretch


def _index(path: str, files: Files) -> dict[str, Text]:
    document = files.read(path)
    if document is None or document.text.span is None:
        return {}
    return _of_source(document.text.span.source)


@lru_cache(maxsize=4096)
def _of_source(source: Source) -> dict[str, Text]:
    return top_level(source.text())


def _layers(role: str, files: Files) -> list[list[str]]:
    """Return the files of variables, lowest precedence first."""
    roles = [*_depended(role, files), role]
    defaults = [path for one in roles for path in _part(one, "defaults", files)]
    own = _part(role, "defaults", files)
    everyone, groups, hosts = _inventory(files)
    variables = _part(role, "vars", files)
    return [defaults, own, everyone, groups, hosts, variables]


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
        if "group_vars" in parts[:-1]:
            group = posixpath.splitext(parts[parts.index("group_vars") + 1])[0]
            (everyone if group == "all" else groups).append(path)
        elif "host_vars" in parts[:-1]:
            hosts.append(path)
    return everyone, groups, hosts


def _everywhere(files: Files) -> list[str]:
    """Return every file of role defaults and role vars."""
    return [
        path
        for path in _yaml_files(files)
        if "/defaults/main" in f"/{path}" or "/vars/main" in f"/{path}"
    ][:FILES]


def _yaml_files(files: Files) -> list[str]:
    return [path for path in files.below("") if path.endswith((".yml", ".yaml"))]
