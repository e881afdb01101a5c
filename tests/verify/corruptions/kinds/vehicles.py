"""Wrong vehicles and drivers: ``vehicles``, ``drivers``."""

from __future__ import annotations

from random import Random

from tests.verify.corruptions.draft import Draft, Row, minutes_between, moment, shifted
from tests.verify.corruptions.moves import add_cost, coaches, drop_halt, halts, one, row_of, rows_of
from tests.verify.corruptions.registry import corrupts


def _duties(draft: Draft, vehicle_id: str) -> list[Row]:
    rows = [row for row in draft.plan("duties") if row["vehicle_id"] == vehicle_id]
    return sorted(rows, key=lambda row: int(row["seq"]))


def _renumber(draft: Draft, vehicle_id: str) -> None:
    for number, row in enumerate(_duties(draft, vehicle_id), 1):
        row["seq"] = str(number)


@corrupts("vehicles")
def an_empty_run_is_left_out(draft: Draft, rng: Random) -> str | None:
    row = rng.choice([row for row in draft.plan("duties") if row["kind"] == "deadhead" and row["from"] != row["to"]])
    draft.plan("duties").remove(row)
    _renumber(draft, row["vehicle_id"])
    return f"{row['vehicle_id']} {row['from']} – {row['to']}"


@corrupts("vehicles")
def a_coach_is_not_disinfected(draft: Draft, rng: Random) -> str | None:
    row = one(rng, [row for row in draft.plan("duties") if row["kind"] == "turnaround"])
    later = _duties(draft, row["vehicle_id"])[int(row["seq"]) :] if row else []
    if row is None or not any(duty["kind"] == "trip" for duty in later):
        return None
    late = rng.choice((5, 15, 30))
    row["arrive_at"] = shifted(row["depart_at"], late)
    return f"{row['vehicle_id']} duty {row['seq']} {late} min"


@corrupts("vehicles")
def a_vehicle_does_not_exist(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    number = int(row_of(draft.scenario("coaches"), fleet_id=trip["fleet_id"])["count"] or 1) + rng.randrange(1, 4)
    old, new = f"{trip['fleet_id']}#{trip['vehicle_no']}", f"{trip['fleet_id']}#{number}"
    for row in draft.plan("duties"):
        if row["vehicle_id"] == old:
            row["vehicle_id"] = new
    for row in coaches(draft):
        if f"{row['fleet_id']}#{row['vehicle_no']}" == old:
            row["vehicle_no"] = str(number)
    return f"{old} as {new}"


@corrupts("vehicles")
def a_coach_is_in_two_places(draft: Draft, rng: Random) -> str | None:
    fleet_id = rng.choice(coaches(draft))["fleet_id"]
    mine = {row["vehicle_id"] for row in draft.plan("duties") if row["vehicle_id"].startswith(f"{fleet_id}#")}
    vehicles = sorted(mine)
    if len(vehicles) < 2:
        return None
    a, b = rng.sample(vehicles, 2)
    for trip in coaches(draft):
        if f"{trip['fleet_id']}#{trip['vehicle_no']}" == b:
            trip["vehicle_no"] = a.rpartition("#")[2]
    for number, row in enumerate(_duties(draft, b), len(_duties(draft, a)) + 1):
        row.update(vehicle_id=a, seq=str(number))
    return f"{b} runs as {a}"


@corrupts("vehicles")
def a_fleet_has_fewer_vehicles(draft: Draft, rng: Random) -> str | None:
    fleet = rng.choice(draft.scenario("coaches"))
    used = [int(trip["vehicle_no"]) for trip in coaches(draft) if trip["fleet_id"] == fleet["fleet_id"]]
    if not used or max(used) < 2:
        return None
    fleet["count"] = str(rng.randrange(1, max(used)))
    return f"{fleet['fleet_id']} {fleet['count']}"


@corrupts("vehicles")
def a_fleet_is_not_available(draft: Draft, rng: Random) -> str | None:
    fleet = rng.choice(draft.scenario("coaches"))
    rows = [row for row in draft.plan("duties") if row["vehicle_id"].startswith(f"{fleet['fleet_id']}#")]
    if not rows:
        return None
    by = rng.randrange(1, 90)
    if rng.random() < 0.5:
        fleet["available_from"] = shifted(min(row["depart_at"] for row in rows), by)
    else:
        fleet["available_to"] = shifted(max(row["arrive_at"] for row in rows), -by)
    return f"{fleet['fleet_id']} {fleet['available_from']} – {fleet['available_to']}"


@corrupts("vehicles")
def a_coach_runs_too_often(draft: Draft, rng: Random) -> str | None:
    counts: dict[str, int] = {}
    for trip in coaches(draft):
        vehicle = f"{trip['fleet_id']}#{trip['vehicle_no']}"
        counts[vehicle] = counts.get(vehicle, 0) + 1
    vehicle, most = rng.choice([(key, count) for key, count in sorted(counts.items())])
    if most < 2:
        return None
    draft.scenario("coaches", ("max_trips",))
    row_of(draft.scenario("coaches"), fleet_id=vehicle.rpartition("#")[0])["max_trips"] = str(most - 1)
    return f"{vehicle} {most - 1}"


@corrupts("vehicles")
def a_coach_is_registered_elsewhere(draft: Draft, rng: Random) -> str | None:
    fleet, where = rng.choice(draft.scenario("coaches")), rng.choice(("130102", "440103", "610102"))
    if not any(trip["fleet_id"] == fleet["fleet_id"] for trip in coaches(draft)):
        return None
    draft.override("one_end_registration", "true")
    fleet["registration_adcode"] = where
    return f"{fleet['fleet_id']} in {where}"


@corrupts("vehicles")
def empty_runs_are_shorter_than_the_way(draft: Draft, rng: Random) -> str | None:
    row = rng.choice([row for row in draft.plan("duties") if row["kind"] == "deadhead"])
    runs = rows_of(_duties(draft, row["vehicle_id"]), kind="deadhead")
    share = rng.choice((5, 10, 100))
    if not any(int(run["distance_m"]) > 10_000 for run in runs):
        return None
    for run in runs:
        run["distance_m"] = str(int(run["distance_m"]) // share)
    return f"{row['vehicle_id']} by {share}"


@corrupts("vehicles")
def a_trip_is_nobodys_duty(draft: Draft, rng: Random) -> str | None:
    row = rng.choice([row for row in draft.plan("duties") if row["kind"] == "trip"])
    draft.plan("duties").remove(row)
    _renumber(draft, row["vehicle_id"])
    return row["trip_id"]


@corrupts("vehicles")
def a_duty_says_another_hour(draft: Draft, rng: Random) -> str | None:
    row, by = rng.choice([row for row in draft.plan("duties") if row["kind"] == "trip"]), rng.choice((-30, -10, 10, 30))
    row["depart_at"] = shifted(row["depart_at"], by)
    return f"{row['trip_id']} by {by} min"


@corrupts("drivers")
def a_rest_is_left_out(draft: Draft, rng: Random) -> str | None:
    rests = [row for row in draft.plan("stop_times") if row["activity"] in ("rest", "driver_change", "overnight")]
    row = one(rng, rests)
    if row is None:
        return None
    trip = row_of(draft.plan("trips"), trip_id=row["trip_id"])
    drop_halt(draft, row["trip_id"], int(row["seq"]))
    longest = max(minutes_between(a["depart_at"], b["arrive_at"]) for a, b in _steps(draft, trip))
    return f"{row['trip_id']} {row['stop_id']}" if longest > 240 else None


def _steps(draft: Draft, trip: Row) -> list[tuple[Row, Row]]:
    rows = halts(draft, trip)
    return list(zip(rows, rows[1:]))


@corrupts("drivers")
def a_rest_is_cut_short(draft: Draft, rng: Random) -> str | None:
    rests = [row for row in draft.plan("stop_times") if row["activity"] in ("rest", "driver_change")]
    row = one(rng, rests)
    if row is None:
        return None
    trip = row_of(draft.plan("trips"), trip_id=row["trip_id"])
    before = halts(draft, trip)[int(row["seq"]) - 2]["depart_at"]
    after = halts(draft, trip)[int(row["seq"])]["arrive_at"]
    row["depart_at"] = shifted(row["arrive_at"], rng.randrange(1, 15))
    return f"{trip['trip_id']} {row['seq']} {row['depart_at']}" if minutes_between(before, after) > 280 else None


@corrupts("drivers")
def stretches_must_be_shorter(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    longest = max(minutes_between(a["depart_at"], b["arrive_at"]) for a, b in _steps(draft, trip))
    most = longest * 60 - rng.randrange(1, 300)
    if most < 1:
        return None
    draft.override("drivers.continuous_day_s", str(most))
    return f"{most} s"


@corrupts("drivers")
def a_day_of_driving_is_shorter(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    driven = sum(minutes_between(a["depart_at"], b["arrive_at"]) for a, b in _steps(draft, trip)) * 60
    most = driven // max(2, int(trip["drivers"])) - rng.randrange(1, 300)
    if most < 1:
        return None
    field = rng.choice(("driving_24h_s", "driving_7d_s"))
    draft.override(f"drivers.{field}", str(most))
    return f"{field} {most}" if minutes_between(trip["depart_at"], trip["arrive_at"]) < 24 * 60 else None


@corrupts("drivers")
def one_driver_goes_far_alone(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    if int(trip["distance_m"]) < 20_000:
        return None
    most = rng.randrange(10_000, int(trip["distance_m"]))
    draft.override("drivers.two_driver_m", str(most))
    draft.override("drivers.two_driver_motorway_m", str(most))
    if trip["drivers"] != "1":
        fleet = row_of(draft.scenario("coaches"), fleet_id=trip["fleet_id"])
        row = row_of(draft.plan("duties"), trip_id=trip["trip_id"])
        days = -(-_away_minutes(draft, row) // 1440)
        saved = int(fleet["driver_day_cents"]) * days * (int(trip["drivers"]) - 1)
        trip.update(drivers="1", cost_cents=str(int(trip["cost_cents"]) - saved))
        add_cost(draft, -saved)
    return f"{trip['trip_id']} beyond {most} m"


def _away_minutes(draft: Draft, row: Row) -> int:
    """From the first empty run before a trip to the last run home after it, for a vehicle with one trip."""
    rows = _duties(draft, row["vehicle_id"])
    return minutes_between(rows[0]["depart_at"], rows[-1]["arrive_at"])


@corrupts("drivers")
def a_fleet_has_fewer_drivers(draft: Draft, rng: Random) -> str | None:
    fleet = rng.choice(draft.scenario("coaches"))
    crews = {trip["vehicle_no"]: 0 for trip in coaches(draft) if trip["fleet_id"] == fleet["fleet_id"]}
    for trip in rows_of(coaches(draft), fleet_id=fleet["fleet_id"]):
        crews[trip["vehicle_no"]] = max(crews[trip["vehicle_no"]], int(trip["drivers"]))
    if sum(crews.values()) < 2:
        return None
    fleet["drivers"] = str(rng.randrange(1, sum(crews.values())))
    return f"{fleet['fleet_id']} {fleet['drivers']}"


@corrupts("drivers")
def a_coach_drives_through_the_hours_of_standing(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    a, b = rng.choice(_steps(draft, trip))
    at = moment(shifted(a["depart_at"], rng.randrange(max(1, minutes_between(a["depart_at"], b["arrive_at"])))))
    second = at.hour * 3600 + at.minute * 60
    if minutes_between(a["depart_at"], b["arrive_at"]) < 2:
        return None
    draft.override("drivers.stop_from_s", str(second))
    draft.override("drivers.stop_to_s", str(min(86_400, second + 60 * rng.randrange(5, 60))))
    draft.override("drivers.stop_exempt_m", "0")
    return f"{trip['trip_id']} at {at:%H:%M}"


@corrupts("vehicles")
def a_closed_loop_is_not_called_one(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    trip["closed_loop"] = "false"
    draft.override("closed_loop_from", f'"{trip["level"]}"')
    return f"{trip['trip_id']} {trip['level']}"


@corrupts("drivers")
def a_driver_of_the_list_may_not_drive(draft: Draft, rng: Random) -> str | None:
    duty = one(rng, draft.plan("driver_duties"))
    driver = duty and one(rng, rows_of(draft.scenario("drivers"), driver_id=duty["driver_id"]))
    if not duty or not driver:
        return None
    what = rng.choice(("whitelisted", "health_code", "available_from", "available_to", "driver_id"))
    cells = {
        "whitelisted": "false",
        "health_code": rng.choice(("yellow", "red")),
        "available_from": shifted(duty["from_at"], rng.randrange(1, 60)),
        "available_to": shifted(duty["to_at"], -rng.randrange(1, 60)),
        "driver_id": f"DR{rng.randrange(50, 999)}",
    }
    draft.override("driver_white_list", "true")
    draft.override("banned_codes", '["yellow", "red"]')
    driver[what] = cells[what]
    return f"{duty['driver_id']} {what} {driver[what]}"


@corrupts("drivers")
def a_list_of_drivers_is_handed_in_late(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    if rows_of(draft.scenario("drivers"), fleet_id=trip["fleet_id"]) if draft.scenario("drivers") else []:
        return None
    header = ("driver_id", "fleet_id", "whitelisted", "health_code", "available_from", "available_to")
    row = dict(zip(header, (f"DX{rng.randrange(1000)}", trip["fleet_id"], "true", "green", "", "")))
    draft.scenario("drivers", header).append(row)
    return f"{row['driver_id']} of {row['fleet_id']}"
