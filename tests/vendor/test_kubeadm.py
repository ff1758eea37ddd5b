"""kubeadm's files: defaults fill, users win, arguments are sorted and quoted by Go."""

from __future__ import annotations

import pytest

from kubelet_lint.source import Source, Text
from kubelet_lint.systemd.environment import parse_environment_file
from kubelet_lint.vendor import kubeadm
from kubelet_lint.vendor.kubeadm import Patch
from kubelet_lint.vendor.manifest import Value, at, parse
from kubelet_lint.yaml.tree import Problem


def registration(content: str) -> Value:
    value = parse(Source("k.yaml", content).text())
    assert not isinstance(value, Problem)
    return value


def flags(content: str) -> str:
    return kubeadm.flags(registration(content)).display()


def config(content: str | None, *patches: Patch) -> Value:
    text = Source("k.yaml", content).text() if content is not None else None
    value = parse(kubeadm.config(text, patches))
    assert not isinstance(value, Problem)
    return value


def setting(value: Value, *path: str) -> str | None:
    found = at(value, *path)
    return None if found is None else found.text.chars  # type: ignore[union-attr]


MODE = ("authorization", "mode")
ANONYMOUS = ("authentication", "anonymous", "enabled")
WEBHOOK = ("authentication", "webhook", "enabled")


# --- kubeadm-flags.env ----------------------------------------------------------------


def test_arguments_of_a_map_are_sorted_by_name() -> None:
    assert flags("kubeletExtraArgs: {v: '4', authorization-mode: AlwaysAllow}") == (
        'KUBELET_KUBEADM_ARGS="--authorization-mode=AlwaysAllow '
        "--container-runtime-endpoint=unix:///var/run/containerd/containerd.sock "
        '--v=4"\n'
    )


def test_arguments_of_a_list_are_sorted_by_name_and_value() -> None:
    text = flags(
        "kubeletExtraArgs: [{name: v, value: '4'}, {name: v, value: '2'},"
        " {name: authorization-mode, value: Webhook},"
        " {name: authorization-mode, value: AlwaysAllow}]"
    )
    assert "--authorization-mode=AlwaysAllow --authorization-mode=Webhook" in text
    assert text.endswith('--v=2 --v=4"\n')


def test_an_extra_argument_replaces_the_base_one_of_its_name() -> None:
    text = flags("kubeletExtraArgs: {container-runtime-endpoint: unix:///x}")
    assert text == 'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///x"\n'


def test_the_socket_is_the_users_if_there_is_one() -> None:
    assert "endpoint=unix:///crio.sock" in flags("criSocket: unix:///crio.sock")


def test_a_quoted_key_is_its_value() -> None:
    assert '"--v=4' not in flags("kubeletExtraArgs: {\"v\": '4'}").replace(" ", "")
    assert "--v=4" in flags("kubeletExtraArgs: {\"v\": '4'}")


@pytest.mark.parametrize(
    ("value", "seen"),
    [("'a\"b'", 'a"b'), ("'a\\b'", "a\\b"), ("'a b'", "a b"), ("'$HOME'", "$HOME")],
)
def test_go_quotes_what_systemd_takes_apart_again(value: str, seen: str) -> None:
    text = kubeadm.flags(registration(f"kubeletExtraArgs: {{x: {value}}}"))
    ((name, found),) = parse_environment_file(text)
    assert name.chars == "KUBELET_KUBEADM_ARGS"
    assert found.chars.endswith(f"--x={seen}")


def test_a_value_keeps_its_place() -> None:
    content = "kubeletExtraArgs:\n- name: authorization-mode\n  value: AlwaysAllow\n"
    text = kubeadm.flags(registration(content))
    start = text.chars.index("AlwaysAllow")
    span = text.span_of(start, start + 11)
    assert span is not None
    assert span.source.position(span.start) == (3, 10)


def test_an_unknown_value_spoils_only_itself() -> None:
    source = Source("k.yaml", "kubeletExtraArgs: {node-ip: ")
    text = (
        source.text()
        + Text.hole("ip", name="{{ ip }}")
        + Source("k", ", v: '4'}").text()
    )
    value = parse(text)
    assert not isinstance(value, Problem)
    assert kubeadm.flags(value).display().endswith('--node-ip=‹{{ ip }}› --v=4"\n')


def test_unknown_arguments_stand_before_all_known_ones() -> None:
    hole = Text.hole("template", name="{{ args }}")
    text = Source("k", "kubeletExtraArgs:\n  v: '4'\n  ").text() + hole
    value = parse(text)
    assert not isinstance(value, Problem)
    assert (
        kubeadm.flags(value)
        .display()
        .startswith('KUBELET_KUBEADM_ARGS="‹{{ args }}› --container-runtime')
    )


# --- config.yaml ----------------------------------------------------------------------


def test_without_a_document_kubeadm_writes_its_defaults() -> None:
    value = config(None)
    assert setting(value, *MODE) == "Webhook"
    assert setting(value, *WEBHOOK) == "true"
    assert setting(value, *ANONYMOUS) == "false"


@pytest.mark.parametrize(
    ("content", "mode", "webhook", "anonymous"),
    [
        ("authorization: {mode: AlwaysAllow}", "AlwaysAllow", "true", "false"),
        ("authorization: {mode: ''}", "Webhook", "true", "false"),
        ("authentication: {webhook: {enabled: false}}", "Webhook", "false", "false"),
        ("authentication: {anonymous: {enabled: true}}", "Webhook", "true", "true"),
        ("authentication: {webhook: {enabled: ~}}", "Webhook", "true", "false"),
        ("authentication: ~\nauthorization: {}", "Webhook", "true", "false"),
    ],
)
def test_a_users_value_is_kept_and_the_rest_filled(
    content: str, mode: str, webhook: str, anonymous: str
) -> None:
    value = config(f"kind: KubeletConfiguration\n{content}\n")
    assert setting(value, *MODE) == mode
    assert setting(value, *WEBHOOK) == webhook
    assert setting(value, *ANONYMOUS) == anonymous


def test_a_filled_value_is_kubeadms_a_written_one_the_repositorys() -> None:
    source = Source("k.yaml", "kind: KubeletConfiguration\n")
    text = kubeadm.config(source.text())
    start = text.chars.index("Webhook")
    span = text.span_of(start, start + 7)
    assert span is not None
    assert span.source.origin == "vendor"
    assert span.source.path == "kubeadm defaults: config.yaml"


def test_a_document_that_cannot_be_read_reaches_the_kubelet_as_it_is() -> None:
    text = Source("k.yaml", "kind: KubeletConfiguration\n\tauthorization: x\n").text()
    assert kubeadm.config(text) == text


@pytest.mark.parametrize(
    ("name", "patches"),
    [
        ("kubeletconfiguration.yaml", True),
        ("kubeletconfiguration0+merge.yaml", True),
        ("kubeletconfiguration+json.json", True),
        ("kubeletconfiguration-own+strategic.yaml", True),
        ("kubeletconfiguration.yml", False),
        ("kube-apiserver.yaml", False),
        ("KubeletConfiguration.yaml", False),
    ],
)
def test_patches_are_known_by_their_names(name: str, patches: bool) -> None:
    assert kubeadm.is_patch(name) is patches


def test_patches_are_laid_over_in_the_order_of_their_names() -> None:
    second = Patch(
        "kubeletconfiguration2.yaml", Source("2", "authorization: {mode: B}").text()
    )
    first = Patch(
        "kubeletconfiguration1.yaml", Source("1", "authorization: {mode: A}").text()
    )
    assert setting(config(None, second, first), *MODE) == "B"


def test_a_json_patch_may_replace_a_block() -> None:
    content = (
        "- {op: replace, path: /authentication, value: {anonymous: {enabled: true}}}"
    )
    patch = Patch("kubeletconfiguration+json.yaml", Source("p", content).text())
    value = config(None, patch)
    assert setting(value, *ANONYMOUS) == "true"
    assert setting(value, *WEBHOOK) is None
