"""The external commands that are understood, by name.

To add one: write a function from a ``Call`` to a ``Result``, add its row here, and add
rows to ``tests/bash_commands/table.py``, which are run by the function and by the real
program. ``shell`` tells what a function is given.
"""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lint.bash.commands.awk import awk
from kubelet_lint.bash.commands.copying import cp, install, mv, scp
from kubelet_lint.bash.commands.echo import echo
from kubelet_lint.bash.commands.encode import base64, gzip
from kubelet_lint.bash.commands.envsubst import envsubst
from kubelet_lint.bash.commands.grep import grep
from kubelet_lint.bash.commands.order import sort, tac, uniq, wc
from kubelet_lint.bash.commands.paths import (
    basename,
    dirname,
    mktemp,
    readlink,
    realpath,
)
from kubelet_lint.bash.commands.paths import pwd as print_directory
from kubelet_lint.bash.commands.pick import cut, head, tail
from kubelet_lint.bash.commands.places import (
    cat,
    chmod,
    ln,
    mkdir,
    rm,
    rmdir,
    tee,
    touch,
    unchanged,
)
from kubelet_lint.bash.commands.printf import printf
from kubelet_lint.bash.commands.sed import sed
from kubelet_lint.bash.commands.small import cmp, nothing, seq
from kubelet_lint.bash.commands.translate import tr
from kubelet_lint.bash.commands.unknown import (
    curl,
    other_language,
    reporter,
    tar,
    unzip,
    wget,
)
from kubelet_lint.bash.commands.xargs import xargs
from kubelet_lint.bash.shell import Call, Command, Result


def fails(call: Call) -> Result:
    """``false``, run as a program."""
    del call
    return Result(status=1)


def jq(call: Call) -> Result:
    """Filter JSON; the language is only imported for those who use it."""
    from kubelet_lint.bash.commands.jq import jq

    return jq(call)


def yq(call: Call) -> Result:
    """Read or edit YAML."""
    from kubelet_lint.bash.commands.yq import yq

    return yq(call)


COMMANDS: Mapping[str, Command] = {
    "arch": reporter,
    "awk": awk,
    "base64": base64,
    "basename": basename,
    "cat": cat,
    "chattr": unchanged,
    "chgrp": unchanged,
    "chmod": chmod,
    "chown": unchanged,
    "cmp": cmp,
    "cp": cp,
    "curl": curl,
    "cut": cut,
    "date": reporter,
    "diff": cmp,
    "dirname": dirname,
    "echo": echo,
    "egrep": grep,
    "envsubst": envsubst,
    "fgrep": grep,
    "gawk": awk,
    "grep": grep,
    "gunzip": gzip,
    "gzip": gzip,
    "head": head,
    "hostname": reporter,
    "hostnamectl": reporter,
    "id": reporter,
    "false": fails,
    "install": install,
    "jq": jq,
    "ln": ln,
    "mawk": awk,
    "mkdir": mkdir,
    "mktemp": mktemp,
    "mv": mv,
    "node": other_language,
    "nproc": reporter,
    "perl": other_language,
    "printf": printf,
    "pwd": print_directory,
    "python": other_language,
    "python2": other_language,
    "python3": other_language,
    "readlink": readlink,
    "realpath": realpath,
    "rm": rm,
    "rmdir": rmdir,
    "ruby": other_language,
    "scp": scp,
    "sed": sed,
    "seq": seq,
    "sleep": nothing,
    "sort": sort,
    "sync": nothing,
    "tac": tac,
    "tail": tail,
    "tar": tar,
    "tee": tee,
    "touch": touch,
    "tr": tr,
    "uname": reporter,
    "true": nothing,
    "uniq": uniq,
    "unzip": unzip,
    "uptime": reporter,
    "wc": wc,
    "wget": wget,
    "whoami": reporter,
    "xargs": xargs,
    "yq": yq,
    "zcat": gzip,
}
