"""Every image is data with its sources, and its units are what systemd would load."""

from __future__ import annotations

import inspect
import sys

import pytest

from kubelet_lint.source import Literal
from kubelet_lint.vendor import IMAGES


@pytest.mark.parametrize("name", IMAGES)
def test_an_image_says_what_it_is_and_where_that_is_written(name: str) -> None:
    image = IMAGES[name]
    assert image.name == name
    assert image.title
    assert image.releases
    assert "/" in image.source


@pytest.mark.parametrize("name", IMAGES)
def test_the_module_of_an_image_names_releases_and_source(name: str) -> None:
    image = IMAGES[name]
    (module,) = [
        module
        for path, module in sys.modules.items()
        if path.startswith("kubelet_lint.vendor.images.")
        and getattr(module, "IMAGE", None) is image
    ]
    manual = inspect.getdoc(module) or ""
    assert "Releases:" in manual
    assert "Source:" in manual


@pytest.mark.parametrize("name", IMAGES)
def test_what_an_image_ships_points_at_the_vendor(name: str) -> None:
    for path, text in IMAGES[name].files.items():
        assert path.startswith("/")
        assert text.known
        pieces = [piece for _, _, piece in text.pieces()]
        assert all(isinstance(piece, Literal) for piece in pieces)
        span = text.span
        assert span is not None
        assert span.source.origin == "vendor"
        assert span.source.path.endswith(path.rsplit("/", 1)[-1])


@pytest.mark.parametrize("name", IMAGES)
def test_no_line_of_a_shipped_file_was_broken_by_accident(name: str) -> None:
    for path, text in IMAGES[name].files.items():
        if path.endswith((".service", ".conf")) and "kubelet.conf" not in path:
            for line in text.chars.replace("\\\n", " ").splitlines():
                assert not line or line[0] in "[#" or "=" in line or ":" in line


def test_an_unknown_image_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        IMAGES["windows-xp"]
