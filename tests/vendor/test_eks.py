"""bootstrap.sh takes ``--kubelet-extra-args`` in two words only; so says real bash."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kubelet_lint.node.effect import Effect, Write
from kubelet_lint.source import EMPTY, Choice, Text, program
from kubelet_lint.vendor import eks
from kubelet_lint.vendor.images.eks_al2 import BOOTSTRAP

DROPIN = "30-kubelet-extra-args.conf"

ARGUMENTS = [
    (["prod"], ""),
    (["prod", "--kubelet-extra-args", "--v=4"], "--v=4"),
    (["--kubelet-extra-args", "--v=4 --v=5", "prod"], "--v=4 --v=5"),
    (["prod", "--kubelet-extra-args=--authorization-mode=AlwaysAllow"], ""),
    (["prod", "--kubelet-extra-args", "--a", "--kubelet-extra-args", "--b"], "--b"),
    (["prod", "--kubelet-extra-args", ""], ""),
    (["prod", "--b64-cluster-ca", "--kubelet-extra-args", "--x"], ""),
    (["prod", "--use-max-pods", "false", "--kubelet-extra-args", "--x"], "--x"),
    (["prod", "--unknown", "--kubelet-extra-args", "--x"], "--x"),
    (["prod", "--kubelet-extra-args", "it's"], "it's"),
]


@pytest.mark.parametrize(("words", "extra"), ARGUMENTS)
def test_the_extra_arguments_are_found_as_the_script_finds_them(
    words: list[str], extra: str
) -> None:
    assert eks.extra_args([program(word) for word in words]).chars == extra


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(("words", "extra"), ARGUMENTS)
def test_real_bash_leaves_the_same_dropin(
    words: list[str], extra: str, tmp_path: Path
) -> None:
    script = BOOTSTRAP.replace("/etc/systemd/system", str(tmp_path))
    stub = "systemctl() { :; }\n"
    subprocess.run(
        ["bash", "-s", "--", *words], input=stub + script, text=True, check=True
    )
    path = tmp_path / "kubelet.service.d" / DROPIN
    left = path.read_text(encoding="utf-8") if path.exists() else ""
    effects = eks.bootstrap([program(word) for word in words])
    assert left == _dropin(effects)


def _dropin(effects: tuple[Effect, ...]) -> str:
    texts = [
        effect.text.chars
        for effect in effects
        if isinstance(effect, Write) and effect.path.endswith(DROPIN)
    ]
    return texts[0] if texts else ""


def test_an_unknown_argument_may_hold_the_option_once_more() -> None:
    unknown = Text.hole("", name="$EXTRA", words=True)
    words = [
        program("prod"),
        program("--kubelet-extra-args"),
        program("--v=1"),
        unknown,
    ]
    (choice,) = eks.extra_args(words).holes()
    assert isinstance(choice, Choice)
    assert next(text.chars for _, text in choice.options) == "--v=1"


def test_an_option_after_an_unknown_argument_is_known() -> None:
    unknown = Text.hole("", name="$EXTRA", words=True)
    words = [
        program("prod"),
        unknown,
        program("--kubelet-extra-args"),
        program("--v=1"),
    ]
    assert eks.extra_args(words).chars == "--v=1"


def test_one_unknown_word_is_the_cluster_name() -> None:
    words = [Text.hole("", name="$CLUSTER")]
    assert eks.extra_args(words) == EMPTY


@pytest.mark.parametrize(
    ("name", "open_"), [("${cluster_name}", False), ("${bootstrap_args}", True)]
)
def test_the_first_argument_is_the_clusters_name_unless_it_is_called_otherwise(
    name: str, open_: bool
) -> None:
    word = Text.hole("decided by a template", name=name, words=True)
    assert bool(eks.extra_args([word])) is open_
    assert eks.extra_args([word, program("--kubelet-extra-args"), program("--x")])
