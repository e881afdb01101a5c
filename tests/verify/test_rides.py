from __future__ import annotations

from dataclasses import replace

from planner.domain.fleet import Fleet, Positioning
from planner.verify.rides import Ride, paid_m, ride_cents

FLEET = Fleet(
    "F", "测试客运", "coach49", 49, 12, 1, 2, "330203", 121.5, 29.9, "330203", 0, 10**9, 80_000, 600, 50_000,
    Positioning.RETURN,
)  # fmt: skip
RIDE = Ride("T", out_m=780_000, between_m=0, home_m=35_000, begin_at=0, end_at=86_400)


def test_positioning_says_which_empty_run_is_paid() -> None:
    def paid(positioning: Positioning, ride: Ride) -> int:
        return paid_m(replace(FLEET, positioning=positioning), 100_000, ride)

    assert [paid(positioning, RIDE) for positioning in Positioning] == [100_000, 880_000, 915_000]
    between = replace(RIDE, out_m=0, between_m=20_000, home_m=0)
    assert [paid(positioning, between) for positioning in Positioning] == [120_000] * 3


def test_half_a_fen_is_rounded_up_and_begun_days_count() -> None:
    fleet = replace(FLEET, cents_per_km=1, fixed_cents=0, positioning=Positioning.NONE)
    assert ride_cents(fleet, 1_499, 0, RIDE) == 1
    assert ride_cents(fleet, 1_500, 0, RIDE) == 2
    assert ride_cents(fleet, 0, 2, RIDE) == 100_000
    assert ride_cents(fleet, 0, 2, replace(RIDE, end_at=86_401)) == 200_000
