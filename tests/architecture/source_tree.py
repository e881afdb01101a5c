"""The code as these tests see it: modules with their names, trees and imports."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("planner", "api")


@dataclass(frozen=True, slots=True)
class Module:
    """One source file. ``name`` is dotted; a package's ``__init__`` has the package's name."""

    path: Path
    name: str
    tree: ast.Module

    @property
    def where(self) -> str:
        """Path from the root of the project."""
        return self.path.relative_to(ROOT).as_posix()

    def inside(self, *rooms: str) -> bool:
        """Whether the module is one of ``rooms`` or lies in one (dotted names)."""
        return any(self.name == room or self.name.startswith(f"{room}.") for room in rooms)


def dotted(path: Path) -> str:
    """Dotted module name of a source file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the product, in order of its path."""
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return tuple(
        Module(path, dotted(path), ast.parse(path.read_text(encoding="utf-8")))
        for path in paths
        if "_data" not in path.parts
    )


@cache
def tracked_files() -> tuple[Path, ...]:
    """Files under version control; in an unpacked archive, every file outside hidden and built folders."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listing.returncode == 0:
        names = listing.stdout.decode().split("\0")
        return tuple(path for name in names if name and (path := ROOT / name).is_file())
    built = {"var", "build", "dist", "__pycache__"}
    return tuple(
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not any(part.startswith(".") or part in built for part in path.relative_to(ROOT).parts)
    )


def imports(module: Module) -> Iterator[tuple[str, int]]:
    """Dotted names that run-time code imports, with their lines; blocks for the type checker are left out."""
    for node in _run_time_nodes(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            yield base, node.lineno
            for alias in node.names:
                yield f"{base}.{alias.name}", node.lineno


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module.name if module.path.name == "__init__.py" else module.name.rpartition(".")[0]
    for _ in range(node.level - 1):
        package = package.rpartition(".")[0]
    return f"{package}.{node.module}" if node.module else package


def _run_time_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and ast.unparse(child.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            for other in child.orelse:
                yield other
                yield from _run_time_nodes(other)
            continue
        yield child
        yield from _run_time_nodes(child)


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module."""
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node
