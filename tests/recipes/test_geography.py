"""Origins follow the shares; points stay near their seat."""

import numpy as np
import pytest

from planner.errors import BadUsage
from planner.recipes.facts import OriginArea, OriginFacts
from planner.recipes.geography import county, distance_m, expand_origins, near_seat
from planner.units import great_circle_m


def _rng() -> np.random.Generator:
    return np.random.default_rng(11)


def test_the_share_table_leads_with_fuyang() -> None:
    shares = expand_origins(OriginFacts(share_table=True), _rng()).prefecture_shares()
    assert len(shares) == 40
    assert max(shares, key=lambda prefecture: shares[prefecture]) == "3412"
    assert sum(shares.values()) == pytest.approx(1.0)


def test_counties_beyond_the_distance_are_left_out() -> None:
    origins = expand_origins(OriginFacts(share_table=True, near_adcode="330206", within_m=800_000), _rng())
    assert all(distance_m(adcode, "330206") <= 800_000 for adcode in origins.adcodes)


def test_an_area_can_be_limited_to_some_of_its_counties() -> None:
    origins = expand_origins(OriginFacts(areas=(OriginArea("42", 1.0, counties=5),)), _rng())
    assert len(origins.adcodes) == 5
    assert all(adcode.startswith("42") for adcode in origins.adcodes)


@pytest.mark.parametrize("facts", [OriginFacts(), OriginFacts(areas=(OriginArea("99", 1.0),))])
def test_no_county_at_all_is_an_error(facts: OriginFacts) -> None:
    with pytest.raises(BadUsage, match="no county"):
        expand_origins(facts, _rng())


def test_a_code_that_was_no_county_is_an_error() -> None:
    with pytest.raises(BadUsage, match="330204"):
        county("330204")


def test_a_point_near_a_seat_is_near_it() -> None:
    seat, rng = county("330206"), _rng()
    points = [near_seat("330206", rng, 2_000.0) for _ in range(50)]
    assert all(great_circle_m(seat.lon, seat.lat, lon, lat) <= 2_000 * 1.4143 + 5 for lon, lat in points)
