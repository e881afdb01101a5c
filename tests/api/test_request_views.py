from __future__ import annotations

from api.request_views import NOBODY_EN, outcome_view
from api.store.outcomes import Outcome, Ride


def test_an_outcome_is_told_with_moments_and_reasons_in_words() -> None:
    ride = Ride("T1", "coach", 1, 4, 1_582_000_000, 1_582_003_600)
    told = outcome_view(Outcome("P", "S", 4, (ride,), (("", 2), ("NO_VEHICLE", 3)))).model_dump(mode="json")
    assert told["rides"][0]["board_at"] == "2020-02-18T04:26:40Z" and told["rides"][0]["mode"] == "coach"
    nobody, full = told["unserved"]
    assert (nobody["reason"], nobody["reason_en"], nobody["persons"]) == (None, NOBODY_EN, 2)
    assert full["reason"] == "NO_VEHICLE" and full["reason_zh"]
