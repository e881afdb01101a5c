"""Writers of an embedded database take turns."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from api.store.database import open_database, writing
from api.store.turns import Turns

SOON_S = 30.0


def test_who_came_first_is_first_however_many_wait() -> None:
    turns, order = Turns(SOON_S), list[int]()
    waiting = []

    def run(number: int) -> None:
        with turns.mine():
            order.append(number)

    with turns.mine():
        for number in range(8):
            waiting.append(threading.Thread(target=run, args=(number,)))
            waiting[-1].start()
            while len(turns._queue) < number + 2:
                time.sleep(0.001)
    for thread in waiting:
        thread.join()
    assert order == list(range(8))


def test_who_waits_too_long_is_told_so_and_the_next_one_is_called() -> None:
    turns, done = Turns(0.05), threading.Event()

    def gives_up() -> None:
        with pytest.raises(OperationalError, match="database is locked"), turns.mine():
            pass
        done.set()

    with turns.mine():
        threading.Thread(target=gives_up).start()
        assert done.wait(SOON_S)
    with turns.mine():
        pass


def test_a_writer_that_fails_gives_its_turn_on() -> None:
    turns = Turns(0.05)
    with pytest.raises(ZeroDivisionError), turns.mine():
        raise ZeroDivisionError
    with turns.mine():
        pass


def test_writers_of_one_engine_never_meet_a_locked_database(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'turns.db'}")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 0"))
    with writing(engine) as session:
        session.execute(text("CREATE TABLE t (n INTEGER)"))
    failed: list[Exception] = []

    def write() -> None:
        for _ in range(20):
            try:
                with writing(engine) as session:
                    session.execute(text("INSERT INTO t SELECT count(*) FROM t"))
            except OperationalError as error:
                failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    with sqlite3.connect(tmp_path / "turns.db") as connection:
        rows = [n for (n,) in connection.execute("SELECT n FROM t ORDER BY rowid")]
    assert not failed and rows == list(range(160))
