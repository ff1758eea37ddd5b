"""Ansible's modules, each as what it does to the machine.

After their pages in docs.ansible.com, "Ansible.Builtin". What a module would do that is
not understood is ``Unfollowed`` with the file it names.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator

from kubelet_lint.artifacts.ansible_player import Player
from kubelet_lint.artifacts.ansible_task import Task, listed
from kubelet_lint.artifacts.file_edits import block_in_file, line_in_file, replaced
from kubelet_lint.node.effect import (
    Boot,
    Effect,
    Place,
    Remove,
    Run,
    Symlink,
    Unfollowed,
    Write,
)
from kubelet_lint.source import HOLE, Text, program
from kubelet_lint.vendor.manifest import Leaf, Map, parse
from kubelet_lint.vendor.manifest import write as write_yaml


def _unseen(what: str, task: Task, *paths: str) -> Unfollowed:
    return Unfollowed(f"{task.module}: {what}", task.span, paths)


def _target(player: Player, task: Task, source: str = "") -> str | None:
    """Return the path a task writes to, None if it is unknown."""
    found = player.argument(task, "dest", "path", "name", "destfile")
    if found is None or HOLE in found.chars or not found.startswith("/"):
        return None
    chars = found.chars
    return chars + posixpath.basename(source) if chars.endswith("/") else chars


def _mode(player: Player, task: Task) -> int:
    found = player.argument(task, "mode")
    chars = "" if found is None else found.chars
    if re.fullmatch(r"0?o?[0-7]{3,4}", chars):
        return int(chars.replace("o", ""), 8)
    return 0o755 if "x" in chars else 0o644


def _near(task: Task) -> str:
    return posixpath.dirname(task.span.source.path) if task.span else ""


def _template(player: Player, task: Task) -> Iterator[Effect]:
    source = player.argument(task, "src")
    path = _target(player, task, "" if source is None else source.chars)
    if path is None:
        yield _unseen("an unknown path is written", task)
        return
    document = player.find(source, "templates", _near(task)) if source else None
    if document is None:
        said = "a template" if source is None else source.display()
        yield _unseen(f"{said} is not in the repository", task, path)
        return
    text = _filled(player, document.text)
    yield Write(path, text, _mode(player, task), span=task.span)


def _filled(player: Player, text: Text) -> Text:
    """Return a template's text; KubeKey plays such roles with templates of Go."""
    from kubelet_lint.template.dialect import by_content

    if by_content(text.chars) == "go":
        from kubelet_lint.artifacts.relevance import watching
        from kubelet_lint.template import fill

        return fill(text, "go", matters=watching(text)).text
    return player.text(text) or text


def _copy(player: Player, task: Task) -> Iterator[Effect]:
    source = player.argument(task, "src")
    path = _target(player, task, "" if source is None else source.chars)
    if path is None:
        yield _unseen("an unknown path is written", task)
    elif "content" in task.arguments.members:
        yield Write(path, _content(player, task), _mode(player, task), span=task.span)
    elif source is None or HOLE in source.chars:
        yield _unseen("an unknown file is copied", task, path)
    elif player.is_true(task, "remote_src"):
        script = f"cp -r {_quoted(source.chars)} {_quoted(path)}\n"
        yield Run(program(script), "copy", span=task.span, shell="sh")
    else:
        yield from _copied(player, task, source, path)


def _quoted(chars: str) -> str:
    return "'" + chars.replace("'", "'\\''") + "'"


def _content(player: Player, task: Task) -> Text:
    value = task.arguments.members["content"].value
    if isinstance(value, Leaf):
        return player.text(value.text) or value.text
    return write_yaml(value)


def _copied(player: Player, task: Task, source: Text, path: str) -> Iterator[Effect]:
    document = player.find(source, "files", _near(task))
    if document is not None:
        yield Write(path, document.text, _mode(player, task), span=task.span)
        return
    folder = posixpath.join(player.role or _near(task), "files", source.chars)
    if player.files.below(posixpath.normpath(folder)):
        yield Place(posixpath.normpath(folder), path.rstrip("/"), task.span)
    else:
        yield _unseen(f"{source.display()} is not in the repository", task, path)


def _file(player: Player, task: Task) -> Iterator[Effect]:
    path = _target(player, task)
    state = player.argument(task, "state")
    said = "" if state is None else state.chars
    if path is None:
        if said in ("absent", "link"):
            yield _unseen("an unknown path is changed", task)
    elif said == "absent":
        yield Remove(path, task.span)
    elif said in ("link", "hard"):
        source = player.argument(task, "src")
        if source is None or HOLE in source.chars:
            yield _unseen("a link to an unknown path", task, path)
        else:
            yield Symlink(path, source.chars, task.span)


def _edit(
    player: Player, task: Task, change: Callable[[Text | None], Text | None]
) -> Iterator[Effect]:
    path = _target(player, task)
    if path is None:
        yield _unseen("a line of an unknown file is changed", task)
        return
    text = change(player.written(path))
    if text is None:
        yield _unseen("a file nobody sees is changed", task, path)
    else:
        yield Write(path, text, span=task.span)


def _lineinfile(player: Player, task: Task) -> Iterator[Effect]:
    line = player.argument(task, "line", "value")
    pattern = player.argument(task, "regexp", "regex")
    state = player.argument(task, "state")
    absent = state is not None and state.chars == "absent"
    yield from _edit(
        player, task, lambda text: line_in_file(text, pattern, line, absent=absent)
    )


def _blockinfile(player: Player, task: Task) -> Iterator[Effect]:
    block = player.argument(task, "block", "content")
    yield from _edit(player, task, lambda text: block_in_file(text, block))


def _replace(player: Player, task: Task) -> Iterator[Effect]:
    pattern = player.argument(task, "regexp")
    new = player.argument(task, "replace") or program("")
    yield from _edit(player, task, lambda text: replaced(text, pattern, new))


def _service(player: Player, task: Task) -> Iterator[Effect]:
    name = player.argument(task, "name", "service", "unit")
    if name is None or HOLE in name.chars:
        return
    unit = name.chars if "." in name.chars else f"{name.chars}.service"
    state = player.argument(task, "state")
    if player.is_true(task, "masked"):
        yield Symlink(f"/etc/systemd/system/{unit}", "/dev/null", task.span)
    elif player.is_true(task, "enabled") or (
        state is not None and state.chars in ("started", "restarted", "reloaded")
    ):
        again = state is not None and state.chars in ("restarted", "reloaded")
        enabled = player.is_true(task, "enabled") is True
        yield Boot(unit, task.span, again and not enabled)


def _shell(player: Player, task: Task) -> Iterator[Effect]:
    found = player.text(task.free) or player.argument(task, "cmd", "argv")
    if found is None:
        argv = listed(task.arguments, "argv")
        words = [one.text for one in argv if isinstance(one, Leaf)]
        found = Text.join(part for word in words for part in (word, program(" ")))
    if found:
        yield Run(found + program("\n"), task.module, span=task.span, shell="sh")


def _script(player: Player, task: Task) -> Iterator[Effect]:
    free = player.text(task.free)
    if free is None:
        return
    name, _, rest = free.strip().partition(" ")
    document = player.find(name, "files", _near(task))
    if document is None:
        missing = _unseen(f"{name.display()} is not in the repository", task)
        yield missing._replace(anything=True)
        return
    words = tuple(word for word in rest.split(" ") if word)
    yield Run(document.text, name.chars, words, span=task.span, source=document.path)


def _set_fact(player: Player, task: Task) -> Iterator[Effect]:
    for name, member in task.arguments.members.items():
        player.fact(name, member.value)
    return iter(())


def _include_vars(player: Player, task: Task) -> Iterator[Effect]:
    """Set the variables of a file; of one whose name is not known nothing is said."""
    name = player.argument(task, "file", "_raw_params") or player.text(task.free)
    document = player.find(name, "vars", _near(task)) if name is not None else None
    if document is None:
        return iter(())
    holds = player.holds_for(task.whole, document.text)
    root = parse(document.text)
    for variable, member in root.members.items() if isinstance(root, Map) else ():
        if holds:
            player.fact(variable, member.value)
        elif holds is None:
            player.forget(variable)
    return iter(())


def _fetched(player: Player, task: Task) -> Iterator[Effect]:
    path = _target(player, task)
    if path is not None:
        yield _unseen("what is fetched is not seen", task, path)


def _unarchive(player: Player, task: Task) -> Iterator[Effect]:
    source, path = player.argument(task, "src"), _target(player, task)
    if path is None:
        yield _unseen("an archive is unpacked to an unknown path", task)
    else:
        named = "an-archive" if source is None else source.display()
        script = f"tar -x -C {_quoted(path)} -f {_quoted(named)}\n"
        yield Run(Text.derived(script, task.span), "unarchive", span=task.span)


EFFECTS_OF: dict[str, Callable[[Player, Task], Iterator[Effect]]] = {
    "template": _template,
    "copy": _copy,
    "file": _file,
    "lineinfile": _lineinfile,
    "blockinfile": _blockinfile,
    "replace": _replace,
    "systemd": _service,
    "systemd_service": _service,
    "service": _service,
    "shell": _shell,
    "command": _shell,
    "raw": _shell,
    "script": _script,
    "set_fact": _set_fact,
    "include_vars": _include_vars,
    "get_url": _fetched,
    "ini_file": _fetched,
    "assemble": _fetched,
    "unarchive": _unarchive,
}
