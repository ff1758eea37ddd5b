"""The kubelet's own argument vector, behind whatever starts it.

A kubelet is often not the program named first: it runs in a container, as one of
hyperkube's programs, behind ``env`` or ``nice``, or under a vendor's wrapper. What
merely mentions a kubelet (``systemctl restart kubelet``, ``grep kubelet``) starts none.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lint.source import HOLE, Text

Argv = tuple[Text, ...]

PROGRAMS = ("kubelet",)
ALL_IN_ONE = ("hyperkube",)
"""Programs whose first argument says which one they are."""

WRAPPERS = ("kubelet-wrapper", "kubelet.wrapper", "kubelet-wrapper.sh")
"""CoreOS: it starts the kubelet in rkt and hands its arguments on."""

DEPTH = 8
"""Wrappers within wrappers that are looked through."""


class Prefix(NamedTuple):
    """A program that runs the program its arguments name."""

    takes: str = ""
    """Short options that eat the next argument."""
    long: tuple[str, ...] = ()
    """Long options that do."""
    operands: int = 0
    """Arguments of its own before the program."""


PREFIXES: Mapping[str, Prefix] = {
    "env": Prefix("uCS", ("--unset", "--chdir")),
    "exec": Prefix("a"),
    "nice": Prefix("n", ("--adjustment",)),
    "ionice": Prefix("cnpPu", ("--class", "--classdata")),
    "chrt": Prefix("T", (), 1),
    "taskset": Prefix("", (), 1),
    "numactl": Prefix("mNClpi"),
    "timeout": Prefix("ks", ("--kill-after", "--signal"), 1),
    "setsid": Prefix(),
    "nohup": Prefix(),
    "stdbuf": Prefix("ioe"),
    "sudo": Prefix("ugCDhprtTU", ("--user", "--group", "--chdir", "--host")),
    "chroot": Prefix("", (), 1),
    "nsenter": Prefix("tSG", ("--target", "--setuid", "--setgid")),
    "unshare": Prefix("SG"),
    "flock": Prefix("wE", ("--timeout", "--wait"), 1),
    "systemd-cat": Prefix("tpE", ("--identifier", "--priority")),
    "systemd-run": Prefix(
        "upEHMtd",
        ("--unit", "--property", "--setenv", "--slice", "--description", "--uid"),
    ),
    "systemd-inhibit": Prefix(),
    "cgexec": Prefix("g"),
    "catchsegv": Prefix(),
    "strace": Prefix("eopsuEaObPSXI"),
    "tini": Prefix("pew"),
    "dumb-init": Prefix("r"),
    "kubenswrapper": Prefix(),
    "snap": Prefix("", (), 1),
    "start-stop-daemon": Prefix("xnpusgkcrRNPIa"),
    "daemonize": Prefix("acdeopulE"),
    "runuser": Prefix("ugG"),
    "gosu": Prefix("", (), 1),
    "su-exec": Prefix("", (), 1),
}

CONTAINERS = ("docker", "podman", "nerdctl", "rkt", "ctr", "crictl")

NOT_WRAPPERS = frozenset(
    """
    sh bash dash ash ksh zsh python python3 perl ruby node echo printf cat grep
    egrep fgrep pgrep pkill kill killall systemctl service ls cp mv rm ln mkdir
    touch chmod chown install tar test [ which type command hash stat file find
    xargs sed awk tee head tail wc curl wget journalctl logger apt-get apt yum dnf
    snap rpm dpkg apt-mark kubeadm kubectl git make go pip scp rsync ssh true false
    ps watch sleep date export set cd source sha256sum restorecon chcon setcap strip
    ldd readlink realpath basename dirname mount umount modprobe sysctl monit
    supervisorctl semanage iptables firewall-cmd ufw base64 openssl md5sum diff cmp
    dirname man info
    """.split()
)
"""Programs that never run what their arguments name."""


def find(argv: Argv, executable: str = "") -> Argv | None:
    """Return the kubelet's own argument vector, None if no kubelet is started.

    ``executable`` is the file executed, where ``argv[0]`` need not name it.
    """
    if argv and executable and posixpath.basename(executable) != base(argv[0]):
        if posixpath.basename(executable) in (*PROGRAMS, *WRAPPERS):
            return argv
        argv = (Text.derived(executable, argv[0].span), *argv[1:])
    for _ in range(DEPTH):
        if not argv:
            return None
        name = base(argv[0])
        if name in PROGRAMS or name in WRAPPERS:
            return argv
        if name in ALL_IN_ONE:
            return _one_of_all(argv)
        inner = _inside(name, argv)
        if inner is None:
            return None
        argv = inner
    return None


def base(word: Text) -> str:
    """Return a program's name without its folder; a hole in the folder is no harm."""
    return posixpath.basename(word.chars)


def _one_of_all(argv: Argv) -> Argv | None:
    """``hyperkube kubelet …``, or ``hyperkube --…`` never: it needs the name first."""
    if len(argv) > 1 and argv[1].chars in PROGRAMS:
        return argv[1:]
    return None


def _inside(name: str, argv: Argv) -> Argv | None:
    """Return what a program runs, None if it is not known to run anything."""
    prefix = PREFIXES.get(name)
    if prefix is not None:
        return _behind(prefix, argv[1:])
    if name in CONTAINERS:
        return _in_container(argv)
    if name in NOT_WRAPPERS or not name or HOLE in name:
        return None
    return _handed_on(argv)


def _behind(prefix: Prefix, words: Argv) -> Argv | None:
    at = 0
    while at < len(words):
        chars = words[at].chars
        if chars == "--":
            at += 1
            break
        if chars in ("-S", "--split-string") and at + 1 < len(words):
            return (*_split(words[at + 1]), *words[at + 2 :])
        if chars.startswith("-") and len(chars) > 1:
            at += 1 + _takes_next(prefix, chars)
        elif "=" in chars and "/" not in chars.split("=", 1)[0]:
            at += 1
        else:
            break
    rest = words[at + prefix.operands :]
    return rest or None


def _takes_next(prefix: Prefix, option: str) -> bool:
    if option.startswith("--"):
        return option in prefix.long
    return len(option) == 2 and option[1] in prefix.takes


def _split(word: Text) -> list[Text]:
    return [part for part in word.split(" ") if part.chars]


def _in_container(argv: Argv) -> Argv | None:
    """``docker run … IMAGE [hyperkube] kubelet …``: the first word that is a program.

    Which options of the runtime take an argument need not be known: a kubelet is
    looked for behind the image, as a word of its own.
    """
    verbs = {word.chars for word in argv[1:4]}
    if not verbs & {"run", "exec", "start", "create", "c", "container"}:
        return None
    for at in range(2, len(argv)):
        word = argv[at]
        if word.chars.startswith("--entrypoint") or word.chars.startswith("--exec"):
            named = word.chars.partition("=")[2] or _word(argv, at + 1)
            if posixpath.basename(named) in PROGRAMS:
                return _after_entrypoint(argv, at)
        if base(word) in (*PROGRAMS, *ALL_IN_ONE) and _is_command(argv, at):
            return argv[at:]
    return None


_OPTION_VALUES = """
    -v --volume --name -e --env --mount -l --label --hostname -h --cidfile
    --volumes-from -w --workdir --net --network --pid --log-opt -p --publish
    --device --uuid-file-save
    """.split()


def _is_command(argv: Argv, at: int) -> bool:
    """Say whether a word can be the container's program, not an option or its value."""
    before = argv[at - 1].chars
    if before in _OPTION_VALUES:
        return False
    # An image may be called kubelet too: then a program or a flag follows it.
    return before != "run"


def _word(argv: Argv, at: int) -> str:
    return argv[at].chars if at < len(argv) else ""


def _after_entrypoint(argv: Argv, at: int) -> Argv | None:
    """``docker run --entrypoint kubelet … IMAGE ARGS``: arguments follow the image."""
    flags = [n for n in range(at + 1, len(argv)) if argv[n].chars.startswith("--")]
    entry = argv[at].partition("=")[2] or argv[min(at + 1, len(argv) - 1)]
    for number in range(at + 1, len(argv)):
        word = argv[number].chars
        if ":" in word and not word.startswith("-") and number + 1 < len(argv):
            if argv[number - 1].chars in _OPTION_VALUES:
                continue
            return (entry, *argv[number + 1 :])
    return (entry, *(argv[n] for n in flags)) if flags else None


_BINARY = re.compile(r"(?:[^\s]*/)?s?bin/kubelet")
"""A kubelet's path; ``/etc/default/kubelet`` and ``/var/lib/kubelet`` are none."""


def _handed_on(argv: Argv) -> Argv | None:
    """An unknown program with a kubelet's path behind it: it runs that one."""
    for at in range(1, len(argv)):
        word = argv[at]
        if word.chars.startswith("-"):
            continue
        if _BINARY.fullmatch(word.chars):
            return argv[at:]
        if base(word) in ALL_IN_ONE and _word(argv, at + 1) in PROGRAMS:
            return argv[at + 1 :]
    return None
