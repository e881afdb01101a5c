from __future__ import annotations

import sqlite3

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from api import problems
from api.problems import PROBLEM_JSON, PROBLEMS


def test_types_are_stable_and_unlike() -> None:
    assert sorted(kind.uri.removeprefix("urn:returnline:problem:") for kind in PROBLEMS) == [
        "bad-request", "changed-meanwhile", "conflict", "disk-full", "forbidden", "foreign-origin",
        "idempotency-key-needed", "idempotency-key-reused", "identity-provider-unavailable", "internal",
        "invalid-cursor", "invalid-parameter", "login-failed", "match-needed", "method-not-allowed", "not-found",
        "storage-unavailable", "throttled", "too-large", "unauthenticated", "unknown-host",
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["/nothing", "/api/v1/nothing", "/api/v1/schedules/nothing", "/static/nothing.css"])
def test_everything_not_found_is_the_same_answer_to_the_byte(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM_JSON)
    assert answer.content == client.get("/api/v1/trips/other").content
    assert answer.json()["title"] == "Not found"


def test_problems_are_told_in_chinese_to_those_who_read_it(client: TestClient) -> None:
    answer = client.get("/nothing", headers={"accept-language": "zh-CN"})
    assert (answer.json()["title"], answer.headers["content-language"]) == ("未找到", "zh")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_method_that_is_not_taken_is_405_with_those_that_are(client: TestClient, method: str) -> None:
    answer = client.request(method, "/api/v1/schedules")
    assert (answer.status_code, answer.headers["content-type"]) == (405, PROBLEM_JSON)
    assert "GET" in answer.headers["allow"]


def test_a_failure_inside_is_500_without_its_details() -> None:
    app = FastAPI()
    problems.install(app)

    @app.get("/")
    def broken() -> None:
        raise RuntimeError("secret detail")

    answer = TestClient(app, raise_server_exceptions=False).get("/")
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:returnline:problem:internal")
    assert "secret" not in answer.text


LOCKED = OperationalError("SELECT", None, sqlite3.OperationalError("database is locked"))


@pytest.mark.parametrize("error", [LOCKED, NoConnection("no connection is free")])
def test_a_database_that_does_not_answer_in_time_is_503_to_be_tried_again(error: Exception) -> None:
    app = FastAPI()
    problems.install(app)

    @app.get("/")
    def waits() -> None:
        raise error

    answer = TestClient(app, raise_server_exceptions=False).get("/")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:returnline:problem:storage-unavailable")
    assert int(answer.headers["retry-after"]) > 0
