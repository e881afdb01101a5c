"""Wrong people: ``coverage``, ``groups``, ``eligibility``, ``windows``, ``mixing``."""

from __future__ import annotations

from random import Random

from tests.verify.corruptions.draft import Draft, Row, day_of, shifted
from tests.verify.corruptions.moves import add_zone, legs, one, relevel, row_of, rows_of, served
from tests.verify.corruptions.registry import corrupts


def _rides(draft: Draft) -> dict[str, str]:
    """Worker → trips in order, for everybody with a seat."""
    rides: dict[str, str] = {}
    for seat in sorted(draft.plan("manifest"), key=lambda row: int(row["leg_seq"])):
        rides[seat["worker_id"]] = f"{rides.get(seat['worker_id'], '')} {seat['trip_id']}"
    return rides


def _named_parts(draft: Draft) -> list[Row]:
    named = {row["cohort_id"] for row in draft.plan("cohorts") if row["source"] == "named"}
    return [row for row in draft.plan("loads") if row["leg_seq"] == "1" and row["cohort_id"] in named]


def _workers_of(draft: Draft, cohort_id: str) -> list[Row]:
    ids = {row["worker_id"] for row in draft.plan("manifest") if row["cohort_id"] == cohort_id}
    return [row for row in draft.scenario("workers") if row["worker_id"] in ids]


@corrupts("coverage")
def a_worker_is_forgotten(draft: Draft, rng: Random) -> str | None:
    worker_id = rng.choice(draft.plan("manifest"))["worker_id"]
    for row in rows_of(draft.plan("manifest"), worker_id=worker_id):
        draft.plan("manifest").remove(row)
    return worker_id


@corrupts("coverage")
def a_worker_travels_and_stays(draft: Draft, rng: Random) -> str | None:
    seat = rng.choice(draft.plan("manifest"))
    row = {"worker_id": seat["worker_id"], "cohort_id": seat["cohort_id"], "persons": "1", "reason": "NO_SEAT"}
    draft.plan("unserved").append(row)
    return seat["worker_id"]


@corrupts("coverage")
def a_passenger_gets_lost_between_two_legs(draft: Draft, rng: Random) -> str | None:
    leg = one(rng, [row for row in draft.plan("loads") if row["leg_seq"] != "1" and int(row["persons"]) > 1])
    if leg is None:
        return None
    leg["persons"] = str(int(leg["persons"]) - 1)
    return f"{leg['part_id']} leg {leg['leg_seq']}"


@corrupts("coverage")
def one_left_behind_is_struck_off(draft: Draft, rng: Random) -> str | None:
    row = one(rng, draft.plan("unserved"))
    if row is None:
        return None
    draft.plan("unserved").remove(row)
    return row["worker_id"] or row["cohort_id"]


@corrupts("coverage")
def a_reason_is_made_up(draft: Draft, rng: Random) -> str | None:
    row = one(rng, draft.plan("unserved"))
    if row is None:
        return None
    row["reason"] = rng.choice(("", "BUS_BROKEN", "no seat"))
    return f"{row['worker_id']} {row['reason']}"


@corrupts("coverage")
def a_worker_is_counted_with_strangers(draft: Draft, rng: Random) -> str | None:
    a, b = rng.sample(draft.plan("manifest"), 2)
    cohorts = {row["cohort_id"]: row for row in draft.plan("cohorts")}
    facts = ("site_id", "origin_adcode", "pickup_stop_id")
    if a["leg_seq"] != b["leg_seq"] or all(cohorts[a["cohort_id"]][f] == cohorts[b["cohort_id"]][f] for f in facts):
        return None
    swap = {a["worker_id"]: b["worker_id"], b["worker_id"]: a["worker_id"]}
    for row in draft.plan("manifest"):
        row["worker_id"] = swap.get(row["worker_id"], row["worker_id"])
    return f"{a['worker_id']} for {b['worker_id']}"


@corrupts("coverage")
def a_halt_counts_one_more(draft: Draft, rng: Random) -> str | None:
    halt, column = rng.choice(draft.plan("stop_times")), rng.choice(("board", "alight"))
    halt[column] = str(int(halt[column]) + 1)
    return f"{halt['trip_id']} seq {halt['seq']} {column}"


@corrupts("groups")
def friends_who_ride_apart_belong_together(draft: Draft, rng: Random) -> str | None:
    rides = _rides(draft)
    ids = rng.sample(sorted(rides), rng.choice((2, 3)))
    if len({rides[worker_id] for worker_id in ids}) == 1:
        return None
    draft.scenario("workers", ("group_id",))
    for worker_id in ids:
        row_of(draft.scenario("workers"), worker_id=worker_id)["group_id"] = "G99999"
    return " ".join(ids)


@corrupts("groups")
def one_of_a_group_is_left_behind(draft: Draft, rng: Random) -> str | None:
    grouped = {row["worker_id"] for row in draft.scenario("workers") if row.get("group_id")}
    seat = one(rng, [row for row in draft.plan("manifest") if row["worker_id"] in grouped])
    if seat is None:
        return None
    for row in rows_of(draft.plan("manifest"), worker_id=seat["worker_id"]):
        draft.plan("manifest").remove(row)
    row = {"worker_id": seat["worker_id"], "cohort_id": seat["cohort_id"], "persons": "1", "reason": "NO_SEAT"}
    draft.plan("unserved").append(row)
    return seat["worker_id"]


@corrupts("eligibility")
def a_worker_withdraws(draft: Draft, rng: Random) -> str | None:
    worker_id = rng.choice(draft.plan("manifest"))["worker_id"]
    row_of(draft.scenario("workers"), worker_id=worker_id)["stage"] = "withdrawn"
    return worker_id


@corrupts("eligibility")
def a_cohort_turns_yellow_or_red(draft: Draft, rng: Random) -> str | None:
    part, colour = rng.choice(_named_parts(draft)), rng.choice(("yellow", "red"))
    for worker in _workers_of(draft, part["cohort_id"]):
        worker["health_code"] = colour
    row_of(draft.plan("cohorts"), cohort_id=part["cohort_id"])["health_class"] = colour
    return f"{part['cohort_id']} {colour}"


@corrupts("eligibility")
def a_firm_is_closed(draft: Draft, rng: Random) -> str | None:
    part = rng.choice(_named_parts(draft))
    firm_id = row_of(draft.plan("cohorts"), cohort_id=part["cohort_id"])["enterprise_id"]
    firm = row_of(draft.scenario("enterprises"), enterprise_id=firm_id)
    what = rng.choice(("light", "negative_listed", "whitelisted", "resume_from"))
    if what == "resume_from":
        halt = row_of(draft.plan("stop_times"), trip_id=legs(draft, part["part_id"])[-1]["trip_id"], seq="1")
        firm[what] = shifted(halt["arrive_at"], 60 * 24)
    else:
        firm[what] = {"light": "red", "negative_listed": "true", "whitelisted": "false"}[what]
        draft.override("white_list_required", "true")
        draft.override("negative_list_closed", "true")
        draft.override("lights_closed", '["red"]')
    return f"{firm_id} {what}"


@corrupts("eligibility")
def a_reason_is_false(draft: Draft, rng: Random) -> str | None:
    row = one(rng, [row for row in draft.plan("unserved") if row["worker_id"]])
    reasons = ("WITHDRAWN", "CODE_NOT_GREEN", "LIGHT_RED", "NOT_RESUMED", "NEGATIVE_LISTED", "NOT_WHITELISTED")
    if row is None:
        return None
    worker, reason = row_of(draft.scenario("workers"), worker_id=row["worker_id"]), rng.choice(reasons)
    if row["reason"] == reason or (reason == "CODE_NOT_GREEN" and worker["health_code"] != "green"):
        return None
    if reason == "NOT_RESUMED" and any(firm["resume_from"] for firm in draft.scenario("enterprises")):
        return None
    row["reason"] = reason
    return f"{row['worker_id']} {reason}"


@corrupts("windows")
def a_cohort_is_ready_later(draft: Draft, rng: Random) -> str | None:
    part, late = rng.choice(_named_parts(draft)), rng.choice((1, 60, 300))
    halt = row_of(draft.plan("stop_times"), trip_id=part["trip_id"], seq=part["board_seq"])
    ready = shifted(halt["depart_at"], late)
    row_of(draft.plan("cohorts"), cohort_id=part["cohort_id"])["ready_at"] = ready
    for worker in _workers_of(draft, part["cohort_id"]):
        worker["ready_at"] = ready
    return f"{part['cohort_id']} by {late} min"


@corrupts("windows")
def a_cohort_is_due_earlier(draft: Draft, rng: Random) -> str | None:
    part, early = rng.choice(_named_parts(draft)), rng.choice((1, 30, 120))
    last = legs(draft, part["part_id"])[-1]
    halt = row_of(draft.plan("stop_times"), trip_id=last["trip_id"], seq=last["alight_seq"])
    due = shifted(halt["arrive_at"], -early)
    row_of(draft.plan("cohorts"), cohort_id=part["cohort_id"])["due_at"] = due
    for worker in _workers_of(draft, part["cohort_id"]):
        worker["due_at"] = due
    return f"{part['cohort_id']} by {early} min"


@corrupts("windows")
def a_site_closes_before_they_come(draft: Draft, rng: Random) -> str | None:
    site = rng.choice(draft.scenario("sites"))
    halt = one(rng, rows_of(draft.plan("stop_times"), stop_id=site["site_id"]))
    if halt is None:
        return None
    site.update(opens="00:00", closes=shifted(halt["arrive_at"], -rng.choice((1, 15, 45)))[11:16])
    return f"{site['site_id']} at {site['closes']}"


@corrupts("windows")
def a_station_opens_after_they_left(draft: Draft, rng: Random) -> str | None:
    stop = rng.choice(draft.scenario("stops"))
    used = [row for row in rows_of(draft.plan("stop_times"), stop_id=stop["stop_id"]) if row["board"] != "0"]
    halt = one(rng, used)
    if halt is None or int(halt["depart_at"][11:13]) > 22:
        return None
    draft.scenario("stops", ("opens", "closes"))
    stop.update(opens=shifted(halt["depart_at"], rng.choice((1, 20, 50)))[11:16], closes="23:59")
    return f"{stop['stop_id']} at {stop['opens']}"


@corrupts("windows")
def the_campaign_begins_later(draft: Draft, rng: Random) -> str | None:
    first = min(draft.plan("trips"), key=lambda trip: trip["depart_at"])
    days = rng.choice((1, 2))
    begin, end = (shifted(first["depart_at"], 1440 * day)[:10] for day in (days, days + rng.choice((3, 5))))
    draft.toml["campaign"].update(start=begin, end=end)
    return f"{begin} – {end}"


@corrupts("windows")
def a_promise_is_broken(draft: Draft, rng: Random) -> str | None:
    part = rng.choice(_named_parts(draft))
    halt = row_of(draft.plan("stop_times"), trip_id=part["trip_id"], seq=part["board_seq"])
    worker_id = rng.choice(rows_of(draft.plan("manifest"), part_id=part["part_id"], leg_seq="1"))["worker_id"]
    hours, late = rng.choice((24, 30, 48)), rng.randrange(1, 300)
    for worker in draft.scenario("workers", ("requested_at",)):
        worker["requested_at"] = ""
    row_of(draft.scenario("workers"), worker_id=worker_id)["requested_at"] = shifted(
        halt["depart_at"], -hours * 60 - late
    )
    draft.override("promise_s", str(hours * 3600))
    draft.override("promise_to", '"boarding"')
    return f"{worker_id} {hours} h, {late} min late"


def _crowded(draft: Draft, rng: Random) -> tuple[Row, set[str]] | None:
    """A trip with people of several enterprises."""
    firm_of = {row["cohort_id"]: row["enterprise_id"] for row in draft.plan("cohorts")}
    found = []
    for trip in draft.plan("trips"):
        firms = {firm_of[row["cohort_id"]] for row in rows_of(draft.plan("loads"), trip_id=trip["trip_id"])}
        if len(firms) > 1:
            found.append((trip, firms))
    return rng.choice(found) if found else None


@corrupts("mixing")
def fewer_firms_may_share(draft: Draft, rng: Random) -> str | None:
    found = _crowded(draft, rng)
    if found is None:
        return None
    trip, firms = found
    most = rng.randrange(1, len(firms))
    draft.override(f"max_enterprises.{trip['mode']}", str(most))
    return f"{trip['mode']} {most}"


@corrupts("mixing")
def a_cohort_of_another_firm_is_aboard(draft: Draft, rng: Random) -> str | None:
    part = rng.choice(draft.plan("loads"))
    trip = row_of(draft.plan("trips"), trip_id=part["trip_id"])
    firm_of = {row["cohort_id"]: row["enterprise_id"] for row in draft.plan("cohorts")}
    mates = {row["cohort_id"] for row in rows_of(draft.plan("loads"), trip_id=trip["trip_id"])} - {part["cohort_id"]}
    others = sorted({row["enterprise_id"] for row in draft.scenario("enterprises")} - {firm_of[c] for c in mates})
    if not mates or not others:
        return None
    row_of(draft.plan("cohorts"), cohort_id=part["cohort_id"])["enterprise_id"] = rng.choice(others)
    most = len({firm_of[cohort_id] for cohort_id in mates})
    draft.override(f"max_enterprises.{trip['mode']}", str(most))
    return f"{part['cohort_id']} on {trip['trip_id']}, {most} allowed, {len(served(draft, trip))} halts"


def _origins_aboard(draft: Draft, trip: Row) -> dict[str, str]:
    """Cohorts aboard a trip → county of origin."""
    aboard = {row["cohort_id"] for row in rows_of(draft.plan("loads"), trip_id=trip["trip_id"])}
    return {row["cohort_id"]: row["origin_adcode"] for row in draft.plan("cohorts") if row["cohort_id"] in aboard}


@corrupts("mixing")
def people_of_a_risky_origin_ride_with_others(draft: Draft, rng: Random) -> str | None:
    origins = sorted(set(_origins_aboard(draft, rng.choice(draft.plan("trips"))).values()))
    if len(origins) < 2:
        return None
    risky = rng.choice(origins)
    add_zone(draft, risky, "high", day_of(draft.plan("trips")[0]["depart_at"], -rng.randrange(2, 9)))
    relevel(draft, risky, "high")
    draft.override("unmixed_from", '"high"')
    return f"{risky} with {' '.join(origins)}"


@corrupts("mixing")
def codes_of_two_colours_ride_together(draft: Draft, rng: Random) -> str | None:
    aboard = _origins_aboard(draft, rng.choice(draft.plan("trips")))
    cohort = row_of(draft.plan("cohorts"), cohort_id=rng.choice(sorted(aboard)))
    if len(aboard) < 2 or cohort["source"] != "named":
        return None
    for worker in _workers_of(draft, cohort["cohort_id"]):
        worker["health_code"] = "yellow"
    cohort["health_class"] = "yellow"
    draft.override("banned_codes", "[]")
    draft.override("unmixed_codes", "true")
    return f"{cohort['cohort_id']} yellow"


@corrupts("eligibility")
def papers_are_asked_for_that_nobody_has(draft: Draft, rng: Random) -> str | None:
    part = rng.choice(_named_parts(draft))
    worker = rng.choice(_workers_of(draft, part["cohort_id"]))
    draft.scenario("workers", ("origin_proof", "health_certificate", "test_result", "health_code_at"))
    what = rng.choice(("proof_from", "certificate_from", "test_from", "code_max_age_s", "banned_origins"))
    if what == "code_max_age_s":
        halt = row_of(draft.plan("stop_times"), trip_id=part["trip_id"], seq=part["board_seq"])
        hours = rng.choice((24, 48, 72))
        worker["health_code_at"] = rng.choice(("", shifted(halt["depart_at"], -60 * hours - rng.randrange(1, 500))))
        draft.override(what, str(hours * 3600))
    elif what == "banned_origins":
        draft.override(what, f'["{worker["origin_adcode"][: rng.choice((2, 4, 6))]}"]')
    else:
        worker.update(origin_proof="false", health_certificate="", test_result="")
        draft.override(what, '"low"')
    return f"{what} {worker['worker_id']} {worker['health_code_at']}"
