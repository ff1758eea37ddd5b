"""Read configurations that are given as text."""

from __future__ import annotations

import pytest

from kubelet_lint.config.file import ConfigError, File
from kubelet_lint.config.read import read
from kubelet_lint.config.settings import Settings


def settings(content: str, path: str = ".kubelet-lint.toml") -> Settings:
    return read([File(path, content.encode(), path.endswith("pyproject.toml"))])


def trouble(content: str, path: str = ".kubelet-lint.toml") -> str:
    with pytest.raises(ConfigError) as caught:
        settings(content, path)
    return str(caught.value)
