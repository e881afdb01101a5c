"""From facts to a scenario on disk: draw, then write as lists, as heat and demand, or as one workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from planner.data_files import data_path
from planner.errors import BadUsage
from planner.recipes import conditions, crews, fleets, hubs, offers, workers
from planner.recipes.facts import Facts, facts_of
from planner.recipes.firms import door_table, firm_table, make_firms
from planner.recipes.geography import expand_origins
from planner.recipes.parties import make_parties
from planner.recipes.streams import stream
from planner.recipes.tables import TableData, write_csv
from planner.recipes.toml_text import toml_text
from planner.units import LocalClock

FORMS = ("lists", "heat", "workbook")
"""How a scenario can be written."""
WORKBOOK_NAME = "scenario.xlsx"


@dataclass(frozen=True, slots=True)
class Recipe:
    """A scenario that can be built: name, what it shows, its default size."""

    name: str
    title: str
    description: str
    workers: int


def recipe_names() -> tuple[str, ...]:
    """Names of all recipes, in alphabetical order."""
    return tuple(sorted(path.stem for path in data_path("scenarios").glob("*.toml")))


def recipes() -> tuple[Recipe, ...]:
    """All recipes with what people need to choose one."""
    named = [(name, facts_of(name)) for name in recipe_names()]
    return tuple(Recipe(name, facts.title, facts.description, facts.workers) for name, facts in named)


def build_scenario(name: str, workers: int | None, seed: int, form: str, out: Path) -> Path:
    """Build a recipe into folder ``out``; same arguments, same bytes.

    Parameters
    ----------
    name : str
        One of :func:`recipe_names`.
    workers : int or None
        Workers on the lists; ``None``: the recipe's own number. Fleets, firms and offers scale with it.
    seed : int
        Seed of every draw, 0 or more.
    form : str
        ``lists`` (named workers), ``heat`` (counts and demand) or ``workbook`` (one file, Chinese headers).
    out : Path
        Folder to write; it must not exist or be empty.

    Returns
    -------
    Path
        The folder, or the workbook in it.

    Raises
    ------
    BadUsage
        Unknown recipe or form, fewer than one worker, or ``out`` holds something already.
    """
    facts = facts_of(name)
    size = facts.workers if workers is None else workers
    _check(size, seed, form, out)
    document, tables = make_scenario(name, facts, size, seed, form)
    out.mkdir(parents=True, exist_ok=True)
    if form == "workbook":
        from planner.recipes.workbook import write_workbook

        return write_workbook(document, tables, out / WORKBOOK_NAME)
    (out / "scenario.toml").write_text(toml_text(document), encoding="utf-8", newline="\n")
    for table in tables:
        write_csv(table, out)
    return out


def _check(workers: int, seed: int, form: str, out: Path) -> None:
    if form not in FORMS:
        raise BadUsage(f"unknown form {form!r}; one of {', '.join(FORMS)}")
    if workers < 1:
        raise BadUsage(f"{workers} workers asked for, at least 1 needed")
    if seed < 0:
        raise BadUsage(f"seed {seed} is below 0")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadUsage(f"{out} is not an empty folder; name another, or empty it first")


def make_scenario(
    name: str, facts: Facts, size: int, seed: int, form: str
) -> tuple[dict[str, object], list[TableData]]:
    """The scenario.toml document and the tables that hold rows, in the order of the contract."""
    clock = _clock(facts)
    origins = None
    if facts.origins.areas or facts.origins.share_table:
        origins = expand_origins(facts.origins, stream(seed, "origins"))
    firms = make_firms(facts, size, stream(seed, "firms"))
    parties = make_parties(facts, firms, origins, size, clock, stream(seed, "parties"))
    crowd = workers.make_crowd(facts, parties, seed)
    places = hubs.hubs_of(facts)
    people = (
        [
            workers.heat_table(parties, crowd, clock),
            workers.demand_table(firms, parties, crowd, clock, _asked_digits(facts)),
        ]
        if form == "heat"
        else [workers.worker_table(facts, firms, parties, crowd, clock)]
    )
    tables = [
        *people,
        firm_table(firms),
        door_table(firms),
        conditions.inspection_table(facts.inspections),
        hubs.stop_table(places),
        conditions.link_table(facts.links),
        conditions.zone_table(facts, origins, stream(seed, "zones")),
        fleets.fleet_table(facts, origins, size, stream(seed, "fleets")),
        crews.driver_table(facts, size),
        crews.escort_table(facts, size),
        offers.service_table(facts, places, size, clock),
        conditions.capacity_table(facts.capacities),
    ]
    return _document(name, facts, size, seed, clock), [table for table in tables if table.rows]


def _asked_digits(facts: Facts) -> int:
    return workers.COUNTY_DIGITS if facts.calendar is None else facts.calendar.asked_digits


def _clock(facts: Facts) -> LocalClock:
    start, end = date.fromisoformat(facts.campaign.start), date.fromisoformat(facts.campaign.end)
    return LocalClock.of(facts.campaign.timezone, start, end)


def _document(name: str, facts: Facts, size: int, seed: int, clock: LocalClock) -> dict[str, object]:
    campaign = facts.campaign
    return {
        "campaign": {
            "id": f"{name}-{size}-{seed}",
            "name": campaign.name,
            "timezone": campaign.timezone,
            "start": campaign.start,
            "end": campaign.end,
            "as_of": clock.iso(clock.moment(campaign.as_of)),
            "destination_adcode": campaign.destination_adcode,
            # points are drawn near county seats: some would lie by chance where another datum has a seat
            "datum": "wgs84",
        },
        "policy": {"pack": facts.policy.pack, **({"override": facts.policy.override} if facts.policy.override else {})},
        "network": {"provider": facts.network},
    }
