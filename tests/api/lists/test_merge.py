"""A list among others: who is new, who has changed, who is missing, who travels for somebody else."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from api.identity.cipher import Cipher
from api.identity.keys import KeyRing
from api.lists.findings import Listed, Verdict
from api.lists.merge import Merge, Others, Owner, against_others, indexes, merged, row_digests
from api.store.workers import Standing

OWNER = Owner("c", "E1")


@pytest.fixture(scope="module")
def cipher() -> Cipher:
    return Cipher(KeyRing.new())


def person(number: int, **facts: str) -> Listed:
    """A listed person."""
    return Listed("", number + 2, f"测试{number}", f"ID{number:08d}", "10000000000", {"site_id": "S1", **facts}, None)


def standing(cipher: Cipher, people: list[Listed], list_id: str = "L1", withdrawn: bool = False) -> dict[str, Standing]:
    """The people as an earlier list left them."""
    return {
        index: Standing(f"W{one.row}", list_id, digest, withdrawn, 1)
        for one, index, digest in zip(people, indexes(people, cipher), row_digests(cipher, people), strict=True)
    }


def compare(cipher: Cipher, people: list[Listed], known: dict[str, Standing]) -> Merge:
    """What a list changes."""
    others = Others((0, 0, 0), known, frozenset(), {})
    return merged(people, indexes(people, cipher), others, cipher, (OWNER, "L2", 9))


def test_only_rows_that_differ_are_written(cipher: Cipher) -> None:
    before = [person(i) for i in range(4)]
    now = [before[0], replace(before[1], phone="10000000001"), replace(before[2], name="测试"), person(7)]
    found = compare(cipher, now, standing(cipher, before))
    assert (len(found.added), len(found.changed), found.unchanged, found.missing) == (1, 2, 1, ("W5",))
    assert {row["worker_id"] for row in found.changed} == {"W3",
        "W4"} and {row["version"] for row in found.changed} == {2}


def test_letter_case_counts_as_a_difference(cipher: Cipher) -> None:
    small, large = row_digests(cipher, [replace(person(1), name="li"), replace(person(1), name="LI")])
    assert small != large


def test_a_digest_is_that_of_the_row_as_it_has_always_been_written(cipher: Cipher) -> None:
    """Else every row would have changed for whoever sends the same list to a newer version."""
    people = [person(1), person(2, group_id="G'1", due_at="x"), replace(person(3), facts={}, withdrawn=True)]
    for one, digest in zip(people, row_digests(cipher, people), strict=True):
        whole = (one.name, one.national_id, one.phone, one.withdrawn, *sorted(one.facts.items()))
        assert digest == cipher.index(hashlib.sha256(repr(whole).encode()).hexdigest(), "row")


def test_nobody_is_missing_from_a_list_that_follows_no_other(cipher: Cipher) -> None:
    found = compare(cipher, [person(9)], standing(cipher, [person(1), person(2)]))
    assert found.missing == () and len(found.added) == 1


def test_identity_is_sealed_for_its_row(cipher: Cipher) -> None:
    row = compare(cipher, [person(1)], {}).added[0]
    from api.store.workers import cell

    assert cipher.open(row["name_sealed"], cell("name", row["worker_id"])) == "测试1"
    assert not {"name", "national_id", "phone"} & row.keys() and "测试1" not in str(row["facts"])


def test_new_rows_come_in_the_order_of_both_indexes(cipher: Cipher) -> None:
    rows = compare(cipher, [person(i) for i in range(50)], {}).added
    for name in ("worker_id", "national_id_index"):
        values = [row[name] for row in rows]
        assert values == sorted(values)


@pytest.mark.parametrize(
    ("known_withdrawn", "says", "refused"),
    [(None, None, True), (None, True, False), (True, None, False), (True, False, True), (False, None, True)],
)
def test_a_person_elsewhere_is_refused_only_where_they_would_travel(
    cipher: Cipher, known_withdrawn: bool | None, says: bool | None, refused: bool
) -> None:
    one = replace(person(1), withdrawn=says)
    known = {} if known_withdrawn is None else standing(cipher, [person(1)], withdrawn=known_withdrawn)
    persons = indexes([one], cipher)
    verdict = Verdict("accepted", (), people=(one,), where={"": {"national_id": ("B", "身份证号")}})
    found = against_others(verdict, persons, Others((0, 0, 0), known, frozenset(persons), {}), cipher)
    assert [(cell.cell, cell.code) for cell in found] == ([("B3", "person_elsewhere")] if refused else [])
    assert all(one.national_id not in cell.value + cell.en for cell in found)
