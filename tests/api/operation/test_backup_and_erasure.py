"""A service is backed up, lost, restored and goes on; personal data is destroyed and cannot be found again."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from api.identity.cipher import Cell, Cipher, NotOurs
from api.identity.keys import read_keys
from api.operation.backup import drill, put_back, take_backup
from api.operation.erasure import erase, signature_holds
from api.store.database import open_database, reading, writing
from api.store.work_models import ListRow, PlanFileRow, WorkerRow
from planner.errors import BadUsage
from tests.api.campaigns import CAMPAIGN, PLANS, ask, begin_campaign, worker
from tests.api.databases import new_database_at, raw_bytes
from tests.api.people import FIRM_A, People, people

CANARY = {"name": "金丝雀甲", "national_id": "330206199001017777", "phone": "10000007777"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """A campaign with a published plan and one named worker, a canary."""
    with people(tmp_path_factory.mktemp("operation"), fill=begin_campaign) as found:
        plan_id = ask(found).json()["plan_id"]
        assert worker(found).step()
        one, two = found.client("bureau"), found.client("bureau2")
        for act, client in (("approve", two), ("publish", one)):
            tag = one.get(f"{PLANS}/{plan_id}").headers["etag"]
            assert client.post(f"{PLANS}/{plan_id}/{act}", headers={"if-match": tag}).status_code == 200
        add_canary(found)
        yield found


def add_canary(house: People) -> None:
    cipher, now = Cipher(read_keys(house.settings.key_file)), house.clock.now
    sealed = {f"{name}_sealed": cipher.seal(text, Cell("workers", name, "W-CANARY")) for name, text in CANARY.items()}
    with writing(house.app.app.state.engine) as session:
        session.add(
            ListRow(
                list_id="L-CANARY", campaign_id=CAMPAIGN, enterprise_id=FIRM_A, file_name="x.csv", file_sha256="0" * 64,
                state="accepted", headers=[], report={}, annotated=None, version=1, created_by="u", created_at=now,
            )
        )  # fmt: skip
        session.flush()
        session.add(
            WorkerRow(
                worker_id="W-CANARY", campaign_id=CAMPAIGN, enterprise_id=FIRM_A, list_id="L-CANARY",
                national_id_index="0" * 64, facts={}, row_digest="0" * 64, withdrawn=False, version=1, created_at=now,
                updated_at=now, **sealed,
            )
        )  # fmt: skip


def hits(folder: Path, engine: Engine | None = None) -> int:
    """Canary texts in the raw bytes of every file of a folder, and of a database."""
    found = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    found += [] if engine is None else [raw_bytes(engine)]
    return sum(content.count(text.encode()) for content in found for text in CANARY.values())


def test_a_restored_service_still_passes_the_verifier(house: People, tmp_path: Path) -> None:
    engine = house.app.app.state.engine
    note = take_backup(engine, tmp_path / "b.backup", house.clock.now)
    assert note.size > 0 and hits(tmp_path) == 0
    url = new_database_at(tmp_path / "restored.db")
    put_back(tmp_path / "b.backup", url)
    found = drill(open_database(url), Cipher(read_keys(house.settings.key_file)))
    assert found.passed and found.plans_checked == 1


def test_a_drill_finds_a_plan_that_was_tampered_with(house: People, tmp_path: Path) -> None:
    take_backup(house.app.app.state.engine, tmp_path / "b.backup", house.clock.now)
    url = new_database_at(tmp_path / "restored.db")
    put_back(tmp_path / "b.backup", url)
    restored, cipher = open_database(url), Cipher(read_keys(house.settings.key_file))
    with writing(restored) as session:
        row = session.scalar(select(PlanFileRow).where(PlanFileRow.name == "plan/loads.csv"))
        assert row is not None
        cell = Cell("plan_files", row.name, row.plan_id)
        loads = gzip.decompress(cipher.open_bytes(row.sealed_gzip, cell)).decode().splitlines()
        fewer = "\n".join(loads[:-1]) + "\n"
        row.sealed_gzip, plan_id = cipher.seal_bytes(gzip.compress(fewer.encode()), cell), row.plan_id
    found = drill(restored, cipher)
    assert not found.passed and found.plans_refused == (plan_id,)


def test_a_backup_that_was_cut_off_or_has_no_note_is_refused(house: People, tmp_path: Path) -> None:
    file = tmp_path / "b.backup"
    take_backup(house.app.app.state.engine, file, house.clock.now)
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(BadUsage, match="altered or cut off"):
        put_back(file, new_database_at(tmp_path / "r.db"))
    (tmp_path / "b.backup.json").unlink()
    with pytest.raises(BadUsage, match="note"):
        put_back(file, new_database_at(tmp_path / "r.db"))


def test_nothing_is_overwritten_by_a_backup_or_a_restore(house: People, tmp_path: Path) -> None:
    engine, file = house.app.app.state.engine, tmp_path / "b.backup"
    take_backup(engine, file, house.clock.now)
    with pytest.raises(BadUsage, match="exists"):
        take_backup(engine, file, house.clock.now)
    with pytest.raises(BadUsage, match="exists"):
        put_back(file, str(engine.url))


def test_after_an_erasure_nobody_finds_the_person_and_older_backups_stay_shut(house: People, tmp_path: Path) -> None:
    engine, keys = house.app.app.state.engine, house.settings.key_file
    old = read_keys(keys)
    take_backup(engine, tmp_path / "before.backup", house.clock.now)
    report = erase(engine, keys, old, [CAMPAIGN], house.clock.now, "u")
    assert (report.workers, report.lists) == (1, 1) and report.plan_files > 10
    assert signature_holds(report, read_keys(keys))
    assert not signature_holds(replace(report, workers=2), read_keys(keys))
    with reading(engine) as session:
        assert session.get(WorkerRow, "W-CANARY") is None
    assert hits(house.settings.key_file.parent, engine) == 0
    url = new_database_at(tmp_path / "again.db")
    put_back(tmp_path / "before.backup", url)
    with reading(open_database(url)) as session:
        row = session.get(WorkerRow, "W-CANARY")
        assert row is not None and row.name_sealed is not None
        with pytest.raises(NotOurs):
            Cipher(read_keys(keys)).open(row.name_sealed, Cell("workers", "name", "W-CANARY"))
        assert Cipher(old).open(row.name_sealed, Cell("workers", "name", "W-CANARY")) == CANARY["name"]


def test_the_running_service_goes_on_with_the_new_key(house: People) -> None:
    second = ask(house, key="after").json()["plan_id"]
    assert worker(house).step()
    assert house.client("bureau").get(f"{PLANS}/{second}").json()["state"] == "verified"
