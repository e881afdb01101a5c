"""``bound.json`` and the bounds that plan.json publishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from planner.errors import BadPlanFolder
from planner.verify.read.claims import BOUND_FILE, PLAN_FILE, Claims
from planner.verify.read.trees import whole

TIER = "unserved_tier_"
"""Levels so named count persons left behind; all others are in fen."""


@dataclass(frozen=True, slots=True)
class BoundColumn:
    """A variable 0 ≤ x ≤ upper (``None``: unlimited) with its cost and its (row, coefficient) terms."""

    column_id: str
    cost: int
    upper: int | None
    terms: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class BoundRow:
    """A row Σ coefficient × x (sense) rhs."""

    row_id: str
    sense: str
    rhs: int


@dataclass(frozen=True, slots=True)
class BoundLevel:
    """A linear programme whose optimum bounds a level over those who may travel, and the duals that prove it."""

    name: str
    value: int
    rows: tuple[BoundRow, ...]
    columns: tuple[BoundColumn, ...]
    duals: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class BoundProgramme:
    """What all levels of bound.json share.

    Attributes
    ----------
    cohorts : tuple of tuple of str
        Cohorts of each group, with ``persons`` and ``tier`` of the group.
    direct : tuple of (int, int, int)
        Group, price and share of a coach (millionths; 0 where trips are not counted) of each ride by direct coach.
    trips : int or None
        Loaded trips of all fleets, millionths.
    services : tuple of (str, int, int, int, int)
        Id, carriages, fixed price, price and seats of a carriage.
    rides : tuple of (int, int, int)
        Service, group and price of each ride on a service.
    """

    cohorts: tuple[tuple[str, ...], ...]
    persons: tuple[int, ...]
    tier: tuple[int, ...]
    direct: tuple[tuple[int, int, int], ...]
    trips: int | None
    services: tuple[tuple[str, int, int, int, int], ...]
    rides: tuple[tuple[int, int, int], ...]
    tiers: tuple[int, ...]

    def rows(self, caps: Mapping[int, int]) -> tuple[BoundRow, ...]:
        """Coverage of every group, trips, seats and carriages of services, those left behind by tier."""
        whole = dict.fromkeys(self.tiers, 0)
        for tier, persons in zip(self.tier, self.persons, strict=True):
            whole[tier] += persons
        return (
            *(BoundRow(f"cover:{g}", "=", persons) for g, persons in enumerate(self.persons)),
            *([] if self.trips is None else [BoundRow("coach_trips", "<=", self.trips)]),
            *(BoundRow(f"room:{service[0]}", "<=", 0) for service in self.services),
            *(BoundRow(f"units:{service[0]}", "<=", 0) for service in self.services),
            *(BoundRow(f"left_at_most:{tier}", "<=", caps.get(tier, whole[tier])) for tier in self.tiers),
        )

    def columns(self, tier: int | None) -> tuple[BoundColumn, ...]:
        """Ways of every group and what services cost: in persons left of a tier, or in fen."""
        groups, offers = len(self.persons), len(self.services)
        room = groups + (self.trips is not None)
        caps = {each: room + 2 * offers + number for number, each in enumerate(self.tiers)}
        fen = int(tier is None)
        counted = [] if self.trips is None else [groups]
        return (
            *(
                BoundColumn(f"left:{g}", int(own == tier), None, ((g, 1), (caps[own], 1)))
                for g, own in enumerate(self.tier)
            ),
            *(
                BoundColumn(f"direct:{g}", cents * fen, None, ((g, 1), *((row, share) for row in counted)))
                for g, cents, share in self.direct
            ),
            *(
                BoundColumn(f"open:{service}", fixed * fen, 1, ((room + offers + n, -units),))
                for n, (service, units, fixed, _, _) in enumerate(self.services)
            ),
            *(
                BoundColumn(f"carriages:{service}", unit * fen, units, ((room + n, -seats), (room + offers + n, 1)))
                for n, (service, units, _, unit, seats) in enumerate(self.services)
            ),
            *(
                BoundColumn(f"ride:{self.services[n][0]}:{g}", cents * fen, None, ((g, 1), (room + n, 1)))
                for n, g, cents in self.rides
            ),
        )


def read_programme(claims: Claims) -> BoundProgramme | None:
    """The programme of bound.json, or ``None`` where it proves no level.

    Raises
    ------
    BadPlanFolder
        The file is malformed.
    """
    try:
        return _programme(claims.proof) if claims.proof.get("levels") else None
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise BadPlanFolder(f"{BOUND_FILE} is malformed: {error!r}") from error


def read_bound_levels(claims: Claims, programme: BoundProgramme | None) -> tuple[BoundLevel, ...]:
    """Levels of bound.json, made of its programme.

    Raises
    ------
    BadPlanFolder
        The file is malformed.
    """
    tree = claims.proof
    try:
        if programme is None:
            return ()
        return tuple(_level(programme, level, whole(tree["dual_scale"])) for level in tree["levels"])
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError) as error:
        raise BadPlanFolder(f"{BOUND_FILE} is malformed: {error!r}") from error


def read_published_bounds(claims: Claims) -> dict[str, int]:
    """Bounds by level name that plan.json publishes.

    Raises
    ------
    BadPlanFolder
        The file is malformed.
    """
    try:
        return {str(bound["name"]): whole(bound["value"]) for bound in claims.head["bounds"]}
    except (KeyError, TypeError, ValueError) as error:
        raise BadPlanFolder(f"{PLAN_FILE}: bounds are malformed: {error!r}") from error


def _programme(tree: Mapping[str, Any]) -> BoundProgramme:
    groups, direct, services = tree["groups"], tree["direct"], tree["services"]
    shares = direct["share"] if tree["trips"] is not None else [0] * len(direct["group"])
    return BoundProgramme(
        cohorts=tuple(tuple(map(str, members)) for members in groups["cohorts"]),
        persons=_wholes(groups["persons"]),
        tier=_wholes(groups["tier"]),
        direct=tuple(zip(_wholes(direct["group"]), _wholes(direct["cents"]), _wholes(shares), strict=True)),
        trips=None if tree["trips"] is None else whole(tree["trips"]),
        services=tuple(_service(name, terms) for name, terms in zip(services["id"], services["terms"], strict=True)),
        rides=tuple(zip(*map(_wholes, tree["rides"]), strict=True)),
        tiers=_wholes(tree["tiers"]),
    )


def _service(name: str, terms: Sequence[Any]) -> tuple[str, int, int, int, int]:
    units, fixed, unit, seats = _wholes(terms)
    return str(name), units, fixed, unit, seats


def _level(programme: BoundProgramme, tree: Mapping[str, Any], scale: int) -> BoundLevel:
    name = str(tree["name"])
    tier = int(name.removeprefix(TIER)) if name.startswith(TIER) else None
    duals = [*_wholes(tree["cover_duals"]), *_wholes(tree["shared_duals"])]
    return BoundLevel(
        name=name,
        value=whole(tree["value"]),
        rows=programme.rows({int(tier): whole(most) for tier, most in tree["caps"].items()}),
        columns=programme.columns(tier),
        duals=tuple(Fraction(dual, scale) for dual in duals),
    )


def _wholes(values: Sequence[Any]) -> tuple[int, ...]:
    return tuple(whole(value) for value in values)
