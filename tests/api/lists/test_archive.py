"""The look over a workbook before it is parsed believes nothing that the file says of itself."""

from __future__ import annotations

import pytest

from api.lists.archive import Refused, column_number, look_over
from tests.api.hostile.files import SHEET, good, rezip, sheet


def refusal(content: bytes) -> str:
    """Code that a file is refused with."""
    with pytest.raises(Refused) as found:
        look_over(content)
    return found.value.code


def test_a_plain_workbook_passes() -> None:
    look_over(good())


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        (SHEET, sheet("") + b" " * 20_000_000, "bomb"), ("xl/media/a.png", b"\0" * 20_000_000, "bomb"),
        (SHEET, b"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", "entities"), (SHEET, "<a/>".encode("utf-16"), "odd_encoding"),
        ("xl/vbaProject.bin", b"x", "macros"), ("xl/workbook.xml", None, "no_workbook"),
        ("[Content_Types].xml", None, "no_workbook"),
        (SHEET, sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "too_wide"),
    ],
)  # fmt: skip
def test_what_is_no_plain_list_is_refused(part: str, content: bytes | None, code: str) -> None:
    assert refusal(rezip(good(), {part: content})) == code


def test_an_entity_across_two_pieces_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from api.lists import archive

    monkeypatch.setattr(archive, "PIECE", 64)
    assert refusal(rezip(good(), {SHEET: b" " * 58 + b"<!DOCTYPE x><a/>"})) == "entities"


def test_too_many_parts_are_refused() -> None:
    assert refusal(rezip(good(), {f"x{i}": b"" for i in range(2_001)})) == "too_many_parts"


def test_letters_count_from_one() -> None:
    assert [column_number(letters) for letters in (b"A", b"Z", b"AA", b"XFD")] == [1, 26, 27, 16_384]
