"""Questions that wait at the same time are answered by one look, and none by a look that began before it was asked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from api import desk as desks
from api.desk import Desk
from api.store.database import open_database
from tests.api.conftest import Store
from tests.api.fakes import address

SOON_S = 30


@pytest.fixture
def engine(store: Store) -> Engine:
    return open_database(address(store.folder))


class Slow:
    """A look that goes on when it is told to; answers how many looks there were, and the question."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self.looks: list[list[str]] = []

    def __call__(self, _session: Session, asked: Sequence[str]) -> list[tuple[int, str]]:
        self.looks.append(list(asked))
        self.begun.set()
        assert self.go.wait(SOON_S)
        return [(len(self.looks), question) for question in asked]

    async def until_begun(self) -> None:
        """Wait until the first look has begun."""
        while not self.begun.is_set():
            await asyncio.sleep(0.01)


def length(_session: Session, asked: Sequence[str]) -> list[int]:
    return [len(question) for question in asked]


def test_who_asks_while_a_look_runs_waits_for_the_next_and_shares_it(engine: Engine) -> None:
    desk, slow = Desk(engine), Slow()

    async def ask() -> list[tuple[int, str]]:
        first = desk.ask(slow, "a")
        await slow.until_begun()
        others = [desk.ask(slow, question) for question in "babcb"]
        others[0].cancel()
        slow.go.set()
        return [await first, *await asyncio.gather(*others[1:])]

    assert asyncio.run(ask()) == [(1, "a"), (2, "a"), (2, "b"), (2, "c"), (2, "b")]
    assert slow.looks == [["a"], ["b", "a", "c"]]


def test_questions_of_all_kinds_share_a_look_at_one_state_of_the_database(engine: Engine) -> None:
    desk, slow, sessions = Desk(engine), Slow(), []

    def one(session: Session, asked: Sequence[int]) -> list[int]:
        sessions.append(session)
        return [session.scalar(text(f"SELECT {question}")) for question in asked]

    def other(session: Session, asked: Sequence[int]) -> list[int]:
        return [-answer for answer in one(session, asked)]

    async def ask() -> list[int]:
        first = desk.ask(slow, "a")
        await slow.until_begun()
        others = [desk.ask(look, number) for number in (1, 2) for look in (one, other)]
        slow.go.set()
        await first
        return list(await asyncio.gather(*others))

    assert asyncio.run(ask()) == [1, -1, 2, -2]
    assert len(sessions) == 2 and sessions[0] is sessions[1]


def test_a_look_that_fails_fails_for_those_who_waited_and_for_nobody_else(engine: Engine) -> None:
    desk, slow = Desk(engine), Slow()

    def away(*_: object) -> list[int]:
        raise LookupError("away")

    async def ask() -> list[object]:
        first = desk.ask(slow, "a")
        await slow.until_begun()
        others = [desk.ask(away, "b"), desk.ask(away, "c")]
        slow.go.set()
        await first
        found = await asyncio.gather(*others, return_exceptions=True)
        return [*map(str, found), await desk.ask(length, "four")]

    assert asyncio.run(ask()) == ["away", "away", 4]


def test_more_questions_than_a_query_may_have_values_take_more_looks(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "MOST_AT_ONCE", 3)
    desk, slow = Desk(engine), Slow()

    async def ask() -> list[tuple[int, str]]:
        first = desk.ask(slow, "a")
        await slow.until_begun()
        others = [desk.ask(slow, question) for question in "bcdefgh"]
        slow.go.set()
        await first
        return list(await asyncio.gather(*others))

    assert [look for look, _ in asyncio.run(ask())] == [2, 2, 2, 3, 3, 3, 4]


def test_event_loops_of_several_threads_ask_at_the_same_desk(engine: Engine) -> None:
    desk, found = Desk(engine), {}

    async def ask(name: str) -> None:
        found[name] = [await desk.ask(length, name) for _ in range(50)]

    threads = [threading.Thread(target=asyncio.run, args=(ask("x" * size),)) for size in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON_S)
    assert found == {"x" * size: [size] * 50 for size in range(1, 9)}


def test_who_leaves_before_the_answer_holds_up_nobody(engine: Engine) -> None:
    desk, slow = Desk(engine), Slow()

    async def leave() -> None:
        desk.ask(slow, "a")
        await slow.until_begun()

    asyncio.run(leave())  # the loop is closed by the time of the answer
    slow.go.set()

    async def ask() -> int:
        return await asyncio.wait_for(desk.ask(length, "four"), SOON_S)

    assert asyncio.run(ask()) == 4
