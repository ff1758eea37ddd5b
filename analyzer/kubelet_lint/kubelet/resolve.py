"""Apply the kubelet's layers in the kubelet's own order.

The order is that of ``NewKubeletCommand`` in cmd/kubelet/app/server.go: parse the flags
over the legacy defaults; when ``--config`` names a file, start again from that file and
the v1beta1 defaults; merge the ``--config-dir`` drop-ins; parse the flags a second
time, so that they win wherever they stand; validate.

So a default is not one value: ``authorization.mode`` is AlwaysAllow on a kubelet
started by flags alone and Webhook on the same kubelet started with ``--config``.

A launch that would be refused is resolved all the same, as far as it can be read: what
was meant still shows.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kubelet_lint.kubelet import checks, loading, pflag
from kubelet_lint.kubelet.configfile import Loaded, Refused, load
from kubelet_lint.kubelet.decode import Ignored
from kubelet_lint.kubelet.defaults import WITH_CONFIG, WITHOUT_CONFIG
from kubelet_lint.kubelet.flagged import Flagged
from kubelet_lint.kubelet.layers import Configuration, Default
from kubelet_lint.kubelet.outcome import Outcome, Refusal, Settings
from kubelet_lint.kubelet.pflag import Argument
from kubelet_lint.kubelet.problem import Problem, Stage
from kubelet_lint.kubelet.versions import ALL, Version
from kubelet_lint.node.filesystem import (
    Directory,
    Entry,
    File,
    Unreadable,
    Unseen,
    follow,
)
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import HOLE, Text
from kubelet_lint.value import Assumption, Known, Layer, Unknown

if TYPE_CHECKING:
    from kubelet_lint.kubelet.dropins import Dropin

__all__ = ["Outcome", "Refusal", "resolve"]


def resolve(launch: Launch, versions: tuple[Version, ...] = ALL) -> tuple[Outcome, ...]:
    """Resolve every setting of one launch.

    Returns:
        One outcome for each group of releases in which the launch comes to the same. A
        layer that cannot be read, such as a ``--config`` file the repository does not
        hold, contributes ``Unknown``: it is never treated as empty.
    """
    arguments = pflag.parse(launch.argv)
    config = _Config(launch, arguments)
    groups: dict[object, list[Version]] = {}
    for version in sorted(versions):
        key = _behaviour(arguments, config, version)
        groups.setdefault(key, []).append(version)
    return tuple(
        outcome
        for group in groups.values()
        for outcome in _Run(launch, arguments, config, tuple(group)).outcomes()
    )


def last(arguments: Iterable[Argument], name: str) -> Argument | None:
    """Return the last use of a flag."""
    found: Argument | None = None
    for argument in arguments:
        if argument.flag is not None and argument.flag.name == name:
            if argument.kind == "flag":
                found = argument
    return found


def _behaviour(
    arguments: tuple[Argument, ...], config: _Config, version: Version
) -> object:
    """Return what tells this release from others for this command line and file."""
    unknown = tuple(
        argument.flag.name
        for argument in arguments
        if argument.flag is not None
        and not argument.flag.first <= version.minor <= argument.flag.last
    )
    dropped_in = last(arguments, "config-dir")
    return (
        unknown,
        _family(version) if dropped_in is not None else 0,
        config.merges_thresholds and version.minor >= 33,
        config.merges_thresholds and version.minor >= 30,
    )


def _family(version: Version) -> int:
    """Return a number for how a release treats ``--config-dir``."""
    for first in (32, 30, 29, 28):
        if version.minor >= first:
            return first
    return 0


class _Config:
    """The ``--config`` file, loaded once for all releases."""

    def __init__(self, launch: Launch, arguments: tuple[Argument, ...]) -> None:
        self.argument = last(arguments, "config")
        written = self.argument.written if self.argument else None
        self.given = written is not None and bool(written.chars)
        self.path = ""
        self.result: Loaded | Refused | None = None
        self.lost: Unknown | None = None
        """Why its content is not known."""
        self.missing = ""
        """Why it can't be opened."""
        self.assumptions: tuple[Assumption, ...] = ()
        if written is not None and self.given:
            self._open(launch, written)

    def _open(self, launch: Launch, written: Text) -> None:
        if HOLE in written.chars:
            self.lost = pflag.unknown(written)
            return
        self.path = posixpath.normpath(posixpath.join(launch.cwd, written.chars))
        entry = follow(launch.files, self.path).entry
        match entry:
            case File():
                self.assumptions = entry.assumptions
                self.result = load(entry.text)
            case Unseen():
                self.lost = Unknown(entry.reason, written.span)
            case _:
                self.missing = why_not(entry)
                self.lost = Unknown(f"{self.path}: {self.missing}", written.span)

    @property
    def merges_thresholds(self) -> bool:
        """Say whether it asks for the default eviction thresholds to be merged in."""
        decoded = self.result.decoded if self.result else None
        given = decoded.given.get("mergeDefaultEvictionSettings") if decoded else None
        return bool(given and given[-1].value == Known(True))


def why_not(entry: Entry) -> str:
    """Return why an entry can't be read as a file."""
    match entry:
        case Directory():
            return "is a directory"
        case Unreadable():
            return entry.reason
        case _:
            return "no such file or directory"


class _Run:
    """One group of releases, while the kubelet's layers are applied."""

    def __init__(
        self,
        launch: Launch,
        arguments: tuple[Argument, ...],
        config: _Config,
        versions: tuple[Version, ...],
    ) -> None:
        self._launch = launch
        self._arguments = arguments
        self._config = config
        self._versions = versions
        self._problems: list[Problem] = []
        self._lenient: list[Ignored] = []
        self._read: list[str] = []
        self._assumptions: list[Assumption] = []

    def outcomes(self) -> list[Outcome]:
        """Return one outcome for each way the releases start or refuse to."""
        self._parse()
        configuration = self._load()
        self._merge(configuration)
        loading.reset_streams(configuration)
        flagged = Flagged(configuration, *self._parsed(), self._versions)
        self._problems.extend(checks.check(flagged, self._arguments, self._versions))
        groups: dict[object, list[Version]] = {}
        for version in self._versions:
            groups.setdefault(self._answer(version), []).append(version)
        return [
            self._outcome(flagged, answer, tuple(group))
            for answer, group in groups.items()
        ]

    def _parsed(self) -> tuple[tuple[Argument, ...], tuple[Argument, ...]]:
        """Return the arguments as the first parse and as the last one have them."""
        if not self._parses_again:
            return self._arguments, self._arguments
        again = pflag.parse_again(self._launch.argv, self._arguments)
        for argument in again if again is not self._arguments else ():
            if argument.kind == "bad":
                said = f"failed to precedence kubeletConfigFlag: {argument.error}"
                self._refuse(Stage.PRECEDENCE, said, argument)
        return self._arguments, again

    def _outcome(
        self, flagged: Flagged, answer: object, versions: tuple[Version, ...]
    ) -> Outcome:
        return Outcome(
            versions,
            Settings(flagged, versions),
            answer if isinstance(answer, Refusal) else None,
            tuple(self._assumptions),
            answer if isinstance(answer, str) else None,
            tuple(one for one in self._lenient if one.last >= versions[0].minor),
            tuple(self._read),
        )

    def _answer(self, version: Version) -> Refusal | str | None:
        """Return why a release refuses, or why nobody can say whether it does.

        What is certainly refused later is refused, whatever is unknown before.
        """
        mine = [p for p in self._problems if p.first <= version.minor <= p.last]
        mine.sort(key=lambda problem: problem.stage)
        for problem in mine:
            if not problem.doubt:
                return Refusal(problem.reason, problem.span, problem.stage.name.lower())
        return mine[0].reason if mine else None

    # --- the command line -------------------------------------------------------------

    def _parse(self) -> None:
        for argument in self._arguments:
            reason = argument.refused(self._versions[0])
            if reason and argument.kind == "positional":
                self._refuse(Stage.POSITIONAL, reason, argument)
            elif reason:
                said = f"failed to parse kubelet flag: {reason}"
                self._refuse(Stage.PARSE, said, argument)
            elif argument.kind == "unseen" and isinstance(argument.value, Unknown):
                said = f"not every argument is known: {argument.value.reason}"
                self._doubt(Stage.PARSE, said)
        self._help()

    def _help(self) -> None:
        for name, stage in (("help", Stage.HELP), ("version", Stage.VERSION)):
            argument = last(self._arguments, name)
            if argument is None:
                continue
            again = name == "help" and self._parses_again
            if argument.value == Known(True) or again:
                said = {"help": "the usage", "version": "its version"}[name]
                self._refuse(stage, f"--{name} prints {said} and exits", argument)
            elif isinstance(argument.value, Unknown) and not argument.error:
                self._doubt(stage, argument.value.reason)

    @property
    def _parses_again(self) -> bool:
        """Say whether flags are parsed twice: the second parse knows no ``--help``."""
        directory = last(self._arguments, "config-dir")
        merges = directory is not None and not directory.refused(self._versions[0])
        return self._config.given or (merges and bool(directory and directory.written))

    def _refuse(self, stage: Stage, reason: str, argument: Argument) -> None:
        self._problems.append(Problem(stage, reason, argument.text.span))

    def _doubt(self, stage: Stage, reason: str) -> None:
        self._problems.append(Problem(stage, reason, None, doubt=True))

    # --- --config -------------------------------------------------------------------

    def _load(self) -> Configuration:
        config = self._config
        span = self._launch.span
        if not config.given:
            configuration = Configuration(Default("legacy", WITHOUT_CONFIG, span))
            configuration.flag_gates = checks.gates_by_flag(self._arguments)
            return configuration
        self._assumptions.extend(config.assumptions)
        result = config.result
        if isinstance(result, Loaded) and result.kind is not None:
            span = result.kind
        configuration = Configuration(Default("file", WITH_CONFIG, span))
        configuration.flag_gates = checks.gates_by_flag(self._arguments)
        if config.result is not None:
            self._read.append(config.path)
        if result is None:
            self._unseen(configuration)
        else:
            self._loaded(configuration, result)
        return configuration

    def _unseen(self, configuration: Configuration) -> None:
        config = self._config
        assert config.lost is not None, "what is not loaded is not known"
        assert config.argument is not None, "it is given"
        if config.missing:
            reason = f"failed to load kubelet config file, path: {config.path}"
            said = f"{reason}, error: {config.missing}"
            self._problems.append(Problem(Stage.LOAD, said, config.argument.span))
        else:
            self._doubt(Stage.LOAD, config.lost.reason)
        layer = Layer(
            "config", config.lost, config.argument.shown, config.argument.span
        )
        configuration.stage += 1
        configuration.add_below("", layer)

    def _loaded(self, configuration: Configuration, result: Loaded | Refused) -> None:
        config = self._config
        decoded = result.decoded
        if isinstance(result, Refused):
            self._refused_file(Stage.LOAD, config.path, result)
        if decoded is None:
            assert config.argument is not None, "it is given"
            span = result.span if isinstance(result, Refused) else None
            reason = result.reason if isinstance(result, Refused) else ""
            lost = Unknown(f"{config.path}: {reason}", span or config.argument.span)
            configuration.stage += 1
            configuration.add_below("", Layer("config", lost, lost.reason, lost.span))
            return
        for wrong in decoded.wrong:
            reason = f"failed to load kubelet config file, path: {config.path}, error:"
            self._problems.append(
                Problem(
                    Stage.LOAD,
                    f"{reason} failed to decode: {wrong.reason}",
                    wrong.span,
                    first=wrong.first,
                    last=wrong.last,
                )
            )
        self._lenient.extend(decoded.ignored)
        loading.apply(configuration, decoded, config.path)
        if config.merges_thresholds and self._versions[0].minor >= 33:
            loading.merge_thresholds(configuration, self._versions[0].minor)

    def _refused_file(self, stage: Stage, path: str, refused: Refused) -> None:
        words = {
            Stage.LOAD: f"failed to load kubelet config file, path: {path}, error:",
            Stage.MERGE: "failed to merge kubelet configs: failed to load kubelet"
            f" dropin file, path: {path}, error:",
        }
        said = f"{words[stage]} {refused.reason}"
        span = refused.span
        if span is None and self._config.argument is not None:
            span = self._config.argument.span
        doubt = refused.undecided
        self._problems.append(Problem(stage, said, span, doubt=doubt))

    # --- --config-dir -----------------------------------------------------------------

    def _merge(self, into: Configuration) -> None:
        argument = last(self._arguments, "config-dir")
        if argument is None or argument.written is None or not argument.written.chars:
            return
        if argument.refused(self._versions[0]):
            return
        if HOLE in argument.written.chars:
            lost = pflag.unknown(argument.written)
            self._unseen_directory(into, argument, lost)
            return
        self._alpha(argument)
        from kubelet_lint.kubelet import dropins

        found = dropins.walk(
            self._launch.files, argument.written.chars, self._launch.cwd
        )
        minor = self._versions[-1].minor
        merge = self._mergo if minor == 28 else self._patches
        merge(into, argument, found)

    def _unseen_directory(
        self, into: Configuration, argument: Argument, lost: Unknown
    ) -> None:
        self._doubt(Stage.MERGE, lost.reason)
        into.stage += 1
        into.add_below("", Layer("config-dir", lost, argument.shown, argument.span))

    def _alpha(self, argument: Argument) -> None:
        if self._versions[0].minor not in (28, 29):
            return
        from kubelet_lint.kubelet import dropins

        if dropins.ALPHA in self._launch.environment:
            return
        directory = argument.written.display() if argument.written else ""
        reason = (
            f"flag {directory} specified but environment variable {dropins.ALPHA} not"
            " set, cannot start kubelet"
        )
        if self._launch.doubt is not None:
            self._doubt(Stage.MERGE, self._launch.doubt.reason)
        else:
            self._refuse(Stage.MERGE, reason, argument)

    def _opened(
        self, into: Configuration, argument: Argument, dropin: Dropin
    ) -> Text | None:
        """Return a drop-in's text; what can't be read is a problem or a doubt."""
        self._assumptions.extend(dropin.assumptions)
        if dropin.text is not None:
            self._read.append(dropin.path)
            return dropin.text
        if dropin.unseen:
            lost = Unknown(dropin.problem, argument.span)
            self._unseen_directory(into, argument, lost)
            return None
        said = (
            "failed to merge kubelet configs: failed to walk through kubelet dropin"
            f" directory: {dropin.path}: {dropin.problem}"
        )
        self._problems.append(Problem(Stage.MERGE, said, argument.span))
        return None

    def _patches(
        self,
        into: Configuration,
        argument: Argument,
        found: Iterable[Dropin],
    ) -> None:
        from kubelet_lint.kubelet import dropins
        from kubelet_lint.kubelet.mergepatch import Merge

        minor = self._versions[-1].minor
        merge = Merge(into, internal=minor < 32)
        for dropin in found:
            text = self._opened(into, argument, dropin)
            if text is None:
                continue
            document = dropins.patch(text, minor)
            if isinstance(document, Refused):
                self._refused_file(Stage.MERGE, dropin.path, document)
                if document.undecided:
                    lost = Unknown(document.reason, document.span)
                    self._unseen_directory(into, argument, lost)
            else:
                merge.add(document)
        merge.apply()
        for wrong in merge.wrong:
            said = (
                "failed to merge kubelet configs: failed to unmarshal merged JSON into"
                f" kubelet configuration: {wrong.reason}"
            )
            self._problems.append(
                Problem(Stage.MERGE, said, wrong.span, first=wrong.first)
            )

    def _mergo(
        self,
        into: Configuration,
        argument: Argument,
        found: Iterable[Dropin],
    ) -> None:
        from kubelet_lint.kubelet import mergo

        for dropin in found:
            text = self._opened(into, argument, dropin)
            if text is None:
                continue
            result = load(text)
            if isinstance(result, Refused):
                self._refused_file(Stage.MERGE, dropin.path, result)
            decoded = result.decoded
            if decoded is None:
                if isinstance(result, Refused) and result.undecided:
                    lost = Unknown(result.reason, result.span)
                    self._unseen_directory(into, argument, lost)
                continue
            for wrong in decoded.wrong:
                said = (
                    "failed to merge kubelet configs: failed to load kubelet dropin"
                    f" file, path: {dropin.path}, error: {wrong.reason}"
                )
                self._problems.append(
                    Problem(
                        Stage.MERGE,
                        said,
                        wrong.span,
                        first=wrong.first,
                        last=wrong.last,
                    )
                )
            self._lenient.extend(decoded.ignored)
            kind = result.kind if isinstance(result, Loaded) else result.span
            mergo.merge(into, decoded, kind, dropin.path)
