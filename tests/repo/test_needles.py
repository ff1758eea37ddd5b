"""The byte filter lets every file pass that can matter."""

from __future__ import annotations

import gzip
import os
from base64 import b64encode
from pathlib import Path

import pytest

from kubelet_lint.repo.needles import Needles

NARROW = Needles(narrower=(b"kubeletconfiguration", b"execstart="))


@pytest.mark.parametrize(
    ("data", "passes"),
    [
        (b"ExecStart=/usr/bin/kubelet\n", True),
        (b"kind: KubeletConfiguration\n", True),
        (b"KUBELET_EXTRA_ARGS=\n", True),
        (b"/etc/eks/bootstrap.sh prod $ARGUMENTS\n", True),
        ("kind: Kubelet\n".encode("utf-16"), True),
        ("kind: Kubelet\n".encode("utf-32"), True),
        (b"kind: Deployment\n", False),
        (b"", False),
    ],
)
def test_a_first_needle_decides(data: bytes, passes: bool) -> None:
    assert Needles().match(data) is passes


@pytest.mark.parametrize(
    ("data", "passes"),
    [
        (b"kind: KubeletConfiguration\n", True),
        (b"KIND: KUBELETCONFIGURATION", True),
        (b"execstart=/usr/bin/kubelet", True),
        (b"image: kubelet:1.30", False),
        (b"ExecStart=/usr/bin/dockerd", False),
    ],
)
def test_a_narrower_needle_is_found_in_any_case(data: bytes, passes: bool) -> None:
    assert NARROW.match(data) is passes


@pytest.mark.parametrize(
    ("path", "passes"),
    [
        ("etc/default/kubelet", True),
        ("etc/systemd/system/kubelet.service.d/20-extra.conf", True),
        ("files/Kubelet.env", True),
        ("pkg/kubelet/cm/cpu/policy.yaml", False),
        ("etc/default/docker", False),
    ],
)
def test_the_names_of_file_and_folder_count_too(path: str, passes: bool) -> None:
    assert Needles().match_name(path) is passes


@pytest.mark.parametrize("chunk", [1, 2, 7, 100])
@pytest.mark.parametrize(
    ("data", "passes"),
    [
        (b"x" * 50 + b"kubelet" + b"y" * 50 + b"ExecStart=" + b"z" * 50, True),
        (b"x" * 50 + b"ExecStart=kubelet", True),
        (b"x" * 50 + b"kubelet" + b"y" * 50, False),
        (b"ExecStart=" + b"y" * 50, False),
    ],
)
def test_a_needle_across_two_chunks_is_found(
    tmp_path: Path, data: bytes, passes: bool, chunk: int
) -> None:
    file = tmp_path / "large"
    file.write_bytes(data)
    descriptor = os.open(file, os.O_RDONLY)
    try:
        assert NARROW.match_stream(descriptor, chunk) is passes
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_a_word_in_base64_is_found_wherever_it_stands(before: str) -> None:
    data = b64encode(f"{before}/usr/bin/kubelet --v=2\n".encode())
    assert not Needles().match(data)
    assert Needles().match_encoded("user-data.yaml", b"data: " + data)


@pytest.mark.parametrize(
    ("content", "passes"),
    [(b"#!/bin/sh\nexec kubelet --v=2\n", True), (b"#!/bin/sh\nreboot\n" * 9, False)],
)
def test_a_word_in_a_compressed_text_is_found(content: bytes, passes: bool) -> None:
    data = b64encode(gzip.compress(content))
    assert Needles().match_encoded("node.tf", b'x = "' + data + b'"') is passes
    wrapped = b"\n  ".join(data[at : at + 60] for at in range(0, len(data), 60))
    assert Needles().match_encoded("node.yaml", b"x: |\n  " + wrapped) is passes


def test_a_broken_compressed_text_matters_as_far_as_it_can_be_read() -> None:
    assert not Needles().match_encoded("node.tf", b"H4sI" + b"A" * 60)


def test_programs_carry_no_user_data() -> None:
    data = b64encode(b"/usr/bin/kubelet --v=2\n")
    assert not Needles().match_encoded("main.go", data)
    assert Needles().match_encoded("user-data", data)
