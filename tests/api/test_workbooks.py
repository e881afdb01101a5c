"""Tables as sheets of a workbook: Chinese headers, kept as CSV, hostile files refused in words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import httpx
import pytest
import xlsxwriter

from api.answers import XLSX
from planner.ingest.columns import table
from planner.ingest.contracts.column import Kind
from tests.api.campaigns import CAMPAIGN, CAMPAIGNS, PLANS, ask, begin_campaign, toy, worker
from tests.api.people import People, people

Sheets = dict[str, list[list[object]]]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    with people(tmp_path_factory.mktemp("workbooks"), fill=begin_campaign) as found:
        yield found


def book(sheets: Sheets) -> bytes:
    """A workbook; numbers stay numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for title, rows in sheets.items():
            page = made.add_worksheet(title)
            for line, row in enumerate(rows):
                for position, cell in enumerate(row):
                    page.write(line, position, cell)
    return out.getvalue()


def as_sheet(kind: str) -> list[list[object]]:
    """A table of the toy campaign with Chinese headers; whole numbers as Excel would hold them."""
    with (toy() / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        headers, *rows = list(csv.reader(file))
    columns = [table(kind).column(name) for name in headers]
    numeric = [column.kind is Kind.INTEGER for column in columns]
    return [
        [column.zh for column in columns],
        *([int(c) if n and c.isdigit() else c for c, n in zip(row, numeric, strict=True)] for row in rows),
    ]


def put(house: People, kind: str, content: bytes, follows: int) -> httpx.Response:
    """Send a workbook in place of an input."""
    headers = {"if-match": f'"v{follows}"', "content-type": XLSX}
    return house.client("bureau").put(f"{CAMPAIGNS}/{CAMPAIGN}/inputs/{kind}", content=content, headers=headers)


def kept(house: People, kind: str) -> str:
    """An input as the service has it."""
    return house.client("bureau").get(f"{CAMPAIGNS}/{CAMPAIGN}/inputs/{kind}").text


@pytest.mark.parametrize("kind", ["coaches", "sites", "heat"])
def test_a_table_with_chinese_headers_is_kept_as_the_csv_that_it_would_have_been(house: People, kind: str) -> None:
    before = list(csv.DictReader(io.StringIO(kept(house, kind))))
    answer = put(house, kind, book({"Sheet1": as_sheet(kind)}), 1)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["version"], answer.json()["rows"]) == (2, len(before))
    assert list(csv.DictReader(io.StringIO(kept(house, kind)))) == before


def test_a_campaign_is_planned_from_a_workbook(house: People) -> None:
    fleet = house.client("bureau").get(f"{CAMPAIGNS}/{CAMPAIGN}/setup").json()["inputs"]["coaches"]
    assert put(house, "coaches", book({"车队": as_sheet("coaches")}), fleet).status_code == 200
    plan_id = ask(house, key="from a workbook").json()["plan_id"]
    assert worker(house).step()
    plan = house.client("bureau").get(f"{PLANS}/{plan_id}").json()
    assert plan["state"] == "verified", plan["error"]


def version(house: People, kind: str) -> int:
    inputs: dict[str, int] = house.client("bureau").get(f"{CAMPAIGNS}/{CAMPAIGN}/setup").json()["inputs"]
    return inputs.get(kind, 0)


def test_of_several_sheets_the_one_of_the_tables_name_is_taken(house: People) -> None:
    sheets: Sheets = {"说明": [["请勿改动"]], table("heat").zh: as_sheet("heat")}
    follows = version(house, "heat")
    assert put(house, "heat", book(sheets), follows).status_code == 200
    renamed: Sheets = {"说明": [["请勿改动"]], "Sheet2": as_sheet("heat")}
    answer = put(house, "heat", book(renamed), follows + 1)
    assert answer.status_code == 422 and "several sheets" in answer.json()["errors"][0]["reason"]


def test_bad_cells_are_named_by_the_row_of_the_sheet(house: People) -> None:
    rows = as_sheet("heat")
    rows.insert(2, [""] * len(rows[0]))
    origin = rows[0].index(table("heat").column("origin_adcode").zh)
    rows[3][origin] = "abc"
    answer = put(house, "heat", book({"Sheet1": rows}), version(house, "heat"))
    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json()["errors"]] == ["heat.4.origin_adcode"]
    rows[3][origin] = 341202
    answer = put(house, "heat", book({"Sheet1": rows}), version(house, "heat"))
    [error] = answer.json()["errors"]
    assert error["parameter"].startswith("heat.4.") and "number" in error["reason"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nonsense", b"id,name\n1,2\n"], ids=["empty", "broken", "a CSV"])
def test_what_is_no_workbook_is_refused_in_words(house: People, content: bytes) -> None:
    answer = put(house, "heat", content, version(house, "heat"))
    assert answer.status_code == 422 and answer.json()["errors"][0]["parameter"] == "heat"


def test_only_tables_come_as_workbooks(house: People) -> None:
    for kind in ("rule-pack", "zone-areas"):
        assert put(house, kind, book({"Sheet1": as_sheet("heat")}), 0).status_code == 422
