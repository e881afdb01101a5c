from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from api.store import drafts
from api.store.database import writing
from api.store.drafts import Author
from api.store.pins import Pin, more_pins, pins_of, put_pins
from tests.api.databases import BOTH, opened

BY = Author("u", 1_582_500_000)
TRIP, WORKER = Pin(trip_id="T1"), Pin(worker_id="T1")


@pytest.fixture(params=BOTH)
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    engine = opened(tmp_path / "pins.db", request.param)
    with writing(engine) as found:
        drafts.add_draft(found, "c", "c", {}, BY)
        yield found
    engine.dispose()


def test_pins_are_read_as_they_were_put_and_earlier_versions_stay(session: Session) -> None:
    assert pins_of(session, "c") == (0, [])
    assert put_pins(session, "c", [TRIP, WORKER], BY) == 1
    assert put_pins(session, "c", [], BY) == 2
    assert pins_of(session, "c") == (2, [])
    assert pins_of(session, "c", 1) == (1, [TRIP, WORKER])
    assert pins_of(session, "c", 9) == (0, [])


def test_pins_that_the_bureau_sent_as_a_file_are_the_same_pins(session: Session) -> None:
    drafts.add_input(session, "c", "pins", "\ufeffworker_id\r\nT1 \r\n\r\n".encode(), 1, BY)
    assert pins_of(session, "c") == (1, [WORKER])


def test_only_new_pins_are_added_and_each_once() -> None:
    assert more_pins([TRIP], ["T1", "T2", "T2"], ["T1"]) == [Pin(trip_id="T2"), WORKER]


def test_a_trip_and_a_worker_of_the_same_id_are_different_pins() -> None:
    assert TRIP.pin_id != WORKER.pin_id and TRIP.pin_id == Pin(trip_id="T1").pin_id
