"""Wrong trips: ``continuity``, ``capacity``, ``load_cap``, ``observation``, ``ride_time``, ``permits``,
``services``."""

from __future__ import annotations

from random import Random

from tests.verify.corruptions.draft import Draft, Row, day_of, minutes_between, shifted
from tests.verify.corruptions.moves import (
    add_zone,
    coaches,
    county_of,
    halts,
    line_hauls,
    of_trip,
    one,
    row_of,
    rows_of,
    served,
)  # fmt: skip
from tests.verify.corruptions.registry import corrupts


@corrupts("continuity")
def a_coach_comes_too_late_for_the_train(draft: Draft, rng: Random) -> str | None:
    trip = one(rng, [trip for trip in coaches(draft) if trip["leg_role"] == "feeder"])
    if trip is None:
        return None
    late, last = rng.choice((90, 150, 240)), halts(draft, trip)[-1]
    for column in ("arrive_at", "depart_at"):
        last[column] = shifted(last[column], late)
    trip["arrive_at"] = last["arrive_at"]
    return f"{trip['trip_id']} by {late} min"


@corrupts("continuity")
def nobody_comes_to_the_home_door(draft: Draft, rng: Random) -> str | None:
    rides = [trip for trip in coaches(draft) if trip["leg_role"] in ("feeder", "direct")]
    trip = rng.choice(rides)
    halt = rng.choice([halt for halt in halts(draft, trip) if halt["board"] != "0"])
    halt["stop_id"] = f"adcode:{rng.choice(('130102', '370102', '440103'))}"
    return f"{trip['trip_id']} seq {halt['seq']} {halt['stop_id']}"


@corrupts("continuity")
def they_are_set_down_at_another_site(draft: Draft, rng: Random) -> str | None:
    sites = {row["site_id"] for row in draft.scenario("sites")}
    halt = rng.choice([row for row in draft.plan("stop_times") if row["stop_id"] in sites])
    others = sorted(sites - {halt["stop_id"]})
    if not others:
        return None
    halt["stop_id"] = rng.choice(others)
    return f"{halt['trip_id']} seq {halt['seq']} {halt['stop_id']}"


@corrupts("continuity")
def a_path_does_not_add_up(draft: Draft, rng: Random) -> str | None:
    row, column, by = rng.choice(draft.plan("paths")), rng.choice(("distance_m", "drive_s")), rng.choice((-60, 60, 999))
    if int(row[column]) + by < 0:
        return None
    row[column] = str(int(row[column]) + by)
    return f"{row['trip_id']} {row['seq']} {column} by {by}"


@corrupts("continuity")
def a_county_of_the_path_is_missing(draft: Draft, rng: Random) -> str | None:
    row = rng.choice(draft.plan("paths"))
    rest = of_trip(draft, "paths", row["trip_id"])
    if len(rest) < 3 or row["enter_at"] == row["leave_at"]:
        return None
    draft.plan("paths").remove(row)
    for other in rest:
        if int(other["seq"]) > int(row["seq"]):
            other["seq"] = str(int(other["seq"]) - 1)
    return f"{row['trip_id']} {row['adcode']}"


@corrupts("continuity")
def a_coach_stands_too_short(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    halt = rng.choice(served(draft, trip))
    if halt["board"] != "0":
        halt["arrive_at"] = shifted(halt["depart_at"], -rng.randrange(8))
    else:
        halt["depart_at"] = shifted(halt["arrive_at"], rng.randrange(8))
    return f"{trip['trip_id']} seq {halt['seq']} {minutes_between(halt['arrive_at'], halt['depart_at'])} min"


@corrupts("continuity")
def a_wait_is_not_written_down(draft: Draft, rng: Random) -> str | None:
    row = one(rng, rows_of(draft.plan("dwells"), purpose="hub_wait"))
    if row is None:
        return None
    if rng.random() < 0.5:
        draft.plan("dwells").remove(row)
    else:
        row["persons"] = str(int(row["persons"]) + 1)
    return f"{row['part_id']} at {row['place_id']} {row['persons']}"


@corrupts("continuity")
def a_coach_flies(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    rows = halts(draft, trip)
    if int(trip["drive_s"]) < 3600:
        return None
    at = shifted(rows[0]["depart_at"], rng.randrange(5, 15))
    for halt in rows[1:]:
        stand = minutes_between(halt["arrive_at"], halt["depart_at"])
        halt["arrive_at"], halt["depart_at"] = at, shifted(at, stand)
        at = shifted(halt["depart_at"], 5)
    trip["arrive_at"] = rows[-1]["arrive_at"]
    return f"{trip['trip_id']} arrives {trip['arrive_at']}"


@corrupts("continuity")
def a_train_is_called_a_feeder(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(draft.plan("trips"))
    trip["leg_role"] = rng.choice(sorted({"feeder", "direct", "last_mile", "linehaul"} - {trip["leg_role"]}))
    return f"{trip['trip_id']} {trip['leg_role']}"


@corrupts("continuity")
def changing_takes_longer(draft: Draft, rng: Random) -> str | None:
    if not draft.plan("dwells"):
        return None
    waits = [minutes_between(row["from_at"], row["to_at"]) for row in rows_of(draft.plan("dwells"), purpose="hub_wait")]
    more = max(waits) * 60 + rng.randrange(1, 3600)
    draft.override("times.transfer_min_s", str(more))
    return f"{more} s"


@corrupts("capacity")
def a_seat_is_given_twice(draft: Draft, rng: Random) -> str | None:
    trip_id = rng.choice(draft.plan("trips"))["trip_id"]
    rows = rows_of(draft.plan("manifest"), trip_id=trip_id)
    a, b = rng.sample(rows, 2)
    if a["board_seq"] != b["board_seq"]:
        return None
    a["seat"] = b["seat"]
    return f"{trip_id} {a['seat']} to {a['worker_id']} and {b['worker_id']}"


@corrupts("capacity")
def a_seat_does_not_exist(draft: Draft, rng: Random) -> str | None:
    seat = rng.choice(draft.plan("manifest"))
    seat["seat"] = rng.choice(("300", "99A", "61B", "0", ""))
    return f"{seat['worker_id']} on {seat['seat']!r}"


@corrupts("capacity")
def a_load_is_written_down_wrongly(draft: Draft, rng: Random) -> str | None:
    trip, by = rng.choice(draft.plan("trips")), rng.choice((-2, -1, 1, 5))
    trip["load"] = str(int(trip["load"]) + by)
    return f"{trip['trip_id']} by {by}"


@corrupts("capacity")
def a_smaller_coach_comes(draft: Draft, rng: Random) -> str | None:
    fleet = rng.choice(draft.scenario("coaches"))
    used = [trip for trip in coaches(draft) if trip["fleet_id"] == fleet["fleet_id"]]
    fewer = int(fleet["seats"]) - rng.choice((1, 4, 12))
    if not used:
        return None
    fleet["seats"] = str(fewer)
    return f"{fleet['fleet_id']} {fewer}"


@corrupts("capacity")
def a_carriage_is_overfilled(draft: Draft, rng: Random) -> str | None:
    """Parts change into another trip of the same way at the same time until it is too full."""
    trip = rng.choice(draft.plan("trips"))
    same = ("from_stop_id", "to_stop_id", "mode", "fleet_id", "service_id")
    twins = [t for t in draft.plan("trips") if t is not trip and all(t[name] == trip[name] for name in same)]
    twin = one(rng, twins)
    if twin is None or len(halts(draft, twin)) != len(halts(draft, trip)):
        return None
    room = int(twin["usable_seats"]) - int(twin["load"])
    moved = 0
    for load in of_trip(draft, "loads", trip["trip_id"])[1:]:
        if moved > room:
            break
        moved += int(load["persons"])
        for row in rows_of(draft.plan("manifest"), part_id=load["part_id"], leg_seq=load["leg_seq"]):
            row["trip_id"] = twin["trip_id"]
        load["trip_id"] = twin["trip_id"]
    if moved <= room:
        return None
    for which, by in ((trip, -moved), (twin, moved)):
        which["load"] = str(int(which["load"]) + by)
        first, last = served(draft, which)[0], served(draft, which)[-1]
        first["board"], last["alight"] = str(int(first["board"]) + by), str(int(last["alight"]) + by)
    return f"{moved} from {trip['trip_id']} to {twin['trip_id']}, room for {room}"


@corrupts("load_cap")
def more_seats_are_used_than_the_cap_leaves(draft: Draft, rng: Random) -> str | None:
    trip, more = rng.choice(draft.plan("trips")), rng.choice((1, 2, 10))
    if int(trip["usable_seats"]) * 2 > int(trip["seats"]):
        return None
    trip["usable_seats"] = str(min(int(trip["seats"]), int(trip["usable_seats"]) + more))
    return f"{trip['trip_id']} {trip['usable_seats']}"


@corrupts("load_cap")
def the_cap_is_lower(draft: Draft, rng: Random) -> str | None:
    trip, share = rng.choice(draft.plan("trips")), rng.choice(("0.1", "0.2", "0.3"))
    draft.override("caps", f'[{{ mode = "{trip["mode"]}", scope = "*", level = "*", share = "{share}" }}]')
    return f"{trip['mode']} {share}"


@corrupts("load_cap")
def a_level_is_played_down(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(draft.plan("trips"))
    halt = rng.choice(served(draft, trip))
    level = rng.choice(("medium", "high"))
    county = county_of(draft, halt["stop_id"])
    add_zone(draft, county, level, day_of(halt["arrive_at"]))
    return f"{county} {level}" if trip["level"] == "low" else None


@corrupts("load_cap")
def a_rule_set_that_is_not_in_force_is_cited(draft: Draft, rng: Random) -> str | None:
    trip, version = rng.choice(draft.plan("trips")), rng.choice(("covid-2020@2020-02-28", "bare@2019-01-01"))
    trip["rule_version"] = version
    return f"{trip['trip_id']} {version}"


@corrupts("load_cap")
def a_level_is_wrong(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(draft.plan("trips"))
    trip["level"] = rng.choice(sorted({"low", "medium", "high", "sealed"} - {trip["level"]}))
    return f"{trip['trip_id']} {trip['level']}"


@corrupts("observation")
def somebody_sits_in_the_last_row(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    seat = rng.choice(rows_of(draft.plan("manifest"), trip_id=trip["trip_id"]) or [{}])
    if not seat:
        return None
    draft.override("observation_rows.coach", "2")
    number = int(trip["seats"]) - rng.randrange(5)
    rows = int(row_of(draft.scenario("coaches"), fleet_id=trip["fleet_id"])["seat_rows"])
    seat["seat"] = rng.choice((str(number), f"{rows - rng.randrange(2)}A"))
    return f"{seat['worker_id']} on {trip['trip_id']} {seat['seat']}"


@corrupts("observation")
def more_rows_are_kept_free(draft: Draft, rng: Random) -> str | None:
    mode = rng.choice(draft.plan("trips"))["mode"]
    rows = rng.randrange(20, 30) if mode != "coach" else rng.randrange(7, 12)
    trips = [trip for trip in draft.plan("trips") if trip["mode"] == mode]
    draft.override(f"observation_rows.{mode}", str(rows))
    free = [int(trip["seats"]) - rows * _row_seats(draft, trip) < int(trip["usable_seats"]) for trip in trips]
    return f"{mode} {rows}" if any(free) else None


def _row_seats(draft: Draft, trip: Row) -> int:
    if trip["mode"] == "coach":
        rows = int(row_of(draft.scenario("coaches"), fleet_id=trip["fleet_id"])["seat_rows"])
    else:
        rows = int(row_of(draft.scenario("services"), service_id=trip["service_id"])["rows_per_unit"])
    return -(-int(trip["seats"]) // rows)


@corrupts("observation")
def the_observation_rows_are_sold(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    draft.override("observation_rows.coach", "2")
    trip["usable_seats"] = str(int(trip["seats"]) - rng.randrange(2 * _row_seats(draft, trip)))
    return f"{trip['trip_id']} {trip['usable_seats']}"


@corrupts("long_lines")
def ways_must_be_shorter(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    most = int(trip["distance_m"]) - rng.randrange(1, 1000)
    if most < 1:
        return None
    draft.override("max_trip_m", str(most))
    return f"{trip['trip_id']} {most} m"


@corrupts("long_lines")
def a_coach_goes_a_long_way_round(draft: Draft, rng: Random) -> str | None:
    trip, more = rng.choice(coaches(draft)), rng.randrange(1_000, 500_000)
    draft.override("max_trip_m", str(max(int(row["distance_m"]) for row in coaches(draft))))
    trip["distance_m"] = str(int(draft.toml["policy"]["override"]["max_trip_m"]) + more)
    return f"{trip['trip_id']} {trip['distance_m']} m"


@corrupts("ride_time")
def rides_must_be_shorter(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    rides = [
        minutes_between(rows[int(leg["board_seq"]) - 1]["depart_at"], rows[int(leg["alight_seq"]) - 1]["arrive_at"])
        for rows in (halts(draft, trip),)
        for leg in of_trip(draft, "loads", trip["trip_id"])
    ]
    most = max(rides) * 60 - rng.randrange(1, 600)
    draft.override("times.max_ride_s", str(most))
    return f"{most} s"


@corrupts("ride_time")
def journeys_must_be_shorter(draft: Draft, rng: Random) -> str | None:
    part = rng.choice(draft.plan("loads"))["part_id"]
    rows = sorted(rows_of(draft.plan("loads"), part_id=part), key=lambda row: int(row["leg_seq"]))
    first = row_of(draft.plan("stop_times"), trip_id=rows[0]["trip_id"], seq=rows[0]["board_seq"])
    last = row_of(draft.plan("stop_times"), trip_id=rows[-1]["trip_id"], seq=rows[-1]["alight_seq"])
    most = minutes_between(first["depart_at"], last["arrive_at"]) * 60 - rng.randrange(1, 600)
    draft.override("times.max_journey_s", str(most))
    return f"{most} s"


@corrupts("ride_time")
def a_coach_is_on_the_road_for_days(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    days, last = rng.choice((2, 3)), halts(draft, trip)[-1]
    for column in ("arrive_at", "depart_at"):
        last[column] = shifted(last[column], days * 1440)
    trip["arrive_at"] = last["arrive_at"]
    draft.override("times.max_ride_s", "108000")
    return f"{trip['trip_id']} {days} days"


def _with_permit(draft: Draft, rng: Random) -> Row | None:
    return one(rng, rows_of(draft.plan("reservations"), kind="permit"))


@corrupts("permits")
def a_permit_is_not_reserved(draft: Draft, rng: Random) -> str | None:
    row = _with_permit(draft, rng)
    if row is None:
        return None
    draft.plan("reservations").remove(row)
    return row["trip_id"]


@corrupts("permits")
def a_permit_is_of_a_wrong_day(draft: Draft, rng: Random) -> str | None:
    row = _with_permit(draft, rng)
    if row is None:
        return None
    trip = row_of(draft.plan("trips"), trip_id=row["trip_id"])
    as_of = draft.base.toml.partition('as_of = "')[2][:10]
    days = rng.randrange(1, 5)
    row["date"] = rng.choice((day_of(trip["depart_at"], days), day_of(as_of, -days)))
    return f"{row['trip_id']} {row['date']}"


@corrupts("permits")
def a_permit_is_of_another_office(draft: Draft, rng: Random) -> str | None:
    row = _with_permit(draft, rng)
    others = [stop["stop_id"] for stop in draft.scenario("stops") if row and stop["stop_id"] != row["place_id"]]
    if row is None or not others:
        return None
    row["place_id"] = rng.choice(others)
    return f"{row['trip_id']} {row['place_id']}"


@corrupts("permits")
def a_permit_number_is_missing_or_used_twice(draft: Draft, rng: Random) -> str | None:
    trips = [trip for trip in coaches(draft) if trip["permit_no"]]
    if len(trips) < 2:
        return None
    trip, other = rng.sample(trips, 2)
    trip["permit_no"] = rng.choice(("", other["permit_no"]))
    return f"{trip['trip_id']} {trip['permit_no']!r}"


@corrupts("permits")
def two_permits_are_taken_for_one_trip(draft: Draft, rng: Random) -> str | None:
    row = _with_permit(draft, rng)
    if row is None:
        return None
    if rng.random() < 0.5:
        row["amount"] = str(rng.randrange(2, 5))
    else:
        draft.plan("reservations").append(dict(row))
    return f"{row['trip_id']} {row['amount']}"


@corrupts("permits")
def an_office_issues_fewer(draft: Draft, rng: Random) -> str | None:
    row = _with_permit(draft, rng)
    if row is None:
        return None
    capacities = draft.scenario("capacities")
    for other in rows_of(capacities, kind="permit", place_id=row["place_id"]):
        capacities.remove(other)
    day = day_of(row["date"], rng.randrange(3))
    amount = "0" if day == row["date"] else str(rng.randrange(1, 9))
    capacities.append({"kind": "permit", "place_id": row["place_id"], "date": day, "amount": amount})
    return f"{row['place_id']} {amount} on {day}"


@corrupts("permits")
def permits_are_asked_for(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    if draft.plan("reservations") or not _leaves_its_city(draft, trip):
        return None
    draft.override("permit_required", "true")
    trip["permit_no"] = f"P{rng.randrange(1000):04d}"
    return f"{trip['trip_id']} {trip['permit_no']}"


def _leaves_its_city(draft: Draft, trip: Row) -> bool:
    return len({county_of(draft, halt["stop_id"])[:4] for halt in served(draft, trip)}) > 1


def _service_of(draft: Draft, rng: Random) -> tuple[Row, Row]:
    """A train or flight that runs, and the row of its offer."""
    trip = rng.choice(line_hauls(draft))
    return trip, row_of(draft.scenario("services"), service_id=trip["service_id"])


@corrupts("services")
def an_offer_is_not_answered(draft: Draft, rng: Random) -> str | None:
    offer = rng.choice(draft.plan("offers"))
    draft.plan("offers").remove(offer)
    return offer["service_id"]


@corrupts("services")
def an_answer_says_something_else(draft: Draft, rng: Random) -> str | None:
    offer, column = rng.choice(draft.plan("offers")), rng.choice(("units", "persons", "opened"))
    if column == "opened":
        offer[column] = "false" if offer[column] == "true" else "true"
    else:
        offer[column] = str(int(offer[column]) + rng.choice((1, 2, 9)))
    return f"{offer['service_id']} {column} {offer[column]}"


@corrupts("services")
def a_train_runs_almost_empty(draft: Draft, rng: Random) -> str | None:
    trip, service = _service_of(draft, rng)
    persons = int(row_of(draft.plan("offers"), service_id=trip["service_id"])["persons"])
    service["min_load"] = str(persons + rng.randrange(1, 30))
    return f"{service['service_id']} {service['min_load']}"


@corrupts("services")
def a_train_had_to_be_ordered_earlier(draft: Draft, rng: Random) -> str | None:
    _, service = _service_of(draft, rng)
    as_of = draft.base.toml.partition('as_of = "')[2][:22]
    service["commit_by"] = shifted(as_of, -rng.randrange(1, 5000))
    return f"{service['service_id']} {service['commit_by']}"


@corrupts("services")
def a_train_leaves_at_another_time(draft: Draft, rng: Random) -> str | None:
    _, service = _service_of(draft, rng)
    column, by = rng.choice(("depart_at", "arrive_at")), rng.choice((-25, -5, 5, 25))
    service[column] = shifted(service[column], by)
    return f"{service['service_id']} {column} by {by}"


@corrupts("services")
def a_carriage_is_not_offered(draft: Draft, rng: Random) -> str | None:
    trip, service = _service_of(draft, rng)
    trip["unit_no"] = str(int(service["units"]) + rng.randrange(1, 4))
    return f"{trip['trip_id']} {trip['unit_no']}"


@corrupts("services")
def a_train_has_a_coach_driver(draft: Draft, rng: Random) -> str | None:
    trip, _ = _service_of(draft, rng)
    trip["drivers"] = str(rng.randrange(1, 3))
    return f"{trip['trip_id']} {trip['drivers']}"
