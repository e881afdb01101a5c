"""Road settings check themselves."""

from __future__ import annotations

import pytest

from planner.travel.settings import RoadSettings


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"detour": 0.9}, "never shorter"),
        ({"trunk_share": 0.5}, "trunk_share is 0.5"),
        ({"trunk_kmh": 300.0}, "allowed are 5 to 120"),
    ],
)
def test_impossible_settings_are_refused(change: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        RoadSettings(**change)  # type: ignore[arg-type]
