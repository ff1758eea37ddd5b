"""Bottlerocket's TOML: one setting, in every way TOML can spell it."""

from __future__ import annotations

import pytest

from forms import GivenFiles, document, machine, paths, place, written
from kubelet_lint.artifacts import bottlerocket_settings
from kubelet_lint.node.effect import Machine, Unfollowed
from kubelet_lint.source import Text
from kubelet_lint.vendor.images.bottlerocket import CONFIG_PATH

STANDALONE = [
    "[settings.kubernetes]\nstandalone-mode = true\n",
    "settings.kubernetes.standalone-mode = true\n",
    "[settings]\nkubernetes.standalone-mode=true # x\n[settings.kubernetes]\n",
    '["settings" . kubernetes]\n"standalone-mode" = true\n[settings.kubernetes.x]\n',
    "settings.kubernetes = { cluster-name = 'a', standalone-mode = true }\n",
    "[settings.kubernetes]\nstandalone-mode = false\nstandalone-mode = true\n",
]


@pytest.mark.parametrize("content", STANDALONE)
def test_a_standalone_node_authorizes_everyone(content: str) -> None:
    text = written(machine(bottlerocket_settings, content, "u.toml"), CONFIG_PATH)
    path, line, column = place(text, "AlwaysAllow")
    assert path == "u.toml"
    assert content.splitlines()[line - 1][column - 1 :].startswith("true")


OTHERS = [
    "[settings.kubernetes]\nstandalone-mode = false\n",
    "[settings.kubernetes]\ncluster-name = 'a'\n",
    '[settings.kubernetes]\nx = """\nstandalone-mode = true\n"""\n',
    "[settings.kubernetes]\n[settings.kubernetes.other]\nstandalone-mode = true\n",
    "[settings.kubernetes]\n# standalone-mode = true\n",
]


@pytest.mark.parametrize("content", OTHERS)
def test_any_other_node_is_the_images(content: str) -> None:
    assert paths(machine(bottlerocket_settings, content, "u.toml")) == []


def test_settings_of_something_else_are_not_recognized() -> None:
    assert not bottlerocket_settings.recognizes(document("[settings.host]\n", "u.toml"))


def test_an_unknown_line_may_set_it() -> None:
    read = document("[settings.kubernetes]\nx = 1\n", "u.toml")
    read = read._replace(text=read.text + Text.hole("", name="${extra}"))
    (node,) = bottlerocket_settings.read(read, GivenFiles({}))
    assert isinstance(node, Machine)
    (unfollowed,) = [e for e in node.effects if isinstance(e, Unfollowed)]
    assert unfollowed.reason == "standalone-mode may be set by ‹${extra}›"
