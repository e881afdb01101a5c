"""Files of rule packs: names, ``extends`` and ``like`` resolved to the layers of each dated rule set."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from planner.data_files import data_path
from planner.errors import BadPolicy
from planner.policy.cells import Faults, Where, every, known_keys, table, text
from planner.policy.fields import DRIVER_FIELDS, LIGHT_FIELDS, RULESET_FIELDS, TIME_FIELDS, PolicyField
from planner.units import LocalClock

GROUPS: Mapping[str, tuple[PolicyField, ...]] = {
    "drivers": DRIVER_FIELDS,
    "times": TIME_FIELDS,
    "lights": LIGHT_FIELDS,
}
RULE_KEYS = (*(field.name for field in RULESET_FIELDS), *GROUPS)
_PACK_KEYS = ("pack", "title", "extends", "objective", "ruleset")
_ROW_KEYS = ("effective_from", "like", *RULE_KEYS, "sources")


@dataclass(frozen=True, slots=True)
class Layer:
    """One table of fields and where it stands; a later layer stands above those before it."""

    row: Mapping[str, Any]
    where: Where


@dataclass(frozen=True, slots=True)
class DatedRules:
    """Layers of a rule set, the lowest first; ``since`` is its date as written."""

    since: str
    effective_from: int
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class PackFile:
    """A pack with everything that it extends: rule sets in ascending order, objective tables the lowest first."""

    name: str
    rulesets: tuple[DatedRules, ...]
    objectives: tuple[Layer, ...]


def pack_names() -> tuple[str, ...]:
    """Names of the rule packs that ship, in order of name."""
    return tuple(sorted(path.stem for path in data_path("policies").glob("*.toml")))


def pack_file(pack: str, beside: Path | None = None) -> Path:
    """File of a pack: its name, or a path; a relative one is taken from the folder ``beside`` where given."""
    if pack.endswith(".toml"):
        path = Path(pack) if beside is None else beside / pack
        if not path.is_file():
            raise BadPolicy(f"rule pack {path.name}: there is no such file; give the path of a .toml file or a name")
        return path
    if pack not in pack_names():
        raise BadPolicy(f"unknown rule pack {pack!r}; the packs that ship: {', '.join(pack_names())}")
    return data_path("policies", f"{pack}.toml")


def read_pack(path: Path, clock: LocalClock, faults: Faults, above: tuple[Path, ...] = ()) -> PackFile:
    """Pack of a file with the packs it extends; ``above`` are the files that extend it.

    Keys that mean nothing are added to ``faults``, and reading goes on.

    Raises
    ------
    BadPolicy
        A file is unknown or malformed, extends itself, or its rule sets do not stand in order.
    """
    tree = _read(path)
    where = Where(path.name, "")
    with faults.noted():
        known_keys(tree, _PACK_KEYS, where)
    name = text(tree.get("pack", path.stem), where / "pack")
    if name != path.stem:
        (where / "pack").refuse(name, f"it must be the name of its file, {path.stem!r}: plans cite the pack by it")
    text(tree.get("title", name), where / "title")
    base = _base(tree, path, clock, (*above, path.resolve()), faults)
    rows = tree.get("ruleset", [] if base.rulesets else None)
    if not isinstance(rows, list) or not (rows or base.rulesets):
        raise BadPolicy(f"{where.file}: has no [[ruleset]]; a pack has at least one, or extends another")
    objective = Layer(table(tree.get("objective", {}), where / "objective"), where / "objective")
    for number, row in enumerate(rows, start=1):
        with faults.noted():
            here = Where(where.file, f"ruleset[{number}]")
            known_keys(table(row, here), _ROW_KEYS, here)
    with faults.noted():
        return PackFile(name, _rulesets(rows, base.rulesets, clock, where), (*base.objectives, objective))
    raise BadPolicy(*faults.told)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise BadPolicy(f"{path.name}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadPolicy(f"{path.name}: is not TOML: {error}") from error


def _base(
    tree: Mapping[str, Any], path: Path, clock: LocalClock, above: tuple[Path, ...], faults: Faults
) -> PackFile:
    """The pack that is extended; an empty one where none is."""
    where = Where(path.name, "extends")
    if "extends" not in tree:
        return PackFile("", (), ())
    extended = pack_file(text(tree["extends"], where), path.parent)
    if extended.resolve() in above:
        chain = " extends ".join(file.stem for file in (*above, extended))
        where.refuse(tree["extends"], f"packs may not extend each other in a circle: {chain}")
    return read_pack(extended, clock, faults, above)


def _rulesets(
    rows: list[Any], base: tuple[DatedRules, ...], clock: LocalClock, where: Where
) -> tuple[DatedRules, ...]:
    known = {rules.effective_from: rules for rules in base}
    inherited = frozenset(known)
    places = [Where(where.file, f"ruleset[{number}]") for number in range(1, len(rows) + 1)]
    tables = every(partial(table, row, here) for row, here in zip(rows, places, strict=True))
    dates = every(
        partial(_moment, row.get("effective_from"), clock, here / "effective_from")
        for row, here in zip(tables, places, strict=True)
    )
    last: int | None = None
    for row, here, (since, at) in zip(tables, places, dates, strict=True):
        if last is not None and at <= last:
            (here / "effective_from").refuse(row["effective_from"], "rule sets stand in ascending order of date")
        last = at
        below = _below(row, at, known, inherited, clock, here)
        known[at] = DatedRules(since, at, (*below, Layer(row, here)))
    return tuple(known[at] for at in sorted(known))


def _below(
    row: Mapping[str, Any],
    at: int,
    known: Mapping[int, DatedRules],
    inherited: frozenset[int],
    clock: LocalClock,
    where: Where,
) -> tuple[Layer, ...]:
    """Layers that a row stands on: the inherited set of its date, the set it is ``like``, or none."""
    if "like" not in row:
        return known[at].layers if at in inherited else ()
    if at in inherited:
        (where / "like").refuse(row["like"], "a row of an inherited date changes that set; leave out 'like'")
    _, model = _moment(row["like"], clock, where / "like")
    if model not in known:
        dates = ", ".join(known[moment].since for moment in sorted(known)) or "none"
        (where / "like").refuse(row["like"], f"it must be the date of a rule set that is inherited or above: {dates}")
    return known[model].layers


def _moment(value: Any, clock: LocalClock, where: Where) -> tuple[str, int]:
    """Text and moment of a date."""
    if isinstance(value, datetime | date):
        value = value.isoformat()
    since = text(value, where)
    try:
        return since, clock.span_start(since)
    except ValueError:
        where.refuse(value, "it must be a date such as 2020-02-11, or a moment")
