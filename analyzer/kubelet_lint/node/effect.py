"""What an artifact of the repository does to a machine, as data.

An artifact (a unit, a cloud-config, a kubeadm document, a user-data script) never
resolves anything itself: it says which files appear on the machine, which scripts run
there and which programs are started, in order. ``node.machine`` replays it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from kubelet_lint.source import Span, Text
from kubelet_lint.value import Assumption


class Document(NamedTuple):
    """A text to be recognized: a repository file, or a text inside of one."""

    path: str
    """The repository file that holds it, relative to the repository, with ``/``."""
    text: Text
    name: str = ""
    """What it is called where it is carried (``write_files[2]``); empty for a file."""
    node_path: str | None = None
    """Where its carrier puts it on the machine, if the carrier says."""
    mode: int = 0o644
    assumptions: tuple[Assumption, ...] = ()
    """Steps from the file to this text that were not certain."""


class Fragment(NamedTuple):
    """A file that is one part of a node's start, but not a whole node by itself."""

    kind: FragmentKind
    document: Document
    name: str
    """Its file name on the machine, without a template's suffix."""
    unit: str = ""
    """For a drop-in: the unit it belongs to, as far as its folder says."""


FragmentKind = Literal["config", "configz", "unit", "drop-in", "environment", "script"]


class Write(NamedTuple):
    """A file appears on the machine with this content, or grows by it."""

    path: str
    text: Text
    mode: int = 0o644
    append: bool = False
    span: Span | None = None
    assumptions: tuple[Assumption, ...] = ()


class Place(NamedTuple):
    """A file or directory of the repository is copied to the machine.

    ``source`` is relative to the repository; a directory is copied with all below it.
    """

    source: str
    path: str
    span: Span | None = None
    assumptions: tuple[Assumption, ...] = ()


class Remove(NamedTuple):
    """A file or directory is gone from the machine."""

    path: str
    span: Span | None = None


class Symlink(NamedTuple):
    """A symbolic link appears on the machine."""

    path: str
    target: str
    span: Span | None = None


class Run(NamedTuple):
    """A shell script, or one command line, runs on the machine."""

    script: Text
    name: str = "sh"
    """``$0``, and the script's own path where it has one."""
    args: tuple[Text, ...] = ()
    environment: tuple[tuple[str, Text], ...] = ()
    cwd: str = "/"
    span: Span | None = None
    closed: bool = True
    """Whether an unassigned variable is unset (user data, a unit), not unknown."""
    shell: str = "bash"
    source: str = ""
    """The script's path in the repository, for what it reads beside itself."""


class Start(NamedTuple):
    """A program is started directly, with this argument vector."""

    argv: tuple[Text, ...]
    span: Span | None = None
    environment: tuple[tuple[str, Text], ...] = ()
    assumptions: tuple[Assumption, ...] = ()


class Boot(NamedTuple):
    """A systemd unit is started (or the machine boots with it enabled)."""

    unit: str
    span: Span | None = None
    again: bool = False
    """Whether it is restarted, so that it was there before."""


class Unfollowed(NamedTuple):
    """Something that happens on the machine and could not be read.

    Most of it is no concern of the kubelet's: a program nobody knows is not taken to
    write its files. ``anything`` is for what may well do so, because somebody else
    writes it: user data that is filled in or fetched, a script that is not there.
    """

    reason: str
    span: Span | None = None
    paths: tuple[str, ...] = ()
    """What it may have changed."""
    anything: bool = False
    """Whether it may have changed any file: what only a default or a vendor says of
    the machine's kubelet is not decided then (see ``cases``)."""
    starts: bool = False
    """Whether it may have set up and started a kubelet."""


Effect = Write | Place | Remove | Symlink | Run | Start | Boot | Unfollowed


class Machine(NamedTuple):
    """One machine (or one kind of machine) that the repository describes."""

    name: str
    """Stable and unique: the defining path, with ``#part`` if a file holds several."""
    effects: tuple[Effect, ...]
    span: Span | None = None
    image: str = ""
    """The vendor image it boots from, a key of ``vendor.IMAGES``; empty: none known."""
    assumptions: tuple[Assumption, ...] = ()
    circumstances: tuple[str, ...] = ()
    writer: str = ""
    """The program that fills the fields nobody states, such as ``kubeadm``."""
    doubt: str = ""
    """Why there may be no such machine after all; a bad value is then only possible."""
    captured: bool = False
    """Whether the files tell what a node ran with, and make none."""
