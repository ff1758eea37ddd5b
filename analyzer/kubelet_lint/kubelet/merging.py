"""Let the drop-ins of ``--config-dir`` speak, as the release merges them."""

from __future__ import annotations

from kubelet_lint.kubelet import dropins, mergo, pflag
from kubelet_lint.kubelet.configfile import Loaded, Refused, load
from kubelet_lint.kubelet.dropins import Dropin
from kubelet_lint.kubelet.layers import Configuration
from kubelet_lint.kubelet.ledger import Ledger
from kubelet_lint.kubelet.mergepatch import Merge
from kubelet_lint.kubelet.pflag import Argument
from kubelet_lint.kubelet.problem import Stage
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import HOLE, Text
from kubelet_lint.value import Layer, Unknown

FAILED = "failed to merge kubelet configs:"


class Merging:
    """One ``--config-dir`` in one family of releases."""

    def __init__(
        self, into: Configuration, launch: Launch, argument: Argument, ledger: Ledger
    ) -> None:
        self._into = into
        self._launch = launch
        self._argument = argument
        self._ledger = ledger

    def merge(self, minor: int) -> None:
        """Merge every drop-in, as a release of the family does."""
        written = self._argument.written
        if written is None or not written.chars:
            return
        if HOLE in written.chars:
            self._unseen(pflag.unknown(written))
            return
        if minor in (28, 29):
            self._need_variable(written)
        found = list(dropins.walk(self._launch.files, written.chars, self._launch.cwd))
        if minor == mergo.MINOR:
            self._load(found)
        else:
            self._patch(found, minor)

    def _unseen(self, lost: Unknown) -> None:
        """Let drop-ins that nobody can read speak of every field."""
        self._ledger.doubt(Stage.MERGE, lost.reason)
        self._into.stage += 1
        argument = self._argument
        layer = Layer("config-dir", lost, argument.shown, argument.span)
        self._into.add_below("", layer)

    def _need_variable(self, directory: Text) -> None:
        if dropins.ALPHA in self._launch.environment:
            return
        if self._launch.doubt is not None:
            self._ledger.doubt(Stage.MERGE, self._launch.doubt.reason)
            return
        reason = (
            f"flag {directory.display()} specified but environment variable"
            f" {dropins.ALPHA} not set, cannot start kubelet"
        )
        self._ledger.refuse(Stage.MERGE, reason, self._argument.text.span)

    def _opened(self, dropin: Dropin) -> Text | None:
        """Return a drop-in's text; what can't be read is a problem or a doubt."""
        self._ledger.assumptions.extend(dropin.assumptions)
        if dropin.text is not None:
            self._ledger.read.append(dropin.path)
            return dropin.text
        if dropin.unseen:
            self._unseen(Unknown(dropin.problem, self._argument.span))
            return None
        walked = "failed to walk through kubelet dropin directory:"
        reason = f"{FAILED} {walked} {dropin.path}: {dropin.problem}"
        self._ledger.refuse(Stage.MERGE, reason, self._argument.span)
        return None

    def _refused(self, dropin: Dropin, refused: Refused) -> None:
        words = f"{FAILED} failed to load kubelet dropin file, path: {dropin.path},"
        span = self._argument.span
        self._ledger.file(Stage.MERGE, f"{words} error:", refused, span)
        if refused.undecided:
            self._unseen(Unknown(refused.reason, refused.span))

    def _patch(self, found: list[Dropin], minor: int) -> None:
        merge = Merge(self._into, internal=minor < 32)
        for dropin in found:
            text = self._opened(dropin)
            if text is None:
                continue
            document = dropins.patch(text, minor)
            if isinstance(document, Refused):
                self._refused(dropin, document)
            else:
                merge.add(document)
        merge.apply()
        words = "failed to unmarshal merged JSON into kubelet configuration:"
        self._ledger.types(Stage.MERGE, f"{FAILED} {words}", merge.found)

    def _load(self, found: list[Dropin]) -> None:
        for dropin in found:
            text = self._opened(dropin)
            result = None if text is None else load(text)
            if isinstance(result, Refused):
                self._refused(dropin, result)
            if result is None or result.decoded is None:
                continue
            words = f"failed to load kubelet dropin file, path: {dropin.path}, error:"
            self._ledger.types(Stage.MERGE, f"{FAILED} {words}", result.decoded)
            self._ledger.ignored.extend(result.decoded.ignored)
            kind = result.kind if isinstance(result, Loaded) else result.span
            mergo.merge(self._into, result.decoded, kind, dropin.path)
