"""The program that a container runtime's command line starts.

``docker run [OPTIONS] IMAGE [COMMAND …]`` (docker-run(1), podman-run(1), nerdctl's and
rkt's of the same shape). Which options take a value has to be known to find the image,
for ``--name kubelet`` starts nothing; the booleans are fewer, so they are listed.

An image that is called kubelet has a kubelet for its entry point, as far as anybody can
tell from outside: arguments alone go to it, and without any the image says which. A
command of its own is another program: a kubelet takes no positional argument. ``ctr``
puts a command in the place of the entry point (containerd ``cmd/ctr/commands/run``).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from typing import NamedTuple

from kubelet_lint.source import EMPTY, HOLE, Hole, Text

Argv = tuple[Text, ...]

RUNTIMES = ("docker", "podman", "nerdctl", "rkt", "ctr")

_BOOLEANS = frozenset(
    """
    --detach --interactive --tty --rm --privileged --init --read-only --publish-all
    --oom-kill-disable --no-healthcheck --quiet --replace --rmi --env-host --no-hosts
    --no-hostname --disable-content-trust --sig-proxy --net-host --null-io --cni
    --stage1-from-dir --insecure-options --hosts-entry-from-host --interactive
    --inherit-env --no-overlay --mds-register --latest --all --debug --tls
    --rootfs --isolated --no-pivot --allow-new-privs --seccomp --remote
    """.split()
)
_LETTERS = "aecvwhulmpHDn"
"""Short options that take a value."""

_IMAGE = re.compile(r"(?:.*/)?(kubelet|k3s)(?::[^/]*)?(?:@sha256:[0-9a-f]*)?")
"""An image that is called by the program at its entry point."""


class _Operands(NamedTuple):
    """A command line without its options."""

    words: Argv
    entry: Text | None
    """What ``--entrypoint`` or rkt's ``--exec`` names."""


def started(argv: Argv) -> Argv | None:
    """Return what runs in the container, None if the command starts none."""
    verb = _verb(argv)
    if verb is None:
        return None
    name = argv[verb].chars
    operands = _operands(argv[verb + 1 :], inside=name == "exec")
    if argv[0].chars.endswith("rkt"):
        return _rkt(operands)
    if name == "exec" or argv[0].chars.endswith("ctr"):
        # a container's name, or an image and an identifier, come first
        rest = operands.words[1 if name == "exec" else 2 :]
        if rest or name != "run" or len(operands.words) < 2:
            return rest or None
        return entry_point(operands.words[0], ())
    if not operands.words:
        return None
    image, *command = operands.words
    if name == "create" and not command and operands.entry is None:
        return None  # To copy files out of it: nothing is started.
    return _of_image(image, tuple(command), operands.entry)


def _verb(argv: Argv) -> int | None:
    """Return where ``run``, ``create`` or ``exec`` stands; None for another verb."""
    for at in range(1, len(argv)):
        chars = argv[at].chars
        if chars in ("run", "create", "exec"):
            return at
        before = argv[at - 1].chars
        option = before.startswith("-") and "=" not in before
        if not chars.startswith("-") and chars not in ("container", "c") and not option:
            return None
    return None


def _operands(words: Argv, *, inside: bool) -> _Operands:
    """Return a command line without its options.

    What nobody knows may be options; of a command ``inside`` of a container, its name.
    """
    found: list[Text] = []
    entry: Text | None = None
    at = 0
    while at < len(words):
        chars = words[at].chars
        options = not inside and _options(words[at])
        if chars == "--" or not (chars.startswith("-") or options):
            break
        if chars.startswith(("--entrypoint", "--exec")):
            named = words[at].partition("=")[2]
            entry = named or (words[at + 1] if at + 1 < len(words) else None)
        at += 2 if _takes_next(chars) else 1
    found.extend(words[at:])
    return _Operands(tuple(found), entry)


def _options(word: Text) -> bool:
    """Say whether an unknown word stands for options, not for the image."""
    return word.chars == HOLE and "image" not in word.display().lower()


def _takes_next(option: str) -> bool:
    if option == HOLE or "=" in option:
        return False
    if option.startswith("--"):
        return option not in _BOOLEANS
    return option[-1] in _LETTERS and not any(c in _LETTERS for c in option[1:-1])


def _of_image(image: Text, command: Argv, entry: Text | None) -> Argv | None:
    if entry is not None and entry.chars.strip("\"'[]"):
        if entry.chars.endswith("hyperkube"):
            return command or None
        return (entry, *command)
    return entry_point(image, command) or command or None


def entry_point(image: Text, arguments: Argv) -> Argv | None:
    """Return what an image starts with these arguments, as far as its name tells."""
    called = _IMAGE.fullmatch(image.chars)
    own = not arguments or arguments[0].chars.startswith("-")
    if called is not None and called.group(1) != "kubelet":
        return (image[called.start(1) : called.end(1)], *arguments)
    if not own:
        return None
    reason = f"the image {image.display()} says with which arguments it is started"
    if called is not None:
        unseen = () if arguments else (Text.hole(reason, image.span, words=True),)
        return (image[called.start(1) : called.end(1)], *unseen, *arguments)
    if HOLE in image.chars and "kubelet" in image.display().lower():
        unseen = (Text.hole(reason, image.span, words=True),)
        if arguments and not _several(image):
            unseen = ()
        return (Text.derived("kubelet", image.span), *unseen, *arguments)
    return None


def _several(word: Text) -> bool:
    """Say whether a word may be several: the image, and arguments behind it."""
    return any(isinstance(hole, Hole) and hole.words for hole in word.holes())


def attached(argv: Argv, earlier: Sequence[Argv]) -> int | None:
    """Return which command made the container that ``docker logs -f`` follows.

    ``docker run`` in the foreground is a client that the daemon outlives, so units make
    the container before, and only attach to it then.
    """
    if not argv or posixpath.basename(argv[0].chars) not in RUNTIMES:
        return None
    verbs = [word.chars for word in argv[1:] if not word.chars.startswith("-")]
    if verbs[:1] not in (["logs"], ["attach"], ["wait"], ["start"]):
        return None
    for number, made in enumerate(earlier):
        named = made and posixpath.basename(made[0].chars) in RUNTIMES
        if named and _verb(made) is not None and _name(made) in verbs[1:]:
            return number
    return None


def _name(argv: Argv) -> str | None:
    for word, following in zip(argv, (*argv[1:], EMPTY), strict=True):
        if word.chars == "--name":
            return following.chars
        if word.startswith("--name="):
            return word.chars.partition("=")[2]
    return None


def _rkt(operands: _Operands) -> Argv | None:
    """``rkt run OPTIONS IMAGE [--exec=PROGRAM] -- ARGUMENTS``."""
    words = [word.chars for word in operands.words]
    if "--" not in words:
        return None
    at = words.index("--")
    entry = operands.entry
    for number, word in enumerate(operands.words[:at]):
        if word.chars.startswith("--exec"):
            entry = word.partition("=")[2] or operands.words[number + 1]
    return _of_image(operands.words[0], operands.words[at + 1 :], entry)
