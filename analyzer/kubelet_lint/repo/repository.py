"""A repository as the rest of the program sees it: documents, by path, on demand.

``Repository`` reads each file at most once to find the documents that can matter, and
any other file when somebody asks for it by name (a script that another one sources).
"""

from __future__ import annotations

import os
import posixpath
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy

from kubelet_lint.node.effect import Document
from kubelet_lint.node.filesystem import LINK_LIMIT
from kubelet_lint.progress import Watch, unwatched
from kubelet_lint.repo.decode import decode, is_binary
from kubelet_lint.repo.needles import Needles
from kubelet_lint.repo.reading import (
    BOUND,
    CHUNK,
    Absent,
    Bytes,
    Content,
    Folder,
    Refused,
    SymbolicLink,
    TooLarge,
    look,
    open_large,
    why,
)
from kubelet_lint.resolution import Counts, Problem, Skipped
from kubelet_lint.source import Source

OTHERS = "other repositories inside this one"
"""The summary's words for submodules and the like."""


class Repository:
    """The files of one repository, less those that were left out.

    It is what ``artifacts.base.Files`` promises to the kinds of artifacts.
    """

    def __init__(
        self,
        base: str,
        paths: Sequence[str],
        *,
        needles: Needles | None = None,
        reported: Sequence[str] = ("",),
        given: Mapping[str, bytes | Content] | None = None,
        skipped: Mapping[str, int] | None = None,
        problems: Sequence[Problem] = (),
        folders: Sequence[str] = ("",),
        expected_absent: Callable[[], Collection[str]] = tuple,
        bound: int = BOUND,
    ) -> None:
        """Take what ``repo.opening`` found.

        Args:
            base: the folder on disk that ``paths`` are relative to.
            paths: the files, with ``/``; nothing else is ever read.
            needles: what makes a file worth reading.
            reported: the paths whose findings are wanted; ``""`` is everything.
            given: what stands for files, such as standard input.
            skipped: how many files were left out already, by reason.
            problems: what went wrong already.
            folders: what the files lie below; a link above these is no concern.
            expected_absent: tells which files are listed but known not to be there.
            bound: the size in bytes from which a file is not analysed.
        """
        self.base = base
        self._paths = sorted(set(paths))
        self._needles = Needles() if needles is None else needles
        self._reported = tuple(reported)
        self._given = dict(given or {})
        self._skipped = Counter(skipped or {})
        self._problems = dict.fromkeys(problems)
        self._folders = tuple(folders)
        self._real = dict.fromkeys(folders, True)
        self._expected_absent = expected_absent
        self._absent: list[str] = []
        self._bound = bound
        self._links: dict[str, str] = {}
        self._read: dict[str, Document | None] = {}
        self._candidates: list[str] | None = None
        self._by_name: dict[str, list[str]] | None = None

    # --- what was found -----------------------------------------------------------

    @property
    def paths(self) -> Sequence[str]:
        """All files, sorted."""
        return self._paths

    def documents(self, watch: Watch = unwatched) -> Iterator[Document]:
        """Yield the files that can matter, in the order of their paths."""
        for path in self._scan(watch):
            document = self._read[path]
            if document is not None:
                yield document

    def reported(self, path: str) -> bool:
        """Say whether findings in this file are wanted."""
        return any(
            not limit or path == limit or path.startswith(limit + "/")
            for limit in self._reported
        )

    @property
    def links(self) -> Mapping[str, str]:
        """Symbolic links by path, each with its target as written."""
        self._scan()
        return self._links

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """How many files were left out, and why, by reason."""
        self._scan()
        return tuple(Skipped(*item) for item in sorted(self._skipped.items()))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read, by path."""
        self._scan()
        return tuple(sorted(self._problems, key=lambda p: (p.path, p.message)))

    @property
    def counts(self) -> Counts:
        """How many files were seen, and how many of them read."""
        return Counts(len(self._paths), len(self._scan()))

    # --- looking up ---------------------------------------------------------------

    def read(self, path: str) -> Document | None:
        """Return a file, through links inside of the repository; None if it has none.

        A binary, unreadable or too large file is None too, and a problem.
        """
        for _ in range(LINK_LIMIT):
            if path not in self._read:
                self._read[path] = self._load(path)
            target = self._links.get(path)
            if target is None:
                return self._read[path]
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        return None

    def __contains__(self, path: str) -> bool:
        """Say whether the repository has such a file."""
        at = bisect_left(self._paths, path)
        return at < len(self._paths) and self._paths[at] == path

    def below(self, folder: str) -> tuple[str, ...]:
        """Return the paths of all files below a folder, sorted; ``""`` is the root."""
        if folder in ("", "."):
            return tuple(self._paths)
        start = bisect_left(self._paths, folder + "/")
        end = bisect_left(self._paths, folder + chr(ord("/") + 1), start)
        return tuple(self._paths[start:end])

    def suffix(self, path: str) -> tuple[str, ...]:
        """Return the files whose path is or ends in ``/`` + ``path``, sorted."""
        if self._by_name is None:
            self._by_name = {}
            for known in self._paths:
                self._by_name.setdefault(posixpath.basename(known), []).append(known)
        path = path.lstrip("/")
        return tuple(
            known
            for known in self._by_name.get(posixpath.basename(path), ())
            if known == path or known.endswith("/" + path)
        )

    # --- editing ------------------------------------------------------------------

    def replaced(self, contents: Mapping[str, bytes]) -> Repository:
        """Return the repository with other contents in some files it has read.

        Nothing is read again: what can matter is what could before.
        """
        self._scan()
        other = copy(self)
        other._given = {**self._given, **contents}
        other._read = dict(self._read)
        other._problems = dict(self._problems)
        other._absent = list(self._absent)
        for path, data in contents.items():
            before = other._read.get(path)
            mode = 0o644 if before is None else before.mode
            other._read[path] = other._document(path, Bytes(data, mode))
        return other

    @property
    def unlimited(self) -> Repository:
        """The repository with findings wanted in all of its files."""
        if "" in self._reported:
            return self
        self._scan()
        other = copy(self)
        other._reported = ("",)
        return other

    # --- reading ------------------------------------------------------------------

    def _scan(self, watch: Watch = unwatched) -> list[str]:
        """Look at every file once; return the paths of those that can matter."""
        if self._candidates is None:
            self._candidates = []
            for path in watch("looking at files", self._paths):
                content = self._look(path)
                if isinstance(content, Bytes):
                    self._consider(path, content)
                else:
                    self._note(path, content, asked=False)
            self._check_links()
            self._check_absent()
        return self._candidates

    def _consider(self, path: str, content: Bytes) -> None:
        data = content.data
        needles = self._needles
        if not (
            needles.match_name(path)
            or needles.match(data)
            or needles.match_encoded(path, data)
        ):
            return
        if is_binary(data):
            self._skipped["binary"] += 1
            self._read[path] = None
            return
        assert self._candidates is not None
        self._candidates.append(path)
        if path not in self._read:
            self._read[path] = self._document(path, content)

    def _load(self, path: str) -> Document | None:
        """Read a file that somebody asked for by name."""
        if path not in self and path not in self._given:
            return None
        content = self._look(path)
        if not isinstance(content, Bytes):
            self._note(path, content, asked=True)
            return None
        if is_binary(content.data):
            self._problem(path, "is binary, so it is not read")
            return None
        return self._document(path, content)

    def _look(self, path: str) -> Content:
        given = self._given.get(path)
        if given is not None:
            return Bytes(given) if isinstance(given, bytes) else given
        if not self._is_real(path.rpartition("/")[0]):
            return Refused("a folder above it is a symbolic link")
        return look(os.path.join(self.base, path), self._bound)

    def _is_real(self, folder: str) -> bool:
        """Say whether no part of a folder's path is a link, as the file lists it."""
        todo: list[str] = []
        while folder not in self._real:
            todo.append(folder)
            folder = folder.rpartition("/")[0]
        real = self._real[folder]
        for part in reversed(todo):
            real = real and not os.path.islink(os.path.join(self.base, part))
            self._real[part] = real
        return real

    def _document(self, path: str, content: Bytes) -> Document:
        decoded = decode(content.data)
        if decoded.oddity:
            self._problem(path, decoded.oddity)
        source = Source(path, decoded.content, encoding=decoded.encoding)
        return Document(path, source.text(), mode=content.mode)

    def _note(self, path: str, content: Content, *, asked: bool) -> None:
        """Record why a path yields no bytes."""
        match content:
            case SymbolicLink(target):
                self._links[path] = target
            case Folder():
                self._skipped[OTHERS] += 1
            case Absent():
                self._absent.append(path)
            case Refused(reason):
                self._problem(path, reason)
            case TooLarge(size):
                self._large(path, size, asked=asked)
            case Bytes():
                pass

    def _large(self, path: str, size: int, *, asked: bool) -> None:
        bound = f"{self._bound // (1024 * 1024)} MiB"
        words = f"is larger than {bound} ({size} bytes), so it is not analysed"
        if asked:
            self._problem(path, words)
            return
        try:
            matters = self._stream_matches(path)
        except OSError as error:
            self._problem(path, why(error))
            return
        if matters:
            self._problem(path, f"{words}, though it holds words that can matter")

    def _stream_matches(self, path: str) -> bool:
        descriptor = open_large(os.path.join(self.base, path))
        try:
            if is_binary(os.read(descriptor, CHUNK)):
                return False
            os.lseek(descriptor, 0, os.SEEK_SET)
            return self._needles.match_stream(descriptor, CHUNK)
        finally:
            os.close(descriptor)

    def _problem(self, path: str, message: str) -> None:
        self._problems[Problem(path, message)] = None

    def _check_links(self) -> None:
        for path, target in self._links.items():
            reason = self._trouble(path, target)
            if reason:
                self._problem(path, reason)

    def _trouble(self, path: str, target: str) -> str:
        """Name what is wrong with a link, if following it in the repository fails."""
        for _ in range(LINK_LIMIT):
            if target.startswith("/"):
                return ""  # a path of the node, not of the repository
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            if not self._holds(path):
                return "is a link that leads out of the repository; it is not followed"
            if path not in self._links:
                return ""
            target = self._links[path]
        return "is a link in a loop; it is not followed"

    def _holds(self, path: str) -> bool:
        """Say whether a path lies in the repository, whether or not it exists."""
        return any(
            path.startswith(folder + "/")
            if folder
            else path != ".." and not path.startswith("../")
            for folder in self._folders
        )

    def _check_absent(self) -> None:
        if not self._absent:
            return
        expected = frozenset(self._expected_absent())
        for path in self._absent:
            if path in expected:
                self._skipped["not checked out"] += 1
            else:
                self._problem(path, "was listed, but is not there any more")
