"""cloud-config: files, then commands, in the order of cloud-init's stages."""

from __future__ import annotations

import base64
import gzip

import pytest

from kubelet_lint.node.effect import Write

from .carried import carried, machine, place, told

B64 = base64.b64encode(b"mode: AlwaysAllow\n").decode()
GZ = base64.b64encode(gzip.compress(b"mode: AlwaysAllow\n")).decode()
BOMB = base64.b64encode(gzip.compress(b"a" * 30_000_000)).decode()


def effects(body: str) -> list[str]:
    return told(machine("user-data", f"#cloud-config\n{body}").effects)


def test_stages_run_in_their_order_whatever_the_order_of_the_keys() -> None:
    assert effects(
        "runcmd:\n"
        "- systemctl restart kubelet\n"
        '- [sh, -c, "echo it\'s"]\n'
        "write_files:\n"
        "- {path: /late, content: c, defer: true}\n"
        "- {path: /a, content: b, permissions: '0755'}\n"
        "- {path: /a, content: d, append: true}\n"
        "bootcmd:\n"
        "- [cloud-init-per, once, x, touch, /early]\n"
    ) == [
        "run bootcmd: 'touch' '/early'\n",
        "write 755 /a: b",
        "append /a: d",
        "write /late: c",
        "run runcmd: systemctl restart kubelet\n'sh' '-c' 'echo it'\\''s'\n",
    ]


@pytest.mark.parametrize("encoding", ["b64", "base64"])
def test_base64_is_decoded(encoding: str) -> None:
    assert effects(
        f"write_files:\n- path: /a\n  encoding: {encoding}\n  content: {B64}\n"
    ) == ["write /a: mode: AlwaysAllow\n"]


@pytest.mark.parametrize("encoding", ["gz+b64", "gz+base64", "gzip+b64", "gzip+base64"])
def test_compressed_base64_is_decoded(encoding: str) -> None:
    assert effects(
        f"write_files:\n- path: /a\n  encoding: {encoding}\n  content: !!binary {GZ}\n"
    ) == ["write /a: mode: AlwaysAllow\n"]


def test_a_binary_scalar_is_decoded_before_its_encoding() -> None:
    assert effects(
        f"write_files:\n- path: /a\n  encoding: gzip\n  content: !!binary |\n    {GZ}\n"
        f"- path: /b\n  content: !!binary {B64}\n"
    ) == ["write /a: mode: AlwaysAllow\n", "write /b: mode: AlwaysAllow\n"]


def test_a_bare_word_at_the_margin_is_a_placeholder() -> None:
    assert effects(
        "write_files:\n- {path: /a, content: b}\n\nMORE_FILES_PLACEHOLDER\n\n"
        "- {path: /c, content: d}\n"
    ) == [
        "unfollowed lines of the cloud-config are unknown: ‹MORE_FILES_PLACEHOLDER›",
        "write /a: b",
        "write /c: d",
    ]


def test_what_cannot_be_read_may_start_a_kubelet() -> None:
    reason = "the cloud-config cannot be read: did not find expected node content"

    assert effects("write_files: [\n- kubelet\n") == [
        f"unfollowed {reason}",
        f"start kubelet ‹{reason}›",
    ]


def test_decoded_characters_point_at_the_encoded_scalar() -> None:
    body = f"#cloud-config\nwrite_files:\n- path: /a\n  encoding: b64\n  content: {B64}"
    (write,) = machine("user-data", body).effects

    assert isinstance(write, Write)
    assert place(write.text, "Always") == ("user-data", (5, 12))
    span = write.text.span
    assert span is not None
    assert span.source.position(span.start) == (1, 1)


def test_plain_content_points_at_itself() -> None:
    body = (
        "#cloud-config\nwrite_files:\n- path: /a\n  content: |\n    mode: AlwaysAllow\n"
    )
    (write,) = machine("user-data", body).effects

    assert isinstance(write, Write)
    assert place(write.text, "Always") == ("user-data", (5, 11))


UNKNOWN = [
    ("encoding: b64, content: '%'", "it is not base64"),
    ("encoding: gz+b64, content: aGVsbG8=", "it is not gzip"),
    ("encoding: rot13, content: x", "the content is encoded as rot13"),
    ("source: {uri: 'https://x'}", "the content is fetched from https://x"),
    (f"encoding: gz+b64, content: {BOMB}", "bytes when decompressed"),
]


@pytest.mark.parametrize(("said", "reason"), UNKNOWN, ids=[r for _, r in UNKNOWN])
def test_what_cannot_be_decoded_is_unknown_not_absent(said: str, reason: str) -> None:
    text = f"#cloud-config\nwrite_files:\n- {{path: /a, {said}}}\n"
    (write,) = machine("user-data", text).effects

    assert isinstance(write, Write)
    (hole,) = write.text.holes()
    assert reason in str(hole)


def test_coreos_units_are_written_and_started() -> None:
    assert effects(
        "coreos:\n"
        "  units:\n"
        "  - name: kubelet.service\n"
        "    command: start\n"
        "    content: |\n"
        "      [Service]\n"
        "    drop-ins:\n"
        "    - name: 10-a.conf\n"
        "      content: '[Service]'\n"
        "  - name: update-engine.service\n"
        "    mask: true\n"
    ) == [
        "write /etc/systemd/system/kubelet.service: [Service]\n",
        "write /etc/systemd/system/kubelet.service.d/10-a.conf: [Service]",
        "link /etc/systemd/system/update-engine.service /dev/null",
        "boot kubelet.service",
    ]


def test_its_own_template_is_punched() -> None:
    (effect,) = machine(
        "user-data",
        "## template: jinja\n#cloud-config\n"
        "write_files:\n- path: /a\n  content: '{{ v1.region }}'\n",
    ).effects

    assert isinstance(effect, Write)
    assert effect.text.display() == "‹{{ v1.region }}›"


def test_a_config_that_cannot_be_read_is_said() -> None:
    (effect,) = effects("write_files: [\n")

    assert effect.startswith("unfollowed the cloud-config cannot be read")


def test_the_first_line_decides() -> None:
    assert carried("user-data", "# cloud-config\nwrite_files: []\n") == []
