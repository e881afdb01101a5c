"""Each worker on exactly one itinerary, or unserved with a reason; head-counts agree everywhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import chain

from planner.domain.demand import Cohort, Heat, Worker
from planner.domain.place import SEAT_PREFIX
from planner.domain.violation import Violation
from planner.verify.world import World

broken = partial(Violation, "coverage")
CODES = ("green", "yellow", "red")
"""Health codes, the best first."""
FACTS = ("enterprise", "site", "origin", "pick-up", "tier", "health class")
"""What a cohort and its members have in common."""


def coverage(world: World) -> Iterator[Violation]:
    """Σ parts + unserved = persons of a cohort, each named worker once, members as listed, heat within heat and demand.

    model.md, "Binds"; domain.md E.4 (1, 3).
    """
    yield from _persons(world)
    yield from _named_legs(world)
    yield from _workers(world)
    yield from _members(world)
    yield from _heat_of_origins(world)
    yield from _heat_of_sites(world)
    yield from _boardings(world)


def _persons(world: World) -> Iterator[Violation]:
    """Persons constant along a part; parts and unserved sum to the cohort."""
    placed: Counter[str] = Counter()
    for (cohort_id, part_id), legs in world.parts.items():
        counts = [leg.persons for leg in legs]
        placed[cohort_id] += counts[0]
        if len(set(counts)) > 1:
            chain = " → ".join(map(str, counts))
            yield broken(part_id, chain, str(counts[0]), "persons", f"part {part_id}: {chain} persons from leg to leg")
    for row in world.plan.unserved:
        placed[row.cohort_id] += row.persons
        if not row.reason:
            subject = row.worker_id or row.cohort_id
            yield broken(subject, "", "a code of reasons.csv", "code", f"{subject} is unserved without a reason")
        elif world.reasons and row.reason not in world.reasons:
            subject = row.worker_id or row.cohort_id
            yield broken(subject, row.reason, "a code of reasons.csv", "code", f"{row.reason!r} is no known reason")
        if row.persons < 1 or (row.worker_id is not None and row.persons != 1):
            subject = row.worker_id or row.cohort_id
            yield broken(subject, str(row.persons), "1", "persons", f"{subject}: unserved row of {row.persons} persons")
    for cohort in world.plan.cohorts:
        if placed[cohort.cohort_id] != cohort.persons:
            found = placed[cohort.cohort_id]
            yield broken(
                cohort.cohort_id,
                str(found),
                str(cohort.persons),
                "persons",
                f"cohort {cohort.cohort_id} of {cohort.persons}: parts and unserved make {found}",
            )


def _named_legs(world: World) -> Iterator[Violation]:
    """The manifest names as many workers on each leg as loads count, the same on all legs; none of heat."""
    aboard: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    riders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for seat in world.plan.manifest:
        aboard[seat.cohort_id, seat.part_id][seat.leg_seq] += 1
        riders[seat.cohort_id, seat.part_id].add(seat.worker_id)
    for part, legs in world.parts.items():
        named = world.cohorts[part[0]].source == "named"
        for leg in legs:
            found, needed = aboard[part][leg.leg_seq], leg.persons if named else 0
            if found != needed:
                yield broken(
                    part[1],
                    str(found),
                    str(needed),
                    "workers",
                    f"part {part[1]} leg {leg.leg_seq}: {found} workers in the manifest, {needed} counted",
                )
        if named and len(riders[part]) > max(leg.persons for leg in legs):
            found = len(riders[part])
            yield broken(
                part[1],
                str(found),
                str(legs[0].persons),
                "workers",
                f"part {part[1]}: {found} different workers on its legs, {legs[0].persons} travel",
            )


def _workers(world: World) -> Iterator[Violation]:
    """Each worker of the scenario stands in the manifest as one part, or once in unserved."""
    seen = Counter(chain.from_iterable(world.members.values()))
    seen.update(row.worker_id for row in world.plan.unserved if row.worker_id is not None)
    for worker_id in world.workers:
        if seen[worker_id] != 1:
            found = [f"part {part_id}" for (_, part_id), ids in world.members.items() for w in ids if w == worker_id]
            found += ["unserved" for row in world.plan.unserved if row.worker_id == worker_id]
            where = ", ".join(found) or "nowhere"
            yield broken(
                worker_id,
                str(len(found)),
                "1",
                "places",
                f"worker {worker_id} stands in the plan {len(found)} "
                f"times ({where}); exactly one part or one unserved row is needed",
            )


def _members(world: World) -> Iterator[Violation]:
    """Members of a named cohort are as the cohort says; those of a travel group as the worst of its codes there."""
    members = [(cohort_id, worker_id) for (cohort_id, _), ids in world.members.items() for worker_id in ids]
    members += [(r.cohort_id, r.worker_id) for r in world.plan.unserved if r.worker_id is not None and r.cohort_id]
    codes: dict[tuple[str, str], set[str]] = defaultdict(set)
    parties = [(cohort_id, world.workers[worker_id]) for cohort_id, worker_id in members]
    for cohort_id, worker in parties:
        if worker.group_id:
            codes[cohort_id, worker.group_id].add(worker.health_code)
    for cohort_id, worker in parties:
        of_party = codes[cohort_id, worker.group_id] if worker.group_id else (worker.health_code,)
        yield from _member(world, world.cohorts[cohort_id], worker, max(of_party, key=CODES.index))


def _member(world: World, cohort: Cohort, worker: Worker, code: str) -> Iterator[Violation]:
    tier, pickup = world.worker_tiers[worker.worker_id], worker.pickup_stop_id or SEAT_PREFIX + worker.origin_adcode
    said = (
        cohort.enterprise_id, cohort.site_id, cohort.origin_adcode, cohort.pickup_id, cohort.tier, cohort.health_class,
    )  # fmt: skip
    true = (worker.enterprise_id, worker.site_id, worker.origin_adcode, pickup, tier, code)
    for name, found, needed in zip(FACTS, map(str, said), map(str, true), strict=True) if said != true else ():
        if found != needed:
            yield broken(
                worker.worker_id,
                found,
                needed,
                name,
                f"{name} of worker {worker.worker_id} is {needed}, of cohort {cohort.cohort_id} {found}",
            )
    iso, due = world.clock.iso, world.due_of(worker.enterprise_id, worker.due_at)
    if cohort.ready_at < worker.ready_at:
        yield broken(
            worker.worker_id,
            iso(cohort.ready_at),
            iso(worker.ready_at),
            "moment",
            f"cohort {cohort.cohort_id} is ready before its member {worker.worker_id}",
        )
    if cohort.due_at > due:
        yield broken(
            worker.worker_id,
            iso(cohort.due_at),
            iso(due),
            "moment",
            f"cohort {cohort.cohort_id} is due after its member {worker.worker_id}",
        )


def _heat_of_origins(world: World) -> Iterator[Violation]:
    """Heat cohorts of an origin ≤ its heat less its named workers, and not ready before the heat is."""
    wanted: dict[str, list[Cohort]] = defaultdict(list)
    for cohort in world.plan.cohorts:
        if cohort.source == "heat":
            wanted[cohort.origin_adcode].append(cohort)
    named = Counter(worker.origin_adcode for worker in world.scenario.workers)
    heat: dict[str, list[Heat]] = defaultdict(list)
    for row in world.scenario.heat:
        heat[row.origin_adcode].append(row)
    for origin, cohorts in wanted.items():
        rows = heat[origin]
        limit = max(0, sum(row.workers for row in rows) - named[origin])
        found = sum(cohort.persons for cohort in cohorts)
        if found > limit:
            yield broken(
                origin,
                str(found),
                str(limit),
                "persons",
                f"origin {origin}: {found} anonymous workers, heat less named workers is {limit}",
            )
            continue
        for moment in sorted({cohort.ready_at for cohort in cohorts}):
            early = sum(cohort.persons for cohort in cohorts if cohort.ready_at <= moment)
            ready = sum(row.workers for row in rows if row.ready_from <= moment)
            if early > ready:
                yield broken(
                    origin,
                    str(early),
                    str(ready),
                    "persons",
                    f"origin {origin}: {early} anonymous workers are "
                    f"counted ready by {world.clock.iso(moment)}, heat has {ready}",
                )


def _heat_of_sites(world: World) -> Iterator[Violation]:
    """Heat cohorts of a site ≤ its demand, due no later, with the tier in force."""
    wanted: dict[tuple[str, str], list[Cohort]] = defaultdict(list)
    for cohort in world.plan.cohorts:
        if cohort.source == "heat":
            wanted[cohort.enterprise_id, cohort.site_id].append(cohort)
            tier = world.tiers[cohort.enterprise_id]
            if cohort.tier != tier or cohort.health_class != "green":
                said, needed = f"{cohort.tier} {cohort.health_class}", f"{tier} green"
                yield broken(
                    cohort.cohort_id,
                    said,
                    needed,
                    "tier and health class",
                    f"heat cohort {cohort.cohort_id} is {said}; {needed} is in force",
                )
    demand: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for row in world.scenario.demand:
        due = world.due_of(row.enterprise_id, row.due_at)
        demand[row.enterprise_id, row.site_id].append((due, row.headcount))
    riding = Counter(world.workers[worker_id].site_id for ids in world.members.values() for worker_id in ids)
    for (firm, site), cohorts in wanted.items():
        asked = demand[firm, site]
        yield from _named_first(site, sum(c.persons for c in cohorts), sum(n for _, n in asked), riding[site])
        for moment in sorted({cohort.due_at for cohort in cohorts}, reverse=True):
            found = sum(cohort.persons for cohort in cohorts if cohort.due_at >= moment)
            limit = sum(headcount for due, headcount in asked if due >= moment)
            if found > limit:
                yield broken(
                    site,
                    str(found),
                    str(limit),
                    "persons",
                    f"site {site}: {found} anonymous workers due "
                    f"{world.clock.iso(moment)} or later, demand asks for {limit}",
                )


def _named_first(site: str, found: int, asked: int, riding: int) -> Iterator[Violation]:
    """Named workers take precedence: heat fills the places that those who travel leave open (contract, section 1)."""
    limit = max(0, asked - riding)
    if found > limit:
        message = f"site {site}: {found} anonymous workers beside {riding} named ones on {asked} places"
        yield broken(site, str(found), str(limit), "persons", message)


def _boardings(world: World) -> Iterator[Violation]:
    """board and alight of every halt are what the loads say."""
    boards: Counter[tuple[str, int]] = Counter()
    alights: Counter[tuple[str, int]] = Counter()
    for load in world.plan.loads:
        boards[load.trip_id, load.board_seq] += load.persons
        alights[load.trip_id, load.alight_seq] += load.persons
    for halt in world.plan.stop_times:
        key = (halt.trip_id, halt.seq)
        if (halt.board, halt.alight) != (boards[key], alights[key]):
            found, needed = f"{halt.board} / {halt.alight}", f"{boards[key]} / {alights[key]}"
            yield broken(
                f"{halt.trip_id} seq {halt.seq}",
                found,
                needed,
                "persons boarding / alighting",
                f"trip {halt.trip_id} seq {halt.seq}: stop times count {found}, loads {needed}",
            )
