"""Facts of carriers take known keys alone."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from planner.recipes.carrier_facts import EscortFacts, LineFacts

MEDICS = {"prefix": "M", "kind": "medic", "base_adcode": "330203", "count": 2}


def test_an_unknown_key_is_an_error() -> None:
    assert TypeAdapter(EscortFacts).validate_python(MEDICS).count == 2
    with pytest.raises(ValidationError, match="nurses"):
        TypeAdapter(EscortFacts).validate_python({**MEDICS, "nurses": 1})


@pytest.mark.parametrize("field", ["prefix", "count", "first", "clock", "min_load"])
def test_a_line_needs_its_route_its_days_and_its_seats(field: str) -> None:
    whole: dict[str, Any] = {
        "prefix": "T", "mode": "train", "from_stop_id": "a", "to_stop_id": "b", "count": 2, "first": "2020-02-19",
        "last": "2020-02-20", "clock": "08:00", "units": 16, "seats_per_unit": 75, "rows_per_unit": 15, "min_load": 240,
    }  # fmt: skip
    assert TypeAdapter(LineFacts).validate_python(whole).apart_s == 3_600
    del whole[field]
    with pytest.raises(ValidationError, match=field):
        TypeAdapter(LineFacts).validate_python(whole)
