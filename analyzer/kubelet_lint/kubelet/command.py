"""The kubelet's own argument vector, behind whatever starts it.

A kubelet is often not the program named first: it runs in a container, as one of
hyperkube's programs, behind ``env`` or ``nice``, or under a vendor's wrapper. What
merely mentions a kubelet (``systemctl restart kubelet``, ``grep kubelet``) starts none,
and ``kubelet --version`` in a script prints and exits.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lint.kubelet import container
from kubelet_lint.kubelet.container import RUNTIMES
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
    splits: bool = False
    """Whether ``-S`` takes the program and its arguments as one word."""


PREFIXES: Mapping[str, Prefix] = {
    "env": Prefix("uC", ("--unset", "--chdir"), splits=True),
    "exec": Prefix("a"),
    "nice": Prefix("n", ("--adjustment",)),
    "ionice": Prefix("cnpPu", ("--class", "--classdata")),
    "chrt": Prefix("T", (), 1),
    "taskset": Prefix("", (), 1),
    "numactl": Prefix("mNClpi"),
    "timeout": Prefix("ks", ("--kill-after", "--signal"), 1),
    "setsid": Prefix(),
    "time": Prefix("of", ("--output", "--format")),
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
    dirname man info crictl kube-apiserver kube-controller-manager kube-scheduler
    kube-proxy cloud-controller-manager etcd etcdctl dockerd containerd crio flanneld
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


def contained(argv: Argv) -> Argv | None:
    """Return what a container runtime starts in a container, None if it is none."""
    return container.started(argv) if argv and base(argv[0]) in RUNTIMES else None


def prints(argv: Argv) -> bool:
    """Say whether a kubelet is only asked for its version or its flags."""
    return any(word.chars in _PRINTING for word in argv[1:])


_PRINTING = ("--version", "--version=true", "--version=raw", "--help", "-h")


def is_known_other(argv: Argv) -> bool:
    """Say whether a program is known never to start a kubelet."""
    return bool(argv) and base(argv[0]) in NOT_WRAPPERS


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
    if name == "snap" and _word(argv, 1) != "run":
        return None
    if prefix is not None:
        return _behind(prefix, argv[1:])
    if name in RUNTIMES:
        return container.started(argv)
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
        split = _split(words[at:]) if prefix.splits else None
        if split is not None:
            return _behind(prefix, split)
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


def _split(words: Argv) -> Argv | None:
    """Return the words with ``env -S 'A=b kubelet …'`` taken apart, if that is next."""
    first = words[0]
    for option in ("--split-string=", "-S", "-vS"):
        if first.startswith(option):
            value = first[len(option) :] or (words[1] if len(words) > 1 else first[:0])
            rest = words[2:] if len(first) == len(option) else words[1:]
            return (*(part for part in value.split(" ") if part), *rest)
    return None


def _word(argv: Argv, at: int) -> str:
    return argv[at].chars if at < len(argv) else ""


_BINARY = re.compile(r"(?:[^\s]*/)?s?bin/kubelet")
"""A kubelet's path; ``/etc/default/kubelet`` and ``/var/lib/kubelet`` are none."""


def _handed_on(argv: Argv) -> Argv | None:
    """An unknown program with a kubelet's path behind it: it runs that one.

    Only if the kubelet's own flags come next: ``check-sum /usr/bin/kubelet`` does not.
    """
    for at in range(1, len(argv)):
        word = argv[at]
        if word.chars.startswith("-"):
            continue
        if _BINARY.fullmatch(word.chars) and _takes(_word(argv, at + 1)):
            return argv[at:]
        if base(word) in ALL_IN_ONE and _word(argv, at + 1) in PROGRAMS:
            return argv[at + 1 :]
    return None


def _takes(option: str) -> bool:
    """Say whether a kubelet takes this argument, or a variable may be one."""
    if HOLE in option or option.startswith("$"):
        return True
    if not option.startswith("--"):
        return False
    from kubelet_lint.kubelet.flag_table import FLAGS

    return option[2:].partition("=")[0].replace("_", "-") in FLAGS
