"""An upload from its bytes to the rows that it changes: all that is slow happens before the transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.access.roles import Actor, Role
from api.identity.cipher import Cipher
from api.lists.annotate import annotated
from api.lists.contract import GIVEN_ONCE, list_table
from api.lists.findings import Verdict
from api.lists.frames import Setting, judge_row
from api.lists.ground import Ground, ground_of
from api.lists.headers import NOT_USED, HeaderReading, Known
from api.lists.merge import Merge, Others, Owner, against_others, indexes, look_at_others, merged, same_others
from api.lists.reading import Sheet, read_sheets
from api.lists.verdict import judge, with_faults
from api.store import drafts, lists, workers
from api.store.tenancy import reading_as

MOST_CELLS_KEPT = 10_000
MOST_MISSING_KEPT = 1_000


class NoCampaign(Exception):
    """There is no such campaign."""


class NoSites(Exception):
    """The bureau has not entered a site of the enterprise yet."""


class WrongAnswer(Exception):
    """Form fields that cannot be: ``errors`` are pairs of field and reason."""

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        super().__init__(errors)
        self.errors = tuple(errors)


class Moved(Exception):
    """Other lists were taken between the comparison and the transaction; it is done again."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file and what was said with it: headers by label, values for all workers."""

    owner: Owner
    file_name: str
    content: bytes
    sha256: str
    confirmed: Mapping[str, str]
    given_once: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that will be written, and what it was decided on."""

    arrival: Arrival
    list_id: str
    verdict: Verdict
    setting: Setting
    own_sites: tuple[str, ...]
    persons: Sequence[str]
    others: Others | None
    merge: Merge | None
    file: bytes | None
    keep: Mapping[str, str] = field(default_factory=dict)
    """Headers to remember: key → column."""

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what becomes of them."""
        found = {"rows": self.verdict.rows, "bad_cells": len(self.verdict.bad)}
        if self.merge is not None:
            merge = self.merge
            found |= {
                "added": len(merge.added), "changed": len(merge.changed), "unchanged": merge.unchanged,
                "withdrawn": merge.withdrawn, "still_withdrawn": merge.still_withdrawn, "missing": len(merge.missing),
            }  # fmt: skip
        return found

    @property
    def upload(self) -> lists.Upload:
        """What is kept of the upload."""
        verdict = self.verdict
        report = {
            "counts": self.counts, "rows": verdict.rows, "wanted": list(verdict.wanted),
            "skipped": [list(one) for one in verdict.skipped], "given_once": dict(self.setting.given_once),
            "cells": [one.told() for one in verdict.bad[:MOST_CELLS_KEPT]], "cells_total": len(verdict.bad),
            "missing": list(self.merge.missing[:MOST_MISSING_KEPT]) if self.merge else [],
            "own_sites": list(self.own_sites),
        }  # fmt: skip
        arrival, headers = self.arrival, [_told(reading) for reading in verdict.headers]
        return lists.Upload(
            arrival.owner.campaign_id, arrival.owner.enterprise_id, arrival.file_name, arrival.sha256, verdict.state,
            headers, report, self.file,
        )  # fmt: skip


def prepare(engine: Engine, actor: Actor, cipher: Cipher, arrival: Arrival, into: tuple[str, int]) -> Prepared:
    """Read, judge, compare and seal; nothing is written.

    Parameters
    ----------
    into : tuple
        Id of the list, and the present moment.

    Raises
    ------
    NoCampaign, NoSites, WrongAnswer
        The list cannot be judged.
    Refused, Busy
        The file cannot be read.
    """
    with reading_as(engine, actor) as session:
        ground = ground_of(session, arrival.owner)
    if ground is None:
        raise NoCampaign
    if not ground.own_sites:
        raise NoSites
    by_bureau = actor.role is Role.BUREAU
    setting = setting_of(ground, arrival.given_once, by_bureau)
    _check_columns(arrival.confirmed, by_bureau)
    sheets = read_sheets(arrival.file_name, arrival.content)
    verdict = judge(sheets, Known(arrival.confirmed, ground.remembered, by_bureau), setting)
    _check_labels(arrival.confirmed, verdict.headers)
    list_id, now = into
    persons = indexes(verdict.people, cipher)
    others, merge = None, None
    if verdict.state == "accepted":
        with reading_as(engine, actor) as session:
            others = look_at_others(session, arrival.owner, verdict.people, persons)
        people = verdict.people
        verdict = with_faults(verdict, against_others(verdict, persons, others, cipher))
        if verdict.state == "accepted":
            merge = merged(people, persons, others, cipher, (arrival.owner, list_id, now))
    keep = {r.key: r.column for r in verdict.headers if r.how == "confirmed"} if verdict.state != "asking" else {}
    file = _file(arrival, sheets, verdict)
    sealed = None if file is None else lists.sealed_file(cipher, list_id, file)
    return Prepared(
        arrival, list_id, verdict, setting, ground.own_sites, persons, others, merge, sealed, keep
    )


def setting_of(ground: Ground, given_once: Mapping[str, str], by_bureau: bool) -> Setting:
    """What cells are judged by; values given once are read here, so that a bad one is told once."""
    setting = Setting(ground.campaign, ground.places, {}, by_bureau)
    frame, found = judge_row(given_once, setting)
    if found:
        raise WrongAnswer([(name, fault.reason) for (_, name), fault in found.items()])
    tidied = {name: frame.texts[name][0] for name in GIVEN_ONCE if frame.has(name) and frame.texts[name][0]}
    if len(ground.own_sites) == 1:
        tidied.setdefault("site_id", ground.own_sites[0])
    return replace(setting, given_once=tidied)


def _check_columns(confirmed: Mapping[str, str], by_bureau: bool) -> None:
    known = {column.name for column in list_table(by_bureau).columns}
    wrong = [(label, column) for label, column in confirmed.items() if column and column not in known]
    if wrong:
        listed = f"is no column; known: {', '.join(sorted(known))}"
        raise WrongAnswer([(f"headers.{label}", f"{column!r} {listed}") for label, column in wrong])


def _check_labels(confirmed: Mapping[str, str], headers: Sequence[HeaderReading]) -> None:
    known = {reading.label for reading in headers}
    wrong = [(f"headers.{label}", "is no header of the file") for label in confirmed if label not in known]
    counts = Counter((r.sheet, r.column) for r in headers if r.how == "confirmed" and r.column != NOT_USED)
    wrong += [
        (f"headers.{reading.label}", f"means {reading.column}, as does another one; name one of them")
        for reading in headers
        if reading.how == "confirmed" and counts[reading.sheet, reading.column] > 1
    ]
    if wrong:
        raise WrongAnswer(wrong)


def _file(arrival: Arrival, sheets: Sequence[Sheet], verdict: Verdict) -> bytes | None:
    """What is kept of the file: itself while something is asked, the annotated list where cells are bad."""
    if verdict.state == "asking":
        return arrival.content
    return annotated(sheets, dict(verdict.lines), verdict.bad) if verdict.bad else None


def still_holds(session: Session, prepared: Prepared) -> None:
    """Make sure, with the campaign locked, that the comparison was made with what stands now.

    Raises
    ------
    Moved
        It was not.
    """
    owner = prepared.arrival.owner
    drafts.get_draft(session, owner.campaign_id, lock=True)
    people, seen = prepared.verdict.people, prepared.others
    if seen is not None and not same_others(session, owner, people, prepared.persons, seen):
        raise Moved


def write(session: Session, prepared: Prepared, now: int) -> None:
    """Write the workers of an accepted list, and remember what was confirmed."""
    owner = prepared.arrival.owner
    if prepared.merge is not None:
        workers.write_workers(session, owner.enterprise_id, prepared.merge.added, prepared.merge.changed)
    lists.remember_headers(session, owner.enterprise_id, prepared.keep, now)


def _told(reading: HeaderReading) -> dict[str, Any]:
    return {
        "sheet": reading.sheet, "letters": reading.letters, "header": reading.header, "label": reading.label,
        "column": reading.column, "how": reading.how, "candidates": list(reading.candidates),
    }  # fmt: skip
