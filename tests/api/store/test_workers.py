from __future__ import annotations

import csv
from pathlib import Path

from api.store import drafts
from api.store.database import reading, writing
from api.store.drafts import Author
from api.store.work_models import ListRow, WorkerRow
from api.store.workers import PRIVATE, worker_table
from tests.api.databases import opened

NOW = 1_582_500_000
FACTS = {"site_id": "S1", "origin_adcode": "341225", "ready_at": "2020-02-22T08:00+08:00", "health_code": "green"}


def test_a_scenario_folder_gets_what_planning_reads_and_no_identity(tmp_path: Path) -> None:
    engine = opened(tmp_path / "w.db")
    with writing(engine) as session:
        drafts.add_draft(session, "c", "测试", {}, Author("u", NOW))
        session.add(
            ListRow(
                list_id="L", campaign_id="c", enterprise_id="E1", file_name="x", file_sha256="0" * 64, state="accepted",
                headers=[], report={}, annotated=None, version=1, created_by="u", created_at=NOW,
            )
        )  # fmt: skip
        session.flush()
        for number, withdrawn in enumerate((False, True)):
            session.add(
                WorkerRow(
                    worker_id=f"W{number}", campaign_id="c", enterprise_id="E1", list_id="L",
                    national_id_index="0" * 64, name_sealed=b"sealed", national_id_sealed=b"sealed",
                    phone_sealed=b"sealed", facts={**FACTS, "name": "不该出现"}, row_digest="0" * 64,
                    withdrawn=withdrawn, version=1, created_at=NOW, updated_at=NOW,
                )
            )  # fmt: skip
    with reading(engine) as session:
        content = worker_table(session, "c")
        assert worker_table(session, "other") is None
    assert content is not None
    rows = list(csv.DictReader(content.decode().splitlines()))
    assert [row["worker_id"] for row in rows] == ["W0", "W1"]
    assert [row["stage"] for row in rows] == ["", "withdrawn"]
    assert rows[0]["origin_adcode"] == "341225" and rows[0]["enterprise_id"] == "E1"
    assert all(row[name] == "" for row in rows for name in PRIVATE)
