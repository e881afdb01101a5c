"""The one hook that keeps tenants apart: a session of an enterprise's actor sees no foreign row, whatever is asked."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy import Engine, event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from api.access.roles import Actor
from api.store import database
from api.store.base import TenantOwned

TENANT = "tenant"


class TenantBreach(Exception):
    """A row of another enterprise was about to be written; a fault of the program, never of its users."""


def _hide_foreign_rows(state: ORMExecuteState) -> None:
    tenant = state.session.info.get(TENANT)
    if tenant is None or state.is_column_load or state.is_relationship_load:
        return
    state.statement = state.statement.options(
        with_loader_criteria(TenantOwned, lambda row: row.enterprise_id == tenant, include_aliases=True)
    )


def _refuse_foreign_rows(session: Session, *_: object) -> None:
    tenant = session.info.get(TENANT)
    if tenant is None:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, TenantOwned) and row.enterprise_id != tenant:
            raise TenantBreach(f"a row of {type(row).__name__} belongs to another enterprise")


event.listen(Session, "do_orm_execute", _hide_foreign_rows)
event.listen(Session, "before_flush", _refuse_foreign_rows)


@contextlib.contextmanager
def reading_as(engine: Engine, actor: Actor) -> Iterator[Session]:
    """Session of one read in the eyes of an actor."""
    with database.reading(engine) as session:
        session.info[TENANT] = actor.enterprise_id
        yield session


@contextlib.contextmanager
def writing_as(engine: Engine, actor: Actor) -> Iterator[Session]:
    """Session of one transaction in the eyes of an actor."""
    with database.writing(engine) as session:
        session.info[TENANT] = actor.enterprise_id
        yield session
