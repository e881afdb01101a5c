"""Enterprises and their factory doors: those that sources name, and generated ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.domain.place import within
from planner.errors import BadUsage
from planner.recipes.amounts import scaled, shared_out
from planner.recipes.facts import EnterpriseFacts, Facts, FirmDraw, SiteFacts
from planner.recipes.geography import near_seat
from planner.recipes.tables import TableData, from_rows, without_empty
from planner.reference import counties
from planner.units import day_number, day_text

TIER_CLASSES = ("防疫与民生保供", "重点产业链", "规模以上工业", "其他企业")
"""Priority classes written for the tiers 0–3 (domain page, rows 001-7, 003-79)."""


@dataclass(frozen=True, slots=True)
class Firm:
    """A row of ``enterprises`` before it is written; days are local day numbers."""

    enterprise_id: str
    name: str
    tier: int
    tier_reason: str | None = None
    light: str = "green"
    negative_listed: bool = False
    resume_day: int | None = None
    stock_out_day: int | None = None
    supplies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Door:
    """A row of ``sites`` and the number of workers who belong there; ``firm`` indexes the firms."""

    site_id: str
    firm: int
    name: str
    lon: float
    lat: float
    adcode: str
    opens: str
    closes: str
    intake_per_day: int | None
    workers: int
    isolation_beds: int | None = None


@dataclass(frozen=True, slots=True)
class Firms:
    """All firms and doors of a scenario."""

    firms: tuple[Firm, ...]
    doors: tuple[Door, ...]

    def last_days(self, end_day: int) -> list[int]:
        """Latest local day on which each firm's workers may arrive, given its stock and its customers'."""
        dry = {row.enterprise_id: row.stock_out_day for row in self.firms}
        result = []
        for row in self.firms:
            days = [dry[name] for name in (row.enterprise_id, *row.supplies)]
            result.append(min([end_day, *(day - 1 for day in days if day is not None)]))
        return result


def make_firms(facts: Facts, workers: int, rng: np.random.Generator) -> Firms:
    """Named firms first, then the generated ones; doors share out all workers.

    Raises
    ------
    BadUsage
        The recipe names no firm at all, or has more doors than workers.
    """
    factor = workers / facts.sized_for
    named = [(site, row) for row in facts.enterprises for site in row.sites]
    drawn_workers = workers - sum(round(site.weight * factor) for site, _ in named) if facts.firms else 0
    if not named and facts.firms is None:
        raise BadUsage(f"recipe {facts.title!r} names no enterprise")
    firms = [_named_firm(row) for row in facts.enterprises]
    doors = _named_doors(facts, named, workers - drawn_workers, rng)
    if facts.firms is not None and drawn_workers > 0:
        count = min(scaled(facts.firms.count, factor), drawn_workers // facts.firms.smallest)
        more, their_doors = _drawn(facts, facts.firms, (count, drawn_workers), len(firms), rng)
        firms, doors = firms + more, doors + their_doors
    return Firms(tuple(firms), tuple(doors))


def _named_firm(row: EnterpriseFacts) -> Firm:
    return Firm(
        enterprise_id=row.enterprise_id,
        name=row.name,
        tier=row.tier,
        tier_reason=row.tier_reason,
        resume_day=day_number(row.resume_from) if row.resume_from else None,
        stock_out_day=day_number(row.stock_out_on) if row.stock_out_on else None,
        supplies=row.supplies,
    )


def _named_doors(
    facts: Facts, named: list[tuple[SiteFacts, EnterpriseFacts]], workers: int, rng: np.random.Generator
) -> list[Door]:
    if not named:
        return []
    counts = shared_out(workers, np.array([site.weight for site, _ in named]))
    firm_index = {row.enterprise_id: index for index, row in enumerate(facts.enterprises)}
    doors = []
    for (site, row), count in zip(named, counts.tolist(), strict=True):
        lon, lat = (site.lon, site.lat) if site.lon and site.lat else near_seat(site.adcode, rng)
        doors.append(
            Door(
                site_id=site.site_id,
                firm=firm_index[row.enterprise_id],
                name=site.name,
                lon=lon,
                lat=lat,
                adcode=site.adcode,
                opens=site.opens,
                closes=site.closes,
                intake_per_day=site.intake_per_day,
                workers=count,
                isolation_beds=site.isolation_beds,
            )
        )
    return doors


def _drawn(
    facts: Facts, draw: FirmDraw, sizes_of: tuple[int, int], before: int, rng: np.random.Generator
) -> tuple[list[Firm], list[Door]]:
    """``sizes_of`` = (firms, workers); ids continue after ``before`` named firms."""
    count, workers = sizes_of
    sizes = shared_out(workers, rng.lognormal(0.0, draw.sigma, count), least=draw.smallest)
    tiers = rng.choice(len(draw.tiers), size=count, p=np.array(draw.tiers) / sum(draw.tiers))
    weights = _by_county(draw.adcodes)
    adcodes = rng.choice(list(weights), size=count, p=_normal(list(weights.values())))
    firms = [
        Firm(enterprise_id=f"E{before + i + 1:04d}", name=f"测试企业{before + i + 1:04d}", tier=int(tiers[i]))
        for i in range(count)
    ]
    firms = _with_fates(facts, draw, firms, sizes, rng)
    doors = []
    for i, (adcode, size) in enumerate(zip(adcodes.tolist(), sizes.tolist(), strict=True)):
        lon, lat = _door_point(draw, adcode, rng)
        number = before + i + 1
        doors.append(
            Door(
                site_id=f"S{number:04d}",
                firm=before + i,
                name=f"测试企业{number:04d}厂区",
                lon=lon,
                lat=lat,
                adcode=adcode,
                opens=draw.opens,
                closes=draw.closes,
                intake_per_day=None,
                workers=size,
            )
        )
    return firms, doors


def _by_county(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights of counties; that of a prefecture is shared out evenly over its counties."""
    found: dict[str, float] = {}
    for area, weight in weights.items():
        members = [area] if len(area) == 6 else sorted(code for code in counties() if within(code, area))
        if not members:
            raise BadUsage(f"area {area} of the firms holds no county; give a code of 4 or 6 digits")
        for code in members:
            found[code] = found.get(code, 0.0) + weight / len(members)
    return found


def _door_point(draw: FirmDraw, adcode: str, rng: np.random.Generator) -> tuple[float, float]:
    """Near the county seat, or the one place where all are received."""
    return near_seat(adcode, rng) if draw.one_place is None else draw.one_place


def _normal(weights: list[float]) -> npt.NDArray[np.float64]:
    values = np.array(weights, dtype=np.float64)
    normal: npt.NDArray[np.float64] = values / values.sum()
    return normal


def _with_fates(
    facts: Facts, draw: FirmDraw, firms: list[Firm], sizes: npt.NDArray[np.int64], rng: np.random.Generator
) -> list[Firm]:
    """Late resumption, supply chains, and the few small ones that may not take anybody yet."""
    first, last = day_number(facts.campaign.start), day_number(facts.campaign.end)
    tops = [row for row in firms if row.tier == 0]
    chance = rng.random((len(firms), 3))
    days = rng.integers(first + 1, max(first + 2, last - 4), size=len(firms))
    customers = rng.integers(0, max(1, len(tops)), size=len(firms))
    result = []
    for i, row in enumerate(firms):
        changed = row
        if chance[i, 0] < draw.late_share:
            changed = replace(changed, resume_day=int(days[i]))
        if tops and row.tier > 0 and chance[i, 1] < draw.supplier_share:
            changed = replace(changed, supplies=(tops[int(customers[i])].enterprise_id,))
        if chance[i, 2] < draw.closed_share and sizes[i] <= np.median(sizes):
            red = chance[i, 2] < draw.closed_share / 2
            changed = replace(changed, light="red" if red else "green", negative_listed=not red)
        result.append(changed)
    return result


def firm_table(firms: Firms) -> TableData:
    """The ``enterprises`` table."""
    columns = (
        "enterprise_id", "name", "tier", "priority_class", "tier_reason", "whitelisted", "negative_listed", "light",
        "resume_from", "stock_out_on", "supplies",
    )  # fmt: skip
    rows = [
        (
            row.enterprise_id,
            row.name,
            row.tier,
            TIER_CLASSES[min(row.tier, len(TIER_CLASSES) - 1)],
            row.tier_reason,
            not row.negative_listed,
            row.negative_listed,
            row.light,
            None if row.resume_day is None else day_text(row.resume_day),
            None if row.stock_out_day is None else day_text(row.stock_out_day),
            row.supplies,
        )
        for row in firms.firms
    ]
    return from_rows("enterprises", columns, rows)


def door_table(firms: Firms) -> TableData:
    """The ``sites`` table."""
    columns = (
        "site_id", "enterprise_id", "name", "lon", "lat", "adcode", "opens", "closes", "intake_per_day",
        "isolation_beds",
    )  # fmt: skip
    rows = [
        (
            row.site_id,
            firms.firms[row.firm].enterprise_id,
            row.name,
            row.lon,
            row.lat,
            row.adcode,
            row.opens,
            row.closes,
            row.intake_per_day,
            row.isolation_beds,
        )
        for row in firms.doors
    ]
    return without_empty(from_rows("sites", columns, rows), ("isolation_beds",))
