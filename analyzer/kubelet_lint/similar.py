"""Guess which name somebody meant who wrote another one."""

from __future__ import annotations

from collections.abc import Sequence


def similar(name: str, names: Sequence[str]) -> str:
    """Return the name that begins so or looks most like it; empty if none does."""
    from difflib import get_close_matches

    name = name.lower().replace("_", "-")
    begun = [one for one in names if name and one.startswith(name)]
    return next(iter(begun or get_close_matches(name, names, 1)), "")
