"""Publication: a plan that the verifier passes becomes the next version of its campaign's schedule, or nothing does."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from api.papers import PUBLISHED_FILES, WITHHELD_COLUMNS, Papers, PlannerPapers
from api.passing import passing_folder
from api.snapshot import Snapshot, take_snapshot
from api.store.database import open_database, require_current, writing
from api.store.schedules import Publication, StoredFile, add_schedule
from planner.commands.publish import refuse_violations
from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.errors import BadPlanFolder, PlanRefused


@dataclass(frozen=True, slots=True)
class Published:
    """A publication that has been done."""

    schedule_id: str
    campaign_id: str
    version: int
    served: int
    unserved: int
    trips: int
    receipt: str


def publish_plan(
    scenario_dir: Path,
    plan_dir: Path,
    db_url: str,
    papers: Papers | None = None,
    clock: Callable[[], float] = time.time,
) -> Published:
    """Verify a plan again, and store it as the next version of its campaign's schedule in one transaction.

    Parameters
    ----------
    scenario_dir, plan_dir : Path
        Folder of the scenario and of the plan made from it.
    db_url : str
        Database address; an embedded database is made when missing.
    papers : Papers, optional
        Reader, verifier and drawer; the planner's own unless given.
    clock : callable
        Seconds since 1970, for the moment of publication.

    Raises
    ------
    PlanRefused
        The verifier found violations, or the folder changed since it was verified. Nothing is stored.
    BadInput, BadPlanFolder
        A folder cannot be read.
    """
    engine = open_database(db_url)
    try:
        require_current(engine)
        ready = prepare(scenario_dir, plan_dir, papers or PlannerPapers(), int(clock()))
        with writing(engine) as session:
            version = store(session, ready)
    finally:
        engine.dispose()
    return Published(
        ready.publication.schedule_id, ready.scenario.campaign.campaign_id, version, ready.snapshot.served,
        ready.snapshot.unserved, len(ready.snapshot.trips), ready.publication.receipt,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ready:
    """A plan that may be published, with everything that will be stored."""

    scenario: Scenario
    plan: Plan
    snapshot: Snapshot
    publication: Publication


def prepare(scenario_dir: Path, plan_dir: Path, papers: Papers, now: int) -> Ready:
    """Verify a plan again and make what is published of it; nothing is stored yet.

    Raises
    ------
    PlanRefused
        The verifier found violations, or the folder changed since it was verified.
    BadInput, BadPlanFolder
        A folder cannot be read.
    """
    receipt = papers.digest(plan_dir)
    refuse_violations(papers.verify(scenario_dir, plan_dir))
    scenario, plan = papers.read(scenario_dir, plan_dir)
    _refuse_other_plan(plan, scenario, receipt)
    snapshot = take_snapshot(plan, scenario, papers.counties())
    html = _draw(papers, plan, scenario)
    files = tuple(_stored(plan_dir / name, media_type) for name, media_type in PUBLISHED_FILES.items())
    if papers.digest(plan_dir) != receipt:
        raise PlanRefused("the plan folder was changed while it was being published; publish again")
    return Ready(scenario, plan, snapshot, _publication(receipt, now, scenario, html, files))


def store(session: Session, ready: Ready) -> int:
    """Add a prepared publication in the caller's transaction; returns its version."""
    return add_schedule(session, ready.scenario.campaign, ready.plan, ready.snapshot, ready.publication)


def _refuse_other_plan(plan: Plan, scenario: Scenario, receipt: str) -> None:
    if plan.scenario_sha256 != scenario.sha256:
        made, given = plan.scenario_sha256[:12], scenario.sha256[:12]
        raise PlanRefused(f"the plan was made from scenario {made}…, this one is {given}…: plan again")
    if plan.receipt is not None and plan.receipt != receipt:
        raise PlanRefused("the plan folder was changed after it was verified; run `returnline verify` on it first")


def _draw(papers: Papers, plan: Plan, scenario: Scenario) -> bytes:
    with passing_folder("map") as folder:
        page = folder / "map.html"
        papers.draw(plan, scenario, page)
        return page.read_bytes()


def _publication(
    receipt: str, now: int, scenario: Scenario, html: bytes, files: tuple[StoredFile, ...]
) -> Publication:
    total = hashlib.sha256(f"{receipt} {hashlib.sha256(html).hexdigest()} {scenario.campaign}".encode())
    for file in files:
        total.update(f" {file.name} {file.sha256}".encode())
    return Publication(secrets.token_hex(8), now, receipt, total.hexdigest(), _pack(html), len(html), files)


def _stored(path: Path, media_type: str) -> StoredFile:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise BadPlanFolder(f"{path.name} is missing; plan again or copy the folder whole") from None
    if path.suffix == ".csv":
        content = _without_people(content)
    return StoredFile(path.name, media_type, _pack(content), len(content), hashlib.sha256(content).hexdigest())


def _without_people(content: bytes) -> bytes:
    """The table without the columns that name people."""
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    kept = [place for place, name in enumerate(rows[0]) if name not in WITHHELD_COLUMNS] if rows else []
    if not rows or len(kept) == len(rows[0]):
        return content
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([row[place] for place in kept] for row in rows)
    return out.getvalue().encode()


def _pack(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=6, mtime=0)
