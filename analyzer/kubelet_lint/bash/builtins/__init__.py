"""The builtins of bash, by name. ``echo`` and ``printf`` are in ``commands``."""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lint.bash.builtins.base import Builtin
from kubelet_lint.bash.builtins.conditionals import bracket, test
from kubelet_lint.bash.builtins.control import (
    break_,
    builtin,
    command,
    continue_,
    eval_,
    exec_,
    false,
    hash_,
    leave_shell,
    let,
    nothing,
    return_,
    shell_unknown,
    source,
    trap,
    true,
    type_,
    wait,
)
from kubelet_lint.bash.builtins.files import cd, dirs, popd, pushd, pwd
from kubelet_lint.bash.builtins.options import getopts, set_, shift, shopt
from kubelet_lint.bash.builtins.printing import printf
from kubelet_lint.bash.builtins.reading import mapfile, read
from kubelet_lint.bash.builtins.variables import (
    declare,
    export,
    local,
    readonly,
    unset,
)

BUILTINS: Mapping[str, Builtin] = {
    ".": source,
    ":": true,
    "[": bracket,
    "alias": nothing,
    "bg": shell_unknown,
    "break": break_,
    "builtin": builtin,
    "cd": cd,
    "command": command,
    "continue": continue_,
    "declare": declare,
    "dirs": dirs,
    "disown": nothing,
    "enable": nothing,
    "eval": eval_,
    "exec": exec_,
    "exit": leave_shell,
    "export": export,
    "false": false,
    "fg": shell_unknown,
    "getopts": getopts,
    "hash": hash_,
    "history": nothing,
    "jobs": shell_unknown,
    "kill": shell_unknown,
    "let": let,
    "local": local,
    "mapfile": mapfile,
    "popd": popd,
    "printf": printf,
    "pushd": pushd,
    "pwd": pwd,
    "read": read,
    "readarray": mapfile,
    "readonly": readonly,
    "return": return_,
    "set": set_,
    "shift": shift,
    "shopt": shopt,
    "source": source,
    "test": test,
    "times": shell_unknown,
    "trap": trap,
    "true": true,
    "type": type_,
    "typeset": declare,
    "ulimit": nothing,
    "umask": nothing,
    "unalias": nothing,
    "unset": unset,
    "wait": wait,
}
