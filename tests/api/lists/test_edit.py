"""Single facts of a worker, changed like cells of a list."""

from __future__ import annotations

import pytest

from api.lists.cells import Places
from api.lists.edit import apart_from, facts_after
from api.lists.ground import Ground
from tests.api.lists.test_verdict import campaign

FACTS = {
    "site_id": "S1", "origin_adcode": "510821", "ready_at": "2020-02-17T00:00+08:00", "health_code": "green",
    "due_at": "2020-02-20T18:00+08:00", "group_id": "1",
}  # fmt: skip


def ground() -> Ground:
    """One site, no stops."""
    return Ground(campaign(), Places(frozenset({"E1"}), {"S1": "S1", "一厂": "S1"}, {}), ("S1",), {})


def test_a_change_is_read_and_the_rest_stays_as_it_was() -> None:
    before = {**FACTS, "pickup_stop_id": "gone"}
    facts, errors = facts_after(before, {"origin_adcode": "广元苍溪", "due_at": None}, ground())
    assert errors == []
    assert facts == {name: text for name, text in before.items() if name != "due_at"} | {"origin_adcode": "510824"}


@pytest.mark.parametrize(
    ("change", "named"),
    [({"site_id": None}, "site_id"), ({"ready_at": "2020-02-21"}, "due_at"),
        ({"origin_adcode": "朝阳区"}, "origin_adcode")],
)
def test_what_cannot_be_is_named(change: dict[str, str | None], named: str) -> None:
    facts, errors = facts_after(FACTS, change, ground())
    assert facts == {} and [name for name, _ in errors] == [named]


def test_a_group_is_held_together_without_the_worker_as_they_were() -> None:
    moved = {**FACTS, "origin_adcode": "510824"}
    assert apart_from({"other": FACTS}, "me", moved) and not apart_from({"me": FACTS}, "me", moved)
    assert not apart_from({"other": {**FACTS, "group_id": "2"}}, "me", moved)
    assert not apart_from({"other": FACTS}, "me", {**moved, "group_id": ""} | {"group_id": "3"})
