"""Codes of February 2020, and advice about others."""

from __future__ import annotations

from planner.ingest.gazetteer import Gazetteer
from planner.reference import counties

GAZETTEER = Gazetteer.of(counties(), (("130503", "130521"), ("330206", "330299")))


def test_areas_hold_counties() -> None:
    assert GAZETTEER.holds("33")
    assert GAZETTEER.holds("3302")
    assert GAZETTEER.holds("330200")
    assert GAZETTEER.holds("330206")
    assert not GAZETTEER.holds("3399")
    assert not GAZETTEER.holds("99")


def test_advice_names_what_to_write_instead() -> None:
    assert "330203 海曙区" in GAZETTEER.advice("330299")
    assert "names a city" in GAZETTEER.advice("330200")


def test_a_later_code_names_the_earlier_one() -> None:
    later = Gazetteer.of(counties(), (("330214", "330204"), ("330214", "330205")))
    assert "330204 or 330205" in later.advice("330214")


def test_a_code_still_in_force_is_not_called_later() -> None:
    assert "330206" not in GAZETTEER.later
