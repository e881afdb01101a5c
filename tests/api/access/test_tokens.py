"""Tokens are looked up together, and what becomes of a session or an account holds from the next question on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from api.access.roles import Actor, Role
from api.access.tokens import Tokens
from api.desk import Desk
from api.store import accounts
from api.store.account_models import SessionRow, UserRow
from api.store.accounts import CLOCK_SLACK_S, NewUser
from api.store.database import writing
from tests.api.databases import BOTH, opened
from tests.api.people import Clock

LASTS_S = 600
NAMES = {"bureau": (Role.BUREAU, None), "gate": (Role.GATE, None), "firm": (Role.ENTERPRISE, "E-1")}


@dataclass
class House:
    """A database with three accounts, each with a session."""

    engine: Engine
    clock: Clock = field(default_factory=Clock)
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.desk = Tokens(Desk(self.engine), self.clock)
        with writing(self.engine) as session:
            for name, (role, firm) in NAMES.items():
                user = accounts.add_user(session, NewUser(name, role, firm), self.clock.now)
                self.tokens[name] = accounts.open_session(session, user, self.clock.now, LASTS_S, name == "gate")[1]

    def ask(self, *tokens: str) -> list[Actor | None]:
        """Whom tokens stand for, all asked at once."""

        async def together() -> list[Actor | None]:
            return list(await asyncio.gather(*map(self.desk.actor_of, tokens)))

        return asyncio.run(together())


@pytest.fixture(params=BOTH)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    engine = opened(tmp_path / "tokens.db", request.param)
    yield House(engine)
    engine.dispose()


def test_each_token_stands_for_its_own_account(house: House) -> None:
    unknown = ["", "x", "x" * 5_000, "\x00", house.tokens["gate"] + "x", house.tokens["gate"].swapcase()]
    found = house.ask(*house.tokens.values(), *unknown, house.tokens["firm"])
    told = [None if actor is None else (actor.role, actor.enterprise_id, actor.by_cookie) for actor in found]
    bureau, gate, firm = ((role, number, name == "gate") for name, (role, number) in NAMES.items())
    assert told == [bureau, gate, firm, *[None] * len(unknown), firm]


def test_those_who_wait_for_the_same_look_are_answered_by_one_query(house: House) -> None:
    asked: list[str] = []
    event.listen(house.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    found = house.ask(*[token for token in house.tokens.values() for _ in range(30)])
    queries = [statement for statement in asked if "sessions" in statement]
    # the first may be on its way alone before the others have asked
    assert None not in found and 1 <= len(queries) <= 3


def revoked(session: Session, house: House) -> None:
    accounts.close_sessions(session, _user(session).user_id, house.clock.now)


def closed(session: Session, _house: House) -> None:
    _user(session).active = False


def expired(_session: Session, house: House) -> None:
    house.clock.now += LASTS_S


def opened_by_a_false_clock(session: Session, house: House) -> None:
    row = session.scalar(select(SessionRow).where(SessionRow.user_id == _user(session).user_id))
    assert row is not None
    row.created_at = house.clock.now + CLOCK_SLACK_S + 1


def _user(session: Session) -> UserRow:
    user = session.scalar(select(UserRow).where(UserRow.name == "bureau"))
    assert user is not None
    return user


@pytest.mark.parametrize("happens", [revoked, closed, expired, opened_by_a_false_clock])
def test_a_session_that_has_ended_is_none_from_the_next_question_on(
    house: House, happens: Callable[[Session, House], None]
) -> None:
    assert house.ask(house.tokens["bureau"]) != [None]
    with writing(house.engine) as session:
        happens(session, house)
    assert house.ask(house.tokens["bureau"]) == [None]


def test_a_changed_role_holds_from_the_next_question_on(house: House) -> None:
    with writing(house.engine) as session:
        _user(session).role = Role.LOGISTICS
    [actor] = house.ask(house.tokens["bureau"])
    assert actor is not None and actor.role is Role.LOGISTICS
