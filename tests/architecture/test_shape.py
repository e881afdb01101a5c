"""Small pieces, each explained, each tested."""

from __future__ import annotations

import ast
import warnings
from functools import cache

from tests.architecture.source_tree import PACKAGES, ROOT, Module, functions, modules

LONGEST_FUNCTION = 80
LONG_FUNCTION = 50
LONGEST_MODULE = 400

ONE_PIECE: dict[str, str] = {
    "planner.optimise.engines.ruin_recreate": "one compiled unit: machine code is kept by the file of a function, so a "
    "change of parts that came from other files would leave stale code behind",
}
"""Longer module → why it is not split."""

TESTED_ELSEWHERE: dict[str, str] = {
    "planner.errors": "types without behaviour; raised and caught throughout tests/",
    "planner.domain.service": "types without behaviour",
    "planner.domain.violation": "types without behaviour",
    "planner.domain.scenario": "types without behaviour",
    "planner.domain.travel": "protocol and types without behaviour",
    "planner.domain.plan": "types without behaviour",
    "planner.domain.fleet": "types without behaviour",
}
"""Module → why it has no test file of its own."""

THROUGH_THE_DOOR: dict[str, str] = {"planner.verify.read": "tests/verify/read"}
"""Room whose inner modules are tested through its public functions → where."""


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function's body, its docstring not counted."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_function_is_longer_than_a_screen() -> None:
    sizes = sorted(
        (
            (_length(node), f"{m.where}:{node.lineno} {node.name}")
            for m in modules()
            if "migrations" not in m.name  # a migration is one list of tables
            for node in functions(m)
        ),
        reverse=True,
    )
    for lines, where in sizes:
        if LONG_FUNCTION < lines <= LONGEST_FUNCTION:
            warnings.warn(f"{where} has {lines} lines", stacklevel=1)
    too_long = [f"{where}: {lines} lines" for lines, where in sizes if lines > LONGEST_FUNCTION]
    assert not too_long, too_long


def test_no_module_is_a_god_module() -> None:
    lengths = {m.name: (m.where, len(m.path.read_text(encoding="utf-8").splitlines())) for m in modules()}
    assert all(lengths[name][1] > LONGEST_MODULE for name in ONE_PIECE), "an exception that nothing needs"
    sizes = dict(entry for name, entry in lengths.items() if name not in ONE_PIECE)
    too_long = {where: lines for where, lines in sizes.items() if lines > LONGEST_MODULE}
    assert not too_long, too_long


def test_every_module_says_what_it_is_for() -> None:
    silent = [m.where for m in modules() if m.tree.body and not ast.get_docstring(m.tree)]
    assert not silent, silent


def _undocumented(module: Module) -> list[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [
        f"{module.where}:{node.lineno} {node.name}"
        for node in module.tree.body
        if isinstance(node, kinds) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]


def test_every_public_name_is_explained() -> None:
    silent = [name for m in modules() if "migrations" not in m.name for name in _undocumented(m)]
    assert not silent, silent


def _has_mirror(module: Module) -> bool:
    """Whether a test file has the module's place and name."""
    parts = module.name.split(".")
    inner = parts[1:] if parts[0] == "planner" else parts
    folder = ROOT.joinpath("tests", *inner[:-1])
    return (folder / f"test_{inner[-1]}.py").is_file() or any(folder.glob(f"test_{inner[-1]}_*.py"))


@cache
def _imported_by_tests() -> frozenset[str]:
    """Dotted names that some test imports."""
    names: set[str] = set()
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


def _is_tested(module: Module) -> bool:
    return _has_mirror(module) or module.name in _imported_by_tests() or module.inside(*THROUGH_THE_DOOR)


def test_every_module_with_behaviour_is_tested() -> None:
    behaving = [
        m for m in modules()
        if m.path.name != "__init__.py" and "migrations" not in m.name and any(True for _ in functions(m))
    ]  # fmt: skip
    missing = [m.where for m in behaving if m.name not in TESTED_ELSEWHERE and not _is_tested(m)]
    assert not missing, "no test imports, and no tests/… file mirrors: " + ", ".join(missing)


def test_exceptions_to_mirroring_name_existing_modules_and_tests() -> None:
    unknown = (set(TESTED_ELSEWHERE) | set(THROUGH_THE_DOOR)) - {m.name for m in modules()}
    assert not unknown, unknown
    untested = [folder for folder in THROUGH_THE_DOOR.values() if not any((ROOT / folder).glob("test_*.py"))]
    assert not untested, untested


def test_the_top_level_holds_only_the_agreed_folders() -> None:
    agreed = {*PACKAGES, "data", "notebooks", "tests", "var", "build", "dist"}
    found = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert found - agreed - {"returnline.egg-info", "__pycache__"} == set()
