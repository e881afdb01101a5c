"""The wheel holds the product and its data, and works away from the checkout."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.architecture.source_tree import PACKAGES, ROOT, tracked_files


def _run(*command: object, cwd: Path = ROOT) -> str:
    done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"{command}: {done.stdout[-1500:]}{done.stderr[-1500:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out)
    (built,) = out.glob("returnline-*.whl")
    return built


def _inside_wheel(path: Path) -> str:
    relative = path.relative_to(ROOT).as_posix()
    return f"planner/_data/{relative.removeprefix('data/')}" if relative.startswith("data/") else relative


def test_the_wheel_holds_every_tracked_file_of_the_product(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    wanted = {_inside_wheel(path) for path in tracked_files() if path.relative_to(ROOT).parts[0] in {*PACKAGES, "data"}}
    assert wanted <= held, sorted(wanted - held)


def test_the_wheel_holds_nothing_that_was_only_left_lying_about(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        stray = [name for name in archive.namelist() if name.endswith((".pyc", ".db", ".log", ".nbi", ".nbc"))]
    assert not stray


def test_the_wheel_carries_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert any(name.endswith("licenses/LICENSE") for name in archive.namelist())


def test_the_wheel_works_in_a_fresh_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=False)
    python = tmp_path / "env" / "bin" / "python"
    _run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel)
    packages = Path(_run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    # the dependencies of this environment stand in for a download; its own copy of the project is not among them
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    command = tmp_path / "env" / "bin" / "returnline"
    where = _run(python, "-c", "import planner; print(planner.__file__)", cwd=tmp_path)
    assert str(packages) in where
    assert _run(command, "--version", cwd=tmp_path).startswith("returnline ")
    _run(command, "scenario", "build", "toy", "--seed", "7", "-o", tmp_path / "toy", cwd=tmp_path)
    assert (tmp_path / "toy" / "scenario.toml").is_file()
