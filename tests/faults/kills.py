"""``kill -9`` while a plan is made, a list is taken and a schedule is published; then what is left is looked at.

``python -m tests.faults.kills 500`` prints the figures; exit 1 if anything was lost, half done, or done twice.
A second number gives other moments, ``--postgres`` a database of a private server instead of a file.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import httpx

from api.store import audit_log
from api.store.database import open_database, reading
from tests.api.campaigns import CAMPAIGN, CAMPAIGNS, PLANS, ask
from tests.api.campaigns import worker as worker_in_process
from tests.api.databases import SQLITE
from tests.api.lists.made import as_csv, begin_with_firms, rows
from tests.api.people import people
from tests.faults.service import (
    ADDRESS,
    TEMPORARY,
    address_of,
    copy_of,
    kill,
    one,
    remove,
    server,
    settle,
    stop,
    wait_until_left,
    worker,
)
from tests.faults.service import database as reached

PERSONS = 400
IN_A_ROW = 3
"""Kills that one piece of work meets before it is left to end; a job is given up after more."""
FIRST_GUESS_S = 1.0
"""How long work lasts, until it has been seen; a kill comes at any moment of it."""
GIVE_UP_S = 900.0
TELL_EVERY = 10
LATE = "the kill came after the end"
KILLED = "killed on the way"
BROKEN = "BROKEN"


@dataclass
class Turn:
    """One piece of work: kills on the way, kills after its end, and seconds that it lasted when it was left alone."""

    killed: int = 0
    late: int = 0
    lasted_s: float | None = None


@dataclass
class Base:
    """Databases to begin from: a campaign, the same with a plan asked for, and with an approved one."""

    folder: Path
    tokens: dict[str, str] = field(default_factory=dict)
    plan_id: str = ""

    def headers(self, who: str, **more: str) -> dict[str, str]:
        """Headers of a request in somebody's name."""
        return {"authorization": f"Bearer {self.tokens[who]}", **more}


def make_bases(folder: Path, database: str = "sqlite") -> dict[str, Base]:
    """One base for each kind of kill, on a kind of database."""
    found = {}
    for kind in ("import", "plan", "publish"):
        base = Base(folder / kind)
        base.folder.mkdir(parents=True)
        with people(base.folder, database, begin_with_firms) as house:
            base.tokens = dict(house.tokens)
            if database == "postgres":
                (base.folder / ADDRESS).write_text(house.settings.db_url, encoding="utf-8")
            if kind != "import":
                base.plan_id = ask(house).json()["plan_id"]
            if kind == "publish":
                assert worker_in_process(house).step()
                address = f"{PLANS}/{base.plan_id}"
                tag = house.client("bureau").get(address).headers["etag"]
                approved = house.client("bureau2").post(f"{address}/approve", headers={"if-match": tag})
                assert approved.status_code == 200, approved.text
        settle(base.folder)
        found[kind] = base
    return found


def kill_while_planning(base: Base, folder: Path, waits_s: Sequence[float]) -> Turn:
    """Workers are killed; the next one makes the plan, once."""
    copy_of(base.folder, folder)
    turn = Turn()
    for wait_s in waits_s:
        first = worker(folder)
        time.sleep(wait_s)
        kill(first)
        wait_until_left(folder)
        _database_is_sound(folder)
        if one(folder, "SELECT state FROM jobs") == "done":
            turn.late += 1
            break
        turn.killed += 1
        _time_passes(folder)
    begin = time.monotonic()
    last = worker(folder)
    try:
        _until(lambda: one(folder, "SELECT state FROM jobs") not in ("queued", "running"), "the plan is never made")
        turn.lasted_s = None if turn.late else time.monotonic() - begin
        stop(last)
    finally:
        kill(last)
    assert one(folder, "SELECT state FROM plans WHERE plan_id = ?", base.plan_id) == "verified"
    assert one(folder, "SELECT count(*) FROM job_events WHERE kind = 'done'") == 1
    assert one(folder, "SELECT count(*) FROM plan_files WHERE name = 'plan/plan.json'") == 1
    assert one(folder, f"SELECT attempt BETWEEN 1 AND {turn.killed + 1} FROM jobs")
    _nothing_is_left(folder)
    return turn


def kill_while_publishing(base: Base, folder: Path, waits_s: Sequence[float]) -> Turn:
    """Servers are killed; the plan is published whole or not at all, and after one more request whole and once."""
    copy_of(base.folder, folder)
    address = f"{PLANS}/{base.plan_id}"

    def publish(client: httpx.Client) -> httpx.Response:
        tag = client.get(address, headers=base.headers("bureau")).headers["etag"]
        return client.post(f"{address}/publish", headers=base.headers("bureau", **{"if-match": tag}))

    def done() -> bool:
        _publication_is_whole(folder)
        return one(folder, "SELECT count(*) FROM schedules") == 1

    turn, published = _killed_often(folder, publish, waits_s, done)
    with server(folder) as (_, here), httpx.Client(base_url=here, timeout=GIVE_UP_S) as client:
        state = client.get(address, headers=base.headers("bureau")).json()["state"]
        assert state == ("published" if published else "approved")
        if not published:
            begin = time.monotonic()
            assert publish(client).status_code == 200
            turn.lasted_s = time.monotonic() - begin
        schedule_id = client.get(address, headers=base.headers("bureau")).json()["schedule_id"]
        assert client.get(f"/api/v1/schedules/{schedule_id}/trips").json()["count"] > 0
    assert done()
    assert one(folder, "SELECT count(*) FROM audit WHERE action = 'plan.published'") == 1
    _nothing_is_left(folder)
    return turn


def kill_while_importing(base: Base, folder: Path, waits_s: Sequence[float]) -> Turn:
    """Servers are killed; the list is there whole or not at all, and after one more request whole and once."""
    copy_of(base.folder, folder)
    content = as_csv(rows(PERSONS))

    def send(client: httpx.Client) -> httpx.Response:
        files = {"file": ("list.csv", content, "text/csv")}
        headers = base.headers("own-a", **{"idempotency-key": "list"})
        return client.post(f"{CAMPAIGNS}/{CAMPAIGN}/lists", files=files, headers=headers)

    def done() -> bool:
        taken = one(folder, "SELECT count(*) FROM workers")
        assert taken in (0, PERSONS), f"half a list: {taken} of {PERSONS}"
        return taken == PERSONS

    turn, taken = _killed_often(folder, send, waits_s, done)
    with server(folder) as (_, here), httpx.Client(base_url=here, timeout=GIVE_UP_S) as client:
        begin = time.monotonic()
        again = send(client)
        turn.lasted_s = None if taken else time.monotonic() - begin
        assert again.status_code == 201 and again.json()["counts"]["added"] == PERSONS, again.text
    assert done()
    assert one(folder, "SELECT count(*) FROM lists") == 1
    assert one(folder, "SELECT count(*) FROM audit WHERE action = 'list.accepted'") == 1
    _nothing_is_left(folder)
    return turn


KINDS: dict[str, Callable[[Base, Path, Sequence[float]], Turn]] = {
    "plan": kill_while_planning,
    "publish": kill_while_publishing,
    "import": kill_while_importing,
}


def _killed_often(
    folder: Path, send: Callable[[httpx.Client], httpx.Response], waits_s: Sequence[float], done: Callable[[], bool]
) -> tuple[Turn, bool]:
    """Send a request again and again to servers that are killed, until it has been done; whether it has."""
    turn = Turn()
    for wait_s in waits_s:
        answer = _killed(folder, send, wait_s)
        wait_until_left(folder)
        _database_is_sound(folder)
        found = done()
        assert found or answer is None, "what was acknowledged is lost"
        turn.killed += answer is None
        turn.late += answer is not None
        if found:
            return turn, True
    return turn, False


def _killed(folder: Path, send: Callable[[httpx.Client], httpx.Response], wait_s: float) -> httpx.Response | None:
    """Send a request and kill the server a while later; the answer if it came before."""
    answers: list[httpx.Response] = []

    def run(address: str) -> None:
        try:
            with httpx.Client(base_url=address, timeout=GIVE_UP_S) as client:
                answers.append(send(client))
        except httpx.TransportError:
            pass

    with server(folder) as (process, address):
        asking = threading.Thread(target=run, args=(address,))
        asking.start()
        asking.join(wait_s)
        kill(process)
        asking.join()
    assert not answers or answers[0].is_success, answers[0].text
    return answers[0] if answers else None


def _time_passes(folder: Path) -> None:
    """So much that the lease of a dead worker has run out."""
    with reached(folder) as connection:
        connection.execute("UPDATE jobs SET lease_until = 0 WHERE state = 'running'")
        connection.commit()


def _until(holds: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + GIVE_UP_S
    while not holds():
        assert time.monotonic() < end, otherwise
        time.sleep(0.1)


def _publication_is_whole(folder: Path) -> None:
    """Every schedule has all its parts, and no part is without its schedule."""
    count = "SELECT count(*) FROM"
    assert one(folder, f"{count} trips") == one(folder, "SELECT coalesce(sum(trips), 0) FROM schedules")
    for table in ("trips", "stop_times", "geometries", "maps", "files", "places"):
        lonely = f"{count} {table} WHERE schedule_id NOT IN (SELECT schedule_id FROM schedules)"
        assert one(folder, lonely) == 0, table
    assert one(folder, f"{count} maps") == one(folder, f"{count} schedules")
    published = one(folder, f"{count} plans WHERE state IN ('published', 'superseded')")
    assert published == one(folder, f"{count} schedules"), "half published"


def _database_is_sound(folder: Path) -> None:
    if address_of(folder).startswith(SQLITE):
        assert one(folder, "PRAGMA integrity_check") == "ok"


def _nothing_is_left(folder: Path) -> None:
    """No folder of the dead stays, and the log is whole."""
    _database_is_sound(folder)
    engine = open_database(address_of(folder))
    with reading(engine) as session:
        assert not list(audit_log.faults(session))
    engine.dispose()
    left = [path.name for path in (folder / TEMPORARY).iterdir()]
    assert not left, f"folders of the dead are left: {left}"


def run(times: int, number: int = 1, in_a_row: int = IN_A_ROW, database: str = "sqlite") -> Counter[str]:
    """Kill so many times on the way, in turn at each kind of work, at random moments; what came of it.

    Parameters
    ----------
    number : int
        Seed of the moments.
    database : str
        ``sqlite`` or ``postgres``.
    """
    chance, found = random.Random(number), Counter[str]()
    lasts_s = dict.fromkeys(KINDS, FIRST_GUESS_S)
    with tempfile.TemporaryDirectory(prefix="returnline-kills-") as name:
        bases, kinds, told = make_bases(Path(name) / "bases", database), cycle(KINDS), 0
        while (left := times - count(found, KILLED) - count(found, BROKEN)) > 0:
            kind = next(kinds)
            waits_s = [chance.uniform(0.0, lasts_s[kind]) for _ in range(min(in_a_row, left))]
            folder = Path(tempfile.mkdtemp(dir=name)) / "run"
            try:
                turn = KINDS[kind](bases[kind], folder, waits_s)
            except AssertionError as error:
                found[f"{kind}: {BROKEN}"] += 1
                print(f"{kind}, killed after {waits_s} s: {error}")
                continue
            finally:
                remove(folder)
            found += Counter({f"{kind}: {KILLED}": turn.killed, f"{kind}: {LATE}": turn.late})
            lasts_s[kind] = turn.lasted_s or lasts_s[kind]
            if found.total() >= told + TELL_EVERY:
                told = found.total()
                print(f"{count(found, KILLED)} kills, {count(found, BROKEN)} broken", flush=True)
    return found


def count(found: Counter[str], outcome: str) -> int:
    """How often something came of a kill, whatever was killed."""
    return sum(times for name, times in found.items() if name.endswith(outcome))


def main(times: int, number: int = 1, database: str = "sqlite") -> int:
    """Run and print; 1 where anything was broken."""
    from api.operation.logs import set_up_logs

    set_up_logs("critical")
    begin = time.monotonic()
    found = run(times, number, database=database)
    for name, often in sorted(found.items()):
        print(f"{name}: {often}")
    broken, lasted_s = count(found, BROKEN), time.monotonic() - begin
    print(f"{count(found, KILLED)} × kill -9 on {database} in {lasted_s:,.0f} s;", end=" ")
    print(f"{broken} with something lost, half done or twice")
    return 1 if broken else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("times", type=int, nargs="?", default=500)
    parser.add_argument("number", type=int, nargs="?", default=1)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    sys.exit(main(asked.times, asked.number, "postgres" if asked.postgres else "sqlite"))
