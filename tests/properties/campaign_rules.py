"""Random overrides of a rule pack: every field that a rule set knows, switched on now and then, mildly or harshly."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

HOUR_S, DAY_S = 3_600, 86_400
MODES = ("coach", "train", "carriage_block", "seat_block", "flight")
LEVELS = ("low", "medium", "high", "sealed")
PACKS = {
    "bare": ("2020-02-22",),
    "spring-festival": ("2020-02-22", "2020-01-05"),
    "covid-2020-02-11": ("2020-02-22",),
    "covid-2020": ("2020-02-12", "2020-02-25", "2020-03-02"),
    "zones-2021": ("2021-02-20",),
    "closed-loop-2022": ("2022-03-28",),
}
"""Shipped packs, and first days of a campaign under each; 25 February 2020 sees two rule sets."""


def _level(rng: Random) -> str:
    return rng.choice((*LEVELS[1:], "low", "none"))


def _limit(rng: Random, *values: int) -> int | str:
    return rng.choice((*values, "none"))


def _share(rng: Random) -> str:
    return rng.choice(("0", "0.1", "0.333", "0.5", "0.77", "1"))


def _caps(rng: Random) -> list[dict[str, str]]:
    scopes = ("*", "in_city", "inter_city", "inter_province")
    rows = [
        {
            "mode": rng.choice(("*", *MODES)),
            "scope": rng.choice(scopes),
            "level": rng.choice(("*", *LEVELS)),
            "share": rng.choice(("0.2", "0.5", "0.66", "0.9", "1.0")),
        }
        for _ in range(rng.randint(1, 3))
    ]
    return rows


def _arrivals(rng: Random) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for level in rng.sample(LEVELS, rng.randint(1, 3)):
        action = rng.choice(("none", "test", "test", "quarantine", "quarantine"))
        row: dict[str, object] = {"level": level, "action": action}
        rows.append(row | {"days": rng.randint(1, 4)} if action == "quarantine" else row)
    return rows


def _escorts(rng: Random) -> list[dict[str, object]]:
    rows = []
    for _ in range(rng.randint(1, 3)):
        row: dict[str, object] = {"kind": rng.choice(("medic", "liaison")), "mode": rng.choice(("*", *MODES))}
        if rng.random() < 0.5:
            row["persons_per"] = rng.choice((1, 5, 12, 40))
        if rng.random() < 0.4:
            row["ride_over_s"] = rng.choice((HOUR_S, 6 * HOUR_S, DAY_S))
        if rng.random() < 0.4:
            row["level_from"] = rng.choice(LEVELS)
        rows.append(row)
    return rows


def _shares_of_cost(rng: Random) -> dict[str, str]:
    shares = rng.choice((("0.5", "0.5", "0"), ("0", "0", "1"), ("0.333", "0.333", "0.334")))
    return dict(zip(("public", "enterprise", "worker"), shares, strict=True))


FIELDS: dict[str, Callable[[Random], object]] = {
    "caps": _caps,
    "observation_rows": lambda rng: {rng.choice(MODES): rng.randint(0, 3)},
    "path_levels": lambda rng: rng.random() < 0.5,
    "stop_ban_from": _level,
    "sealed_closed": lambda rng: rng.random() < 0.6,
    "max_enterprises": lambda rng: {mode: rng.randint(1, 2) for mode in rng.sample(MODES, rng.randint(1, 3))},
    "max_pickups": lambda rng: _limit(rng, 1, 2, 3),
    "max_drops": lambda rng: _limit(rng, 1, 2, 3),
    "max_trip_m": lambda rng: _limit(rng, 50_000, 300_000, 1_000_000),
    "one_end_registration": lambda rng: rng.random() < 0.5,
    "permit_required": lambda rng: rng.random() < 0.7,
    "max_linehaul_legs": lambda rng: rng.choice((0, 1, 2)),
    "banned_codes": lambda rng: rng.choice(([], [], ["red"], ["red", "yellow"], ["red", "yellow"], ["green"])),
    "lights_closed": lambda rng: rng.choice(([], ["red"], ["red", "yellow"])),
    "white_list_required": lambda rng: rng.random() < 0.5,
    "negative_list_closed": lambda rng: rng.random() < 0.5,
    "unmixed_from": _level,
    "unmixed_codes": lambda rng: rng.random() < 0.7,
    "banned_origins": lambda rng: rng.choice(([], ["34"], ["3412", "520115"], ["52"])),
    "proof_from": _level,
    "certificate_from": _level,
    "test_from": _level,
    "stages": lambda rng: rng.choice((["accepted"], ["accepted"], ["interviewed", "accepted"], ["registered"])),
    "code_max_age_s": lambda rng: _limit(rng, DAY_S, 3 * DAY_S, 7 * DAY_S),
    "test_max_age_s": lambda rng: _limit(rng, DAY_S, 3 * DAY_S, 7 * DAY_S),
    "arrivals": _arrivals,
    "test_result_s": lambda rng: rng.choice((0, 600, 7_200, 6 * HOUR_S)),
    "escorts": _escorts,
    "promise_s": lambda rng: _limit(rng, HOUR_S, 30 * HOUR_S, 4 * DAY_S),
    "promise_to": lambda rng: rng.choice(("boarding", "arrival")),
    "incidence_ppm": lambda rng: {level: rng.choice((0, 3, 900_000)) for level in LEVELS},
    "cost_shares": _shares_of_cost,
    "corridors": lambda rng: rng.choice(([], ["33", "34"], ["33", "34", "52", "36", "43", "31", "32"], ["3302"])),
    "closed_loop_from": _level,
    "crew_isolation_days": lambda rng: rng.choice((0, 1, 3)),
    "driver_white_list": lambda rng: rng.random() < 0.7,
    "level_area": lambda rng: rng.choice(("county", "prefecture")),
    "drivers": lambda rng: rng.choice(
        (
            {"two_driver_m": _limit(rng, 100_000, 800_000)},
            {"driving_24h_s": _limit(rng, 4 * HOUR_S, 10 * HOUR_S), "driving_7d_s": _limit(rng, 12 * HOUR_S)},
            {"continuous_day_s": 2 * HOUR_S, "continuous_night_s": HOUR_S, "rest_s": rng.choice((600, 3_600))},
            {"night_speed_share": rng.choice(("0.37", "0.8", "1"))},
            {"stop_from_s": 2 * HOUR_S, "stop_to_s": 5 * HOUR_S, "stop_exempt_m": rng.choice((0, 100_000))},
            {"stop_from_s": 23 * HOUR_S, "stop_to_s": 4 * HOUR_S, "night_from_s": 20 * HOUR_S},
            {"night_from_s": 0, "night_to_s": 7 * HOUR_S},
        )
    ),
    "times": lambda rng: rng.choice(
        (
            {"transfer_min_s": rng.choice((60, 1_800, 4 * HOUR_S))},
            {"pickup_dwell_s": rng.choice((0, 61, 3_600)), "drop_dwell_s": rng.choice((0, 1_801))},
            {"turnaround_s": rng.choice((0, 4 * HOUR_S))},
            {"max_hub_wait_s": _limit(rng, HOUR_S, 20 * HOUR_S)},
            {"max_ride_s": _limit(rng, 4 * HOUR_S, 14 * HOUR_S)},
            {"max_journey_s": _limit(rng, 10 * HOUR_S, 40 * HOUR_S)},
            {"rail_board_s": 0, "rail_alight_s": 0, "air_board_s": 0, "air_alight_s": 0},
        )
    ),
    "lights": lambda rng: {
        "yellow_items": rng.randint(1, 3),
        "red_after": rng.randint(1, 3),
        "intake_factor": {light: _share(rng) for light in rng.sample(("green", "yellow", "red"), rng.randint(1, 3))},
    },
}
"""A random value of each field of a rule set."""


THEMES: tuple[dict[str, object], ...] = (
    {"arrivals": [{"level": level, "action": "test"} for level in ("low", "medium")], "test_result_s": 1_200},
    {"arrivals": [{"level": "low", "action": "quarantine", "days": 2}, {"level": "medium", "action": "test"}]},
    {"closed_loop_from": "low", "crew_isolation_days": 1},
    {"closed_loop_from": "medium", "crew_isolation_days": 2, "level_area": "prefecture"},
    {"escorts": [{"kind": "medic", "mode": "*"}]},
    {"escorts": [{"kind": "medic", "mode": "*", "persons_per": 20}, {"kind": "liaison", "mode": "train"}]},
    {"permit_required": True, "corridors": ["33", "34", "32", "31", "36", "52", "43"]},
    {"unmixed_from": "medium", "unmixed_codes": True, "banned_codes": []},
    {"promise_s": 2 * DAY_S, "promise_to": "boarding", "code_max_age_s": 5 * DAY_S},
    {"promise_s": 3 * DAY_S, "promise_to": "arrival", "times": {"max_journey_s": 30 * HOUR_S}},
    {"max_pickups": 1, "max_drops": 1, "max_enterprises": {"coach": 1, "train": 1}},
    {"max_trip_m": 300_000, "max_linehaul_legs": 1},
    {"max_trip_m": 300_000, "escorts": [{"kind": "medic", "mode": "*", "ride_over_s": HOUR_S}]},
    {"max_trip_m": 400_000, "arrivals": [{"level": "low", "action": "test"}], "unmixed_from": "medium"},
    {"max_trip_m": 400_000, "arrivals": [{"level": "low", "action": "quarantine", "days": 1}]},
    {"max_trip_m": 300_000, "times": {"max_hub_wait_s": 4 * HOUR_S, "transfer_min_s": 600, "max_journey_s": DAY_S}},
    {"observation_rows": {"coach": 2, "train": 1, "flight": 3}, "path_levels": True, "stop_ban_from": "medium"},
)
"""Rules that belong together, each a subject of its own."""


def overrides(rng: Random) -> dict[str, object]:
    """A few fields with random values; often none, now and then many; in half of the packs on top of a theme."""
    count = rng.choice((0, 0, 1, 1, 2, 3, 5, 8))
    theme = rng.choice(THEMES) if rng.random() < 0.5 else {}
    return theme | {name: FIELDS[name](rng) for name in sorted(rng.sample(sorted(FIELDS), count)) if name not in theme}


def objective(rng: Random) -> dict[str, object]:
    """Order and tolerances of the objective; mostly those of the pack."""
    if rng.random() < 0.7:
        return {}
    rest = rng.sample(("lateness", "fairness", "cost", "blast_radius", "journey", "transfers"), rng.randint(1, 6))
    return {"order": ["served", *rest], "tolerances": {rest[0]: "0.02"}}
