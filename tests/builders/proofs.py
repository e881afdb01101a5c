"""Proofs of bounds in a folder, read and judged without the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from planner.domain.violation import Violation
from planner.verify.bound_check import check_bounds
from planner.verify.read.bound import BoundLevel, read_bound_levels, read_programme, read_published_bounds
from planner.verify.read.claims import Claims


def levels_of(folder: Path) -> tuple[BoundLevel, ...]:
    """Levels that bound.json proves."""
    claims = Claims.read(folder)
    return read_bound_levels(claims, read_programme(claims))


def judged(folder: Path, refused: Mapping[str, int]) -> tuple[Violation, ...]:
    """Violations of the published bounds of a folder."""
    return check_bounds(levels_of(folder), read_published_bounds(Claims.read(folder)), refused)
