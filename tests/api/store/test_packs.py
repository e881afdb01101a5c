"""Rule packs of the bureau in the store."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from api.store import packs
from api.store.database import reading, writing
from api.store.drafts import Author
from api.store.work_models import RulePackRow
from tests.api.databases import BOTH, opened

BY = Author("u1", 1_582_500_000)


@pytest.mark.parametrize("kind", BOTH)
def test_each_version_follows_the_one_before_and_the_latest_is_in_force(tmp_path: Path, kind: str) -> None:
    engine = opened(tmp_path / "packs.db", kind)
    with writing(engine) as session:
        for text in (b"one", b"two"):
            packs.add_pack(session, "own", text, BY)
        packs.add_pack(session, "other", b"three", BY)
    with reading(engine) as session:
        assert [(row.name, row.version) for row in packs.list_packs(session, "", 10)] == [("other", 1), ("own", 2)]
        assert [row.version for row in packs.list_versions(session, "own", None, 10)] == [2, 1]
        versions = packs.version_in_force(session, {"policy": {"pack": "own"}})
        assert versions == {"rule-packs/own": 2}
        assert packs.content_planned_under(session, {"heat": 4, "rule-packs/own": 1}) == b"one"
        assert packs.version_in_force(session, {"policy": {"pack": "bare"}}) == {}
        assert packs.content_planned_under(session, {"heat": 4}) is None


@pytest.mark.parametrize("kind", BOTH)
def test_of_two_packs_that_follow_the_same_version_the_database_takes_one(tmp_path: Path, kind: str) -> None:
    engine = opened(tmp_path / "race.db", kind)
    row = {"name": "own", "version": 1, "content_gzip": b"", "sha256": "0" * 64, "created_by": "u", "created_at": 1}
    with writing(engine) as session:
        session.add(RulePackRow(**row))
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(RulePackRow(**row))
