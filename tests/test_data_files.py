"""Shipped data are found, in a checkout and in a wheel."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import data_files


def test_the_shipped_folders_are_found() -> None:
    assert data_files.data_path("policies", "bare.toml").is_file()
    assert data_files.data_path("reference", "counties.csv").is_file()


def test_a_wheels_own_folder_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "planner"
    (package / "_data").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(data_files, "_PACKAGE", package)
    assert data_files.data_root() == package / "_data"


def test_a_broken_installation_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_files, "_PACKAGE", tmp_path / "planner")
    with pytest.raises(FileNotFoundError, match="install again"):
        data_files.data_root()
