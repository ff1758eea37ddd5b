"""base64, gzip, gunzip, zcat: encoded texts (GNU coreutils 9.1, gzip 1.12), bounded.

A decoded text is a document of its own, whose container is the encoded stretch.
"""

from __future__ import annotations

import base64 as codec
import binascii
import zlib
from collections.abc import Iterator

from kubelet_lint.bash.commands.inputs import read_inputs
from kubelet_lint.bash.commands.options import parse
from kubelet_lint.bash.shell import Call, Result
from kubelet_lint.node.filesystem import File
from kubelet_lint.source import HOLE, Hole, Source, Text

LARGEST = 16 << 20
"""Bytes of a decoded text; a larger one is not read."""

_ALPHABET = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
)


def base64(call: Call) -> Result:
    """Encode or decode."""
    long = {"decode": "d", "ignore-garbage": "i", "wrap": "w:"}
    options = parse(call.argv[1:], "dDiw:", long)
    if options.wrong or len(options.operands) > 1:
        return Result(status=1)
    inputs = read_inputs(call, options.operands)
    if inputs.failed:
        return Result(status=1)
    text = call.settle(inputs.text)
    if options.has("d", "D"):
        return _decoded(call, text, garbage=options.has("i"))
    value = options.value("w")
    width = call.settle(value).chars if value is not None else "76"
    if not width.isdigit():
        return Result(status=1)
    return Result(_encoded(call, text, int(width)), inputs.status())


def _encoded(call: Call, text: Text, width: int) -> Text:
    if not text.known:
        reason = f"the base64 form of {text.display()[:60]!r}"
        label = call.unknown(reason).piece_at(0)
        name = label.name if isinstance(label, Hole) else reason
        hole = Hole(reason, call.span, name, encodes=("base64", text))
        return Text(HOLE, (hole,), (1,)) + Text.derived("\n" if width else "")
    data = text.chars.encode("utf-8", "surrogateescape")
    chars = codec.b64encode(data).decode("ascii")
    if width:
        rows = [chars[at : at + width] for at in range(0, len(chars), width)]
        chars = "".join(row + "\n" for row in rows)
    return Text.derived(chars, text.span)


def _decoded(call: Call, text: Text, *, garbage: bool) -> Result:
    inner = _remembered(text)
    if inner is not None:
        return Result(inner)
    if not text.known:
        return Result(call.unknown("decoded from what is not known"), None)
    chars = text.chars.replace("\n", "")
    if garbage:
        chars = "".join(char for char in chars if char in _ALPHABET)
    good = not set(chars) - _ALPHABET
    whole = chars if good else chars[: next(_wrong(chars))]
    try:
        data = codec.b64decode(whole[: len(whole) // 4 * 4])
    except (binascii.Error, ValueError):
        return Result(call.unknown("decoded from a wrong text"), 1)
    return Result(_document(text, data), 0 if good and len(chars) % 4 == 0 else 1)


def _wrong(chars: str) -> Iterator[int]:
    return (at for at, char in enumerate(chars) if char not in _ALPHABET)


def _remembered(text: Text) -> Text | None:
    """Return the text that a hole is known to encode."""
    bare = text.strip()
    hole = bare.piece_at(0) if bare.chars == HOLE else None
    if isinstance(hole, Hole) and hole.encodes and hole.encodes[0] == "base64":
        return hole.encodes[1]
    return None


def _document(text: Text, data: bytes) -> Text:
    content = data.decode("utf-8", "surrogateescape")
    span = text.span
    if span is None:
        return Text.derived(content)
    path = span.outermost.source.path
    return Source(path, content, container=span).text()


# --- gzip ----------------------------------------------------------------------------


def gzip(call: Call) -> Result:
    """Compress, or with ``-d`` uncompress."""
    long = {
        "decompress": "d",
        "uncompress": "d",
        "stdout": "c",
        "to-stdout": "c",
        "force": "f",
        "keep": "k",
        "quiet": "q",
        "recursive": "r",
        "suffix": "S:",
        "test": "t",
        "verbose": "v",
        "fast": "1",
        "best": "9",
        "no-name": "n",
    }
    options = parse(call.argv[1:], "cdfhkLlnNqrS:tvV123456789", long)
    name = call.argv[0].chars.rpartition("/")[2]
    decode = options.has("d") or name in ("gunzip", "zcat")
    inputs = read_inputs(call, options.operands)
    if inputs.failed or options.wrong:
        return Result(status=1)
    if not decode:
        return Result(call.unknown("compressed text"), None)
    parts = [_uncompressed(call, call.settle(one.text)) for one in inputs.contents]
    if not options.operands or options.has("c") or name == "zcat":
        return Result(Text.join(parts), inputs.status())
    for word, part in zip(options.operands, parts, strict=True):
        path = call.path(word)
        call.machine.place(path.removesuffix(".gz"), File(part))
        if not options.has("k"):
            call.machine.remove(path)
    return Result(status=inputs.status())


def _uncompressed(call: Call, text: Text) -> Text:
    if not text.known:
        return call.unknown("uncompressed from what is not known")
    data = text.chars.encode("utf-8", "surrogateescape")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(data, LARGEST)
    except zlib.error:
        return call.unknown("uncompressed from a wrong text")
    if unpacker.unconsumed_tail:
        return call.unknown("an uncompressed text that is too large")
    return _document(text, content)
