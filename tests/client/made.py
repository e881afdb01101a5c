"""What the people of the test send: lists of made-up persons, areas, a rule pack."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise

import openpyxl

HEADERS = ("姓名", "身份证号", "手机号", "出发地", "健康码", "可出发日期", "到岗日期")
WITH_CONTACT = ("姓名", "身份证号", "紧急联系人", "联系电话", "出发地", "健康码", "可出发日期", "到岗日期")
ORIGIN, READY, DUE = "安徽省阜阳市颍州区", "2020-02-18", "2020-02-21"
PACK = """pack = "whole-path"
extends = "bare"

[[ruleset]]
effective_from = "2020-02-01"
like = "2000-01-01"
caps = [{ mode = "*", scope = "*", level = "*", share = "0.8" }]
sources = { caps = "made up for this test" }
"""
CAPACITIES = "kind,place_id,date,amount\nintake,S1,2020-02-18,500\n"
CORNERS = ((121.60, 29.78), (121.62, 29.78), (121.62, 29.80), (121.60, 29.80), (121.60, 29.78))
AREAS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"adcode": "330212", "level": level, "valid_from": begin, "valid_to": end},
            "geometry": {"type": "Polygon", "coordinates": [[list(corner) for corner in CORNERS]]},
        }
        for (begin, level), (end, _) in pairwise((("2020-02-17", "medium"), ("2020-02-19", "low"), ("2020-02-21", "")))
    ],
}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def national_id(number: int) -> str:
    """A resident's number of nobody: born in 1900, with its check digit (GB 11643)."""
    body = f"34120219000101{number:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def people(count: int, first: int = 0) -> list[list[str]]:
    """Rows of made-up workers in the order of ``HEADERS``."""
    return [
        [f"测试甲{'一二三四五六七八九十'[n % 10]}", national_id(n), f"100{n:08d}", ORIGIN, "绿码", READY, DUE]
        for n in range(first, first + count)
    ]


def book(rows: Sequence[Sequence[str]], headers: Sequence[str] = HEADERS) -> bytes:
    """A workbook as an enterprise sends it."""
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.append(headers)
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
