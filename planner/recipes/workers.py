"""One row per generated worker, or the same draw as heat and demand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.recipes import people
from planner.recipes.facts import Facts, FunnelFacts
from planner.recipes.firms import Firms
from planner.recipes.parties import Ints, Parties
from planner.recipes.streams import stream
from planner.recipes.tables import TableData, from_rows
from planner.units import LocalClock, day_text

COUNTY_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Crowd:
    """Workers in columns of equal length: party index, health code, stage, papers, travel group (-1: alone)."""

    party: Ints
    codes: npt.NDArray[np.str_]
    stages: npt.NDArray[np.str_]
    proof: npt.NDArray[np.bool_]
    certificate: npt.NDArray[np.bool_]
    groups: Ints

    @property
    def withdrawn(self) -> npt.NDArray[np.bool_]:
        """Who gave up the journey."""
        gone: npt.NDArray[np.bool_] = self.stages == "withdrawn"
        return gone


def make_crowd(facts: Facts, parties: Parties, seed: int) -> Crowd:
    """Draw what is true of single people; counts are exact shares of all workers."""
    total = int(parties.persons.sum())
    party = np.repeat(np.arange(len(parties.persons)), parties.persons)
    shares = facts.people
    order = stream(seed, "health").permutation(total)
    ends = np.cumsum([round(share * total) for share in (shares.yellow_share, shares.red_share)])
    codes = np.full(total, "green", dtype="<U6")
    codes[order[: ends[0]]] = "yellow"
    codes[order[ends[0] : ends[1]]] = "red"
    stages = np.full(total, "accepted", dtype="<U11")
    stages[order[total - round(shares.withdrawn_share * total) :]] = "withdrawn"
    proof, certificate = np.full(total, shares.health_proofs), np.ones(total, dtype=np.bool_)
    if facts.funnel is not None:
        _funnel(facts.funnel, total / facts.sized_for, (stages, proof, certificate), stream(seed, "funnel"))
    may_travel = (codes == "green") & (stages == "accepted") & certificate & (proof | (not shares.health_proofs))
    groups = people.group_starts(party, may_travel, shares.group_share, stream(seed, "groups"))
    return Crowd(party, codes, stages, proof, certificate, groups)


def _funnel(
    funnel: FunnelFacts,
    factor: float,
    columns: tuple[npt.NDArray[np.str_], npt.NDArray[np.bool_], npt.NDArray[np.bool_]],
    rng: np.random.Generator,
) -> None:
    """Mark in the columns (stage, proof, certificate) who stays behind where; nobody is marked twice."""
    stages, proof, certificate = columns
    counts = [
        round(count * factor)
        for count in (funnel.registered, funnel.interviewed, funnel.no_certificate, funnel.no_proof)
    ]
    free = np.flatnonzero(stages == "accepted")
    registered, interviewed, bare, unproven, _ = np.split(rng.permutation(free), np.cumsum(counts))
    stages[registered], stages[interviewed] = "registered", "interviewed"
    certificate[bare], proof[unproven] = False, False


def worker_table(facts: Facts, firms: Firms, parties: Parties, crowd: Crowd, clock: LocalClock) -> TableData:
    """The ``workers`` table."""
    party = crowd.party
    origins = parties.origins[party]
    doors = parties.doors[party].tolist()
    total = len(party)
    proofs = facts.people.health_proofs
    seen_at = facts.campaign.as_of if proofs else ""
    columns: dict[str, list[object] | list[str]] = {
        "worker_id": [f"W{i + 1:06d}" for i in range(total)],
        "enterprise_id": [firms.firms[firms.doors[door].firm].enterprise_id for door in doors],
        "site_id": [firms.doors[door].site_id for door in doors],
        "origin_adcode": origins.tolist(),
        "pickup_stop_id": [parties.pickups[i] for i in party.tolist()],
        "ready_at": _moments(parties.ready_at, clock, party),
        "due_at": _moments(parties.due_at, clock, party),
        "group_id": ["" if group < 0 else f"G{group + 1:05d}" for group in crowd.groups.tolist()],
        "stage": crowd.stages.tolist(),
        "health_code": crowd.codes.tolist(),
        "health_code_at": [seen_at] * total,
        "origin_proof": [_yes(paper) if proofs else "" for paper in crowd.proof.tolist()],
        "name": people.names(total),
        "national_id": people.national_ids(origins),
        "phone": people.phones(total),
    }
    if facts.funnel is not None:
        columns["health_certificate"] = [_yes(paper) for paper in crowd.certificate.tolist()]
    if any(asked is not None for asked in parties.requested_at):
        asked = ["" if moment is None else clock.iso(moment) for moment in parties.requested_at]
        columns["requested_at"] = [asked[i] for i in party.tolist()]
    return TableData("workers", tuple(columns), tuple(columns.values()))


def _yes(paper: bool) -> str:
    return "true" if paper else "false"


def _moments(at: Ints, clock: LocalClock, party: Ints) -> list[str]:
    texts = np.array([clock.iso(int(moment)) for moment in at])
    listed: list[str] = texts[party].tolist()
    return listed


def heat_table(parties: Parties, crowd: Crowd, clock: LocalClock) -> TableData:
    """The ``heat`` table: who has not withdrawn, per county and ready day."""
    counts: dict[tuple[str, int], int] = {}
    for origin, ready, persons in zip(
        parties.origins.tolist(), parties.ready_at.tolist(), _remaining(parties, crowd).tolist(), strict=True
    ):
        key = (origin, clock.day(ready))
        counts[key] = counts.get(key, 0) + persons
    rows = [
        (origin, persons, day_text(day), "企业报送（测试数据）", "0.9")
        for (origin, day), persons in sorted(counts.items())
        if persons
    ]
    return from_rows("heat", ("origin_adcode", "workers", "ready_from", "source", "confidence"), rows)


def demand_table(
    firms: Firms, parties: Parties, crowd: Crowd, clock: LocalClock, asked_digits: int = COUNTY_DIGITS
) -> TableData:
    """The ``demand`` table: head-counts per door and last day, with the counties that the door's workers come from.

    With fewer ``asked_digits`` a row asks for one wider area alone, named by the first digits of its counties.
    """
    rows: dict[tuple[int, int, str], tuple[int, int, set[str]]] = {}
    for door, due, ready, persons, origin in zip(
        parties.doors.tolist(),
        parties.due_at.tolist(),
        parties.ready_at.tolist(),
        _remaining(parties, crowd).tolist(),
        parties.origins.tolist(),
        strict=True,
    ):
        if persons:
            area = origin[:asked_digits]
            key = (door, due, "" if asked_digits == COUNTY_DIGITS else area)
            count, first, areas = rows.get(key, (0, ready, set()))
            rows[key] = (count + persons, min(first, ready), areas | {area})
    listed = [
        (
            firms.firms[firms.doors[door].firm].enterprise_id,
            firms.doors[door].site_id,
            count,
            clock.date_text(first),
            clock.iso(due),
            tuple(sorted(areas)),
        )
        for (door, due, _), (count, first, areas) in sorted(rows.items())
    ]
    columns = ("enterprise_id", "site_id", "headcount", "needed_from", "due_at", "origin_adcodes")
    return from_rows("demand", columns, listed)


def _remaining(parties: Parties, crowd: Crowd) -> Ints:
    """Head-count of each party without those who withdrew; int64 [parties]."""
    counts: Ints = np.bincount(crowd.party[~crowd.withdrawn], minlength=len(parties.persons)).astype(np.int64)
    return counts
