"""The files of a plan folder that are not tables: plan.json, paths.geojson, bound.json, violations.jsonl."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from planner.domain.limits import Incumbent
from planner.domain.plan import Bound, Finding, ObjectiveLevel, PathShape, Plan, Status
from planner.domain.violation import Violation
from planner.errors import BadPlanFolder
from planner.publish.contracts import BOUND_FILE, PLAN_FILE, SHAPES_FILE, VIOLATIONS_FILE

Json = dict[str, Any]

INCUMBENTS = "incumbents"
"""Key of ``timings`` under which the verified plans on the way stand."""


def write_documents(
    plan: Plan, folder: Path, written: Callable[[str], None] = lambda _: None, done: Container[str] = ()
) -> None:
    """Write the four documents of ``plan`` into ``folder``, plan.json last, but for those ``done``; ``written`` takes
    the name of each."""
    if SHAPES_FILE not in done:
        write_shapes(plan.shapes, folder, written)
    texts: dict[str, Callable[[], str]] = {
        BOUND_FILE: lambda: _compact(dict(plan.bound_certificate)),
        VIOLATIONS_FILE: lambda: violations_text(plan.violations),
        PLAN_FILE: lambda: _pretty(plan_document(plan)),
    }
    for name, text in texts.items():
        (folder / name).write_text(text(), encoding="utf-8", newline="")
        written(name)


def write_shapes(shapes: tuple[PathShape, ...], folder: Path, written: Callable[[str], None]) -> None:
    """Write paths.geojson; ``written`` takes its name."""
    (folder / SHAPES_FILE).write_text(_compact(shapes_document(shapes)), encoding="utf-8", newline="")
    written(SHAPES_FILE)


def violations_text(violations: tuple[Violation, ...]) -> str:
    """Content of violations.jsonl: one JSON object per line, empty for a plan without violations."""
    return "".join(_compact(asdict(violation)) for violation in violations)


def read_documents(folder: Path, with_proof: bool = True) -> Plan:
    """Plan with everything that the four documents hold and no table rows.

    Without ``with_proof`` the bound certificate, by far the largest of them, stays unread.

    Raises
    ------
    BadPlanFolder
        A document is missing, is not JSON, or lacks a key.
    """
    head = _load(folder / PLAN_FILE)
    try:
        return Plan(
            plan_id=head["plan_id"],
            scenario_sha256=head["scenario_sha256"],
            code_version=head["code_version"],
            seed=head["seed"],
            status=Status(head["status"]),
            stopped_by=head["stopped_by"],
            rule_versions=tuple(head["rule_versions"]),
            objective=tuple(ObjectiveLevel(**row) for row in head["objective"]),
            bounds=tuple(Bound(**row) for row in head["bounds"]),
            cost_shares=head.get("cost_shares", {}),
            findings=tuple(Finding(**row) for row in head["findings"]),
            timings={name: seconds for name, seconds in head["timings"].items() if name != INCUMBENTS},
            trail=tuple(_incumbent(row) for row in head["timings"].get(INCUMBENTS, ())),
            receipt=head["receipt"],
            shapes=_shapes(_load(folder / SHAPES_FILE)),
            bound_certificate=_load(folder / BOUND_FILE) if with_proof else {},
            violations=_violations(folder / VIOLATIONS_FILE),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadPlanFolder(f"{PLAN_FILE} and its neighbours are malformed: {error!r}; plan again") from error


def plan_document(plan: Plan) -> Json:
    """Content of plan.json."""
    return {
        "plan_id": plan.plan_id,
        "scenario_sha256": plan.scenario_sha256,
        "code_version": plan.code_version,
        "seed": plan.seed,
        "rule_versions": list(plan.rule_versions),
        "status": str(plan.status),
        "stopped_by": plan.stopped_by,
        "objective": [asdict(level) for level in plan.objective],
        "bounds": [asdict(bound) for bound in plan.bounds],
        **({"cost_shares": dict(plan.cost_shares)} if plan.cost_shares else {}),
        "counts": counts(plan),
        "findings": [asdict(finding) for finding in plan.findings],
        "timings": timings_document(plan),
        "receipt": plan.receipt,
    }


def timings_document(plan: Plan) -> Json:
    """Seconds by stage, and the verified plans on the way."""
    trail = {INCUMBENTS: [asdict(incumbent) for incumbent in plan.trail]} if plan.trail else {}
    return {**plan.timings, **trail}


def counts(plan: Plan) -> Json:
    """Persons served and unserved, and by mode: trips (rows), services, and persons who ride it at least once."""
    persons = {(load.cohort_id, load.part_id): load.persons for load in plan.loads}
    mode_of = {trip.trip_id: str(trip.mode) for trip in plan.trips}
    riders: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for load in plan.loads:
        if load.trip_id not in mode_of:
            raise ValueError(f"part {load.part_id} of {load.cohort_id} rides trip {load.trip_id}, not in the plan")
        riders[mode_of[load.trip_id]].add((load.cohort_id, load.part_id))
    trips = Counter(str(trip.mode) for trip in plan.trips)
    services: dict[str, set[str]] = defaultdict(set)
    for trip in plan.trips:
        if trip.service_id is not None:
            services[str(trip.mode)].add(trip.service_id)
    served, unserved = sum(persons.values()), sum(row.persons for row in plan.unserved)
    return {
        "served": served,
        "unserved": unserved,
        "total": served + unserved,
        "by_mode": {
            mode: {
                "trips": trips[mode],
                "services": len(services[mode]),
                "persons": sum(persons[part] for part in riders[mode]),
            }
            for mode in sorted(trips)
        },
    }


def shapes_document(shapes: tuple[PathShape, ...]) -> Json:
    """Content of paths.geojson: one LineString per trip.

    Raises
    ------
    ValueError
        A shape has fewer than two points.
    """
    for shape in shapes:
        if len(shape.points) < 2:
            raise ValueError(f"shape of trip {shape.trip_id} has {len(shape.points)} points, at least 2 make a line")
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"trip_id": shape.trip_id},
                "geometry": {"type": "LineString", "coordinates": [list(point) for point in shape.points]},
            }
            for shape in shapes
        ],
    }


def _shapes(document: Mapping[str, Any]) -> tuple[PathShape, ...]:
    return tuple(
        PathShape(
            feature["properties"]["trip_id"],
            tuple((float(lon), float(lat)) for lon, lat in feature["geometry"]["coordinates"]),
        )
        for feature in document["features"]
    )


def _violations(path: Path) -> tuple[Violation, ...]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return tuple(Violation(**json.loads(line)) for line in lines if line)


def _incumbent(row: Json) -> Incumbent:
    return Incumbent(float(row["seconds"]), tuple(int(persons) for persons in row["served"]), int(row["cost_cents"]))


def _load(path: Path) -> Json:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadPlanFolder(f"{path.name} is missing; plan again or copy the folder whole") from None
    except ValueError as error:
        raise BadPlanFolder(f"{path.name} is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise BadPlanFolder(f"{path.name} holds no JSON object")
    return document


def _pretty(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _compact(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
