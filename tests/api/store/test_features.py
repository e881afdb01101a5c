from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from api.store import features
from api.store.database import open_database, reading
from api.store.features import Sought
from tests.api.conftest import Store
from tests.api.fakes import address, small_plan

BOX = ((118.5, 31.0, 121.5, 33.0),)


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    engine = open_database(address(store.folder))
    with reading(engine) as found:
        yield found
    engine.dispose()


def test_a_box_is_searched_to_the_end_however_small_the_pieces(
    session: Session, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = features.list_trips(session, store.first.schedule_id, Sought(BOX), 0, 1_000)
    monkeypatch.setattr(features, "CHUNK", 3)
    in_pieces = features.list_trips(session, store.first.schedule_id, Sought(BOX), 0, 1_000)
    assert [row[0].ordinal for row in in_pieces] == [row[0].ordinal for row in at_once]
    assert 0 < len(at_once) < 242


def test_a_limit_is_kept_and_the_rest_follows_after_it(session: Session, store: Store) -> None:
    whole = features.list_trips(session, store.first.schedule_id, Sought(BOX), 0, 1_000)
    first = features.list_trips(session, store.first.schedule_id, Sought(BOX), 0, 2)
    rest = features.list_trips(session, store.first.schedule_id, Sought(BOX), first[-1][0].ordinal, 1_000)
    assert [row[0].ordinal for row in (*first, *rest)] == [row[0].ordinal for row in whole]


def test_figures_of_stops_are_of_all_their_halts(session: Session, store: Store) -> None:
    stops = {row[0].place_id: row for row in features.list_stops(session, store.first.schedule_id, Sought(), "", 1_000)}
    _, count, board, alight, first, last = stops["RS-NB"]
    own = [halt for halt in small_plan().stop_times if halt.stop_id == "RS-NB"]
    assert (count, board, alight) == (len(own), sum(h.board for h in own), sum(h.alight for h in own))
    assert (first, last) == (min(h.arrive_at for h in own), max(h.depart_at for h in own))


def test_a_schedule_that_is_not_there_has_no_extent(session: Session) -> None:
    found = features.extent(session, "0000000000000000")
    assert (found.box, found.span) == (None, (None, None))
    assert features.get_stop(session, "0000000000000000", "RS-NB") is None
