"""What the tests of releases share: one build for all of them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from .built import build, copy


class Built(NamedTuple):
    """A wheel and a source distribution, and the sources they came from."""

    sources: Path
    files: dict[str, Path]

    @property
    def wheel(self) -> Path:
        return next(path for path in self.files.values() if path.suffix == ".whl")

    @property
    def sdist(self) -> Path:
        return next(path for path in self.files.values() if path.suffix == ".gz")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    sources = copy(tmp_path_factory.mktemp("sources"), touched=1_600_000_000)
    return Built(sources, build(sources))
