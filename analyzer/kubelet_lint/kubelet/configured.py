"""The ``--config`` file of a launch, opened once for all releases."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from kubelet_lint.kubelet import loading, pflag
from kubelet_lint.kubelet.configfile import Loaded, Refused, load
from kubelet_lint.kubelet.defaults import WITH_CONFIG, WITHOUT_CONFIG
from kubelet_lint.kubelet.layers import Configuration, Default
from kubelet_lint.kubelet.ledger import Ledger
from kubelet_lint.kubelet.pflag import Argument
from kubelet_lint.kubelet.problem import Stage
from kubelet_lint.node.filesystem import (
    Directory,
    Entry,
    File,
    Unreadable,
    Unseen,
    follow,
)
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import HOLE, Span, Text
from kubelet_lint.value import Assumption, Known, Layer, Unknown


def last(arguments: Iterable[Argument], name: str) -> Argument | None:
    """Return the last use of a flag."""
    found: Argument | None = None
    for argument in arguments:
        flag = argument.flag
        if flag is not None and flag.name == name and argument.kind == "flag":
            found = argument
    return found


class Configured:
    """The file that ``--config`` names, or why its content is not known."""

    def __init__(self, launch: Launch, arguments: tuple[Argument, ...]) -> None:
        self._launch = launch
        self._argument = last(arguments, "config")
        written = self._argument.written if self._argument else None
        self.given = written is not None and bool(written.chars)
        self._path = ""
        self._result: Loaded | Refused | None = None
        self._lost: Unknown | None = None
        self._missing = ""
        self._assumptions: tuple[Assumption, ...] = ()
        if written is not None and self.given:
            self._open(written)

    def _open(self, written: Text) -> None:
        if HOLE in written.chars:
            self._lost = pflag.unknown(written)
            return
        self._path = posixpath.normpath(posixpath.join(self._launch.cwd, written.chars))
        entry = follow(self._launch.files, self._path).entry
        match entry:
            case File():
                self._assumptions = entry.assumptions
                self._result = load(entry.text)
            case Unseen():
                self._lost = Unknown(entry.reason, written.span)
            case _:
                self._missing = why_not(entry)
                self._lost = Unknown(f"{self._path}: {self._missing}", written.span)

    @property
    def merges_thresholds(self) -> bool:
        """Say whether it asks for the default eviction thresholds to be merged in."""
        decoded = self._result.decoded if self._result else None
        given = decoded.given.get("mergeDefaultEvictionSettings") if decoded else None
        return bool(given and given[-1].value == Known(True))

    def configuration(self, minor: int, ledger: Ledger) -> Configuration:
        """Return the object that a release starts from."""
        if not self.given:
            span = self._launch.span
            return Configuration(Default("legacy", WITHOUT_CONFIG, span))
        ledger.assumptions.extend(self._assumptions)
        into = Configuration(Default("file", WITH_CONFIG, self._place))
        if self._result is None:
            self._unseen(into, ledger)
        else:
            ledger.read.append(self._path)
            self._apply(into, self._result, minor, ledger)
        return into

    @property
    def _place(self) -> Span | None:
        """What makes the file's defaults apply: its kind, or the launch."""
        result = self._result
        kind = result.kind if isinstance(result, Loaded) else None
        return kind or self._launch.span

    def _unseen(self, into: Configuration, ledger: Ledger) -> None:
        assert self._lost is not None, "what is not loaded is not known"
        assert self._argument is not None, "it is given"
        if self._missing:
            reason = f"{self._words} {self._missing}"
            ledger.refuse(Stage.LOAD, reason, self._argument.span)
        else:
            ledger.doubt(Stage.LOAD, self._lost.reason)
        self._speak_of_all(into, self._lost, self._argument.shown)

    @property
    def _words(self) -> str:
        return f"failed to load kubelet config file, path: {self._path}, error:"

    def _speak_of_all(self, into: Configuration, lost: Unknown, text: str) -> None:
        assert self._argument is not None, "it is given"
        into.stage += 1
        span = lost.span or self._argument.span
        into.add_below("", Layer("config", lost, text, span))

    def _apply(
        self, into: Configuration, result: Loaded | Refused, minor: int, ledger: Ledger
    ) -> None:
        place = self._argument.span if self._argument else None
        if isinstance(result, Refused):
            ledger.file(Stage.LOAD, self._words, result, place)
            if result.decoded is None:
                lost = Unknown(f"{self._path}: {result.reason}", result.span or place)
                self._speak_of_all(into, lost, lost.reason)
                return
        decoded = result.decoded
        assert decoded is not None, "a loaded file is decoded"
        ledger.types(Stage.LOAD, f"{self._words} failed to decode:", decoded)
        ledger.ignored.extend(decoded.ignored)
        loading.apply(into, decoded, self._path)
        if self.merges_thresholds and minor >= 33:
            loading.merge_thresholds(into, minor)


def why_not(entry: Entry) -> str:
    """Return why an entry can't be read as a file."""
    match entry:
        case Directory():
            return "is a directory"
        case Unreadable():
            return entry.reason
        case _:
            return "no such file or directory"
