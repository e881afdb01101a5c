from __future__ import annotations

from api.tables import table_rows, typed_rows
from planner.ingest.columns import table
from planner.units import LocalClock

CLOCK = LocalClock(28_800)
ENGLISH = "origin_adcode,workers,ready_from,source\n341202,16,2020-02-18,测试\n,,,\n"


def test_rows_are_told_by_their_columns_whatever_the_headers_and_the_encoding() -> None:
    rows = table_rows("heat", ENGLISH.encode("utf-8-sig"))
    assert rows == [{"origin_adcode": "341202", "workers": "16", "ready_from": "2020-02-18", "source": "测试"}]
    headers = ",".join(table("heat").column(name).zh for name in rows[0])
    chinese = f"{headers}\n{','.join(rows[0].values())}\n"
    for encoding in ("utf-8", "gb18030"):
        assert table_rows("heat", chinese.encode(encoding)) == rows


def test_typed_cells_are_what_planning_reads() -> None:
    [row] = typed_rows("heat", ENGLISH.encode(), CLOCK)
    assert (row["workers"], row["ready_to"], row["confidence"]) == (16, None, None)
    assert CLOCK.iso(row["ready_from"]) == "2020-02-18T00:00+08:00"
    [site] = typed_rows("sites", "厂区编号,企业编号\nS1,E1\n".encode(), CLOCK)
    assert (site["site_id"], site["enterprise_id"], site["intake_per_day"]) == ("S1", "E1", None)
