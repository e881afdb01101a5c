"""The build scripts write the committed tables again, byte for byte."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from planner.data_files import data_path


@pytest.mark.slow
def test_build_scripts_reproduce_the_committed_bytes(tmp_path: Path) -> None:
    script = data_path("reference", "build", "all.py")
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True, capture_output=True, cwd=tmp_path)
    written = sorted(path.name for path in tmp_path.glob("*.csv"))
    assert len(written) == 10
    for name in written:
        assert (tmp_path / name).read_bytes() == data_path("reference", name).read_bytes(), name
