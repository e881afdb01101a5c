"""Who leaves together: workers of one door and one county who are ready on the same day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.errors import BadUsage
from planner.recipes.amounts import shared_out
from planner.recipes.facts import CalendarFacts, Facts
from planner.recipes.firms import Firms
from planner.recipes.geography import Origins
from planner.units import DAY_S, HOUR_S, MINUTE_S, LocalClock, day_number

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Parties:
    """Parties in columns of equal length: door index, county, moments, head-count, pick-up stop or ``None``, and the
    moment at which they asked for the journey (empty: nobody did)."""

    doors: Ints
    origins: npt.NDArray[np.str_]
    ready_at: Ints
    due_at: Ints
    persons: Ints
    pickups: tuple[str | None, ...]
    requested_at: tuple[int | None, ...] = ()


def make_parties(
    facts: Facts, firms: Firms, origins: Origins | None, workers: int, clock: LocalClock, rng: np.random.Generator
) -> Parties:
    """Parties as a source tells them, scaled; or drawn by calendar and origins.

    Raises
    ------
    BadUsage
        The recipe has neither parties nor a calendar with origins.
    """
    if facts.parties:
        return _told(facts, firms, workers, clock)
    if facts.calendar is None or origins is None:
        raise BadUsage(f"recipe {facts.title!r} gives neither parties nor a calendar with origins")
    return _drawn(facts, facts.calendar, firms, origins, clock, rng)


def _told(facts: Facts, firms: Firms, workers: int, clock: LocalClock) -> Parties:
    index = {door.site_id: i for i, door in enumerate(firms.doors)}
    persons = shared_out(workers, np.array([float(row.persons) for row in facts.parties]))
    kept = [(row, int(count)) for row, count in zip(facts.parties, persons, strict=True) if count]
    return Parties(
        doors=np.array([index[row.site_id] for row, _ in kept], dtype=np.int64),
        origins=np.array([row.origin for row, _ in kept]),
        ready_at=np.array([clock.moment(row.ready_at) for row, _ in kept], dtype=np.int64),
        due_at=np.array([clock.moment(row.due_at) for row, _ in kept], dtype=np.int64),
        persons=np.array([count for _, count in kept], dtype=np.int64),
        pickups=tuple(row.pickup_stop_id for row, _ in kept),
        requested_at=tuple(None if row.requested_at is None else clock.moment(row.requested_at) for row, _ in kept),
    )


def _drawn(
    facts: Facts,
    calendar: CalendarFacts,
    firms: Firms,
    origins: Origins,
    clock: LocalClock,
    rng: np.random.Generator,
) -> Parties:
    doors, counties, persons = _waves(*_hometowns(calendar, firms, origins, rng), calendar.wave)
    ready_days, due_days = _days(facts, calendar, firms, doors, rng)
    ready_s, due_s = _clock_s(calendar.ready_clock), _clock_s(calendar.due_clock)
    return Parties(
        doors=doors,
        origins=np.array(origins.adcodes)[counties],
        ready_at=ready_days * DAY_S - clock.offset_s + ready_s,
        due_at=due_days * DAY_S - clock.offset_s + due_s,
        persons=persons,
        pickups=(None,) * len(doors),
    )


def _clock_s(text: str) -> int:
    """Seconds of the day of ``HH:MM``."""
    hours, minutes = text.split(":")
    return int(hours) * HOUR_S + int(minutes) * MINUTE_S


def _hometowns(
    calendar: CalendarFacts, firms: Firms, origins: Origins, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    """Door, county and head-count: each door draws its counties by share, then splits its workers unevenly."""
    doors: list[Ints] = []
    counties: list[Ints] = []
    persons: list[Ints] = []
    for index, door in enumerate(firms.doors):
        if door.workers == 0:
            continue
        towns = min(door.workers, calendar.hometowns + door.workers // calendar.workers_per_hometown)
        drawn = rng.choice(len(origins.adcodes), size=towns, p=origins.shares)
        counts = rng.multinomial(door.workers, rng.dirichlet(np.full(towns, 1.5)))
        town, where = np.unique(drawn, return_inverse=True)
        merged = np.bincount(where, weights=counts).astype(np.int64)
        filled = merged > 0
        doors.append(np.full(int(filled.sum()), index, dtype=np.int64))
        counties.append(town[filled].astype(np.int64))
        persons.append(merged[filled])
    return np.concatenate(doors), np.concatenate(counties), np.concatenate(persons)


def _waves(doors: Ints, counties: Ints, persons: Ints, most: int) -> tuple[Ints, Ints, Ints]:
    """Split what is larger than ``most`` into near-equal waves."""
    waves = -(-persons // most)
    of = np.repeat(np.arange(len(persons)), waves)
    number = np.arange(len(of)) - np.repeat(np.cumsum(waves) - waves, waves)
    sizes = persons[of] // waves[of] + (number < persons[of] % waves[of])
    return doors[of], counties[of], sizes


def _days(
    facts: Facts, calendar: CalendarFacts, firms: Firms, doors: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Ready day and last day of arrival: not before the firm resumes, not after its customers run dry."""
    end = day_number(facts.campaign.end)
    days = np.array([day_number(text) for text in calendar.days], dtype=np.int64)
    ready = rng.choice(days, size=len(doors), p=_normal(calendar.days.values()))
    spans = np.array([int(text) for text in calendar.window_days], dtype=np.int64)
    span = rng.choice(spans, size=len(doors), p=_normal(calendar.window_days.values()))
    resume = np.array([firms.firms[door.firm].resume_day or 0 for door in firms.doors], dtype=np.int64)[doors]
    last_days = firms.last_days(end)
    last = np.array([last_days[door.firm] for door in firms.doors], dtype=np.int64)[doors]
    ready = np.minimum(np.maximum(ready, resume), np.maximum(last - spans.min(), days.min()))
    return ready, np.minimum(ready + span, last)


def _normal(weights: Iterable[float]) -> npt.NDArray[np.float64]:
    values = np.array(list(weights), dtype=np.float64)
    normal: npt.NDArray[np.float64] = values / values.sum()
    return normal
