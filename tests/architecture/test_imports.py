"""Who may import what: outside libraries have rooms, the verifier and the domain stand alone."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import pytest

from tests.architecture.source_tree import Module, imports, modules

ROOMS_OF_LIBRARIES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("ortools", "highspy"): ("planner.optimise",),
    ("pandas", "geopandas"): ("planner.ingest", "planner.publish", "planner.demand.heat", "planner.recipes"),
    ("shapely",): (
        "planner.ingest", "planner.publish", "planner.demand.heat", "planner.recipes", "planner.travel",
        "planner.candidates", "planner.verify",
    ),
    ("folium", "branca", "xstatic"): ("planner.publish.maps",),
    ("fastapi", "starlette", "sqlalchemy", "alembic", "uvicorn", "jinja2"): ("api",),
    ("pydantic_settings",): ("api.settings",),
    ("openpyxl", "python_calamine"): ("planner.ingest", "api.lists"),
    ("xlsxwriter",): ("planner.publish", "planner.recipes", "api.lists"),
    ("typer",): ("planner.commands", "api.cli", "api.commands", "api.account_commands", "api.operation_commands"),
    ("rich",): ("planner.commands", "api.cli", "api.commands"),
}
"""Outside library → the only rooms that may import it."""

VERIFIER_MAY_USE = ("planner.domain", "planner.units", "planner.errors", "planner.verify", "shapely")
DOMAIN_MAY_USE = ("planner.domain", "planner.units", "planner.errors")
SERVICE_MUST_NOT_USE = tuple(f"planner.{stage}" for stage in ("demand", "travel", "candidates", "optimise", "schedule"))


def _foreign(module: Module, allowed: Iterable[str]) -> list[str]:
    """Imports of a module that are neither of the standard library nor under ``allowed``."""
    found = []
    for name, line in imports(module):
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names or any(name == a or name.startswith(f"{a}.") for a in allowed):
            continue
        if any(a.startswith(f"{name}.") for a in allowed) and top in {"planner", "api"}:
            continue  # `from planner import units` names the package first, the module next
        found.append(f"{module.where}:{line} imports {name}")
    return found


@pytest.mark.parametrize("libraries", ROOMS_OF_LIBRARIES, ids="-".join)
def test_a_library_is_imported_only_in_its_rooms(libraries: tuple[str, ...]) -> None:
    rooms = ROOMS_OF_LIBRARIES[libraries]
    found = {
        f"{module.where}:{line} imports {name.partition('.')[0]}"
        for module in modules()
        for name, line in imports(module)
        if name.partition(".")[0] in libraries and not module.inside(*rooms)
    }
    assert not found, f"allowed only in {', '.join(rooms)}: {sorted(found)}"


def test_the_verifier_shares_no_code_with_what_it_checks() -> None:
    found = [line for m in modules() if m.inside("planner.verify") for line in _foreign(m, VERIFIER_MAY_USE)]
    assert not found, found


def test_domain_needs_only_the_standard_library() -> None:
    rooms = ("planner.domain", "planner.units", "planner.errors")
    found = [line for m in modules() if m.inside(*rooms) for line in _foreign(m, DOMAIN_MAY_USE)]
    assert not found, found


def test_the_planner_never_imports_the_service() -> None:
    found = [
        f"{m.where}:{line} imports {name}"
        for m in modules()
        if m.inside("planner")
        for name, line in imports(m)
        if name.partition(".")[0] == "api"
    ]
    assert not found, found


def test_the_service_imports_no_stage_of_planning() -> None:
    found = {
        f"{m.where}:{line} imports {stage}"
        for m in modules()
        if m.inside("api")
        for name, line in imports(m)
        for stage in SERVICE_MUST_NOT_USE
        if name == stage or name.startswith(f"{stage}.")
    }
    assert not found, sorted(found)
