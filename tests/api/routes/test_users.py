"""Accounts without a password, and without an identity provider."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.people import People, people

USERS = "/api/v1/users"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    with people(tmp_path) as found:
        yield found


@pytest.mark.parametrize(
    ("given", "named"), [({}, "password"), ({"subject": "person-1"}, "subject"), ({"subject": ""}, "subject")]
)
def test_an_account_that_nobody_could_log_in_to_is_refused(house: People, given: dict[str, str], named: str) -> None:
    new = {"name": "nobody", "role": "gate", **given}
    answer = house.client("administrator").post(USERS, json=new, headers={"idempotency-key": "n"})
    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json()["errors"]] == [named]


def test_an_account_tells_neither_password_nor_hash(house: People) -> None:
    new = {"name": "somebody", "role": "gate", "password": "correct horse battery"}
    made = house.client("administrator").post(USERS, json=new, headers={"idempotency-key": "s"})
    assert made.status_code == 201
    assert set(made.json()) == {
        "user_id", "name", "role", "enterprise_id", "external_subject", "active", "version",
    }  # fmt: skip
