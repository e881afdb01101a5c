"""Scarce things taken wrongly: ``escorts``, ``hubs``, ``tests``, ``beds``, ``intake``, ``access``."""

from __future__ import annotations

from random import Random

from tests.verify.corruptions.draft import Draft, Row, day_of, minutes_between, shifted
from tests.verify.corruptions.moves import coaches, legs, one, row_of, rows_of, set_needs
from tests.verify.corruptions.registry import corrupts

PASSAGES = ("hub", "gate")


def _taken(draft: Draft, rng: Random, *kinds: str) -> Row | None:
    return one(rng, [row for row in draft.plan("reservations") if row["kind"] in kinds])


def _reserve_less(row: Row, rng: Random) -> str | None:
    if int(row["amount"]) < 2:
        return None
    row["amount"] = str(rng.randrange(1, int(row["amount"])))
    return f"{row['kind']} {row['place_id']} {row['date']} {row['trip_id'] or row['part_id']}: {row['amount']}"


def _cut_capacity(draft: Draft, rng: Random, row: Row) -> str:
    """Leave less at the place and day of a reservation than all reservations take of it."""
    same = {name: row[name] for name in ("kind", "place_id", "date")}
    taken = sum(int(other["amount"]) for other in rows_of(draft.plan("reservations"), **same))
    header = ("kind", "place_id", "date", "amount", "from_at", "to_at")
    capacities = draft.scenario("capacities", header)
    for other in rows_of(capacities, **same):
        capacities.remove(other)
    left = rng.randrange(taken)
    capacities.append({**dict.fromkeys(header, ""), **same, "amount": str(left)})
    return f"{' '.join(same.values())}: {left} of {taken}"


@corrupts("escorts")
def more_escorts_are_asked_for(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(draft.plan("trips"))
    aboard = len([word for word in trip["escort_ids"].split(";") if word])
    if int(trip["load"]) < 2 * (aboard + 1):
        return None
    per, kind = rng.randrange(1, int(trip["load"]) // (aboard + 1)), rng.choice(("medic", "liaison"))
    draft.override("escorts", f'[{{ kind = "{kind}", mode = "{trip["mode"]}", persons_per = {per} }}]')
    return f"{kind} on {trip['mode']} per {per}"


@corrupts("escorts")
def long_rides_need_an_escort(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(draft.plan("trips"))
    over = rng.randrange(minutes_between(trip["depart_at"], trip["arrive_at"]) * 60)
    if trip["escort_ids"]:
        return None
    draft.override("escorts", f'[{{ kind = "medic", mode = "{trip["mode"]}", ride_over_s = {over} }}]')
    return f"{trip['trip_id']} over {over} s"


@corrupts("escorts")
def an_escort_on_the_list_is_not_aboard(draft: Draft, rng: Random) -> str | None:
    trip = one(rng, [trip for trip in draft.plan("trips") if trip["escort_ids"]])
    if trip is None:
        return None
    ids = trip["escort_ids"].split(";")
    gone, others = rng.choice(ids), [row["escort_id"] for row in draft.scenario("escorts")]
    instead = rng.choice(["", *(name for name in others if name not in ids)])
    trip["escort_ids"] = ";".join(word for word in (instead if word == gone else word for word in ids) if word)
    return f"{trip['trip_id']} {gone} → {instead or 'nobody'}"


@corrupts("escorts")
def an_escort_is_in_two_places(draft: Draft, rng: Random) -> str | None:
    rows = [row for row in draft.plan("escort_duties") if row["seq"] != "1" and row["activity"] == "travel"]
    row = one(rng, rows)
    if row is None:
        return None
    by = rng.randrange(180, 900)
    row["from_at"] = shifted(row["from_at"], -by)
    return f"{row['escort_id']} duty {row['seq']} by {by} min"


@corrupts("escorts")
def an_escort_never_comes_home(draft: Draft, rng: Random) -> str | None:
    row = one(rng, draft.plan("escort_duties"))
    if row is None:
        return None
    mine = sorted(rows_of(draft.plan("escort_duties"), escort_id=row["escort_id"]), key=lambda row: int(row["seq"]))
    if rng.random() < 0.5:
        draft.plan("escort_duties").remove(mine[-1])
        return f"{row['escort_id']} without its last duty"
    home = rng.choice(("130102", "440103", "610102", "370102", "420106"))
    row_of(draft.scenario("escorts"), escort_id=row["escort_id"])["base_adcode"] = home
    return f"{row['escort_id']} lives in {home}"


@corrupts("escorts")
def an_escort_flies(draft: Draft, rng: Random) -> str | None:
    row = one(rng, [row for row in draft.plan("escort_duties") if row["activity"] == "travel"])
    if row is None:
        return None
    row["to_at"] = shifted(row["from_at"], rng.randrange(5))
    return f"{row['escort_id']} duty {row['seq']} arrives {row['to_at']}"


@corrupts("escorts")
def an_escort_is_not_available(draft: Draft, rng: Random) -> str | None:
    row = one(rng, draft.plan("escort_duties"))
    if row is None:
        return None
    escort = row_of(draft.scenario("escorts"), escort_id=row["escort_id"])
    if rng.random() < 0.5:
        escort["available_from"] = shifted(row["to_at"], -rng.randrange(1, 20))
    else:
        escort["available_to"] = shifted(row["from_at"], rng.randrange(1, 20))
    return f"{row['escort_id']} {escort['available_from']} – {escort['available_to']}"


@corrupts("hubs")
def a_quarter_is_not_reserved(draft: Draft, rng: Random) -> str | None:
    row = _taken(draft, rng, *PASSAGES)
    if row is None:
        return None
    draft.plan("reservations").remove(row)
    return f"{row['place_id']} {row['trip_id']} {row['from_at']}"


@corrupts("hubs")
def too_few_are_reserved(draft: Draft, rng: Random) -> str | None:
    row = _taken(draft, rng, *PASSAGES)
    done = None if row is None else _reserve_less(row, rng)
    return None if row is None or done is None else f"{done} {row['from_at']}"


@corrupts("hubs")
def a_quarter_is_of_another_hour(draft: Draft, rng: Random) -> str | None:
    row = _taken(draft, rng, *PASSAGES)
    if row is None:
        return None
    by = -15 * rng.randrange(9, 20)
    row.update(from_at=shifted(row["from_at"], by), to_at=shifted(row["to_at"], by))
    return f"{row['place_id']} {row['trip_id']} {row['from_at']}"


@corrupts("hubs")
def a_quarter_is_no_quarter(draft: Draft, rng: Random) -> str | None:
    row = _taken(draft, rng, *PASSAGES)
    if row is None:
        return None
    column, by = rng.choice(("from_at", "to_at")), rng.randrange(1, 15)
    row[column] = shifted(row[column], by)
    return f"{row['place_id']} {row['trip_id']} {column} by {by} min"


@corrupts("hubs")
def fewer_pass_in_an_hour(draft: Draft, rng: Random) -> str | None:
    row = _taken(draft, rng, *PASSAGES)
    if row is None:
        return None
    per_hour = rng.randrange(1, 4 * int(row["amount"]))
    row_of(draft.scenario("stops"), stop_id=row["place_id"])["people_per_hour"] = str(per_hour)
    return f"{row['place_id']} {per_hour}"


@corrupts("hubs")
def a_station_counts_heads_from_now_on(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice([trip for trip in draft.plan("trips") if trip["mode"] != "coach"])
    stop_id = trip[rng.choice(("from_stop_id", "to_stop_id"))]
    stop = row_of(draft.scenario("stops", ("people_per_hour",)), stop_id=stop_id)
    if any(row["place_id"] == stop["stop_id"] for row in draft.plan("reservations")):
        return None
    stop["people_per_hour"] = str(rng.randrange(100, 5000))
    return f"{stop['stop_id']} {stop['people_per_hour']}"


@corrupts("hubs")
def a_gate_lets_fewer_through(draft: Draft, rng: Random) -> str | None:
    row = _taken(draft, rng, "gate")
    return None if row is None else _cut_capacity(draft, rng, row)


def _test_halt(draft: Draft, rng: Random) -> Row | None:
    """A halt at which somebody is tested as the rules in force ask."""
    booked = {row["trip_id"] for row in rows_of(draft.plan("reservations"), kind="test")}
    halts = [row for row in rows_of(draft.plan("stop_times"), activity="test") if row["trip_id"] in booked]
    return one(rng, halts) if "arrivals" in draft.base.toml and '"test"' in draft.base.toml else None


@corrupts("tests")
def nobody_waits_for_the_result(draft: Draft, rng: Random) -> str | None:
    halt = _test_halt(draft, rng)
    if halt is None:
        return None
    early = rng.randrange(1, minutes_between(halt["arrive_at"], halt["depart_at"]))
    halt["depart_at"] = shifted(halt["depart_at"], -early)
    return f"{halt['trip_id']} {early} min"


@corrupts("tests")
def results_take_longer(draft: Draft, rng: Random) -> str | None:
    halt = _test_halt(draft, rng)
    if halt is None:
        return None
    wait = minutes_between(halt["arrive_at"], halt["depart_at"]) * 60 + rng.randrange(1, 3600)
    stands = [minutes_between(row["arrive_at"], row["depart_at"]) for row in draft.plan("stop_times")]
    draft.override("test_result_s", str(max(wait, max(stands) * 60 + 1)))
    return f"{wait} s"


@corrupts("tests")
def a_test_is_only_a_rest(draft: Draft, rng: Random) -> str | None:
    halt = _test_halt(draft, rng)
    if halt is None:
        return None
    halt["activity"] = rng.choice(("rest", "overnight", "disinfect"))
    return f"{halt['trip_id']} {halt['activity']}"


@corrupts("tests")
def a_laboratory_serves_other_counties(draft: Draft, rng: Random) -> str | None:
    halt = _test_halt(draft, rng)
    if halt is None:
        return None
    where = rng.choice(("3301", "3303", "34", "440103", "610102"))
    row_of(draft.scenario("stops"), stop_id=halt["stop_id"])["catchment_adcodes"] = where
    return f"{halt['stop_id']} {where}"


@corrupts("tests")
def too_few_tests_are_taken(draft: Draft, rng: Random) -> str | None:
    row = _taken(draft, rng, "test")
    if row is None or _test_halt(draft, rng) is None:
        return None
    if rng.random() < 0.5:
        return _reserve_less(row, rng)
    row["date"] = day_of(row["date"], rng.choice((-1, 1, 2)))
    return f"{row['trip_id']} {row['date']}"


@corrupts("tests")
def a_laboratory_tests_fewer(draft: Draft, rng: Random) -> str | None:
    row = _taken(draft, rng, "test")
    return None if row is None else _cut_capacity(draft, rng, row)


@corrupts("tests")
def everybody_has_to_be_tested(draft: Draft, rng: Random) -> str | None:
    if rows_of(draft.plan("stop_times"), activity="test"):
        return None
    wait = rng.randrange(600, 7200)
    draft.override("arrivals", '[{ level = "low", action = "test" }]')
    draft.override("test_result_s", str(wait))
    return f"{wait} s"


@corrupts("beds")
def a_stay_is_too_short(draft: Draft, rng: Random) -> str | None:
    row = one(rng, rows_of(draft.plan("dwells"), purpose="quarantine"))
    if row is None or "quarantine" not in draft.base.toml:
        return None
    early = rng.randrange(1, 2000)
    row["to_at"] = shifted(row["to_at"], -early)
    return f"{row['part_id']} {early} min"


@corrupts("beds")
def a_stay_begins_elsewhere(draft: Draft, rng: Random) -> str | None:
    row = one(rng, rows_of(draft.plan("dwells"), purpose="quarantine"))
    if row is None:
        return None
    column = rng.choice(("place_id", "persons", "from_at"))
    sites = [site["site_id"] for site in draft.scenario("sites") if site["site_id"] != row["place_id"]]
    changed = {"place_id": rng.choice(sites), "persons": str(int(row["persons"]) - 1)}
    row[column] = changed.get(column) or shifted(row["from_at"], rng.randrange(5, 300))
    return f"{row['part_id']} {column} {row[column]}"


@corrupts("beds")
def too_few_beds_are_taken(draft: Draft, rng: Random) -> str | None:
    row = _taken(draft, rng, "quarantine", "crew_bed")
    if row is None or (row["kind"] == "quarantine" and "quarantine" not in draft.base.toml):
        return None
    if row["kind"] == "crew_bed" and "crew_isolation_days" not in draft.base.toml:
        return None
    return _reserve_less(row, rng)


@corrupts("beds")
def there_are_fewer_beds(draft: Draft, rng: Random) -> str | None:
    row = _taken(draft, rng, "quarantine", "crew_bed")
    return None if row is None else _cut_capacity(draft, rng, row)


@corrupts("beds")
def a_site_has_fewer_beds(draft: Draft, rng: Random) -> str | None:
    row = _taken(draft, rng, "quarantine")
    site = row and one(rng, rows_of(draft.scenario("sites"), site_id=row["place_id"]))
    if not row or not site:
        return None
    site["isolation_beds"] = str(rng.randrange(int(row["amount"])))
    return f"{site['site_id']} {site['isolation_beds']}"


@corrupts("beds")
def everybody_has_to_stay_apart(draft: Draft, rng: Random) -> str | None:
    if rows_of(draft.plan("dwells"), purpose="quarantine"):
        return None
    days = rng.randrange(1, 15)
    draft.override("arrivals", f'[{{ level = "low", action = "quarantine", days = {days} }}]')
    return f"{days} days"


@corrupts("beds")
def crews_isolate_longer(draft: Draft, rng: Random) -> str | None:
    if not any(trip["closed_loop"] == "true" for trip in coaches(draft)):
        return None
    days = rng.randrange(2, 8)
    draft.override("crew_isolation_days", str(days))
    return f"{days} days"


def _arrival(draft: Draft, rng: Random) -> tuple[str, str, int]:
    """A site, a day on which people come, and how many at least: those of one part."""
    part = rng.choice(draft.plan("loads"))
    last = legs(draft, part["part_id"])[-1]
    halt = row_of(draft.plan("stop_times"), trip_id=last["trip_id"], seq=last["alight_seq"])
    site = row_of(draft.plan("cohorts"), cohort_id=part["cohort_id"])["site_id"]
    return site, day_of(halt["arrive_at"]), int(last["persons"])


@corrupts("intake")
def a_site_takes_fewer_a_day(draft: Draft, rng: Random) -> str | None:
    site_id, day, persons = _arrival(draft, rng)
    draft.scenario("sites", ("intake_per_day",))
    capacities = draft.scenario("capacities")
    for row in rows_of(capacities, kind="intake", place_id=site_id, date=day) if capacities else ():
        capacities.remove(row)
    row_of(draft.scenario("sites"), site_id=site_id)["intake_per_day"] = str(rng.randrange(persons))
    return f"{site_id} {row_of(draft.scenario('sites'), site_id=site_id)['intake_per_day']}"


@corrupts("intake")
def a_site_takes_fewer_on_that_day(draft: Draft, rng: Random) -> str | None:
    site_id, day, persons = _arrival(draft, rng)
    header = ("kind", "place_id", "date", "amount")
    capacities, amount = draft.scenario("capacities", header), str(rng.randrange(persons))
    for row in rows_of(capacities, kind="intake", place_id=site_id, date=day):
        capacities.remove(row)
    capacities.append(dict(zip(header, ("intake", site_id, day, amount))))
    return f"{site_id} {day} {amount}"


@corrupts("intake")
def a_yellow_light_leaves_little(draft: Draft, rng: Random) -> str | None:
    site_id, day, _ = _arrival(draft, rng)
    firm_id = row_of(draft.scenario("sites"), site_id=site_id)["enterprise_id"]
    header = ("enterprise_id", "date", "missing_items", "resolved")
    visit = dict(zip(header, (firm_id, day_of(day, -rng.randrange(4)), str(rng.randrange(3, 9)), "false")))
    visits = draft.scenario("inspections", header)
    for row in rows_of(visits, enterprise_id=firm_id):
        visits.remove(row)
    visits.append(visit)
    share = rng.choice(("0", "0.01", "0.02"))
    draft.override("lights.intake_factor", f'{{ yellow = "{share}" }}')
    return f"{firm_id} from {visit['date']} {share}"


@corrupts("intake")
def the_resumption_map_admits_few(draft: Draft, rng: Random) -> str | None:
    site_id, day, _ = _arrival(draft, rng)
    header = ("adcode", "industry", "valid_from", "valid_to", "share")
    county = row_of(draft.scenario("sites"), site_id=site_id)["adcode"]
    area, share = rng.choice((county, county[:4], county[:2])), rng.choice(("0", "0.001", "0.01"))
    row = dict(zip(header, (area, "", day, "", share)))
    draft.scenario("intake_windows", header).append(row)
    return f"{area} from {day} {share}"


@corrupts("access")
def there_are_no_seats_for_wheelchairs(draft: Draft, rng: Random) -> str | None:
    trip = rng.choice(coaches(draft))
    leg = rng.choice(rows_of(draft.plan("loads"), trip_id=trip["trip_id"]))
    if not set_needs(draft, leg["cohort_id"], rng.choice(("wheelchair", "infant"))):
        return None
    fleet = row_of(draft.scenario("coaches", ("accessible_seats",)), fleet_id=trip["fleet_id"])
    fleet["accessible_seats"] = str(rng.randrange(int(leg["persons"])))
    return f"{leg['cohort_id']} on {trip['trip_id']}, {fleet['accessible_seats']} seats"


@corrupts("access")
def a_need_is_not_passed_on(draft: Draft, rng: Random) -> str | None:
    worker_id = rng.choice(draft.plan("manifest"))["worker_id"]
    worker = row_of(draft.scenario("workers", ("needs",)), worker_id=worker_id)
    for fleet in draft.scenario("coaches", ("accessible_seats",)):
        fleet["accessible_seats"] = "49"
    worker["needs"] = "wheelchair" if worker["needs"] == "infant" else "infant"
    return f"{worker_id} {worker['needs']}"
