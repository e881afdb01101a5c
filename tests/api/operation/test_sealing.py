"""Keys are changed while the service runs; a crash at any moment loses nothing, and the change goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import DBAPIError

from api.cli import run
from api.identity.cipher import Cell, Cipher, KeyFile, NotOurs, key_number
from api.identity.keys import KeyRing, read_keys, write_keys
from api.operation import sealing
from api.operation.sealing import rotate
from api.store import audit_log, drafts, plans
from api.store.database import reading, writing
from api.store.drafts import Author
from api.store.work_models import ListRow, PlanFileRow, WorkerRow
from tests.api.databases import BOTH, database_at, opened

NOW = 1_582_500_000
WORKERS, FILES = 620, 3
"""More workers than fit into one transaction."""


class Crash(Exception):
    """The machine stops here."""


def crashing(*_: Any) -> None:
    """Stop here."""
    raise Crash


def fill(engine: Engine, keys: Path, folder: Path) -> None:
    """Workers, a list and a plan's files, all sealed."""
    cipher = KeyFile(keys).cipher()
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number}.csv").write_text(f"content of file {number}", encoding="utf-8")
    with writing(engine) as session:
        drafts.add_draft(session, "c", "c", {}, Author("u", NOW))
        annotated = cipher.seal_bytes(b"workbook", Cell("lists", "annotated", "L"))
        session.add(
            ListRow(
                list_id="L", campaign_id="c", enterprise_id="E", file_name="x.csv", file_sha256="0" * 64,
                state="accepted", headers=[], report={}, annotated=annotated, version=1, created_by="u", created_at=NOW,
            )
        )  # fmt: skip
        session.flush()
        session.add_all(worker(cipher, number) for number in range(WORKERS))
        plan = plans.add_plan(session, "c", {}, {}, Author("u", NOW))
        plans.put_files(session, cipher, plan.plan_id, plans.RESULT, folder)


def worker(cipher: Cipher, number: int) -> WorkerRow:
    """A worker with a sealed name and national id, and no phone."""
    worker_id = f"W{number:05d}"
    return WorkerRow(
        worker_id=worker_id, campaign_id="c", enterprise_id="E", list_id="L", national_id_index="0" * 64,
        name_sealed=cipher.seal(f"name {number}", Cell("workers", "name", worker_id)),
        national_id_sealed=cipher.seal(f"id {number}", Cell("workers", "national_id", worker_id)), phone_sealed=None,
        facts={}, row_digest="0" * 64, withdrawn=False, version=1, created_at=NOW, updated_at=NOW,
    )  # fmt: skip


SEALED = 2 * WORKERS + 1 + FILES


@pytest.fixture(params=BOTH)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Engine, Path]]:
    """A filled database of each kind and its key file."""
    keys = tmp_path / "keys.json"
    write_keys(keys, KeyRing.new())
    engine = opened(tmp_path / "s.db", request.param)
    fill(engine, keys, tmp_path / "files")
    yield engine, keys
    engine.dispose()


def numbers(engine: Engine) -> set[int]:
    """Numbers of the keys that sealed what is stored."""
    with reading(engine) as session:
        values = [v for row in session.scalars(select(WorkerRow)) for v in (row.name_sealed, row.national_id_sealed)]
        values += session.scalars(select(ListRow.annotated)).all()
        values += session.scalars(select(PlanFileRow.sealed_gzip)).all()
    return {key_number(value) for value in values if value is not None}


def all_open(engine: Engine, keys: Path) -> bool:
    """Whether everything opens with the keys as they stand, and is what it was."""
    cipher = Cipher(read_keys(keys))
    with reading(engine) as session:
        for number, row in enumerate(session.scalars(select(WorkerRow).order_by(WorkerRow.worker_id))):
            assert row.name_sealed is not None
            assert cipher.open(row.name_sealed, Cell("workers", "name", row.worker_id)) == f"name {number}"
        annotated = session.scalars(select(ListRow.annotated)).one()
        assert cipher.open_bytes(annotated or b"", Cell("lists", "annotated", "L")) == b"workbook"
        names = session.execute(select(PlanFileRow.plan_id, PlanFileRow.name)).all()
        texts = {plans.get_file(session, cipher, row.plan_id, row.name) for row in names}
    return texts == {f"content of file {number}".encode() for number in range(FILES)}


def test_everything_is_sealed_again_and_only_the_new_key_stays(place: tuple[Engine, Path]) -> None:
    engine, keys = place
    done = rotate(engine, keys, NOW, "u")
    assert (done.sealed_again, done.key, done.retired) == (SEALED, 2, (1,))
    assert sorted(read_keys(keys).seal) == [2] and numbers(engine) == {2}
    assert all_open(engine, keys)
    with reading(engine) as session:
        assert [row.action for row in audit_log.list_entries(session, None, 5)] == ["keys.rotated"]
        assert not list(audit_log.faults(session))


CRASHES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "after a piece": lambda patch: after(patch, "_one_step", 2),
    "after all pieces": lambda patch: after(patch, "raise_floor", 1),
    "before the end is written down": lambda patch: after(patch, "seal_rest", 1),
}


def after(patch: pytest.MonkeyPatch, name: str, calls: int) -> None:
    """Crash right after a function of the rotation was called so many times."""
    real, seen = getattr(sealing, name), [0]

    def counted(*arguments: Any) -> Any:
        result = real(*arguments)
        seen[0] += 1
        if seen[0] == calls:
            raise Crash
        return result

    patch.setattr(sealing, name, counted)


@pytest.mark.parametrize("crash", CRASHES)
def test_a_crash_in_between_loses_nothing_and_the_next_run_goes_on(
    place: tuple[Engine, Path], crash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, keys = place
    with monkeypatch.context() as patch:
        CRASHES[crash](patch)
        with pytest.raises(Crash):
            rotate(engine, keys, NOW, "u")
    assert sorted(read_keys(keys).seal) == [1, 2] and all_open(engine, keys)
    before = numbers(engine)
    assert before == ({1, 2} if crash == "after a piece" else {2})
    done = rotate(engine, keys, NOW, "u")
    assert (done.key, done.retired) == (2, (1,))
    assert numbers(engine) == {2} and sorted(read_keys(keys).seal) == [2] and all_open(engine, keys)


def test_a_crash_before_the_old_key_is_thrown_away_ends_in_one_key_too(
    place: tuple[Engine, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, keys = place
    with monkeypatch.context() as patch:
        patch.setattr(sealing.audit_log, "record", crashing)
        with pytest.raises(Crash):
            rotate(engine, keys, NOW, "u")
    assert sorted(read_keys(keys).seal) == [1, 2]
    assert rotate(engine, keys, NOW, "u").retired == (1, 2)
    assert all_open(engine, keys)


def test_a_process_that_still_holds_the_old_key_can_store_nothing_with_it(place: tuple[Engine, Path]) -> None:
    engine, keys = place
    stale = Cipher(read_keys(keys))
    rotate(engine, keys, NOW, "u")
    with pytest.raises(DBAPIError, match="retired key"), writing(engine) as session:
        session.add(worker(stale, WORKERS))
    with writing(engine) as session:
        session.add(worker(KeyFile(keys).cipher(), WORKERS))
    with reading(engine) as session:
        row = session.scalars(select(PlanFileRow)).first()
    assert row is not None
    sealed = stale.seal_bytes(b"x", Cell("plan_files", row.name, row.plan_id))
    with pytest.raises(DBAPIError, match="retired key"), writing(engine) as session:
        session.execute(update(PlanFileRow).values(sealed_gzip=sealed))


def test_what_a_slow_process_wrote_with_the_old_key_meanwhile_is_sealed_again(
    place: tuple[Engine, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, keys = place
    stale, step = Cipher(read_keys(keys)), sealing._one_step

    def add_late(*arguments: Any) -> int:
        done = step(*arguments)
        if not done and arguments[1].model is PlanFileRow:
            with writing(engine) as session:
                session.add(worker(stale, WORKERS))
        return done

    monkeypatch.setattr(sealing, "_one_step", add_late)
    assert rotate(engine, keys, NOW, "u").sealed_again == SEALED + 2
    assert numbers(engine) == {2} and all_open(engine, keys)


def test_the_old_key_may_be_kept_for_older_backups(place: tuple[Engine, Path]) -> None:
    engine, keys = place
    with reading(engine) as session:
        old = session.scalars(select(WorkerRow).order_by(WorkerRow.worker_id)).first()
        assert old is not None and old.name_sealed is not None
        sealed = old.name_sealed
    assert rotate(engine, keys, NOW, "u", keep=True).retired == ()
    assert Cipher(read_keys(keys)).open(sealed, Cell("workers", "name", "W00000")) == "name 0"
    assert rotate(engine, keys, NOW, "u").retired == (1, 2)
    with pytest.raises(NotOurs):
        Cipher(read_keys(keys)).open(sealed, Cell("workers", "name", "W00000"))


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys = tmp_path / "keys.json"
    write_keys(keys, KeyRing.new())
    fill(opened(tmp_path / "s.db"), keys, tmp_path / "files")
    assert run(["keys", "rotate", "--db", database_at(tmp_path / "s.db"), "--keys", str(keys), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"sealed_again": SEALED, "key": 2, "retired": [1]}
    assert run(["keys", "rotate", "--db", database_at(tmp_path / "s.db"), "--keys", str(keys)]) == 0
    assert "Older backups cannot be opened" in capsys.readouterr().out
