"""One seat in the eyes of each role, without a database."""

from __future__ import annotations

import pytest

from api.access.roles import Role
from api.identity.cipher import Cipher
from api.identity.keys import KeyRing
from api.manifests import SEEN, entry
from api.store.manifests import Manifest, Ride, Stand
from api.store.work_models import WorkerRow
from api.store.workers import Person, sealed_person
from planner.units import LocalClock

CIPHER = Cipher(KeyRing.new())
PERSON = Person("测试甲", "341202190001010001", "10000000001")
RIDE = Ride("T1", "3B", "W1", 1, 2)
STANDS = {("T1", 1): Stand("A", "甲地", 0, 60), ("T1", 2): Stand("S", "某厂", 3_600, 3_700)}
MANIFEST = Manifest("P", "C", "published", (RIDE,), STANDS, LocalClock(28_800))


def row() -> WorkerRow:
    return WorkerRow(worker_id="W1", enterprise_id="E1", withdrawn=False, **sealed_person(CIPHER, "W1", PERSON))


@pytest.mark.parametrize("role", SEEN)
def test_a_role_sees_what_it_may_and_the_rest_is_null(role: Role) -> None:
    told = entry(role, RIDE, MANIFEST, row(), CIPHER, reveal=False).model_dump()
    assert {name for name, value in told.items() if value is not None} == {"trip_id", "seat", "name", *SEEN[role]}
    assert PERSON.national_id not in str(told) and PERSON.phone not in str(told)


def test_the_administrator_has_no_part_in_it() -> None:
    assert set(SEEN) == set(Role) - {Role.ADMINISTRATOR}


def test_numbers_in_full_are_as_they_were_sealed() -> None:
    told = entry(Role.BUREAU, RIDE, MANIFEST, row(), CIPHER, reveal=True)
    assert (told.national_id, told.phone) == (PERSON.national_id, PERSON.phone)


def test_boarding_is_told_by_departure_and_alighting_by_arrival() -> None:
    told = entry(Role.LOGISTICS, RIDE, MANIFEST, row(), CIPHER, reveal=False)
    assert told.board is not None and told.alight is not None
    assert (told.board.at.timestamp(), told.alight.at.timestamp()) == (60, 3_600)
    assert told.board.at.isoformat() == "1970-01-01T08:01:00+08:00"


def test_who_was_erased_has_a_seat_and_no_name() -> None:
    for gone in (None, WorkerRow(worker_id="W1", enterprise_id="E1", withdrawn=True)):
        told = entry(Role.BUREAU, RIDE, MANIFEST, gone, CIPHER, reveal=True)
        assert (told.seat, told.name, told.national_id, told.phone) == ("3B", None, None, None)
