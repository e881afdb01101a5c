"""The one hook: whatever is asked or written in the eyes of an enterprise stays its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from api.access.roles import Actor, Role
from api.store import drafts, requests
from api.store.database import writing
from api.store.drafts import Author
from api.store.requests import Wanted
from api.store.tenancy import TenantBreach, reading_as, writing_as
from api.store.work_models import RequestRow
from tests.api.databases import BOTH, opened

NOW = 1_582_500_000


def firm(name: str) -> Actor:
    """Somebody of an enterprise."""
    return Actor(f"u-{name}", Role.ENTERPRISE, name, "s", False)


BUREAU = Actor("u-bureau", Role.BUREAU, None, "s", False)


@pytest.fixture(params=BOTH)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with two requests of each of two firms."""
    found = opened(tmp_path / "t.db", request.param)
    with writing(found) as session:
        drafts.add_draft(session, "c", "测试", {}, Author("u", NOW))
        for name in ("A", "A", "B", "B"):
            requests.add_request(session, Wanted("c", name, "S", "510824", 10, NOW, NOW + 1), "u", NOW)
    yield found
    found.dispose()


def test_every_kind_of_question_sees_own_rows_alone(engine: Engine) -> None:
    with reading_as(engine, BUREAU) as session:
        foreign = next(row.request_id for row in session.scalars(select(RequestRow)) if row.enterprise_id == "B")
    with reading_as(engine, firm("A")) as session:
        assert {row.enterprise_id for row in session.scalars(select(RequestRow))} == {"A"}
        assert session.scalar(select(func.count()).select_from(RequestRow)) == 2
        assert session.execute(select(RequestRow.request_id).where(RequestRow.enterprise_id == "B")).all() == []
        assert session.get(RequestRow, foreign) is None
        assert requests.get_request(session, foreign) is None


def test_the_bureau_sees_all(engine: Engine) -> None:
    with reading_as(engine, BUREAU) as session:
        assert session.scalar(select(func.count()).select_from(RequestRow)) == 4


def test_a_row_of_another_enterprise_is_never_written(engine: Engine) -> None:
    with pytest.raises(TenantBreach), writing_as(engine, firm("A")) as session:
        requests.add_request(session, Wanted("c", "B", "S", "510824", 10, NOW, NOW + 1), "u", NOW)
    with reading_as(engine, BUREAU) as session:
        assert session.scalar(select(func.count()).select_from(RequestRow)) == 4
