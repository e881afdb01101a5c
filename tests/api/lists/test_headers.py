"""Headers: exact ones are read, doubtful ones asked, answers remembered with what they stood beside."""

from __future__ import annotations

import pytest

from api.lists.headers import Known, candidates, header_line, letters_of, recognise

NOBODY = Known({}, {})


def read(*headers: str, known: Known = NOBODY) -> dict[str, tuple[str, str]]:
    """Label → column and how it was read."""
    found = recognise("名单", headers, [True] * len(headers), known)
    return {reading.label: (reading.column, reading.how) for reading in found}


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("姓名", "name"), ("身份证号（必填）", "national_id"), ("身份证号码*", "national_id"), (" 手 机 号 ", "phone"),
        ("户籍地", "origin_adcode"), ("出发地", "origin_adcode"), ("健康码", "health_code"), ("到岗日期", "due_at"),
        ("企业", "enterprise_id"), ("ＮＡＭＥ", "name"), ("ID Number", "national_id"), ("Mobile Phone", "phone"),
    ],
)  # fmt: skip
def test_headers_of_firms_are_read_in_both_languages(header: str, column: str) -> None:
    assert next(iter(read(header).values())) == (column, "exact")


def test_a_near_miss_is_proposed_and_asked_never_taken() -> None:
    assert read("可出发日子期")["可出发日子期"] == ("ready_at", "asked")
    assert read("身份正号码")["身份正号码"] == ("", "asked")
    assert candidates("身份正号码", by_bureau=False)[0][0] == "national_id"


def test_an_emergency_contact_is_never_the_worker() -> None:
    found = read("姓名", "身份证号", "紧急联系人电话")
    assert found["紧急联系人电话"] == ("", "asked")
    found = read("姓名", "手机号", "紧急联系人", "紧急联系人电话")
    assert found["手机号"] == ("phone", "exact") and found["紧急联系人电话"] == ("", "unused")


@pytest.mark.parametrize("header", ["联系电话", "电话", "手机号", "姓名", "身份证号"])
def test_what_follows_another_person_is_asked(header: str) -> None:
    assert read("紧急联系人", header)[header] == ("", "asked")


def test_a_general_telephone_is_asked_where_another_person_is_listed_anywhere() -> None:
    assert read("姓名", "联系电话", "身份证号", "家属")["联系电话"] == ("", "asked")
    assert read("姓名", "联系电话", "身份证号")["联系电话"] == ("phone", "exact")


def test_an_answer_is_remembered_for_the_same_neighbour_alone() -> None:
    remembered = Known({}, {"紧急联系人>联系电话": "phone", "紧急联系人": ""})
    assert read("紧急联系人", "联系电话", known=remembered)["联系电话"] == ("phone", "remembered")
    assert read("家属", "联系电话", known=remembered)["联系电话"] == ("", "asked")


def test_two_headers_of_one_meaning_are_both_asked_unless_one_is_confirmed() -> None:
    found = read("户籍地", "出发地")
    assert {how for _, how in found.values()} == {"asked"}
    found = read("户籍地", "出发地", known=Known({"出发地": "origin_adcode"}, {}))
    assert found == {"户籍地": ("", "asked"), "出发地": ("origin_adcode", "confirmed")}


def test_a_header_that_stands_twice_is_named_by_its_letters() -> None:
    assert set(read("姓名", "电话", "电话")) == {"姓名", "电话 [B]", "电话 [C]"}


def test_a_column_without_header_is_asked_only_where_it_holds_something() -> None:
    found = recognise("", ["姓名", "", ""], [True, True, False], NOBODY)
    assert [(reading.label, reading.how) for reading in found] == [("姓名", "exact"), ("[B]", "asked")]


def test_the_tier_belongs_to_the_bureau() -> None:
    assert read("优先级")["优先级"] == ("", "unused")
    assert read("优先级", known=Known({}, {}, by_bureau=True))["优先级"] == ("tier", "exact")


def test_the_header_stands_below_titles() -> None:
    rows = [["某公司返岗名单"], [], ["填表人：", "姓名"], ["序号", "姓名", "身份证号"], ["1", "测试", "x"]]
    assert header_line(rows, NOBODY) == 3
    assert header_line([["a", "b"]] * 30, NOBODY) is None
    assert header_line([["x"]] * 25 + [["姓名", "身份证号"]], NOBODY) is None


def test_letters_run_on_behind_z() -> None:
    assert [letters_of(i) for i in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
