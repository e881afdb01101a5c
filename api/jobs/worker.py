"""A worker: takes jobs from the lease table and runs each in a child process, one at a time."""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import queue as queues
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from api import inputs
from api.identity.cipher import KeyFile
from api.jobs import queue
from api.jobs.child import KEEP, KEPT, NO_ROOM
from api.jobs.queue import Lease, LeaseLost
from api.passing import passing_folder, sweep
from api.store import drafts, packs, plans, workers
from api.store.database import writing
from api.store.requests import standing_requests, with_requests
from api.store.room import no_room

log = logging.getLogger("returnline.worker")
LOOK_EVERY_S = 1.0
AGAIN_AFTER_S = 10.0
"""Wait after a step that failed for want of room or of the database."""
FOR_ROOM = "no room on the disk; tried again until there is some"
"""What the story of a job says that waits for room."""
HEARTBEAT_S = 5.0
CHORES_EVERY_S = 3_600


@dataclass
class Worker:
    """One worker process.

    Attributes
    ----------
    clock : callable
        Present moment, Unix seconds.
    chores : callable, optional
        What else is done at the start and every hour between two jobs, given the present moment.
    """

    engine: Engine
    keys: KeyFile
    name: str = field(default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}")
    clock: Callable[[], int] = lambda: int(time.time())
    stopping: threading.Event = field(default_factory=threading.Event)
    chores: Callable[[int], object] | None = None
    _chores_at: int | None = None

    def run(self) -> None:
        """Work until told to stop; a job in hand is given back then."""
        log.info("worker %s waits for plans", self.name)
        while not self.stopping.is_set():
            self.tend()
            try:
                busy = self.step()
            except (DBAPIError, OSError):
                # a full disk, or a database that is away: the lease runs out, and the job is taken again
                log.exception("a step failed; trying again")
                self.stopping.wait(AGAIN_AFTER_S)
                continue
            if not busy:
                self.stopping.wait(LOOK_EVERY_S)

    def tend(self) -> None:
        """Do what is due; plans are made even where a chore fails, which is told and tried again.

        Folders of killed processes are removed first, since they hold plans.
        """
        now = self.clock()
        if self._chores_at is not None and 0 <= now - self._chores_at < CHORES_EVERY_S:
            return
        self._chores_at = now
        sweep()
        if self.chores is None:
            return
        try:
            self.chores(now)
        except Exception:
            log.exception("housekeeping failed")

    def step(self) -> bool:
        """Do one job, if there is one."""
        with writing(self.engine) as session:
            lease = queue.take(session, self.name, self.clock())
        if lease is None:
            return False
        log.info("job %s, attempt %d", lease.job_id, lease.attempt)
        try:
            with passing_folder("job") as folder:
                self._make(lease, folder)
        except LeaseLost as error:
            log.warning("%s", error)
        except (DBAPIError, OSError) as error:
            if no_room(error):
                self._put_off(lease)
            raise
        return True

    def _make(self, lease: Lease, folder: Path) -> None:
        try:
            self._lay_out(lease, folder)
        except Exception as error:
            if not no_room(error):
                log.exception("job %s cannot begin", lease.job_id)
                self._write(queue.fail, lease, f"{type(error).__name__}: {error}")
            raise
        child = _Child.start(folder)
        try:
            told = self._follow(lease, child, folder)
        finally:
            child.kill()
        if told is None:
            return
        code = child.process.wait()
        if told.get("kind") == NO_ROOM:
            raise OSError(errno.ENOSPC, told["data"]["message"])
        if code == 0 and told.get("kind") == "made":
            self._keep(lease, folder, told["data"])
        else:
            self._write(queue.fail, lease, _why(code, told))

    def _put_off(self, lease: Lease) -> None:
        """Let the job wait for room; where not even that can be written its lease runs out."""
        with contextlib.suppress(DBAPIError, LeaseLost):
            self._write(queue.give_back, lease, FOR_ROOM)

    def _lay_out(self, lease: Lease, folder: Path) -> None:
        """The scenario folder: as kept by an earlier attempt, or made from the inputs of the request."""
        scenario = folder / "scenario"
        with writing(self.engine) as session:
            plan = plans.get_plan(session, lease.plan_id)
            if plan is None:
                raise LeaseLost(f"plan {lease.plan_id} is gone")
            options = plan.options
            if not plans.get_files(session, self.keys.cipher(), lease.plan_id, plans.SCENARIO, scenario):
                lay_out_scenario(session, plan.campaign_id, plan.inputs, plan.requests, scenario)
                plans.put_files(session, self.keys.cipher(), lease.plan_id, plans.SCENARIO, scenario)
            if options.get(KEEP) is not None:
                plans.get_files(session, self.keys.cipher(), options[KEEP], plans.RESULT, folder / KEPT)
        (folder / "options.json").write_text(json.dumps(options), encoding="utf-8")

    def _follow(self, lease: Lease, child: _Child, folder: Path) -> dict[str, Any] | None:
        """Pass on what the child says and hold the lease; its last word, or ``None`` when the job was given back."""
        last: dict[str, Any] = {}
        beat = 0.0
        while True:
            line = child.line(LOOK_EVERY_S)
            if line is None and child.process.poll() is not None:
                return last
            if line:
                last = line
                if line["kind"] == "progress":
                    self._write(queue.report, lease, "progress", line["data"])
            if time.monotonic() - beat >= HEARTBEAT_S:
                beat = time.monotonic()
                if self._write(queue.extend, lease):
                    (folder / "cancel").touch()
            if self.stopping.is_set():
                self._write(queue.give_back, lease)
                return None

    def _keep(self, lease: Lease, folder: Path, summary: dict[str, Any]) -> None:
        """Files, receipt and state in one transaction: all of it, or nothing when the lease was lost."""
        with writing(self.engine) as session:
            queue.finish(session, lease, self.clock(), str(summary["receipt"]), summary)
            plans.put_files(session, self.keys.cipher(), lease.plan_id, plans.RESULT, folder / "plan")

    def _write(self, work: Callable[..., Any], lease: Lease, *arguments: Any) -> Any:
        with writing(self.engine) as session:
            return work(session, lease, self.clock(), *arguments)


def lay_out_scenario(
    session: Any, campaign_id: str, versions: dict[str, int], asked: Sequence[str], folder: Path
) -> None:
    """Write the scenario of a campaign: its setup, inputs in the versions named, lists, and the requests asked for."""
    draft = drafts.get_draft(session, campaign_id)
    if draft is None:
        raise LookupError(f"campaign {campaign_id} is gone")
    contents = {}
    pack = packs.content_planned_under(session, versions)
    if pack is not None:
        contents[inputs.PACK_KIND] = pack
    for kind, version in versions.items():
        row = drafts.get_input(session, campaign_id, kind, version)
        if row is not None:
            contents[kind] = drafts.content_of(row)
    people = workers.worker_table(session, campaign_id)
    if people is not None:
        contents[inputs.WORKERS] = people
    folder.mkdir(parents=True, exist_ok=True)
    known = frozenset(asked)
    wanted = [row for row in standing_requests(session, campaign_id) if row.request_id in known]
    inputs.write_folder(folder, draft.settings, with_requests(contents, wanted))


@dataclass
class _Child:
    """The solver's process and the lines that it says."""

    process: subprocess.Popen[str]
    lines: queues.Queue[dict[str, Any] | None]

    @classmethod
    def start(cls, folder: Path) -> _Child:
        command = [sys.executable, "-m", "api.jobs.child", str(folder)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        child = cls(process, queues.Queue())
        threading.Thread(target=child._read, daemon=True).start()
        return child

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith('{"kind"'):
                self.lines.put(json.loads(line))
        self.lines.put(None)

    def line(self, wait_s: float) -> dict[str, Any] | None:
        """The next line, or ``None``: nothing was said for a while, or nothing more will be."""
        try:
            return self.lines.get(timeout=wait_s)
        except queues.Empty:
            return None

    def kill(self) -> None:
        """End the process if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def _why(code: int, told: dict[str, Any]) -> str:
    """Why there is no plan, in words."""
    if told.get("kind") == "error":
        return str(told["data"]["message"])
    if told.get("kind") == "refused":
        data = told["data"]
        return f"the verifier found {data['violations']} violations, the first: {data['first']}"
    return f"the solver ended with code {code}"


def work_forever(engine: Engine, keys: KeyFile, chores: Callable[[int], object] | None = None) -> None:
    """Work until SIGTERM or Ctrl-C."""
    worker = Worker(engine, keys, chores=chores)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: worker.stopping.set())
    worker.run()
