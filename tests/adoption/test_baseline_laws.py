"""What holds for any repository: what stays is accepted, what changes is new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from kubelet_lint import analyze
from kubelet_lint.adoption.baseline import Listed, Matched, entries, match
from kubelet_lint.adoption.baseline_file import parse, render
from kubelet_lint.finding import Finding
from kubelet_lint.options import Options
from kubelet_lint.repo.history import Renames
from kubelet_lint.repo.repository import Repository

OPTIONS = Options(kubelet_versions=("1.30",))

FLAGS = (
    "",
    "--authorization-mode=AlwaysAllow",
    "--authorization-mode AlwaysAllow",
    "--anonymous-auth",
    "--anonymous-auth=true --authentication-token-webhook=false",
)
BLOCKS = {
    "anonymous": "authentication: {anonymous: {enabled: %s}, webhook: {enabled: true}}",
    "mode": "authorization:\n  mode: %s",
}
FILLER = ("# a remark", "maxPods: 110", "clusterDomain: cluster.local", "")


class Node(NamedTuple):
    """What one node's files say."""

    flags: str
    mode: str
    anonymous: str
    filler: tuple[str, ...]
    turned: bool
    """Whether the blocks stand in the other order."""

    def files(self, root: str) -> dict[str, bytes]:
        blocks = [
            BLOCKS["anonymous"] % self.anonymous,
            *self.filler,
            BLOCKS["mode"] % self.mode,
        ]
        config = [
            "kind: KubeletConfiguration",
            "apiVersion: kubelet.config.k8s.io/v1beta1",
            *(reversed(blocks) if self.turned else blocks),
        ]
        unit = (
            f"[Service]\nExecStart=/usr/bin/kubelet --config=/etc/k.yaml "
            f"--kubeconfig=/etc/kc {self.flags}\n"
        )
        return {
            f"{root}/etc/systemd/system/kubelet.service": unit.encode(),
            f"{root}/etc/k.yaml": "\n".join(config).encode() + b"\n",
        }


FILLERS = st.lists(st.sampled_from(FILLER), max_size=4, unique=True).map(tuple)
NODES = st.builds(
    Node,
    flags=st.sampled_from(FLAGS),
    mode=st.sampled_from(["AlwaysAllow", "Webhook", '"AlwaysAllow"']),
    anonymous=st.sampled_from(["true", "false"]),
    filler=FILLERS,
    turned=st.booleans(),
)
ROOTS = st.dictionaries(st.sampled_from("abc"), NODES, min_size=1, max_size=3)

often = settings(max_examples=25, deadline=None)


def laid(nodes: Mapping[str, Node]) -> dict[str, bytes]:
    return {
        path: content
        for root, node in nodes.items()
        for path, content in node.files(root).items()
    }


def found(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    repository = Repository("", sorted(files), given=files)
    return analyze.check(repository, OPTIONS).findings


def baseline(findings: tuple[Finding, ...]) -> tuple[Listed, ...]:
    """Return the baseline that these findings make, as its file says it."""
    return parse(render(one for finding in findings for one in entries(finding)))


def against(
    listed: tuple[Listed, ...],
    files: Mapping[str, bytes],
    renamed: Mapping[str, str] | None = None,
) -> Matched:
    return match(
        found(files),
        listed,
        exists=lambda path: path in files,
        renames=lambda: None if renamed is None else Renames(renamed, frozenset()),
    )


@often
@given(ROOTS)
def test_what_is_listed_is_accepted_and_nothing_else(nodes: dict[str, Node]) -> None:
    findings = found(laid(nodes))
    told = against(baseline(findings), laid(nodes))
    assert (told.new, told.gone, told.unlisted) == ((), (), 0)
    assert len(told.suppressed) == len(findings)
    nothing = against((), laid(nodes))
    assert (len(nothing.new), nothing.unlisted) == (len(findings), len(findings))


@often
@given(ROOTS, st.data())
def test_edits_elsewhere_and_blocks_that_move_change_nothing(
    nodes: dict[str, Node], data: st.DataObject
) -> None:
    listed = baseline(found(laid(nodes)))
    moved = {
        root: node._replace(filler=data.draw(FILLERS), turned=data.draw(st.booleans()))
        for root, node in nodes.items()
    }
    told = against(listed, laid(moved))
    assert (told.new, told.gone) == ((), ())


@often
@given(ROOTS, st.permutations("abc"))
def test_files_that_git_says_were_renamed_change_nothing(
    nodes: dict[str, Node], names: list[str]
) -> None:
    files = laid(nodes)
    to = {root: f"{new}-moved" for root, new in zip("abc", names, strict=True)}
    moved = {to[root]: node for root, node in nodes.items()}
    renames = {path: to[path[0]] + path[1:] for path in files}
    told = against(baseline(found(files)), laid(moved), renames)
    assert (told.new, told.gone) == ((), ())


@often
@given(ROOTS, st.data())
def test_another_node_that_changes_is_new_and_the_rest_stays(
    nodes: dict[str, Node], data: st.DataObject
) -> None:
    listed = baseline(found(laid(nodes)))
    root = data.draw(st.sampled_from(sorted(nodes)))
    after = {**nodes, root: data.draw(NODES)}
    told = against(listed, laid(after))
    assert {finding.node.split("/")[0] for finding in told.new} <= {root}
    before = {(f.rule, f.node, f.setting, f.value, f.text) for f in found(laid(nodes))}
    new = {(f.rule, f.node, f.setting, f.value, f.text) for f in told.new}
    assert not new & before


@often
@given(ROOTS, st.data())
def test_an_entry_accepts_one_finding_and_what_is_mended_is_gone(
    nodes: dict[str, Node], data: st.DataObject
) -> None:
    findings = found(laid(nodes))
    listed = baseline(findings)
    root = data.draw(st.sampled_from(sorted(nodes)))
    good = nodes[root]._replace(flags="", mode="Webhook", anonymous="false")
    told = against(listed, laid({**nodes, root: good}))
    assert told.new == ()
    own = [one for one in listed if one.entry.node.startswith(f"{root}/")]
    assert sorted(told.gone) == sorted(own)
