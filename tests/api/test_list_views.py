"""Workers are told with the last four digits unless they were asked for in full."""

from __future__ import annotations

from api.list_views import worker_view
from api.store.work_models import WorkerRow
from api.store.workers import Person


def test_numbers_show_their_last_four_digits() -> None:
    row = WorkerRow(
        worker_id="W", campaign_id="c", enterprise_id="E", list_id="L", national_id_index="0", facts={"site_id": "S"},
        row_digest="0", withdrawn=False, version=1, created_at=1, updated_at=1,
    )  # fmt: skip
    person = Person("测试", "510821190001010014", "10000000001")
    masked, whole = worker_view(row, person, False), worker_view(row, person, True)
    assert (masked.name, masked.national_id, masked.phone) == ("测试", "*" * 14 + "0014", "*" * 7 + "0001")
    assert (whole.national_id, whole.phone) == (person.national_id, person.phone)
    assert worker_view(row, Person("", "", ""), False).national_id == ""
