"""Which plays use a role, and the variables that each of them gives it.

By Ansible's precedence (docs.ansible.com, "Understanding variable precedence") the
``vars`` and ``vars_files`` of a play win over inventories, and lose to the role's own
``vars``; parameters given where the role is named win over both.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple
from weakref import WeakKeyDictionary

from kubelet_lint.artifacts.base import Files
from kubelet_lint.artifacts.variables import top_level
from kubelet_lint.source import HOLE, Text
from kubelet_lint.vendor.manifest import (
    NOTHING,
    Leaf,
    List,
    Map,
    Value,
    at,
    items_at,
    map_at,
    parse,
    write,
)

FILES = 4_000
"""YAML files looked at for plays in one repository."""

_PLAYS = re.compile(r"^(?:- |  )['\"]?hosts['\"]?:", re.MULTILINE)
SCENARIOS = "molecule"
"""A folder of tests of the role beside it: its inventories and plays deploy nothing."""

_NO_PLAYBOOKS = frozenset(
    ("roles", "group_vars", "host_vars", "templates", "files", SCENARIOS)
)
_KEYWORDS = frozenset(
    "role name vars when tags become become_user become_method environment "
    "delegate_to ignore_errors no_log".split()
)
_INCLUDING = re.compile(r"(?:ansible\.(?:builtin|legacy)\.)?(?:import|include)_role")

Given = Mapping[str, Text]
"""The stretch of YAML that gives a variable its value, by its name."""


class Use(NamedTuple):
    """A play that uses a role."""

    role: str
    """The last part of the role's name."""
    variables: Given
    """Those of the play."""
    parameters: Given
    """Those given where the role is named."""


_USES: WeakKeyDictionary[object, tuple[Use, ...]] = WeakKeyDictionary()
"""What was found in each repository, as long as somebody looks at it."""


def uses(files: Files) -> tuple[Use, ...]:
    """Return every use of a role by a play of the repository."""
    if files not in _USES:
        _USES[files] = tuple(_uses(files))
    return _USES[files]


def given(
    used: Iterable[Use], name: str, values: list[Text], of: Callable[[Use], Given]
) -> list[Text]:
    """Return the values of a variable once plays had their say.

    Where a play says nothing, it is what it was before.
    """
    found: list[Text] = []
    said = [of(use).get(name) for use in used]
    if all(one is None for one in said):
        return values
    for one in said:
        found += values if one is None else [one]
    return found


def _uses(files: Files) -> Iterator[Use]:
    for path in islice(_playbooks(files), FILES):
        document = files.read(path)
        if document is None or not _PLAYS.search(document.text.chars):
            continue
        plays = parse(document.text)
        for play in plays.items if isinstance(plays, List) else ():
            if isinstance(play, Map) and "hosts" in play.members:
                yield from _of_play(play, posixpath.dirname(path), files)


def _playbooks(files: Files) -> Iterator[str]:
    """Yield the files that may hold plays."""
    for path in files.below(""):
        folders = path.split("/")[:-1]
        if path.endswith((".yml", ".yaml")) and not _NO_PLAYBOOKS.intersection(folders):
            yield path


def _of_play(play: Map, folder: str, files: Files) -> Iterator[Use]:
    variables = dict(_stretches(map_at(play, "vars")))
    for named in _texts(at(play, "vars_files")):
        path = posixpath.normpath(posixpath.join(folder, named.chars))
        document = None if HOLE in named.chars else files.read(path)
        if document is not None:
            variables |= top_level(document.text)
    for entry in items_at(play, "roles"):
        yield from _entry(entry, variables)
    for key in ("pre_tasks", "tasks", "post_tasks"):
        for task in items_at(play, key):
            yield from _task(task, variables)


def _entry(entry: Value, variables: Given) -> Iterator[Use]:
    """Read an entry of ``roles``: a name, or a role with parameters."""
    name = entry if isinstance(entry, Leaf) else at(entry, "role") or at(entry, "name")
    if not isinstance(name, Leaf):
        return
    inline = (entry if isinstance(entry, Map) else NOTHING).members
    plain = {key: one for key, one in inline.items() if key not in _KEYWORDS}
    parameters = dict(_stretches(Map(plain)))
    parameters |= dict(_stretches(map_at(entry, "vars")))
    yield Use(_last(name.text.chars), variables, parameters)


def _task(task: Value, variables: Given) -> Iterator[Use]:
    if not isinstance(task, Map):
        return
    for key, member in task.members.items():
        name = at(member.value, "name") if _INCLUDING.fullmatch(key) else None
        if isinstance(name, Leaf):
            parameters = dict(_stretches(map_at(task, "vars")))
            yield Use(_last(name.text.chars), variables, parameters)
    for inner in items_at(task, "block"):
        yield from _task(inner, variables)


def _last(name: str) -> str:
    return re.split(r"[/.]", name)[-1]


def _stretches(variables: Map) -> Iterator[tuple[str, Text]]:
    for name, member in variables.members.items():
        yield name, write(Map({name: member}))


def _texts(value: Value | None) -> Iterator[Text]:
    for item in value.items if isinstance(value, List) else (value,):
        if isinstance(item, Leaf):
            yield item.text
