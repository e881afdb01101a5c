"""``kill -9`` while a plan is made, a list is taken and a schedule is published; then what is left is looked at.

``python -m tests.faults.kills 500`` prints the figures; exit 1 if anything was lost, half done, or done twice.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from api.store import audit_log
from api.store.database import open_database, reading
from tests.api.campaigns import CAMPAIGN, CAMPAIGNS, PLANS, ask, begin_campaign
from tests.api.campaigns import worker as worker_in_process
from tests.api.lists.made import add_firms, as_csv, rows
from tests.api.people import people
from tests.faults.service import DATABASE, TEMPORARY, copy_of, database, kill, one, server, settle, stop, worker

PERSONS = 400
PLAN_S, PUBLISH_S, IMPORT_S = 6.0, 2.5, 2.5
"""About how long each lasts here; a kill comes at any moment of it."""
GIVE_UP_S = 900.0
TELL_EVERY = 10
LATE = "the kill came after the end"
KILLED = "killed on the way"


@dataclass
class Base:
    """Databases to begin from: a campaign, the same with a plan asked for, and with an approved one."""

    folder: Path
    tokens: dict[str, str] = field(default_factory=dict)
    plan_id: str = ""

    def headers(self, who: str, **more: str) -> dict[str, str]:
        """Headers of a request in somebody's name."""
        return {"authorization": f"Bearer {self.tokens[who]}", **more}


def make_bases(folder: Path) -> dict[str, Base]:
    """One base for each kind of kill."""
    found = {}
    for kind in ("import", "plan", "publish"):
        base = Base(folder / kind)
        base.folder.mkdir(parents=True)
        with people(base.folder) as house:
            begin_campaign(house)
            add_firms(house)
            base.tokens = dict(house.tokens)
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


def kill_while_planning(base: Base, folder: Path, wait_s: float) -> str:
    """A worker is killed; the next one makes the plan, once."""
    copy_of(base.folder, folder)
    first = worker(folder)
    time.sleep(wait_s)
    kill(first)
    state = one(folder, "SELECT state FROM jobs")
    _time_passes(folder)
    second = worker(folder)
    try:
        _until(lambda: one(folder, "SELECT state FROM jobs") not in ("queued", "running"), "the plan is never made")
        stop(second)
    finally:
        kill(second)
    assert one(folder, "SELECT state FROM plans WHERE plan_id = ?", base.plan_id) == "verified"
    assert one(folder, "SELECT count(*) FROM job_events WHERE kind = 'done'") == 1
    assert one(folder, "SELECT count(*) FROM plan_files WHERE name = 'plan/plan.json'") == 1
    assert one(folder, "SELECT attempt FROM jobs") in (1, 2)
    _nothing_is_broken(folder)
    return LATE if state == "done" else KILLED


def kill_while_publishing(base: Base, folder: Path, wait_s: float) -> str:
    """A server is killed; the plan is published whole or not at all, and after one more request whole and once."""
    copy_of(base.folder, folder)
    address = f"{PLANS}/{base.plan_id}"

    def publish(client: httpx.Client) -> httpx.Response:
        tag = client.get(address, headers=base.headers("bureau")).headers["etag"]
        return client.post(f"{address}/publish", headers=base.headers("bureau", **{"if-match": tag}))

    answer = _killed(folder, publish, wait_s)
    published = one(folder, "SELECT count(*) FROM schedules")
    _publication_is_whole(folder)
    assert published == 1 or answer is None, "an acknowledged publication is lost"
    with server(folder) as (_, here), httpx.Client(base_url=here, timeout=GIVE_UP_S) as client:
        state = client.get(address, headers=base.headers("bureau")).json()["state"]
        assert state == ("published" if published else "approved")
        if not published:
            assert publish(client).status_code == 200
        schedule_id = client.get(address, headers=base.headers("bureau")).json()["schedule_id"]
        assert client.get(f"/api/v1/schedules/{schedule_id}/trips").json()["count"] > 0
    assert one(folder, "SELECT count(*) FROM schedules") == 1
    assert one(folder, "SELECT count(*) FROM audit WHERE action = 'plan.published'") == 1
    _publication_is_whole(folder)
    _nothing_is_broken(folder)
    return LATE if answer is not None else KILLED


def kill_while_importing(base: Base, folder: Path, wait_s: float) -> str:
    """A server is killed; the list is there whole or not at all, and after one more request whole and once."""
    copy_of(base.folder, folder)
    content = as_csv(rows(PERSONS))

    def send(client: httpx.Client) -> httpx.Response:
        files = {"file": ("list.csv", content, "text/csv")}
        headers = base.headers("own-a", **{"idempotency-key": "list"})
        return client.post(f"{CAMPAIGNS}/{CAMPAIGN}/lists", files=files, headers=headers)

    answer = _killed(folder, send, wait_s)
    taken = one(folder, "SELECT count(*) FROM workers")
    assert taken in (0, PERSONS), f"half a list: {taken} of {PERSONS}"
    assert taken == PERSONS or answer is None, "an acknowledged list is lost"
    with server(folder) as (_, here), httpx.Client(base_url=here, timeout=GIVE_UP_S) as client:
        again = send(client)
        assert again.status_code == 201 and again.json()["counts"]["added"] == PERSONS, again.text
    assert one(folder, "SELECT count(*) FROM workers") == PERSONS
    assert one(folder, "SELECT count(*) FROM lists") == 1
    assert one(folder, "SELECT count(*) FROM audit WHERE action = 'list.accepted'") == 1
    _nothing_is_broken(folder)
    return LATE if answer is not None else KILLED


KINDS: dict[str, tuple[Callable[[Base, Path, float], str], float]] = {
    "plan": (kill_while_planning, PLAN_S),
    "publish": (kill_while_publishing, PUBLISH_S),
    "import": (kill_while_importing, IMPORT_S),
}


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
    with database(folder) as connection:
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


def _nothing_is_broken(folder: Path) -> None:
    assert one(folder, "PRAGMA integrity_check") == "ok"
    engine = open_database(f"sqlite:///{folder / DATABASE}")
    with reading(engine) as session:
        assert not list(audit_log.faults(session))
    engine.dispose()
    left = [path.name for path in (folder / TEMPORARY).iterdir()]
    assert not left, f"folders of the dead are left: {left}"


def run(times: int, number: int = 1, say: Callable[[str], Any] = print) -> Counter[str]:
    """Kill so many times, in turn at each kind of work, at random moments; what came of it."""
    chance, found = random.Random(number), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="returnline-kills-") as name:
        bases = make_bases(Path(name) / "bases")
        for turn in range(times):
            kind = list(KINDS)[turn % len(KINDS)]
            act, lasts_s = KINDS[kind]
            wait_s = chance.uniform(0.0, lasts_s)
            try:
                with tempfile.TemporaryDirectory(dir=name) as folder:
                    outcome = act(bases[kind], Path(folder) / "run", wait_s)
            except AssertionError as error:
                outcome = "BROKEN"
                say(f"{kind}, killed after {wait_s:.2f} s: {error}")
            found[f"{kind}: {outcome}"] += 1
            if found.total() % TELL_EVERY == 0:
                say(f"{found.total()} kills, {sum(found[name] for name in found if name.endswith('BROKEN'))} broken")
    return found


def main(times: int) -> int:
    """Run and print; 1 where anything was broken."""
    from api.operation.logs import set_up_logs

    set_up_logs("critical")
    begin = time.monotonic()
    found = run(times)
    broken = sum(count for name, count in found.items() if name.endswith("BROKEN"))
    for name, count in sorted(found.items()):
        print(f"{name}: {count}")
    print(f"{times} × kill -9 in {time.monotonic() - begin:,.0f} s; {broken} with something lost, half done or twice")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
