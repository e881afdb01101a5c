"""Which column a header of a list means. What is not sure is asked, and what was answered is remembered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from rapidfuzz import fuzz, process

from api.lists.contract import BUREAU_ONLY, NOTE, OTHER_PERSON, OWN_PHONE, PERSON, UNUSED, list_table
from planner.ingest.columns import table
from planner.ingest.headers import NEAR, meanings, plain
from planner.ingest.rawtable import MOST_COLUMNS

How = Literal["exact", "remembered", "confirmed", "unused", "asked"]
NOT_USED = ""
"""Meaning of a header whose column is left aside."""
LOOKED_AT = 20
"""Rows in which the header is looked for; above it stand titles."""
HEADER_CHARACTERS = 100
MOST_CANDIDATES = 3
LIKE = 60
"""Least similarity at which a column is offered; from ``NEAR`` on it is proposed. Neither is taken unasked."""


@dataclass(frozen=True, slots=True)
class HeaderReading:
    """How one header was read.

    Attributes
    ----------
    label : str
        What an answer names it by: the header, with its letters where it stands twice or is empty.
    key : str
        What it is remembered by: a telephone beside somebody else's name is not the same as one alone.
    column : str
        Column of the workers table, ``NOT_USED``, or for ``asked`` the proposal.
    """

    sheet: str
    letters: str
    position: int
    header: str
    label: str
    key: str
    column: str
    how: How
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of headers beside their names: answers of now and of before, by label and by key."""

    confirmed: Mapping[str, str]
    remembered: Mapping[str, str]
    by_bureau: bool = False


def letters_of(position: int) -> str:
    """Letters of a column, the first is position 0.

    >>> letters_of(0), letters_of(27)
    ('A', 'AB')
    """
    letters, rest = "", position + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def bare(header: str) -> str:
    """Plain form of a header without a remark such as （必填）."""
    return NOTE.sub("", plain(header))


def header_line(rows: Sequence[Sequence[str]], known: Known) -> int | None:
    """Index of the row that holds the headers: the one of the first with most known words, two at least.

    Where cells are merged over two rows, the lower one is meant: its empty cells take the words above.
    """
    words = {*meanings(list_table(by_bureau=True)), *known.remembered, *map(bare, known.confirmed)}
    best, most = None, 1
    above: Sequence[str] = ()
    for index, row in enumerate(rows[:LOOKED_AT]):
        both = zip_longest(row[:MOST_COLUMNS], above[: min(len(row), MOST_COLUMNS)], fillvalue="")
        found = len({bare(own.strip() or over) for own, over in both} & words)
        above = row
        if found > most:
            best, most = index, found
    return best


def recognise(sheet: str, headers: Sequence[str], filled: Sequence[bool], known: Known) -> tuple[HeaderReading, ...]:
    """How every header of a sheet is read; columns without header and content are left out.

    Parameters
    ----------
    filled : sequence of bool
        Whether the column holds anything below its header.
    """
    shown = ["".join(c if c.isprintable() else " " for c in header).strip()[:HEADER_CHARACTERS] for header in headers]
    often = Counter(map(bare, shown))
    readings = []
    for position, header in enumerate(shown):
        if not header and not filled[position]:
            continue
        letters = letters_of(position)
        label = header if header and often[bare(header)] == 1 else f"{header} [{letters}]".strip()
        key = _key(shown, position)
        column, how, candidates = _meaning(shown, position, label, key, known)
        readings.append(HeaderReading(sheet, letters, position, header, label, key, column, how, candidates))
    return _without_doubles(readings)


def _key(headers: Sequence[str], position: int) -> str:
    word, before = bare(headers[position]), _person_before(headers, position)
    of_a_person = meanings(table("workers")).get(word) in PERSON
    return f"{before}>{word}" if before and of_a_person else word


def _person_before(headers: Sequence[str], position: int) -> str:
    """The header just before, where it is about somebody else."""
    before = bare(headers[position - 1]) if position else ""
    return before if OTHER_PERSON.search(before) else ""


def _meaning(
    headers: Sequence[str], position: int, label: str, key: str, known: Known
) -> tuple[str, How, tuple[str, ...]]:
    contract = list_table(known.by_bureau)
    columns = {column.name for column in contract.columns}
    if label in known.confirmed:
        return known.confirmed[label], "confirmed", ()
    if known.remembered.get(key) in {*columns, NOT_USED}:
        return known.remembered[key], "remembered", ()
    word = bare(headers[position])
    exact = meanings(contract).get(word)
    if exact is None:
        if word in UNUSED or word in _of_the_bureau():
            return NOT_USED, "unused", ()
        if OTHER_PERSON.search(word) and any(bare(h) in OWN_PHONE for h in headers):
            return NOT_USED, "unused", ()
        like, score = candidates(word, known.by_bureau)
        return (like[0] if score >= NEAR and not OTHER_PERSON.search(word) else NOT_USED), "asked", like
    others = any(OTHER_PERSON.search(bare(header)) for header in headers)
    if _person_before(headers, position) and exact in PERSON:
        return NOT_USED, "asked", (exact,)
    if exact == "phone" and others and word not in OWN_PHONE:
        return NOT_USED, "asked", (exact,)
    return exact, "exact", ()


def _of_the_bureau() -> frozenset[str]:
    """Plain headers of the columns that the bureau alone sets."""
    whole = table("workers")
    return frozenset(word for word, name in meanings(whole).items() if name in BUREAU_ONLY)


def candidates(word: str, by_bureau: bool) -> tuple[tuple[str, ...], float]:
    """Columns that a header was perhaps meant to name, the likeliest first, and how like that one is (0–100)."""
    words = meanings(list_table(by_bureau))
    found = process.extract(word, list(words), scorer=fuzz.ratio, score_cutoff=LIKE, limit=2 * MOST_CANDIDATES)
    names = tuple(dict.fromkeys(words[name] for name, _, _ in found))[:MOST_CANDIDATES]
    return names, found[0][1] if found else 0.0


def _without_doubles(readings: Sequence[HeaderReading]) -> tuple[HeaderReading, ...]:
    """Where two headers of a sheet mean one column, both are asked about; what was confirmed now stands."""
    counts = Counter(reading.column for reading in readings if reading.column and reading.how != "asked")
    confirmed = {reading.column for reading in readings if reading.how == "confirmed" and reading.column}
    kept = []
    for reading in readings:
        if reading.how in ("exact", "remembered") and counts[reading.column] > 1:
            proposal = NOT_USED if reading.column in confirmed else reading.column
            reading = replace(reading, column=proposal, how="asked", candidates=(reading.column,))
        kept.append(reading)
    return tuple(kept)
