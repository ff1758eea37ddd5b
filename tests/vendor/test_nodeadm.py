"""nodeadm: the user's configuration is a drop-in, the user's flags come last."""

from __future__ import annotations

from kubelet_lint.node.effect import Write
from kubelet_lint.source import Source, Text
from kubelet_lint.vendor import nodeadm
from kubelet_lint.vendor.manifest import Value, parse
from kubelet_lint.yaml.tree import Problem


def configs(*contents: str) -> list[Value]:
    values = [parse(Source("n.yaml", content).text()) for content in contents]
    return [value for value in values if not isinstance(value, Problem)]


def files(*contents: str) -> dict[str, Text]:
    effects = nodeadm.node(configs(*contents))
    return {effect.path: effect.text for effect in effects if isinstance(effect, Write)}


def test_without_a_users_configuration_there_is_no_dropin() -> None:
    found = files("spec: {cluster: {name: a}}")
    assert nodeadm.DROPIN_PATH not in found
    assert "config-dir" not in found[nodeadm.ENVIRONMENT_PATH].chars


def test_the_dropin_says_what_it_is() -> None:
    found = files("spec: {kubelet: {config: {maxPods: 58}}}")
    assert found[nodeadm.DROPIN_PATH].chars == (
        "apiVersion: kubelet.config.k8s.io/v1beta1\n"
        "kind: KubeletConfiguration\nmaxPods: 58\n"
    )
    assert "--config-dir=" in found[nodeadm.ENVIRONMENT_PATH].chars


def test_a_users_own_kind_wins() -> None:
    found = files("spec: {kubelet: {config: {kind: Own}}}")
    assert "kind: Own\n" in found[nodeadm.DROPIN_PATH].chars


def test_the_drop_in_directory_is_switched_on_for_old_releases() -> None:
    text = files("spec: {kubelet: {config: {maxPods: 1}}}")[nodeadm.ENVIRONMENT_PATH]
    assert "KUBELET_CONFIG_DROPIN_DIR_ALPHA=on\n" in text.chars


def test_several_configurations_merge_and_their_flags_add_up() -> None:
    found = files(
        "spec: {kubelet: {config: {a: {b: 1, c: 1}}, flags: [--v=1]}}",
        "spec: {kubelet: {config: {a: {b: 2}}, flags: [--v=2, --x]}}",
    )
    assert "  c: 1\n  b: 2\n" in found[nodeadm.DROPIN_PATH].chars
    assert found[nodeadm.ENVIRONMENT_PATH].chars.endswith(" --v=1 --v=2 --x\n")


def test_a_flag_keeps_its_place() -> None:
    content = "spec:\n  kubelet:\n    flags:\n    - --authorization-mode=AlwaysAllow\n"
    text = files(content)[nodeadm.ENVIRONMENT_PATH]
    start = text.chars.index("AlwaysAllow")
    span = text.span_of(start, start + 11)
    assert span is not None
    assert span.source.position(span.start) == (4, 28)
