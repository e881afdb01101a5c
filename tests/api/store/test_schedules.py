from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from api.store import schedules
from api.store.database import open_database, reading
from api.store.schedules import TripFilter
from tests.api.conftest import Store
from tests.api.fakes import address


@pytest.fixture(scope="module")
def session(store: Store) -> Iterator[Session]:
    with reading(open_database(address(store.folder))) as found:
        yield found


def test_pages_of_trips_join_to_the_whole_without_overlap(session: Session, store: Store) -> None:
    found: list[int] = []
    while True:
        page = schedules.list_trips(session, store.first.schedule_id, TripFilter(), found[-1] if found else 0, 50)
        if not page:
            break
        found += [trip.ordinal for trip, _, _ in page]
    assert found == list(range(1, 243))


def test_a_filter_keeps_exactly_the_trips_that_match(session: Session, store: Store) -> None:
    chosen = TripFilter(mode="coach", date="2020-02-18", leg_role="direct")
    rows = schedules.list_trips(session, store.first.schedule_id, chosen, 0, 1_000)
    assert rows
    assert {(t.mode, t.service_date, t.leg_role) for t, _, _ in rows} == {("coach", "2020-02-18", "direct")}
    assert schedules.count_trips(session, store.first.schedule_id, chosen) == len(rows)


def test_a_box_keeps_the_ways_that_touch_it(session: Session, store: Store) -> None:
    guiyang = TripFilter(box=(106.5, 26.3, 107.0, 26.8))
    rows = schedules.list_features(session, store.first.schedule_id, guiyang, 0, 1_000)
    assert {trip.mode for trip, *_ in rows} >= {"flight"}
    assert len(rows) < 242
    assert not schedules.list_features(session, store.first.schedule_id, TripFilter(box=(0, 0, 1, 1)), 0, 10)


def test_only_the_latest_version_of_a_campaign_is_current(session: Session, store: Store) -> None:
    views = schedules.list_schedules(session, "test", True, None, 10)
    assert [view.schedule.schedule_id for view in views] == [store.second.schedule_id]
    assert not schedules.list_schedules(session, "another", False, None, 10)


def test_what_is_not_there_is_none(session: Session, store: Store) -> None:
    assert schedules.get_schedule(session, "nothing") is None
    assert schedules.get_part(session, "nothing") is None
    assert schedules.get_campaign(session, "nothing") is None
    assert schedules.get_trip(session, store.first.schedule_id, trip_id="nothing") is None
    assert schedules.get_map(session, "nothing") is None
    assert schedules.get_file(session, store.first.schedule_id, "manifest.csv") is None
