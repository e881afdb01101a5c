from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.people import People, people

MOST = 2_000


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    with people(tmp_path, body_bytes=MOST, upload_bytes=3 * MOST) as found:
        yield found


def test_a_request_that_announces_too_much_is_refused_unread(house: People) -> None:
    answer = house.anonymous.post("/api/v1/sessions", content=b"x" * (MOST + 1))
    assert answer.status_code == 413
    assert answer.json()["type"].endswith("too-large")


def test_a_request_that_grows_while_it_arrives_is_cut_off(house: People) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(10):
            yield b"x" * 1_000

    assert house.anonymous.post("/api/v1/sessions", content=pieces()).status_code == 413


@pytest.mark.parametrize("length", ["-1", "many", "1e3"])
def test_a_length_that_is_no_number_is_refused(house: People, length: str) -> None:
    answer = house.anonymous.post("/api/v1/sessions", content=b"x", headers={"content-length": length})
    assert answer.status_code == 413


def test_files_may_be_larger_than_forms(house: People) -> None:
    content = b"x" * (2 * MOST)
    answer = house.client("bureau").put("/api/v1/campaigns/none/inputs/zones", content=content)
    assert answer.status_code == 404
