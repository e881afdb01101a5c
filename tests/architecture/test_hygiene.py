"""What must not stand in a committed file."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.architecture.source_tree import ROOT, tracked_files

TEXT_SUFFIXES = {
    ".py", ".toml", ".md", ".txt", ".csv", ".json", ".ipynb", ".html", ".css", ".js", ".ini", ".cfg", ".mako", ".yml",
    ".yaml", ".sql", ".typ", ".po", ".svg", ".jsonl", ".geojson", "",
}  # fmt: skip
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|NotImplemented" r"Error)\b")
REGISTRY_HOSTS = re.compile(r"py" r"pi\.org|python" r"hosted\.org|npm" r"js\.(?:org|com)|deb\.deb" r"ian")
MACHINE_PATHS = re.compile(r"(?<![\w.<}/-])/(?:" r"wo" r"rk|ro" r"ot|tm" r"p|ho" r"me)/\w")
SECRETS = re.compile(r"BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY")
REAL_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
LARGEST_FILE_BYTES = 8 * 2**20


def _text_files() -> list[Path]:
    return [path for path in tracked_files() if path.suffix in TEXT_SUFFIXES and path != Path(__file__).resolve()]


def _lines_with(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_nothing_is_left_unfinished() -> None:
    code = [path for path in _text_files() if path.suffix in {".py", ".js", ".html", ".mako"}]
    assert not _lines_with(UNFINISHED, code)


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    found = _lines_with(REGISTRY_HOSTS, _text_files()) + _lines_with(MACHINE_PATHS, _text_files())
    assert not found, found


def test_no_file_holds_a_key() -> None:
    assert not _lines_with(SECRETS, _text_files())


def test_no_file_holds_a_phone_number_that_could_be_somebodys() -> None:
    files = [path for path in _text_files() if path.suffix not in {".json", ".geojson", ".js"}]
    assert not _lines_with(REAL_PHONE, files)


def test_pins_are_exact_names_and_versions() -> None:
    pin = re.compile(r"[a-z0-9][a-z0-9.-]*(\[[a-z]+\])?==[0-9][\w.!+]*")
    for name in ("requirements.txt", "requirements-dev.txt"):
        wrong = [line for line in (ROOT / name).read_text().splitlines() if not pin.fullmatch(line)]
        assert not wrong, (name, wrong)


def test_run_time_pins_are_part_of_the_development_pins() -> None:
    run_time, development = (
        set((ROOT / name).read_text().splitlines()) for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert run_time <= development, run_time - development


def test_notebooks_are_committed_without_outputs() -> None:
    for path in tracked_files():
        if path.suffix == ".ipynb":
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            kept = [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]
            assert not kept, f"{path.name}: clear the outputs"


def test_no_tracked_file_is_huge() -> None:
    huge = [path.relative_to(ROOT).as_posix() for path in tracked_files() if path.stat().st_size > LARGEST_FILE_BYTES]
    assert not huge, huge
