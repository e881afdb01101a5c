"""Which column a header means. Exact names only; a near miss is asked about, never guessed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from planner.ingest.columns import SCENARIO_SHEET_ZH, TABLES
from planner.ingest.contracts.column import Table
from planner.ingest.report import Report

NEAR = 85
"""Least similarity (0–100, rapidfuzz ratio) at which a known name is suggested."""


def plain(header: str) -> str:
    """Header without case, blanks, full-width forms and the asterisk of obligatory columns."""
    text = unicodedata.normalize("NFKC", header).casefold()
    return "".join(sign for sign in text if not sign.isspace() and sign not in "*\ufeff\u200b")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` was most likely meant to be, if one is near enough.

    Examples
    --------
    >>> nearest("orgin_adcode", ["origin_adcode", "phone"])
    'origin_adcode'
    """
    choices = list(known)
    found = process.extractOne(plain(word), [plain(choice) for choice in choices], scorer=fuzz.ratio, score_cutoff=NEAR)
    return choices[found[2]] if found else None


def meanings(table: Table) -> dict[str, str]:
    """Every header of a table in its plain form, and the column that it names."""
    return {
        plain(word): column.name
        for column in table.columns
        for word in (column.name, column.zh, *column.aliases)
    }


def match_headers(table: Table, headers: Sequence[str], report: Report) -> dict[str, int]:
    """Column name → position, for the headers that are understood; everything else becomes a problem."""
    known = meanings(table)
    found: dict[str, int] = {}
    for position, header in enumerate(headers):
        name = known.get(plain(header))
        if name is None:
            _unknown(table, header, position, report)
        elif name in found:
            reason = f"means {name}, as does {headers[found[name]]!r}; keep one of them"
            report.file(table.name, "duplicate_column", reason, value=header, column=header)
        else:
            found[name] = position
            if plain(header) not in (plain(name), plain(table.column(name).zh)):
                report.warn(f"{table.name}: the column {header!r} was read as {name}")
    for column in table.columns:
        if column.name not in found and not column.optional:
            reason = f"the column {column.name} ({column.zh}) is missing; add it"
            report.file(table.name, "missing_column", reason, column=column.name)
    return found


def _unknown(table: Table, header: str, position: int, report: Report) -> None:
    if not plain(header):
        reason = f"column {position + 1} has no name; name it or delete it"
        report.file(table.name, "unnamed_column", reason)
        return
    words = [word for column in table.columns for word in (column.name, column.zh, *column.aliases)]
    near = nearest(header, words)
    hint = f"is it meant to be {near!r}? Rename it" if near else "rename or delete it; data/README.md lists the columns"
    report.file(table.name, "unknown_column", f"{table.name} has no such column; {hint}", value=header, column=header)


def table_of(name: str) -> str | None:
    """Table that a file or sheet name means, ``scenario`` included."""
    word = plain(name)
    if word in ("scenario", SCENARIO_SHEET_ZH):
        return "scenario"
    for table in TABLES:
        if word in (table.name, plain(table.zh)):
            return table.name
    return None


def nearest_table(name: str) -> str | None:
    """Table name that a file or sheet name was most likely meant to be."""
    return nearest(
        name, ["scenario", SCENARIO_SHEET_ZH, *(word for table in TABLES for word in (table.name, table.zh))]
    )
