"""Write every generated table of the reference data, in the order in which they need each other."""

from __future__ import annotations

import sys
from pathlib import Path

import airports
import code_changes
import counties
import distances
import holidays
import origins
import stations
from common import OUTPUT


def main(folder: Path = OUTPUT) -> None:
    """Later scripts read the committed tables of earlier ones, so a test may write into another folder."""
    for script in (code_changes, counties, stations, airports, holidays, origins, distances):
        script.main(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT)
