"""Lists of rows in a rule pack: load caps, rules of arrival, escorts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from planner.domain.place import Level
from planner.domain.rule import ANY, ArrivalAction, ArrivalRule, EscortRule, LoadCap
from planner.domain.service import Mode
from planner.errors import BadPolicy
from planner.policy.cells import Where, every, need, one_of, rows_of, share, whole
from planner.policy.fields import NONE

MODES = tuple(mode.value for mode in Mode)
SCOPES = ("in_city", "inter_city", "inter_province", "commuter")
LEVELS = tuple(level.name.lower() for level in Level)
ESCORT_KINDS = ("medic", "liaison")
_CAP_KEYS = ("mode", "scope", "level", "share")
_ARRIVAL_KEYS = ("level", "action", "days")
_ESCORT_KEYS = ("kind", "mode", "persons_per", "ride_over_s", "level_from")


def caps(value: Any, where: Where) -> tuple[LoadCap, ...]:
    """Rows of load caps in order; the caller checks that they cover everything."""
    return rows_of(value, _CAP_KEYS, where, _cap)


def _cap(cells: Mapping[str, Any], where: Where) -> LoadCap:
    need(cells, _CAP_KEYS, "a cap row", where)
    choices = {"mode": (ANY, *MODES), "scope": (ANY, *SCOPES), "level": (ANY, *LEVELS)}
    chosen = [partial(one_of, cells[key], words, where / key) for key, words in choices.items()]
    readers: list[Callable[[], Any]] = [*chosen, partial(share, cells["share"], where / "share")]
    mode, scope, level, part = every(readers)
    return LoadCap(mode, scope, level, part)


def covers(cap: LoadCap, other: LoadCap) -> bool:
    """Whether every trip of ``other`` already falls under ``cap``."""
    return all(a in (ANY, b) for a, b in ((cap.mode, other.mode), (cap.scope, other.scope), (cap.level, other.level)))


def complete_caps(rows: tuple[LoadCap, ...], where: Where) -> None:
    """Refuse caps without a last row for everything, or with a row that is never reached."""
    if not rows or (rows[-1].mode, rows[-1].scope, rows[-1].level) != (ANY, ANY, ANY):
        raise BadPolicy(
            f"{where.file}: {where.key} does not end with a row for everything; "
            'add { mode = "*", scope = "*", level = "*", share = "1.0" } or what applies'
        )
    for number, row in enumerate(rows, start=1):
        for earlier, before in enumerate(rows[: number - 1], start=1):
            if covers(before, row):
                raise BadPolicy(f"{where.file}: {where.key}[{number}] is never reached; row {earlier} comes first")


def arrivals(value: Any, least: int, most: int, where: Where) -> tuple[ArrivalRule, ...]:
    """Rows of what a level does on arrival; each level once, days for quarantine alone."""
    known: set[Level] = set()

    def read(cells: Mapping[str, Any], here: Where) -> ArrivalRule:
        need(cells, _ARRIVAL_KEYS[:2], "an arrival row", here)
        level = Level.of(one_of(cells["level"], LEVELS, here / "level"))
        action = ArrivalAction(one_of(cells["action"], tuple(ArrivalAction), here / "action"))
        if level in known:
            (here / "level").refuse(cells["level"], "each level has one row")
        known.add(level)
        if action is ArrivalAction.QUARANTINE:
            need(cells, _ARRIVAL_KEYS, "a row of quarantine", here)
            return ArrivalRule(level, action, whole(cells["days"], least, most, here / "days"))
        if "days" in cells:
            (here / "days").refuse(cells["days"], f"only quarantine lasts days, {action.value} does not")
        return ArrivalRule(level, action)

    return rows_of(value, _ARRIVAL_KEYS, where, read)


def escorts(value: Any, where: Where) -> tuple[EscortRule, ...]:
    """Rows of escorts; all that match a trip apply."""
    return rows_of(value, _ESCORT_KEYS, where, _escort)


def _escort(cells: Mapping[str, Any], where: Where) -> EscortRule:
    need(cells, _ESCORT_KEYS[:2], "an escort row", where)
    per = cells.get("persons_per", NONE)
    return EscortRule(
        one_of(cells["kind"], ESCORT_KINDS, where / "kind"),
        one_of(cells["mode"], (ANY, *MODES), where / "mode"),
        None if per == NONE else whole(per, 1, 10**6, where / "persons_per"),
        whole(cells.get("ride_over_s", 0), 0, 10**7, where / "ride_over_s"),
        Level.of(one_of(cells.get("level_from", LEVELS[0]), LEVELS, where / "level_from")),
    )
