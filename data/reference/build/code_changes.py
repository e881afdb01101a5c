"""Write ``code_changes.csv``: what became of the county codes of February 2020."""

from __future__ import annotations

import sys
from pathlib import Path

from changes import changes, check_against_today
from common import OUTPUT, write_rows

HEADER = ("old_adcode", "old_name", "new_adcode", "new_name", "kind", "year", "document", "source")


def main(folder: Path = OUTPUT) -> None:
    """Check the changes against today's list, then write them."""
    check_against_today()
    rows = [(c.old, c.old_name, c.new, c.new_name, c.kind, c.year, c.document, c.source) for c in changes()]
    write_rows("code_changes.csv", HEADER, sorted(rows, key=lambda row: (row[0], row[5], row[2])), folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT)
