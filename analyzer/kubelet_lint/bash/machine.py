"""The machine's files while a script is followed: what was there, and what changed.

Paths are absolute; a path that holds an unknown stretch is still a path: it stands as
``/etc/‹$NAME›/x``, so that what is written under it is found again under it.
Links are followed as Linux does (``node.filesystem``).
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from kubelet_lint.bash.decision import Decisions
from kubelet_lint.node.filesystem import (
    Alternatives,
    Directory,
    Entry,
    File,
    FileSystem,
    Found,
    Link,
    Missing,
    Unreadable,
    Unseen,
    follow,
    lookup,
)
from kubelet_lint.source import HOLE, Choice, Hole, Span, Text
from kubelet_lint.value import Assumption

_STANDARD = """
/ /bin /boot /dev /dev/shm /etc /etc/cron.d /etc/default /etc/kubernetes
/etc/logrotate.d /etc/modules-load.d /etc/profile.d /etc/sysconfig /etc/sysctl.d
/etc/systemd /etc/systemd/system /home /lib /lib/systemd /lib/systemd/system /mnt
/opt /proc /root /run /run/systemd /sbin /srv /sys /tmp /usr /usr/bin /usr/lib
/usr/lib/systemd /usr/lib/systemd/system /usr/local /usr/local/bin /usr/local/lib
/usr/local/sbin /usr/local/share /usr/sbin /usr/share /var /var/cache /var/lib
/var/log /var/run /var/spool /var/tmp
"""
STANDARD_DIRECTORIES = frozenset(_STANDARD.split())
"""Directories that every node has, whether or not somebody lists them."""

PROBE = "‹any other name›"
"""A name no directory has: is it ``Missing``, the directory's names are all known."""

Repository = Callable[[str], "Entry | None"]
"""Finds the repository's file for a path that the machine's files do not hold."""


def symbol(word: Text) -> str:
    """Return the characters of a path, unknown stretches as ``‹name›``."""
    if HOLE not in word.chars:
        return word.chars
    shown: list[str] = []
    for start, end, piece in word.pieces():
        if isinstance(piece, Hole):
            shown.append("‹" + (piece.name or piece.reason).replace("/", "∕") + "›")
        elif isinstance(piece, Choice):
            shown.append("‹" + piece.condition.replace("/", "∕") + "›")
        else:
            shown.append(word.chars[start:end])
    return "".join(shown)


def absolute(cwd: str, path: str) -> str:
    """Return ``path`` as seen from ``cwd``; ``..`` is left for the links' sake."""
    if path.startswith("/"):
        # POSIX lets two slashes at the start mean something else; Linux does not.
        return "/" + path.lstrip("/")
    if path.startswith("‹"):
        return "/" + path
    return posixpath.join(cwd, path)


def _after(chars: str, mark: str) -> Iterator[int]:
    at = chars.find(mark)
    while at >= 0:
        yield at
        at = chars.find(mark, at + 1)


class Machine:
    """Files as one statement sees them. Alternatives are decided on sight."""

    __slots__ = (
        "_raw",
        "above",
        "base",
        "changes",
        "cwd",
        "decisions",
        "directories",
        "emptied",
        "ran",
        "repository",
        "seen",
    )

    def __init__(
        self,
        base: FileSystem,
        *,
        cwd: str = "/",
        decisions: Decisions | None = None,
        repository: Repository | None = None,
        directories: frozenset[str] = STANDARD_DIRECTORIES,
    ) -> None:
        self.base = base
        self.changes: dict[str, Entry] = {}
        """Changed by ``put`` and by nobody else, for the sake of ``above``."""
        self.above: set[str] = {"/"}
        """Every directory above a path that any copy of this machine changed."""
        self._raw: dict[str, Entry] = {}
        """What was looked up since the last change; shared with copies until then."""
        self.emptied: frozenset[str] = frozenset()
        """Directories of which nothing is left but what ``changes`` says."""
        self.seen: set[str] = set()
        """Paths of files that were read."""
        self.ran: set[str] = set()
        """Files of the repository whose text was run as a script.

        Of a here-document the place where it begins (see ``tell``).
        """
        self.cwd = cwd
        self.decisions = decisions or Decisions()
        self.repository = repository
        self.directories = directories

    def become(self, changes: dict[str, Entry], emptied: frozenset[str]) -> None:
        """Take over what another machine of the same node has changed."""
        self.changes = changes
        self.emptied = emptied
        self._raw = {}

    def drop(self, path: str) -> Entry | None:
        """Forget a change, as if nobody had made it; return it."""
        self._raw = {}
        return self.changes.pop(path, None)

    def copy(self, decisions: Decisions) -> Machine:
        """Return a machine that may go on differently."""
        other = Machine(self.base, cwd=self.cwd, decisions=decisions)
        other.repository = self.repository
        other.directories = self.directories
        other.changes = self.changes.copy()
        other.above = self.above
        other._raw = self._raw
        other.emptied = self.emptied
        other.seen = self.seen
        other.ran = self.ran
        return other

    # --- as a file system -----------------------------------------------------

    def entry(self, path: str) -> Entry:
        """Return what lies at ``path``, not following a link there."""
        return self.decisions.entry(self.raw(path))

    def raw(self, path: str) -> Entry:
        """Return what lies at ``path``, alternatives undecided."""
        found = self.changes.get(path)
        if found is None:
            found = self._raw.get(path)
        if found is None:
            found = self._raw[path] = self._looked_up(path)
        return found

    def _looked_up(self, path: str) -> Entry:
        if not path.startswith("/"):
            return Missing()
        if path in self.directories and not self._gone(path):
            return Directory()
        if self._is_parent(path):
            return Directory()
        found = Missing() if self._gone(path) else self.base.entry(path)
        return self._unlisted(path) or found if isinstance(found, Missing) else found

    def _unlisted(self, path: str) -> Entry | None:
        """Return what stands for the names nobody knows in a directory above."""
        while path != "/":
            path = posixpath.dirname(path)
            entry = self.changes.get(posixpath.join(path, PROBE))
            if entry is not None:
                return entry
        return None

    def lose_below(self, path: str, reason: str, span: Span | None = None) -> None:
        """Let nobody know any more which other files are below a directory."""
        found = self.follow(path)
        self.put(posixpath.join(found.path, PROBE), Unseen(reason, span))

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names that may exist in a directory, sorted by their bytes."""
        known: set[str] = set()
        if path not in self.emptied and not self._gone(path):
            known.update(self.base.names(path))
        start = path.rstrip("/") + "/"
        below = self.changes if (start[:-1] or "/") in self.above else {}
        for changed, entry in below.items():
            if changed.startswith(start):
                name = changed[len(start) :].partition("/")[0]
                if name == PROBE:
                    continue
                if "/" in changed[len(start) :] or not isinstance(entry, Missing):
                    known.add(name)
                else:
                    known.discard(name)
        return tuple(sorted(known, key=lambda name: name.encode("utf-8", "replace")))

    def complete(self, path: str) -> bool:
        """Say whether ``names(path)`` is all there is."""
        raw = self.raw(posixpath.join(path, PROBE))
        # Which of several reasons it has that names are not known does not matter.
        return not _hidden(raw) and isinstance(self.decisions.entry(raw), Missing)

    # --- reading --------------------------------------------------------------

    def follow(self, path: str) -> Found:
        """Return where a path as seen from here leads, every link followed."""
        return follow(self, absolute(self.cwd, path), self._passes)

    def lookup(self, path: str) -> Found:
        """Return where a path as seen from here leads, a link there not followed."""
        return lookup(self, absolute(self.cwd, path), self._passes)

    def _passes(self, path: str) -> bool:
        """Say whether a directory lies there on every way, or something unseen.

        Which of the two it is changes nothing for what lies below.
        """
        return _leads_on(self.raw(path))

    def path(self, word: Text) -> str:
        """Return the absolute path that an argument names."""
        return absolute(self.cwd, symbol(self.decisions.text(word)))

    def read(self, path: str) -> Entry:
        """Return what lies at ``path`` once links are followed.

        What the machine's files do not hold is looked for in the repository.
        """
        found = self.follow(path)
        entry = found.entry
        if isinstance(entry, Unseen) and self.repository is not None:
            entry = self.repository(found.path) or entry
        if isinstance(entry, File):
            self.seen.add(found.path)
            if path.endswith("/"):
                return Missing("not a directory")
        return entry

    def run(self, text: Text) -> Text:
        """Note that a file's text is run as a script, and return it."""
        if text.span is not None:
            self.ran.add(text.span.source.path)
        return text

    def tell(self, body: Text) -> None:
        """Note that a here-document is come to, and each YAML document in it."""
        starts = [0, *(at + 4 for at in _after(body.chars, "---\n"))]
        for start in starts:
            span = body[start : start + 1].span
            if span is not None:
                self.ran.add(f"{span.source.path}@{span.start}")

    def lstat(self, path: str) -> Entry:
        """Return what lies at ``path``, a link as a link."""
        return self.lookup(path).entry

    def exists(self, path: str) -> bool | None:
        """Say whether something lies at ``path``, None if nobody knows."""
        return _exists(self.follow(path).entry)

    def is_directory(self, path: str) -> bool | None:
        """Say whether ``path`` is a directory, None if nobody knows."""
        entry = self.follow(path).entry
        return None if isinstance(entry, Unseen) else isinstance(entry, Directory)

    def real(self, path: str) -> str:
        """Return ``path`` without links, ``.`` and ``..``."""
        return self.follow(path).path

    # --- changing -------------------------------------------------------------

    def write(
        self, path: str, text: Text, mode: int | None = None, *, append: bool = False
    ) -> bool:
        """Let the file have this content, or grow by it; False if that fails.

        Links are followed. A file keeps its mode, a new one gets ``mode`` or 0644.
        """
        found = self.follow(path)
        if found.path in ("/dev/null", "/dev/tty", "/dev/console"):
            return True
        if path.endswith("/") or not self._writable(found.path, found.entry):
            return False
        old = found.entry
        if append and text.chars and not isinstance(old, (File, Missing)):
            reason = old.reason if isinstance(old, Unseen) else "no file"
            text = Text.hole(reason, name=found.path) + text
        elif append and isinstance(old, File):
            text = old.text + text
        elif append and isinstance(old, Unseen):
            return True
        assumptions = old.assumptions if isinstance(old, File) and append else ()
        kept = old.mode if isinstance(old, File) else 0o644
        file = File(text, kept if mode is None else mode, assumptions)
        self.put(found.path, file)
        return True

    def place(self, path: str, entry: Entry) -> None:
        """Let this lie at ``path`` (links in its directories followed)."""
        at = self.lookup(path).path
        self._clear(at)
        self.put(at, entry)

    def blur(self, path: str, reason: str, span: Span | None = None) -> None:
        """Let nobody know any more what lies at ``path``."""
        found = self.follow(path)
        if isinstance(found.entry, (File, Missing, Unseen)):
            self.put(found.path, Unseen(reason, span))

    def remove(self, path: str) -> bool | None:
        """Remove what lies at ``path``, a directory with all below it."""
        found = self.lookup(path)
        self._clear(found.path)
        if not isinstance(found.entry, Missing):
            self.put(found.path, Missing("removed by the script"))
        return _exists(found.entry)

    def mkdir(self, path: str, *, parents: bool = False) -> bool | None:
        """Make a directory; False if that fails, None if nobody knows."""
        found = self.follow(path)
        match found.entry:
            case Directory():
                return parents
            case File() | Unreadable() | Link():
                return False
            case Missing() | Unseen() | Alternatives():
                if not parents and not self._writable(found.path, found.entry):
                    return False
                self._make(found.path)
                known = parents or isinstance(found.entry, Missing)
                return True if known else None

    def chmod(self, path: str, mode: int) -> bool | None:
        """Change a file's mode; None if nobody knows whether it is there."""
        found = self.follow(path)
        if isinstance(found.entry, File):
            entry = File(found.entry.text, mode, found.entry.assumptions)
            self.put(found.path, entry)
        return _exists(found.entry)

    def symlink(self, path: str, target: str, span: Span | None = None) -> None:
        """Let a symbolic link lie at ``path``, with the target as written."""
        self.place(path, Link(target, span))

    def assume(self, path: str, text: str, span: Span | None) -> None:
        """Add an assumption to a file."""
        found = self.follow(path)
        if isinstance(found.entry, File):
            file = found.entry
            more = (*file.assumptions, Assumption(text, span))
            self.put(found.path, File(file.text, file.mode, more))

    def put(self, path: str, entry: Entry) -> None:
        """Let this lie at exactly this path, whatever was there or is above it."""
        self.changes[path] = entry
        self._raw = {}
        parent = posixpath.dirname(path)
        while parent and parent not in self.above:
            self.above.add(parent)
            parent = posixpath.dirname(parent)

    # --- within ---------------------------------------------------------------

    def _is_parent(self, path: str) -> bool:
        if path not in self.above:
            return False
        start = path.rstrip("/") + "/"
        return any(
            changed.startswith(start) and not isinstance(entry, Missing)
            for changed, entry in self.changes.items()
        )

    def _gone(self, path: str) -> bool:
        """Say whether a directory above is known to be gone or to be new."""
        if not self.changes and not self.emptied:
            return False
        while path not in ("/", ""):
            path = posixpath.dirname(path)
            if path in self.emptied:
                return True
            entry = self.changes.get(path)
            if isinstance(entry, (Missing, File)):
                return True
            if isinstance(entry, Directory):
                return False
        return False

    def _writable(self, path: str, old: Entry) -> bool:
        if isinstance(old, (Directory, Link)):
            return False
        if isinstance(old, Missing) and old.reason == "not a directory":
            return False
        parent = posixpath.dirname(path)
        return self._passes(parent) or not isinstance(
            self.entry(parent), (File, Missing)
        )

    def _make(self, path: str) -> None:
        if path == "/" or isinstance(self.entry(path), Directory):
            return
        self._make(posixpath.dirname(path))
        if isinstance(self.entry(path), Missing):
            self.emptied |= {path}
            self._raw = {}
        self.put(path, Directory())

    def _clear(self, path: str) -> None:
        start = path.rstrip("/") + "/"
        self._raw = {}
        if path in self.above:
            for name in [name for name in self.changes if name.startswith(start)]:
                del self.changes[name]
        self.emptied = frozenset(
            name for name in self.emptied if name != path and not name.startswith(start)
        )


def _leads_on(entry: Entry) -> bool:
    if isinstance(entry, Alternatives):
        return all(_leads_on(option) for _, option in entry.options)
    return isinstance(entry, (Directory, Unseen))


def _hidden(entry: Entry) -> bool:
    """Say whether nobody has seen what lies there, on whatever way."""
    if isinstance(entry, Alternatives):
        return all(_hidden(option) for _, option in entry.options)
    return isinstance(entry, Unseen)


def _exists(entry: Entry) -> bool | None:
    match entry:
        case Missing():
            return False
        case Unseen() | Alternatives():
            return None
        case _:
            return True
