from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from api.deps import view_of
from api.problems import NOT_FOUND, Problem
from api.store.database import open_database, reading
from tests.api.conftest import Store
from tests.api.fakes import address


@pytest.fixture
def session(store: Store) -> Session:
    with reading(open_database(address(store.folder))) as found:
        return found


def test_a_schedule_is_found_with_its_campaigns_calendar(session: Session, store: Store) -> None:
    assert view_of(session, store.first.schedule_id).clock.offset_s == 28_800


def test_a_schedule_that_is_not_there_is_a_problem(session: Session) -> None:
    with pytest.raises(Problem) as caught:
        view_of(session, "nothing")
    assert caught.value.kind is NOT_FOUND
