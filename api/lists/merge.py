"""A list among all others: who is new, who has changed, who is missing, and who travels for somebody else."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from sqlalchemy.orm import Session

from api.identity.cipher import Cipher
from api.lists.findings import BadListCell, Listed, Verdict
from api.lists.verdict import cell_of
from api.lists.wording import CELLS_ZH
from api.store import lists, workers
from api.store.accounts import new_id
from api.store.workers import Person, Standing

TOGETHER = ("site_id", "origin_adcode", "pickup_stop_id")
"""What members of a travel group have in common."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose list it is."""

    campaign_id: str
    enterprise_id: str


@dataclass(frozen=True, slots=True)
class Others:
    """What stood in the database when a list was compared with it.

    ``elsewhere`` holds blind indexes of persons who travel for another enterprise; ``facts`` those of this enterprise's
    workers in travel groups, where groups must be compared. ``state`` changes when anything of it may have changed.
    """

    state: tuple[int, int, int]
    standing: Mapping[str, Standing]
    elsewhere: frozenset[str]
    facts: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Merge:
    """Rows to write, and how many of each kind.

    Attributes
    ----------
    missing : tuple of str
        Workers of the lists that this one follows who are not in it. They stay until they are withdrawn.
    """

    added: tuple[dict[str, Any], ...]
    changed: tuple[dict[str, Any], ...]
    unchanged: int
    withdrawn: int
    still_withdrawn: int
    missing: tuple[str, ...]


def indexes(people: Sequence[Listed], cipher: Cipher) -> list[str]:
    """Blind index of every listed person."""
    return [workers.person_index(cipher, person.national_id) for person in people]


def look_at_others(session: Session, owner: Owner, people: Sequence[Listed], persons: Sequence[str]) -> Others:
    """What the database holds that a list is compared with."""
    grouped = any("group_id" in person.facts for person in people)
    return Others(
        workers.state_of(session, owner.campaign_id),
        workers.standings(session, owner.campaign_id, owner.enterprise_id),
        lists.on_other_lists(session, owner.campaign_id, owner.enterprise_id, persons),
        workers.grouped_facts(session, owner.campaign_id, owner.enterprise_id) if grouped else {},
    )


def same_others(session: Session, owner: Owner, people: Sequence[Listed], persons: Sequence[str], seen: Others) -> bool:
    """Whether a list would be compared with the same once more; read again only where anything has changed."""
    if workers.state_of(session, owner.campaign_id) == seen.state:
        return True
    now = look_at_others(session, owner, people, persons)
    return replace(now, state=seen.state) == seen


def against_others(
    verdict: Verdict, persons: Sequence[str], others: Others, cipher: Cipher
) -> list[BadListCell]:
    """Bad cells that only other lists show."""
    found = []
    listed = frozenset(persons)
    together = {
        facts["group_id"]: tuple(facts.get(name, "") for name in TOGETHER)
        for index, facts in others.facts.items()
        if "group_id" in facts and index not in listed
    }
    for person, index in zip(verdict.people, persons, strict=True):
        if index in others.elsewhere and _will_travel(person, others.standing.get(index), cipher):
            reason = "is on the list of another enterprise of this campaign; nobody can travel twice: ask the bureau"
            found.append(_bad(verdict, person, "national_id", "person_elsewhere", reason))
        group = person.facts.get("group_id", "")
        shared = together.get(group)
        if shared is not None and shared != tuple(person.facts.get(name, "") for name in TOGETHER):
            reason = f"site, origin or pick-up differ from members of group {group!r} on an earlier list"
            found.append(_bad(verdict, person, "group_id", "group_apart", reason))
    return found


def _will_travel(person: Listed, known: Standing | None, cipher: Cipher) -> bool:
    """Whether the worker would travel for this enterprise once the list is taken."""
    if known is not None and known.withdrawn:
        return person.withdrawn is False and [known.row_digest] != [*row_digests(cipher, [person])]
    return not person.withdrawn


def _bad(verdict: Verdict, person: Listed, column: str, code: str, reason: str) -> BadListCell:
    letters, header = cell_of(verdict, person, column)
    value = "*" * 16 + person.national_id[-2:] if column == "national_id" else person.facts.get(column, "")
    return BadListCell(person.sheet, person.row, letters, header, value, code, CELLS_ZH[code], reason)


def merged(
    people: Sequence[Listed], persons: Sequence[str], others: Others, cipher: Cipher, into: tuple[Owner, str, int]
) -> Merge:
    """The rows that a list adds and changes, with identity sealed.

    Parameters
    ----------
    into : tuple
        Whose list it is, its id, and the present moment.
    """
    new: list[tuple[str, str, Listed]] = []
    changed = []
    kinds: Counter[str] = Counter()
    for person, index, digest in zip(people, persons, row_digests(cipher, people), strict=True):
        known = others.standing.get(index)
        if known is None:
            new.append((index, digest, person))
            kinds["withdrawn"] += person.withdrawn is True
        elif known.row_digest == digest:
            kinds["unchanged"] += 1
        else:
            row = _row(person, index, digest, known, into)
            changed.append(_sealed(row, person, cipher))
            kinds["withdrawn"] += row["withdrawn"] and not known.withdrawn
            kinds["still_withdrawn"] += row["withdrawn"] and person.withdrawn is None
    return Merge(
        tuple(_added(new, cipher, into)), tuple(changed), kinds["unchanged"], kinds["withdrawn"],
        kinds["still_withdrawn"],
        _missing(frozenset(persons), others.standing),
    )  # fmt: skip


def _missing(listed: frozenset[str], standing: Mapping[str, Standing]) -> tuple[str, ...]:
    followed = {known.list_id for index, known in standing.items() if index in listed}
    return tuple(
        sorted(
            known.worker_id
            for index, known in standing.items()
            if known.list_id in followed and index not in listed and not known.withdrawn
        )
    )


def _added(
    new: Sequence[tuple[str, str, Listed]], cipher: Cipher, into: tuple[Owner, str, int]
) -> Iterator[dict[str, Any]]:
    """New rows in the order of two indexes at once, which a database fills several times faster than in any other."""
    fresh = sorted(new_id() for _ in new)
    ordered = sorted(new, key=itemgetter(0))
    people = [Person(person.name, person.national_id, person.phone) for _, _, person in ordered]
    sealed = workers.sealed_people(cipher, fresh, people)
    for worker_id, (index, digest, person), identity in zip(fresh, ordered, sealed, strict=True):
        row = _row(person, index, digest, Standing(worker_id, "", "", False, 0), into)
        row.update(identity, created_at=into[2])
        yield row


def _row(
    person: Listed, index: str, digest: str, known: Standing, into: tuple[Owner, str, int]
) -> dict[str, Any]:
    """A row as it is to be written, without identity. Who was withdrawn stays so until a list says otherwise."""
    owner, list_id, now = into
    return {
        "worker_id": known.worker_id, "campaign_id": owner.campaign_id, "enterprise_id": owner.enterprise_id,
        "list_id": list_id, "national_id_index": index, "facts": dict(person.facts), "row_digest": digest,
        "withdrawn": known.withdrawn if person.withdrawn is None else person.withdrawn,
        "version": known.version + 1, "updated_at": now,
    }  # fmt: skip


def _sealed(row: dict[str, Any], person: Listed, cipher: Cipher) -> dict[str, Any]:
    identity = Person(person.name, person.national_id, person.phone)
    return {**row, **workers.sealed_person(cipher, row["worker_id"], identity)}


def row_digests(cipher: Cipher, people: Iterable[Listed]) -> Iterator[str]:
    """Keyed digests of rows as the list has them, by which a later list finds out which of them have changed.

    Each is that of ``repr`` of a tuple: who it is, whether withdrawn, and the facts in order of name. Many workers have
    the same facts, whose text is made once.
    """
    known: dict[tuple[tuple[str, str], ...], str] = {}
    for person in people:
        facts = tuple(person.facts.items())
        told = known.get(facts)
        if told is None:
            told = known[facts] = "".join(f", {pair!r}" for pair in sorted(facts))
        whole = f"({person.name!r}, {person.national_id!r}, {person.phone!r}, {person.withdrawn!r}{told})"
        # the index folds letter case and widths; a digest of the exact text keeps them apart
        yield cipher.index(hashlib.sha256(whole.encode()).hexdigest(), "row")
