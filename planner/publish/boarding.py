"""The boarding list of one trip as an Excel workbook, with the columns that its reader may see."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from planner.publish.sheets import TEXT_ONLY, Book, Form, Head, Line, Table

COLUMNS: Mapping[str, Head] = {
    "seat": Head("座位", "seat", width=8),
    "name": Head("姓名", "name", width=16),
    "national_id": Head("身份证号", "identity", width=21),
    "phone": Head("手机号", "telephone", width=14),
    "enterprise_id": Head("企业", "enterprise", width=18),
    "board": Head("上车点", "boards at", width=22),
    "board_at": Head("上车时间", "boards", Form.MOMENT, 16),
    "alight": Head("下车点", "alights at", width=22),
    "alight_at": Head("下车时间", "alights", Form.MOMENT, 16),
}


def boarding_workbook(
    trip_id: str, columns: Sequence[str], people: Sequence[Mapping[str, object]], offset_s: int
) -> bytes:
    """The workbook; texts are written as texts, none as a formula or link.

    Parameters
    ----------
    columns : sequence of str
        Keys of ``COLUMNS`` to show; others are not in the file.
    people : sequence of mapping
        One for each seat, by column; moments are Unix seconds.
    """
    content = io.BytesIO()
    heads = tuple(COLUMNS[name] for name in columns)
    title = Line((f"车次 {trip_id} · {len(people)} 人 persons",), "title")
    lines = [title, *(Line(tuple(person.get(name) for name in columns)) for person in people)]
    with xlsxwriter.Workbook(content, {**TEXT_ONLY, "in_memory": True}) as workbook:
        Book(workbook).add(Table("乘客名单 manifest", heads, lines, offset_s))
    return content.getvalue()
