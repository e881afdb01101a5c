"""Wrong people: ``coverage``, ``groups``, ``eligibility``, ``windows``, ``mixing``."""

from __future__ import annotations

from random import Random

from tests.verify.corruptions.draft import Draft, Row, shifted
from tests.verify.corruptions.moves import legs, one, row_of, rows_of, served
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
    draft.edit_toml(r'^start = ".*"$', f'start = "{shifted(first["depart_at"], 1440 * days)[:10]}"')
    draft.edit_toml(r'^end = ".*"$', f'end = "{shifted(first["depart_at"], 1440 * (days + rng.choice((3, 5))))[:10]}"')
    return f"{days} days"


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
