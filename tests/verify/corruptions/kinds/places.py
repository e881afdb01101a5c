"""Wrong places: ``stop_ban``, ``sealed``, ``modes``, ``direct_only``, ``stops``."""

from __future__ import annotations

from random import Random

from tests.verify.corruptions.draft import Draft, Row, day_of, shifted
from tests.verify.corruptions.moves import (
    add_zone,
    area_around,
    coaches,
    county_of,
    halts,
    insert_halt,
    of_trip,
    one,
    put_leg,
    relevel,
    row_of,
    served,
)  # fmt: skip
from tests.verify.corruptions.registry import corrupts

FAR = ("340181", "410102", "420106", "431102", "360102", "350102", "440103", "610102", "370102", "130102")
"""Counties that no coach of these plans comes near."""


def _transit(draft: Draft, trip: Row) -> list[Row]:
    """Halts between the first boarding county and the last alighting county."""
    stops = served(draft, trip)
    ends = {county_of(draft, stops[0]["stop_id"]), county_of(draft, stops[-1]["stop_id"])}
    return [halt for halt in stops if county_of(draft, halt["stop_id"]) not in ends]


def _a_transit_halt(draft: Draft, rng: Random) -> Row | None:
    return one(rng, [halt for trip in coaches(draft) for halt in _transit(draft, trip)])


@corrupts("stop_ban")
def the_county_of_a_stop_on_the_way_turns_high(draft: Draft, rng: Random) -> str | None:
    halt = _a_transit_halt(draft, rng)
    if halt is None:
        return None
    county = county_of(draft, halt["stop_id"])
    area, first = rng.choice((county, county[:4])), day_of(halt["arrive_at"], -rng.randrange(5))
    add_zone(draft, area, "high", first, rng.choice(("", day_of(halt["depart_at"]))))
    relevel(draft, area, "high")
    draft.override("stop_ban_from", '"high"')
    return f"{area} from {first}"


@corrupts("stop_ban")
def the_ban_begins_lower(draft: Draft, rng: Random) -> str | None:
    halt = _a_transit_halt(draft, rng)
    if halt is None:
        return None
    county = county_of(draft, halt["stop_id"])
    add_zone(draft, county, "medium", day_of(halt["arrive_at"], -rng.randrange(9)))
    relevel(draft, county, "medium")
    draft.override("stop_ban_from", '"medium"')
    return f"{halt['trip_id']} at {halt['stop_id']}"


@corrupts("stop_ban")
def a_pick_up_is_squeezed_in_where_stops_are_banned(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    where = rng.choice(FAR)
    leg = one(rng, _followers(draft, trip))
    if leg is None:
        return None
    _extra_pick_up(draft, leg, f"adcode:{where}")
    add_zone(draft, where, "high", day_of(trip["depart_at"], -7))
    draft.override("stop_ban_from", '"high"')
    return f"{trip['trip_id']} at {where}"


def _followers(draft: Draft, trip: Row) -> list[Row]:
    """Legs of a trip that board where others board too, or after them."""
    legs = of_trip(draft, "loads", trip["trip_id"])
    return [a for a in legs if any(int(b["board_seq"]) <= int(a["board_seq"]) for b in legs if b is not a)]


def _extra_pick_up(draft: Draft, leg: Row, place: str) -> None:
    """Let a part board at a further halt behind its own, at the same minute."""
    after = int(leg["board_seq"])
    at = row_of(draft.plan("stop_times"), trip_id=leg["trip_id"], seq=leg["board_seq"])["depart_at"]
    cells = {"stop_id": place, "arrive_at": at, "depart_at": at, "activity": "board"}
    insert_halt(draft, leg["trip_id"], after, cells)
    put_leg(draft, leg, after + 1, int(leg["alight_seq"]))


@corrupts("sealed")
def a_county_on_the_way_is_sealed(draft: Draft, rng: Random) -> str | None:
    row = rng.choice(draft.plan("paths"))
    first = day_of(row["enter_at"], -rng.randrange(4))
    add_zone(draft, row["adcode"], "sealed", first, rng.choice(("", day_of(row["leave_at"]))))
    relevel(draft, row["adcode"], "sealed")
    draft.override("sealed_closed", "true")
    return f"{row['adcode']} from {first}"


@corrupts("sealed")
def a_county_is_sealed_while_the_coach_is_in_it(draft: Draft, rng: Random) -> str | None:
    row = rng.choice(draft.plan("paths"))
    at = shifted(row["leave_at"], -1)
    if at < row["enter_at"]:
        return None
    add_zone(draft, row["adcode"], "sealed", at)
    draft.override("sealed_closed", "true")
    return f"{row['adcode']} at {at}"


@corrupts("sealed")
def the_way_leads_through_a_sealed_county(draft: Draft, rng: Random) -> str | None:
    row, area = rng.choice(draft.plan("paths")), rng.choice(FAR)
    row["adcode"] = area
    add_zone(draft, area[:4], "sealed", day_of(row["enter_at"], -10))
    draft.override("sealed_closed", "true")
    return f"{row['trip_id']} through {area}"


@corrupts("sealed")
def the_street_of_a_site_is_sealed(draft: Draft, rng: Random) -> str | None:
    site = rng.choice(draft.scenario("sites"))
    used = [halt for halt in draft.plan("stop_times") if halt["stop_id"] == site["site_id"]]
    if not used:
        return None
    first = day_of(rng.choice(used)["arrive_at"], -rng.randrange(6))
    area_around(draft, site["adcode"], float(site["lon"]), float(site["lat"]), "sealed", first)
    draft.override("sealed_closed", "true")
    return f"{site['site_id']} from {first}"


@corrupts("modes")
def a_mode_is_suspended_where_it_stops(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(draft.plan("trips"))
    halt = rng.choice(served(draft, trip))
    county = county_of(draft, halt["stop_id"])
    area, first = rng.choice((county, county[:4], county[:2])), day_of(halt["arrive_at"], -rng.randrange(4))
    row = {"adcode": area, "mode": trip["mode"], "valid_from": first, "valid_to": rng.choice(("", "2020-03-31"))}
    draft.scenario("mode_bans", tuple(row)).append(row)
    return f"{trip['mode']} in {area} from {first}"


@corrupts("modes")
def a_mode_is_suspended_for_an_hour(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(draft.plan("trips"))
    halt = rng.choice([row for row in served(draft, trip) if row["board"] != "0"])
    row = {
        "adcode": county_of(draft, halt["stop_id"]),
        "mode": trip["mode"],
        "valid_from": shifted(halt["depart_at"], -rng.randrange(1, 30)),
        "valid_to": shifted(halt["depart_at"], rng.randrange(1, 30)),
    }
    draft.scenario("mode_bans", tuple(row)).append(row)
    return f"{row['mode']} in {row['adcode']} from {row['valid_from']}"


@corrupts("modes")
def a_coach_leaves_the_corridor(draft: Draft, rng: Random) -> str | None:
    counties = sorted({row["adcode"] for row in draft.plan("paths")})
    left, digits = rng.choice(counties), rng.choice((4, 6))
    kept = sorted({county[:digits] for county in counties} - {left[:digits]})
    if not kept:
        return None
    draft.override("corridors", str(kept).replace("'", '"'))
    return f"without {left[:digits]}"


@corrupts("direct_only")
def people_board_where_others_get_off(draft: Draft, rng: Random) -> str | None:
    """Of a trip with several drops, somebody of the last boards at the first."""
    found = []
    for trip in coaches(draft):
        legs = of_trip(draft, "loads", trip["trip_id"])
        first = min(int(leg["alight_seq"]) for leg in legs)
        found += [(leg, first) for leg in legs if int(leg["alight_seq"]) > first]
    if not found:
        return None
    leg, first = rng.choice(found)
    put_leg(draft, leg, first, int(leg["alight_seq"]))
    return f"{leg['part_id']} boards {leg['trip_id']} at seq {first}"


@corrupts("direct_only")
def people_get_off_where_others_board(draft: Draft, rng: Random) -> str | None:
    """Of a trip with several pick-ups, somebody of the first leaves at the second."""
    found = []
    for trip in coaches(draft):
        legs = of_trip(draft, "loads", trip["trip_id"])
        boards = sorted({int(leg["board_seq"]) for leg in legs})
        for leg in legs:
            later = [seq for seq in boards if seq > int(leg["board_seq"])]
            found += [(leg, seq) for seq in later]
    if not found:
        return None
    leg, seq = rng.choice(found)
    put_leg(draft, leg, int(leg["board_seq"]), seq)
    return f"{leg['part_id']} leaves {leg['trip_id']} at seq {seq}"


@corrupts("direct_only")
def a_coach_fetches_more_people_on_its_last_stretch(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(draft.plan("trips"))
    legs = of_trip(draft, "loads", trip["trip_id"])
    last = max(int(leg["alight_seq"]) for leg in legs)
    leg = rng.choice([leg for leg in legs if int(leg["alight_seq"]) == last])
    others = [row for row in legs if row is not leg]
    if not others:
        return None
    halt = halts(draft, trip)[last - 1]
    cells = {name: halt[name] for name in ("stop_id", "arrive_at", "depart_at", "activity")}
    insert_halt(draft, trip["trip_id"], last, cells)
    put_leg(draft, leg, last, last + 1)
    return f"{leg['part_id']} boards {trip['trip_id']} at seq {last}"


def _count_places(draft: Draft, trip: Row, column: str) -> int:
    return len({halt["stop_id"] for halt in halts(draft, trip) if halt[column] != "0"})


@corrupts("stops")
def fewer_places_are_allowed(draft: Draft, rng: Random) -> str | None:
    field, column = rng.choice((("max_pickups", "board"), ("max_drops", "alight")))
    counts = [(count, trip) for trip in coaches(draft) if (count := _count_places(draft, trip, column)) > 1]
    if not counts:
        return None
    count, trip = rng.choice(counts)
    most = rng.randrange(1, count)
    draft.override(field, str(most))
    return f"{field} {most}, {trip['trip_id']} has {count}"


@corrupts("stops")
def one_pick_up_too_many(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    leg = one(rng, _followers(draft, trip))
    if leg is None:
        return None
    before, where = _count_places(draft, trip, "board"), rng.choice(FAR)
    _extra_pick_up(draft, leg, f"adcode:{where}")
    if _count_places(draft, trip, "board") == before:
        return None
    draft.override("max_pickups", str(before))
    return f"{trip['trip_id']} at {where}"


@corrupts("stops")
def one_drop_too_many(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    legs = of_trip(draft, "loads", trip["trip_id"])
    last = max(int(leg["alight_seq"]) for leg in legs)
    there = [leg for leg in legs if int(leg["alight_seq"]) == last]
    if len(there) < 2:
        return None
    before, where, leg = _count_places(draft, trip, "alight"), rng.choice(FAR), rng.choice(there)
    halt = halts(draft, trip)[last - 1]
    cells = {"stop_id": f"adcode:{where}", "arrive_at": halt["depart_at"], "depart_at": halt["depart_at"]}
    insert_halt(draft, trip["trip_id"], last, {**cells, "activity": "alight"})
    put_leg(draft, leg, int(leg["board_seq"]), last + 1)
    draft.override("max_drops", str(before))
    return f"{leg['part_id']} of {trip['trip_id']} at {where}"
