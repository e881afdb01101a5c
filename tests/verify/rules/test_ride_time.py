from __future__ import annotations

import pytest

from tests.builders import edit_text
from tests.verify.judging import Change, Toy, broken_by

CORRUPTIONS: dict[str, Change] = {
    "a coach ride over the limit": lambda t: edit_text(t.pack, "max_ride_s = 108000", "max_ride_s = 35699"),
    "a journey over the limit": lambda t: edit_text(t.pack, "max_journey_s = 108000", "max_journey_s = 73799"),
    "an override of the scenario": lambda t: edit_text(
        t.scenario / "scenario.toml", "[network]", "[policy.override.times]\nmax_ride_s = 14399\n\n[network]"
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_rides_and_journeys_that_take_too_long_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"ride_time"}


def test_a_train_ride_is_no_coach_ride(toy: Toy) -> None:
    edit_text(toy.pack, "max_ride_s = 108000", "max_ride_s = 35700")
    assert broken_by(toy) == set()
