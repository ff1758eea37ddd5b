"""Reports about kubelets built by hand, one for each kind of finding."""

from __future__ import annotations

from kubelet_lint import rules
from kubelet_lint.resolution import (
    Counts,
    Kubelet,
    Problem,
    Refusal,
    Report,
    Skipped,
    Unread,
)
from kubelet_lint.source import Source, Span
from kubelet_lint.value import Assumption, OneOf
from rules.scene import (
    MODE,
    START,
    at,
    bad_config,
    bad_flag,
    case,
    default,
    good_config,
    good_flag,
    kubelet,
    launch,
    layer,
    unseen,
)

KIND = at("etc/k.yaml", "kind: KubeletConfiguration")
GUESS = Assumption("etc/k.yaml is taken for /etc/k.yaml", START)
NO_FLAG = Refusal("kubelet", "unknown flag: --config-dir", START)


def hostile() -> Kubelet:
    """Return a kubelet whose path and file would take over a terminal."""
    content = (
        "kind: x\n# \x1b]0;owned\x07\t\x9b31m \u202egnp\udcff 世界 mode: AlwaysAllow\n"
    )
    source = Source("e\x1b[2Jtc/\nk:,%\udcff.yaml", content)
    start = content.index("mode:")
    span = Span(source, start, start + len("mode: AlwaysAllow"))
    says = layer("config", "AlwaysAllow", "mode: AlwaysAllow \x1b[31m\udcff", span)
    return kubelet(case(mode=says), node=source.path, span=span)


def encoded() -> Kubelet:
    """Return a kubelet whose file is base64 in another file."""
    carrier = Source("user-data.yaml", "content: bW9kZTogQWx3YXlzQWxsb3c=\n")
    inside = Span(carrier, 9, 33)
    inner = Source("/etc/k.yaml", "a: 1\nmode: AlwaysAllow\n", container=inside)
    says = layer("config", "AlwaysAllow", "mode: AlwaysAllow", Span(inner, 5, 22))
    return kubelet(case(mode=says), node="user-data.yaml", span=inside)


KUBELETS = {
    "flag over file": kubelet(
        case(
            mode=(default("Webhook", KIND), good_config(), bad_flag()),
            assumptions=(GUESS,),
        )
    ),
    "legacy defaults": kubelet(
        case(
            of=launch(START, "--v=2"),
            mode=default("AlwaysAllow", START),
            webhook=default(False, START),
            anonymous=default(True, START),
        )
    ),
    "undecided": kubelet(
        case(
            mode=(default("Webhook", KIND), good_config(), unseen()),
            webhook=(default(True, KIND), unseen()),
            anonymous=(default(False, KIND), unseen()),
        )
    ),
    "unstated": kubelet(
        case(mode=default("Webhook", KIND), webhook=default(True, KIND))
    ),
    "in some releases": kubelet(
        case(versions=("1.24",), refusal=NO_FLAG),
        case(versions=("1.28",), mode=bad_config()),
        case(versions=("1.30", "1.34")),
    ),
    "in some circumstances": kubelet(
        case("when $MODE is set", mode=bad_config()), case("when $MODE is unset")
    ),
    "one of two": kubelet(
        case(
            mode=layer(
                "flag",
                OneOf(("AlwaysAllow", "Webhook"), "depends on $MODE"),
                "--authorization-mode=$MODE",
                at("kubelet.service", "$ARGS"),
            )
        )
    ),
    "masked": kubelet(case(mode=(default("Webhook", KIND), bad_config(), good_flag()))),
    "unread": kubelet(
        case(),
        unread=(
            Unread(
                MODE,
                bad_flag().text,
                at("kubelet.service.d/20.conf", bad_flag().text),
                "the unit does not use $ARGS",
            ),
        ),
    ),
    "refused": kubelet(case(refusal=NO_FLAG)),
    "lost": kubelet(),
    "clean": kubelet(case()),
    "encoded": encoded(),
    "hostile": hostile(),
}
"""Kubelets by what is the matter with them."""


def report(*kubelets: Kubelet) -> Report:
    return Report(
        kubelets=kubelets,
        findings=rules.check(kubelets),
        skipped=(Skipped("vendored", 100), Skipped("test data", 20)),
        problems=(Problem("a\x1b[0m\udcff.yaml", "is not UTF-8: see line 3"),),
        counts=Counts(seen=400, read=4),
    )


def one(name: str) -> Report:
    return report(KUBELETS[name])


def everything() -> Report:
    return report(*KUBELETS.values())
