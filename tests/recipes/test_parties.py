"""Parties: nobody lost, waves bounded, days inside the calendar."""

import numpy as np
import pytest

from planner.errors import BadUsage
from planner.recipes.facts import facts_of
from planner.recipes.firms import make_firms
from planner.recipes.geography import expand_origins
from planner.recipes.parties import Parties, make_parties
from planner.units import LocalClock, day_number

CLOCK = LocalClock(28_800)


def _parties(name: str, workers: int) -> Parties:
    facts, rng = facts_of(name), np.random.default_rng(3)
    origins = expand_origins(facts.origins, rng) if facts.origins.areas else None
    return make_parties(facts, make_firms(facts, workers, rng), origins, workers, CLOCK, rng)


def test_a_drawn_city_loses_nobody_and_keeps_to_its_days() -> None:
    parties = _parties("ningbo-102k", 5_000)
    assert parties.persons.sum() == 5_000
    assert 1 <= parties.persons.min() <= parties.persons.max() <= 40
    assert (parties.ready_at < parties.due_at).all()
    assert CLOCK.day(int(parties.ready_at.min())) >= day_number("2020-02-17")
    assert CLOCK.day(int(parties.due_at.max())) <= day_number("2020-03-02")


def test_more_people_are_ready_on_the_busier_days() -> None:
    parties = _parties("ningbo-102k", 50_000)
    days = (parties.ready_at + CLOCK.offset_s) // 86_400
    early = parties.persons[days == day_number("2020-02-17")].sum()
    late = parties.persons[days == day_number("2020-02-26")].sum()
    assert late > early


def test_told_parties_scale_with_the_workers() -> None:
    parties = _parties("toy", 30)
    assert parties.persons.tolist() == [8, 7, 6, 5, 4]


def test_a_recipe_with_neither_parties_nor_calendar_is_an_error() -> None:
    from dataclasses import replace

    facts, rng = replace(facts_of("toy"), parties=()), np.random.default_rng(1)
    with pytest.raises(BadUsage, match="neither parties nor a calendar"):
        make_parties(facts, make_firms(facts, 60, rng), None, 60, CLOCK, rng)
