"""Write ``holidays.csv``: public holidays and make-up working days of the years that scenarios use."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

from chinese_calendar.constants import Holiday, holidays, workdays
from common import OUTPUT, write_rows

YEARS = (2020, 2021, 2022, 2025, 2026)
HEADER = ("date", "kind", "name", "name_en")
SHORT_HOLIDAY = "the package knows no holiday in {year}; install a newer chinesecalendar"


def days(year: int) -> list[date]:
    """Every day of a year."""
    first = date(year, 1, 1)
    return [first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days)]


def main(folder: Path = OUTPUT) -> None:
    """Write the days of each year that are not what their weekday says, and all days off of a holiday."""
    zh = {holiday.value: holiday.chinese for holiday in Holiday}
    rows = []
    for year in YEARS:
        found = [(day, "holiday", holidays[day]) for day in days(year) if day in holidays]
        if not found:
            raise SystemExit(SHORT_HOLIDAY.format(year=year))
        found += [(day, "workday", workdays[day]) for day in days(year) if day in workdays]
        rows += [(day.isoformat(), kind, zh[name], name) for day, kind, name in sorted(found)]
    write_rows("holidays.csv", HEADER, rows, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT)
