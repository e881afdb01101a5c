"""Generated people cannot be mistaken for real ones, and their groups can travel."""

import numpy as np
import pytest

from planner.recipes import people


def _check_digit(body: str) -> str:
    """Second way to the check digit: the remainder that makes the weighted sum of all 18 digits 1 modulo 11."""
    rest = sum(int(digit) * pow(2, 17 - i, 11) for i, digit in enumerate(body)) % 11
    return "0123456789X"[(1 - rest) % 11]


def test_identity_numbers_are_valid_unique_and_born_in_1900() -> None:
    ids = people.national_ids(np.array(["341202", "522327"] * 1_500))
    assert len(set(ids)) == 3_000
    assert {number[6:10] for number in ids} == {"1900"}
    assert all(number[17] == _check_digit(number[:17]) for number in ids)


def test_more_people_than_identity_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="lower --workers"):
        people.national_ids(np.full(people.MOST_PEOPLE + 1, "341202"))


def test_names_and_telephones_are_marked_as_tests() -> None:
    assert people.names(2) == ["测试甲00001", "测试乙00002"]
    assert people.phones(1) == ["10000000001"]


def test_groups_stay_in_one_party_and_leave_out_who_may_not_travel() -> None:
    party = np.repeat(np.arange(50), 7)
    eligible = np.arange(350) % 5 != 0
    groups = people.group_starts(party, eligible, 0.3, np.random.default_rng(3))
    for group in range(groups.max() + 1):
        members = np.flatnonzero(groups == group)
        assert 2 <= len(members) <= 4
        assert len(set(party[members])) == 1
        assert eligible[members].all()
    assert 0.25 * 350 <= (groups >= 0).sum() <= 0.32 * 350
