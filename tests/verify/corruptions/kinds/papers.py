"""Broken files and figures: ``files`` and ``objective``."""

from __future__ import annotations

from random import Random

from tests.verify.corruptions.draft import Draft
from tests.verify.corruptions.moves import coaches, one
from tests.verify.corruptions.registry import corrupts

TABLES = ("cohorts", "trips", "stop_times", "paths", "loads", "manifest", "dwells", "offers", "unserved", "duties")
NUMBERS = {
    "trips": ("load", "distance_m", "drivers", "cost_cents"),
    "stop_times": ("seq", "board", "alight"),
    "loads": ("persons", "board_seq"),
    "paths": ("distance_m", "drive_s"),
    "duties": ("distance_m",),
}


@corrupts("files")
def a_table_is_lost(draft: Draft, rng: Random) -> str | None:
    table = rng.choice(TABLES)
    draft.drop_file(f"{table}.csv")
    return table


@corrupts("files")
def a_number_is_no_number(draft: Draft, rng: Random) -> str | None:
    table = rng.choice(sorted(NUMBERS))
    column, number = rng.choice(NUMBERS[table]), rng.randrange(len(draft.plan(table)))
    draft.plan(table)[number][column] = rng.choice(("", "abc", "1.5", "-", "12a"))
    return f"{table} row {number} {column}"


@corrupts("files")
def a_moment_is_no_moment(draft: Draft, rng: Random) -> str | None:
    number = rng.randrange(len(draft.plan("stop_times")))
    text = rng.choice(("24.02.2020 06:00", "2020-02-30T06:00+08:00", "06:00", ""))
    draft.plan("stop_times")[number]["arrive_at"] = text
    return f"stop_times row {number} {text}"


@corrupts("files")
def a_trip_stands_twice(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(draft.plan("trips"))
    draft.plan("trips").append(dict(trip))
    return trip["trip_id"]


@corrupts("files")
def a_fleet_is_misspelt(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    trip["fleet_id"] += "X"
    return trip["trip_id"]


@corrupts("files")
def a_halt_is_left_out(draft: Draft, rng: Random) -> str | None:
    rows = [row for row in draft.plan("stop_times") if row["seq"] == "1"]
    row = rng.choice(rows)
    draft.plan("stop_times").remove(row)
    return f"{row['trip_id']} seq 1"


@corrupts("files")
def a_place_is_unknown(draft: Draft, rng: Random) -> str | None:
    number = rng.randrange(len(draft.plan("stop_times")))
    draft.plan("stop_times")[number]["stop_id"] = f"S{rng.randrange(900, 999)}"
    return f"stop_times row {number}"


@corrupts("files")
def a_passenger_sits_on_another_trip(draft: Draft, rng: Random) -> str | None:
    seat = rng.choice(draft.plan("manifest"))
    others = [trip["trip_id"] for trip in draft.plan("trips") if trip["trip_id"] != seat["trip_id"]]
    seat["trip_id"] = rng.choice(others)
    return f"{seat['worker_id']} leg {seat['leg_seq']} on {seat['trip_id']}"


@corrupts("files")
def a_worker_is_invented(draft: Draft, rng: Random) -> str | None:
    seat = rng.choice(draft.plan("manifest"))
    seat["worker_id"] = f"W9{rng.randrange(10_000):05d}"
    return seat["worker_id"]


@corrupts("files")
def the_plan_is_of_another_scenario(draft: Draft, rng: Random) -> str | None:
    digest = f"{rng.getrandbits(256):064x}"
    draft.head["scenario_sha256"] = digest
    return digest[:12]


@corrupts("objective")
def a_trip_costs_something_else(draft: Draft, rng: Random) -> str | None:
    trip, by = rng.choice(coaches(draft)), rng.choice((-1, 1, -50_000, 100_000))
    trip["cost_cents"] = str(int(trip["cost_cents"]) + by)
    return f"{trip['trip_id']} by {by}"


@corrupts("objective")
def an_offer_costs_something_else(draft: Draft, rng: Random) -> str | None:
    offer, by = one(rng, draft.plan("offers")), rng.choice((-1, 1, 500_000))
    if offer is None or int(offer["cost_cents"]) + by < 0:
        return None
    offer["cost_cents"] = str(int(offer["cost_cents"]) + by)
    return f"{offer['service_id']} by {by}"


@corrupts("objective")
def the_plan_claims_another_value(draft: Draft, rng: Random) -> str | None:
    levels = draft.head["objective"]
    assert isinstance(levels, list)
    level, by = rng.choice([row for row in levels if row["value"]]), rng.choice((-1, 1, 7))
    level["value"] += by
    return f"{level['name']} by {by}"


@corrupts("objective")
def the_plan_counts_wrongly(draft: Draft, rng: Random) -> str | None:
    counts, name, by = draft.head["counts"], rng.choice(("served", "unserved")), rng.choice((1, 2, 10))
    assert isinstance(counts, dict)
    counts[name] += by
    return f"{name} by {by}"


@corrupts("objective")
def the_levels_stand_in_another_order(draft: Draft, rng: Random) -> str | None:
    levels = draft.head["objective"]
    assert isinstance(levels, list)
    names = [level["name"] for level in levels]
    if len(names) < 2 or not any(name.startswith("unserved") for name in names):
        return None
    place = rng.randrange(len(levels))
    draft.head["objective"] = levels[place:] + levels[:place]
    found = [level["name"] for level in levels[place:] + levels[:place]]
    return None if found == names else " ".join(found)
