"""The verdict on sheets by themselves."""

from __future__ import annotations

from functools import cache

import pytest

from api.lists.archive import Refused
from api.lists.cells import Places
from api.lists.findings import Verdict
from api.lists.frames import Setting, campaign_of, judge_row
from api.lists.headers import Known
from api.lists.reading import Sheet, read_sheets
from api.lists.verdict import judge
from planner.domain.scenario import Campaign
from tests.api.lists.made import HEADERS, as_csv, rows


@cache
def campaign() -> Campaign:
    """A campaign of five days."""
    own = {
        "id": "test", "name": "测试", "timezone": "Asia/Shanghai", "start": "2020-02-17", "end": "2020-02-21",
        "as_of": "2020-02-16T08:00+08:00", "destination_adcode": "330200",
    }  # fmt: skip
    return campaign_of({"campaign": own, "policy": {"pack": "bare"}, "network": {"provider": "great-circle"}})


def setting(**once: str) -> Setting:
    """One site, no stops."""
    return Setting(campaign(), Places(frozenset({"E1"}), {"S1": "S1"}, {"P1": "P1"}), {"site_id": "S1", **once})


def verdict(*sheets: Sheet, **once: str) -> Verdict:
    """What comes of sheets."""
    return judge(sheets, Known({}, {}), setting(**once))


def sheet(body: list[list[object]], name: str = "名单", headers: tuple[str, ...] = HEADERS,
    hidden: bool = False) -> Sheet:
    """A sheet of texts."""
    return Sheet(name, hidden, [list(headers), *[[str(cell) for cell in row] for row in body]], set())


def test_all_sheets_with_headers_are_read_and_the_others_named() -> None:
    notes = Sheet("说明", False, [["请填写"], ["谢谢"]], set())
    found = verdict(
        sheet(rows(2)), sheet(rows(2, first=10), "二车间"), notes, sheet(rows(1), "旧", hidden=True),
        Sheet("空", False, [], set())
    )
    assert found.state == "accepted" and [person.sheet for person in found.people] == ["名单"] * 2 + ["二车间"] * 2
    assert found.skipped == (("说明", "no_header"), ("旧", "hidden"), ("空", "empty"))


def test_a_person_in_two_sheets_is_found_in_the_second() -> None:
    found = verdict(sheet(rows(2)), sheet(rows(1), "二车间"))
    assert [(cell.sheet, cell.cell, cell.code) for cell in found.bad] == [("二车间", "B2", "duplicate_person")]


def test_a_header_merged_over_two_rows_is_found_in_the_upper_one() -> None:
    body = rows(1)[0]
    merged = Sheet(
        "名单",
        False,
        [
            ["返岗名单", *[""] * 6],
            ["姓名", "证件", "手机号", "行程", "", "", ""],
            ["", "身份证号", "", *HEADERS[3:]],
            [str(cell) for cell in body],
        ],
        set(),
    )
    found = verdict(merged)
    assert found.state == "accepted" and found.people[0].name == body[0], found


def test_nobody_below_the_headers_and_no_header_at_all_are_refused() -> None:
    with pytest.raises(Refused, match="no_rows"):
        verdict(sheet([]))
    with pytest.raises(Refused, match="no_header"):
        verdict(Sheet("", False, [["a", "b"], ["c", "d"]], set()))
    with pytest.raises(Refused, match="too_wide"):
        verdict(sheet([], headers=(*HEADERS, *(f"列{i}" for i in range(300)))))


def test_missing_identity_columns_are_named_and_missing_facts_are_asked() -> None:
    found = verdict(sheet([row[:1] + row[3:] for row in rows(1)], headers=(HEADERS[0], *HEADERS[3:])))
    assert found.state == "refused" and {cell.code for cell in found.bad} == {"missing_column"}
    asked = verdict(sheet([row[:4] for row in rows(1)], headers=HEADERS[:4]))
    assert (asked.state, asked.wanted) == ("asking", ("ready_at", "health_code"))
    given = verdict(sheet([row[:4] for row in rows(1)], headers=HEADERS[:4]), ready_at="2020-02-17",
        health_code="green")
    assert given.people[0].facts["ready_at"] == "2020-02-17T00:00+08:00"


def test_what_is_given_once_fills_empty_cells_alone() -> None:
    body = rows(2)
    body[0][5] = ""
    found = verdict(sheet(body), ready_at="2020-02-19")
    assert [person.facts["ready_at"][:10] for person in found.people] == ["2020-02-19", "2020-02-17"]


def test_ragged_rows_of_a_csv_are_named_as_rows() -> None:
    content = as_csv(rows(2)) + "测试,1\n".encode()
    found = verdict(*read_sheets("a.csv", content))
    assert [(cell.row, cell.letters, cell.code) for cell in found.bad] == [(4, "", "wrong_cell_count")]


def test_single_facts_are_read_like_cells() -> None:
    frame, found = judge_row({"ready_at": "2020-02-19", "due_at": "2020-02-18", "site_id": "S1"}, setting())
    assert {name: fault.code for (_, name), fault in found.items()} == {"due_at": "due_before_ready"}
    assert frame.values["site_id"] == ["S1"]
