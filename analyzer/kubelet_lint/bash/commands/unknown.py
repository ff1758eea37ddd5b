"""Programs that print or write what only the node knows: curl, tar, python3.

What they print is unknown, and so is what they write: the files their command lines
name. Everything else stays as it is.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from kubelet_lint.bash.commands.options import Options, parse
from kubelet_lint.bash.shell import Call, Result
from kubelet_lint.source import HOLE, Text

_PATH = re.compile(
    r"""["'](/[^"'\s\ud800]+)["']|(?<![\w./$:-])(/(?:etc|var|opt|usr|run|lib|home|root|srv|tmp)/[\w./@+-]+)"""
)


def producer(call: Call) -> Result:
    """Print what only the node knows: ``hostname``, ``date``, ``uname``, ``ip``."""
    return Result(call.unknown(f"printed by {_name(call)}"), None)


def reporter(call: Call) -> Result:
    """Print what only the node knows, and succeed: ``date``, ``hostname``, ``id``."""
    return Result(call.unknown(f"printed by {_name(call)}", _shown(call)), 0)


def _name(call: Call) -> str:
    return call.argv[0].display()


def _shown(call: Call) -> str:
    return " ".join(word.display() for word in call.argv)[:60]


def _lose(call: Call, path: str) -> None:
    """Let nobody know what a file holds, or that it is there."""
    call.machine.blur(path, f"written by {_shown(call)}", call.span)


# --- downloads -----------------------------------------------------------------------

_CURL = (
    "#0123461:2aA:b:Bc:C:d:D:e:E:fF:gGh:H:iIjJkK:lLm:MnNo:OpP:"
    "qQ:r:RsSt:T:u:U:vVw:x:X:y:Y:z:Z"
)
_CURL_LONG = {
    "output": "o:",
    "remote-name": "O",
    "output-dir": "dir:",
    "request": "X:",
    "header": "H:",
    "data": "d:",
    "silent": "s",
    "show-error": "S",
    "location": "L",
    "fail": "f",
    "retry": "retry:",
    "retry-delay": "retry:",
    "retry-max-time": "retry:",
    "retry-connrefused": "flag",
    "connect-timeout": "retry:",
    "max-time": "m:",
    "cacert": "E:",
    "cert": "E:",
    "key": "E:",
    "insecure": "k",
    "user": "u:",
    "proxy": "x:",
    "noproxy": "retry:",
    "write-out": "w:",
    "compressed": "flag",
    "tlsv1.2": "flag",
    "proto": "retry:",
    "url": "url:",
}


def curl(call: Call) -> Result:
    """Download: to standard output, or to a file."""
    options = parse(call.argv[1:], _CURL, _CURL_LONG)
    urls = [*options.operands, *(v for name, v in options.given if name == "url")]
    known = _answer(call, urls)
    written = False
    folder = options.value("dir")
    for name, value in options.given:
        if name == "o":
            written = True
            _save_in(call, folder, value, known)
        elif name == "O":
            written = True
            for url in urls:
                _save_in(call, folder, _last_part(url), known)
    if options.wrong:
        _lose_named(call)
    if written and not options.has("w"):
        return Result(status=None)
    return _downloaded(call, known)


def _answer(call: Call, urls: Sequence[Text]) -> Text | None:
    return call.answer(urls[0]) if len(urls) == 1 else None


def _downloaded(call: Call, known: Text | None) -> Result:
    if known is not None:
        return Result(known)
    return Result(call.unknown(f"downloaded by {_shown(call)}", _shown(call)), None)


def wget(call: Call) -> Result:
    """Download to a file, or to standard output with ``-O -``."""
    long = {
        "output-document": "O:",
        "directory-prefix": "P:",
        "quiet": "q",
        "no-verbose": "flag",
        "no-check-certificate": "flag",
        "tries": "t:",
        "timeout": "T:",
        "header": "header:",
        "continue": "c",
        "output-file": "o:",
        "retry-connrefused": "flag",
        "waitretry": "w:",
        "show-progress": "flag",
        "https-only": "flag",
    }
    options = parse(
        call.argv[1:], "a:A:bB:cdD:e:FhHi:I:kKl:LmnNo:O:pP:qQ:rR:St:T:U:vVw:x", long
    )
    target = options.value("O")
    known = _answer(call, options.operands)
    if target is not None and target.chars == "-":
        return _downloaded(call, known)
    if target is not None:
        _save_in(call, None, target, known)
    for url in options.operands if target is None else ():
        _save_in(call, options.value("P"), _last_part(url), known)
    if options.wrong:
        _lose_named(call)
    return Result(status=None)


def _last_part(url: Text) -> Text:
    part = url[url.chars.rfind("/") + 1 :]
    query = part.chars.find("?")
    return part if query < 0 else part[:query]


def _save_in(call: Call, folder: Text | None, name: Text, known: Text | None) -> None:
    """Write what was downloaded to a file, which nobody knows unless ``known``."""
    if name.chars in ("", "-") or name.chars.startswith("/dev/"):
        return
    path = call.path(name)
    if folder is not None and not name.chars.startswith("/"):
        path = posixpath.join(call.path(folder), name.display())
    if known is None or not call.machine.write(path, known):
        _lose(call, path)


def _lose_named(call: Call) -> None:
    for word in call.argv[1:]:
        chars = word.display()
        if "/" in chars and "://" not in chars and not chars.startswith("-"):
            _lose(call, call.path(word))


# --- archives ------------------------------------------------------------------------


def tar(call: Call) -> Result:
    """Unpack files that nobody knows, or pack some."""
    words = list(call.argv[1:])
    if words and words[0].chars[:1] not in ("-", "") and HOLE not in words[0].chars:
        words[0] = Text.derived("-") + words[0]
    long = {
        "extract": "x",
        "get": "x",
        "create": "c",
        "list": "t",
        "file": "f:",
        "directory": "C:",
        "gzip": "z",
        "bzip2": "j",
        "xz": "J",
        "verbose": "v",
        "strip-components": "strip:",
        "overwrite": "flag",
        "no-same-owner": "flag",
        "wildcards": "flag",
        "to-stdout": "O",
        "owner": "owner:",
        "group": "owner:",
        "exclude": "owner:",
        "transform": "owner:",
        "no-overwrite-dir": "flag",
        "touch": "m",
        "same-permissions": "p",
        "absolute-names": "P",
    }
    options = parse(words, "AcdrtuxC:f:F:g:hI:jJkK:lmMN:oOpPqrS:sT:UvV:wWX:zZ", long)
    if options.has("x") and not options.has("O"):
        folder = options.value("C")
        _unpack(call, call.path(folder) if folder is not None else call.cwd, options)
        return Result(_listing(call) if options.has("v") else Text(), None)
    target = options.value("f")
    if options.has("c", "r", "u") and target is not None and target.chars != "-":
        _lose(call, call.path(target))
        return Result(_listing(call) if options.has("v") else Text(), None)
    return producer(call)


def _listing(call: Call) -> Text:
    return call.unknown(f"printed by {_name(call)}")


def _unpack(call: Call, folder: str, options: Options) -> None:
    lost_below(call, folder)
    for member in options.operands:
        name = member.display()
        if name and "*" not in name:
            _lose(call, posixpath.join(folder, name))


def lost_below(call: Call, folder: str) -> None:
    """Let nobody know any more which files are below a directory."""
    reason = f"which files {_shown(call)} leaves below {folder} is not known"
    call.note(reason)
    call.machine.lose_below(folder, reason, call.span)
    for name in call.machine.names(folder):
        path = posixpath.join(folder, name)
        if call.machine.is_directory(path) is False:
            _lose(call, path)


def unzip(call: Call) -> Result:
    """Unpack files that nobody knows."""
    options = parse(call.argv[1:], "abd:ClLnojpquvVXxZ:", {})
    if options.has("p", "l", "v"):
        return producer(call)
    folder = options.value("d")
    lost_below(call, call.path(folder) if folder is not None else call.cwd)
    return Result(call.unknown("printed by unzip"), None)


# --- scripts in other languages ------------------------------------------------------


def other_language(call: Call) -> Result:
    """Run a script that may write the files it names: ``python3 -c``, ``perl -e``."""
    texts = [call.settle(word) for word in call.argv[1:]]
    named = [word for word in texts if not word.chars.startswith("-")]
    if not named or any(word.chars == "-" for word in texts):
        texts.append(call.settle(call.stdin))
    call.note(f"{_name(call)} is not followed")
    for text in texts:
        for found in _PATH.finditer(text.chars):
            _lose(call, found[1] or found[2])
    for word in texts:
        chars = word.chars
        if chars and len(chars) < 4096 and not re.search(r"\s", chars):
            path = call.path(word)
            if "/" in chars or call.machine.exists(path):
                _lose(call, path)
    return Result(call.unknown(f"printed by {_name(call)}"), None)
