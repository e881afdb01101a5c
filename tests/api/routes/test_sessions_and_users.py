from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.access.guard import COOKIE, FORM_TOKEN
from api.access.throttle import FREE_FAILURES
from tests.api.people import BASE, PASSWORD, People, people

SESSIONS, USERS = "/api/v1/sessions", "/api/v1/users"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    with people(tmp_path) as found:
        yield found


def log_in(house: People, name: str, password: str = PASSWORD, cookie: bool = False) -> object:
    return house.anonymous.post(f"{SESSIONS}?cookie={str(cookie).lower()}", json={"name": name, "password": password})


def test_a_login_gives_a_token_that_opens_what_the_role_may_see(house: People) -> None:
    told = log_in(house, "administrator")
    assert told.status_code == 201
    answer = house.anonymous.get(USERS, headers={"authorization": f"Bearer {told.json()['token']}"})
    assert answer.status_code == 200
    assert {user["name"] for user in answer.json()["items"]} >= {"administrator", "bureau", "firm-a"}


def test_a_wrong_password_and_an_unknown_name_look_the_same(house: People) -> None:
    wrong, unknown = log_in(house, "bureau", "another password"), log_in(house, "nobody", "another password")
    assert (wrong.status_code, wrong.content) == (unknown.status_code, unknown.content)
    assert wrong.json()["type"].endswith("login-failed")


def test_guessing_has_to_wait_and_a_true_login_after_the_wait_is_let_in(house: People) -> None:
    for _ in range(FREE_FAILURES + 1):
        assert log_in(house, "bureau", "guess, guess, guess").status_code == 401
    blocked = log_in(house, "bureau")
    assert blocked.status_code == 429
    house.clock.now += int(blocked.headers["retry-after"])
    assert log_in(house, "bureau").status_code == 201


def test_without_a_token_or_with_the_wrong_role_accounts_stay_closed(house: People) -> None:
    assert house.anonymous.get(USERS).status_code == 401
    assert house.client("bureau").get(USERS).status_code == 403


def test_a_token_ends_with_its_session_and_with_its_time(house: People) -> None:
    token = log_in(house, "administrator").json()["token"]
    client = house.anonymous
    client.headers["authorization"] = f"Bearer {token}"
    assert client.delete(f"{SESSIONS}/current").status_code == 204
    assert client.get(USERS).status_code == 401
    other = house.client("administrator")
    house.clock.now += 20_000_000
    assert other.get(USERS).status_code == 401


def test_a_change_by_cookie_needs_this_origin_and_the_form_token(house: People) -> None:
    told = log_in(house, "administrator", cookie=True)
    assert "token" not in told.json()
    cookie = told.headers["set-cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=strict", COOKIE))
    client = house.anonymous
    sent = {"cookie": cookie.partition(";")[0]}
    close = f"{SESSIONS}/current"
    assert client.get(USERS, headers=sent).status_code == 200
    assert client.delete(close, headers=sent).status_code == 403
    form = told.json()["form_token"]
    assert client.delete(close, headers=sent | {"origin": "http://elsewhere.test", FORM_TOKEN: form}).status_code == 403
    assert client.delete(close, headers=sent | {"origin": BASE, FORM_TOKEN: "x" * 64}).status_code == 403
    assert client.delete(close, headers=sent | {"origin": BASE, FORM_TOKEN: form}).status_code == 204


def test_a_cookie_token_is_no_bearer_token(house: People) -> None:
    token = log_in(house, "administrator", cookie=True).headers["set-cookie"].partition(";")[0].partition("=")[2]
    assert house.anonymous.get(USERS, headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_an_account_is_added_once_however_often_the_request_comes(house: People) -> None:
    client = house.client("administrator")
    new = {"name": "gate-2", "role": "gate", "password": "a long enough password"}
    assert client.post(USERS, json=new).status_code == 428
    answers = [client.post(USERS, json=new, headers={"idempotency-key": "k1"}) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    reused = client.post(USERS, json=new | {"name": "gate-3"}, headers={"idempotency-key": "k1"})
    assert reused.json()["type"].endswith("idempotency-key-reused")
    assert client.post(USERS, json=new, headers={"idempotency-key": "k2"}).status_code == 409


def test_two_changes_of_the_same_version_have_one_winner(house: People) -> None:
    client = house.client("administrator")
    user = next(u for u in client.get(USERS).json()["items"] if u["name"] == "gate")
    path = f"{USERS}/{user['user_id']}"
    tag = client.get(path).headers["etag"]
    assert client.patch(path, json={"active": False}).status_code == 428
    assert client.patch(path, json={"active": False}, headers={"if-match": tag}).status_code == 200
    assert client.patch(path, json={"active": True}, headers={"if-match": tag}).status_code == 412


def test_a_closed_account_is_out_at_once(house: People) -> None:
    client, gate = house.client("administrator"), house.client("gate")
    user = next(u for u in client.get(USERS).json()["items"] if u["name"] == "gate")
    path = f"{USERS}/{user['user_id']}"
    client.patch(path, json={"active": False}, headers={"if-match": client.get(path).headers["etag"]})
    assert gate.delete(f"{SESSIONS}/current").status_code == 401
    assert log_in(house, "gate").status_code == 401


@pytest.mark.parametrize("field", ["user_id", "version", "password_hash", "created_at", "external_subject"])
def test_no_field_beyond_the_form_is_taken(house: People, field: str) -> None:
    client = house.client("administrator")
    new = {"name": "x", "role": "gate", "password": "a long enough password", field: "1"}
    assert client.post(USERS, json=new, headers={"idempotency-key": field}).status_code == 422


def test_what_was_done_stands_in_the_audit_log_without_passwords(house: People) -> None:
    client = house.client("administrator")
    new = {"name": "gate-2", "role": "gate", "password": "a long enough password"}
    client.post(USERS, json=new, headers={"idempotency-key": "k1"})
    entries = client.get("/api/v1/audit").json()["items"]
    assert entries[0]["action"] == "user.added"
    assert "long enough" not in str(entries)
