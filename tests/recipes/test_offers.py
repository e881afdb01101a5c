"""Offers: believable times and prices, orders in good time."""

from dataclasses import replace

import pytest

from planner.errors import BadUsage
from planner.recipes.carrier_facts import LineFacts
from planner.recipes.facts import facts_of
from planner.recipes.hubs import hubs_of
from planner.recipes.offers import service_table
from planner.units import LocalClock

CLOCK = LocalClock(28_800)


def _services(name: str, workers: int) -> list[dict[str, object]]:
    facts = facts_of(name)
    table = service_table(facts, hubs_of(facts), workers, CLOCK)
    return [dict(zip(table.columns, row, strict=True)) for row in zip(*table.data, strict=True)]


def test_the_city_has_28_trains_and_10_flights_on_offer() -> None:
    modes = [row["mode"] for row in _services("ningbo-102k", 102_700)]
    assert (modes.count("train"), modes.count("flight")) == (28, 10)
    assert modes.count("carriage_block") > 0
    assert modes.count("seat_block") > 0


def test_a_tenth_keeps_a_tenth_of_the_offers() -> None:
    modes = [row["mode"] for row in _services("ningbo-10k", 10_270)]
    assert (modes.count("train"), modes.count("flight")) == (3, 1)


def test_every_offer_arrives_the_same_day_and_can_still_be_ordered() -> None:
    clock = CLOCK
    as_of = clock.moment(facts_of("ningbo-102k").campaign.as_of)
    for row in _services("ningbo-102k", 102_700):
        depart_at, arrive_at = clock.moment(str(row["depart_at"])), clock.moment(str(row["arrive_at"]))
        assert depart_at < arrive_at < depart_at + 13 * 3_600
        assert clock.second_of_day(arrive_at) <= 20 * 3_600
        assert as_of <= clock.moment(str(row["commit_by"])) < depart_at


def test_a_whole_train_from_shangrao_costs_042_yuan_per_seat_and_kilometre() -> None:
    train = next(row for row in _services("ningbo-102k", 102_700) if row["service_id"] == "T-SRG-0222-1030")
    units, seats = int(str(train["units"])), int(str(train["seats_per_unit"]))
    whole = int(str(train["fixed_cents"])) + units * int(str(train["unit_cents"]))
    kilometres = whole / 42 / (units * seats)
    assert 450 <= kilometres <= 560  # 上饶–宁波 by rail


def test_an_offer_from_a_stop_that_the_recipe_does_not_list_is_an_error() -> None:
    with pytest.raises(BadUsage, match="rail:FXU"):
        service_table(facts_of("toy"), {}, 60, CLOCK)


def test_a_line_spreads_its_offers_over_its_days_and_a_second_one_of_a_day_leaves_later() -> None:
    facts = facts_of("ningbo-10k")
    line = LineFacts(
        "T", "train", "rail:FXU", "rail:NGH", 3, "2020-02-20", "2020-02-21", "07:30", 16, 75, 15, 240, apart_s=5_400
    )
    table = service_table(replace(facts, services=(), lines=(line,)), hubs_of(facts), facts.sized_for, CLOCK)
    assert [str(cell)[:16] for cell in table.data[table.columns.index("depart_at")]] == [
        "2020-02-20T07:30", "2020-02-20T09:00", "2020-02-21T07:30",
    ]  # fmt: skip
