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

from kubelet_lint.kubelet import checks, loading, pflag
from kubelet_lint.kubelet.configured import Configured, last
from kubelet_lint.kubelet.flagged import Flagged
from kubelet_lint.kubelet.layers import Configuration
from kubelet_lint.kubelet.ledger import Ledger
from kubelet_lint.kubelet.outcome import Outcome, Refusal, Settings
from kubelet_lint.kubelet.pflag import Argument
from kubelet_lint.kubelet.problem import Stage
from kubelet_lint.kubelet.versions import ALL, Version
from kubelet_lint.node.launch import Launch
from kubelet_lint.value import Known, Unknown

__all__ = ["Outcome", "Refusal", "resolve"]


def resolve(launch: Launch, versions: tuple[Version, ...] = ALL) -> tuple[Outcome, ...]:
    """Resolve every setting of one launch.

    Returns:
        One outcome for each group of releases in which the launch comes to the same. A
        layer that cannot be read, such as a ``--config`` file the repository does not
        hold, contributes ``Unknown``: it is never treated as empty.
    """
    arguments = pflag.parse(launch.argv)
    config = Configured(launch, arguments)
    groups: dict[object, list[Version]] = {}
    for version in sorted(versions):
        key = _behaviour(arguments, config, version)
        groups.setdefault(key, []).append(version)
    return tuple(
        outcome
        for group in groups.values()
        for outcome in _Run(launch, arguments, config, tuple(group)).outcomes()
    )


def _behaviour(
    arguments: tuple[Argument, ...], config: Configured, version: Version
) -> object:
    """Return what tells this release from others for this command line and file."""
    unknown = tuple(
        argument.flag.name
        for argument in arguments
        if argument.flag is not None
        and not argument.flag.first <= version.minor <= argument.flag.last
    )
    return (
        unknown,
        _family(version) if last(arguments, "config-dir") is not None else 0,
        config.merges_thresholds and version.minor >= 33,
    )


def _family(version: Version) -> int:
    """Return a number for how a release treats ``--config-dir``."""
    for first in (32, 30, 29, 28):
        if version.minor >= first:
            return first
    return 0


class _Run:
    """One group of releases, while the kubelet's layers are applied."""

    def __init__(
        self,
        launch: Launch,
        arguments: tuple[Argument, ...],
        config: Configured,
        versions: tuple[Version, ...],
    ) -> None:
        self._launch = launch
        self._arguments = arguments
        self._config = config
        self._versions = versions
        self._ledger = Ledger()

    def outcomes(self) -> list[Outcome]:
        """Return one outcome for each way the releases start or refuse to."""
        self._parse()
        self._help()
        configuration = self._config.configuration(
            self._versions[0].minor, self._ledger
        )
        configuration.flag_gates = checks.gates_by_flag(self._arguments)
        again = self._parsed_again()
        if again is not self._arguments and not self._config.given:
            # What the second parse loses, the object keeps from the first.
            first = (self._arguments, self._arguments)
            Flagged(configuration, *first, self._versions).settle()
        self._merge(configuration)
        loading.reset_streams(configuration)
        flagged = Flagged(configuration, self._arguments, again, self._versions)
        found = checks.check(flagged, self._arguments, self._versions)
        self._ledger.problems.extend(found)
        groups: dict[object, list[Version]] = {}
        for version in self._versions:
            groups.setdefault(self._ledger.answer(version), []).append(version)
        return [
            self._outcome(flagged, answer, tuple(group))
            for answer, group in groups.items()
        ]

    def _outcome(
        self, flagged: Flagged, answer: object, versions: tuple[Version, ...]
    ) -> Outcome:
        ledger = self._ledger
        oldest = versions[0].minor
        return Outcome(
            versions,
            Settings(flagged, versions),
            answer if isinstance(answer, Refusal) else None,
            tuple(ledger.assumptions),
            answer if isinstance(answer, str) else None,
            tuple(one for one in ledger.ignored if one.last >= oldest),
            tuple(ledger.read),
        )

    def _parse(self) -> None:
        for argument in self._arguments:
            reason = argument.refused(self._versions[0])
            place = argument.text.span
            if reason and argument.kind == "positional":
                self._ledger.refuse(Stage.POSITIONAL, reason, place)
            elif reason:
                said = f"failed to parse kubelet flag: {reason}"
                self._ledger.refuse(Stage.PARSE, said, place)
            elif argument.kind == "unseen" and isinstance(argument.value, Unknown):
                said = f"not every argument is known: {argument.value.reason}"
                self._ledger.doubt(Stage.PARSE, said)

    def _help(self) -> None:
        """``--help`` and ``--version`` print and exit.

        The second parse does not know ``--help`` at all, so that even
        ``--help=false`` prints the usage there.
        """
        for name, stage in (("help", Stage.HELP), ("version", Stage.VERSION)):
            argument = last(self._arguments, name)
            if argument is None:
                continue
            again = name == "help" and self._parses_again
            if argument.value == Known(True) or again:
                reason = f"--{name} prints and exits"
                self._ledger.refuse(stage, reason, argument.text.span)
            elif isinstance(argument.value, Unknown) and not argument.error:
                self._ledger.doubt(stage, argument.value.reason)

    @property
    def _directory(self) -> Argument | None:
        """The ``--config-dir`` argument, if the releases have the flag."""
        found = last(self._arguments, "config-dir")
        if found is None or found.refused(self._versions[0]):
            return None
        return found if found.written else None

    @property
    def _parses_again(self) -> bool:
        return self._config.given or self._directory is not None

    def _merge(self, into: Configuration) -> None:
        directory = self._directory
        if directory is None:
            return
        from kubelet_lint.kubelet.merging import Merging

        merging = Merging(into, self._launch, directory, self._ledger)
        merging.merge(self._versions[-1].minor)

    def _parsed_again(self) -> tuple[Argument, ...]:
        """Return the arguments as the last parse has them."""
        if not self._parses_again:
            return self._arguments
        again = pflag.parse_again(self._launch.argv, self._arguments)
        for argument in again if again is not self._arguments else ():
            if argument.kind == "bad":
                said = f"failed to precedence kubeletConfigFlag: {argument.error}"
                self._ledger.refuse(Stage.PRECEDENCE, said, argument.text.span)
        return again
