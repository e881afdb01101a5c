"""Cells as firms write them: brought into form, or refused for their own reason."""

from __future__ import annotations

import pytest

from api.lists.cells import Places, tidy, wrong_residents
from api.lists.contract import list_table
from planner.ingest.cells import BadCell
from tests.api.lists.made import rows

PLACES = Places(frozenset({"E1", "测试公司"}), {"S1": "S1", "一厂": "S1"}, {"P1": "P1"})


def make(column: str, text: str, number: bool = False) -> str:
    """The tidied cell, or the code of its fault."""
    try:
        return tidy(list_table(True).column(column), PLACES)(text, number)
    except BadCell as fault:
        return fault.code


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("2020-02-17", "2020-02-17"), ("2020/2/7", "2020-02-07"), ("2020.2.7", "2020-02-07"),
        ("2020年2月7日", "2020-02-07"),
        ("20200207", "2020-02-07"), ("2020-02-17 8:30", "2020-02-17T08:30"),
        ("2020年2月7日 18：00", "2020-02-07T18:00"),
        ("2020-02-17T08:30+08:00", "2020-02-17T08:30+08:00"), ("２０２０-０２-１７", "2020-02-17"),
        ("2月7日", "no_year"),
        ("2/7", "no_year"), ("43878", "serial_date"), ("2020-2/7", "2020-2/7"),
    ],
)  # fmt: skip
def test_dates_come_in_many_forms_and_no_year_is_invented(text: str, made: str) -> None:
    assert make("ready_at", text) == made


@pytest.mark.parametrize(
    ("text", "number", "made"),
    [
        ("10012345678", False, "10012345678"), ("10012345678", True, "10012345678"),
        ("100 1234 5678", False, "10012345678"),
        ("+86 10012345678", False, "10012345678"), ("0574-87654321", False, "057487654321"),
        ("87654321", False, "bad_phone"),
        ("1001234567", False, "bad_phone"), ("57487654321", True, "number_typed_id"),
        ("+44 20 7946 0000", False, "+442079460000"),
        ("1.0012E+10", False, "number_typed_id"), ("无", False, "bad_phone"),
    ],
)  # fmt: skip
def test_telephones_are_numbers_that_can_be_dialled(text: str, number: bool, made: str) -> None:
    assert make("phone", text, number) == made


def test_an_identity_number_typed_as_a_number_is_refused_by_its_own_message() -> None:
    good = str(rows(1)[0][1])
    assert make("national_id", good) == good and make("national_id", good, True) == "number_rounded"
    assert make("national_id", "3.30206E+17") == "number_typed_id"
    assert make("national_id", good[:15]) == make("national_id", good[:17]) == "bad_national_id"
    assert make("national_id", good[:10] + "1332" + good[14:]) == "bad_national_id"
    assert make("national_id", "E12345678") == "E12345678"


def test_check_digits_are_checked_all_at_once() -> None:
    good = str(rows(1)[0][1])
    wrong = good[:-1] + ("1" if good[-1] != "1" else "2")
    rounded = good[:15] + "000"
    assert [fault and fault.code for fault in wrong_residents([good, wrong, rounded])] == [
        None, "bad_check_digit", "number_rounded",
    ]  # fmt: skip
    assert wrong_residents([]) == []


@pytest.mark.parametrize("name", ["=1+1", "+1", "-x", "@x", "|x"])
def test_nothing_that_begins_like_a_formula_is_a_name(name: str) -> None:
    assert make("name", name) == make("needs", name) == "formula"


def test_names_of_sites_and_firms_are_read_as_their_ids() -> None:
    assert make("site_id", "一厂") == "S1" and make("site_id", "二厂") == "unknown_reference"
    assert make("enterprise_id", "测试公司") == "测试公司" and make("enterprise_id", "别家") == "foreign_enterprise"
    assert make("health_code", "绿") == "green" and make("name", "测" * 61) == "too_long"
    assert make("origin_adcode", "510821", True) == "510821" and make("origin_adcode", "5108", True) == "not_a_county"
