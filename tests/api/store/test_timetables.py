from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from api.deps import view_of
from api.store.database import open_database, reading
from api.store.timetables import places, timetable, trip_names
from planner.publish.issue import timetable_of
from tests.api.conftest import Store
from tests.api.fakes import NOW, address, small_plan
from tests.publish.builders import small_scenario


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    engine = open_database(address(store.folder))
    with reading(engine) as found:
        yield found
    engine.dispose()


def test_a_stored_timetable_is_the_one_that_was_published(session: Session, store: Store) -> None:
    told = timetable(session, view_of(session, store.second.schedule_id))
    own = timetable_of(small_plan(), small_scenario(), NOW + 3_600, version=2)
    assert told.edition == own.edition
    assert sorted(told.trips, key=lambda t: t.trip_id) == sorted(own.trips, key=lambda t: t.trip_id)
    assert sorted(told.stop_times, key=repr) == sorted(own.stop_times, key=repr)
    assert dict(told.places) == dict(own.places)
    assert set(own.ways) <= set(told.ways)
    for trip_id, points in own.ways.items():
        stored = told.ways[trip_id]
        assert len(stored) == len(points)
        assert max(abs(a - b) for p, q in zip(stored, points, strict=True) for a, b in zip(p, q, strict=True)) < 1e-5


def test_names_and_places_are_those_of_one_schedule(session: Session, store: Store) -> None:
    names = trip_names(session, store.first.schedule_id)
    assert len(set(names.values())) == len(names) == 242
    assert "RS-NB" in places(session, store.first.schedule_id)
    assert places(session, "0000000000000000") == trip_names(session, "0000000000000000") == {}
