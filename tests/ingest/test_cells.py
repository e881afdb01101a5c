"""Single cells: what is read, what is refused and with which code."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.ingest import cells
from planner.ingest.cells import BadCell, CellContext, clean, parser
from planner.ingest.columns import TABLES, Column
from planner.ingest.gazetteer import Gazetteer
from planner.reference import code_changes, counties
from planner.units import LocalClock

CLOCK = LocalClock(28_800)
GAZETTEER = Gazetteer.of(counties(), ((change.new_adcode, change.old_adcode) for change in code_changes()))
CONTEXT = CellContext(CLOCK, GAZETTEER)
COLUMNS = {(table.name, column.name): column for table in TABLES for column in table.columns}
ONE_PER_KIND = list({column.kind: column for column in COLUMNS.values()}.values())


@pytest.mark.parametrize("column", ONE_PER_KIND, ids=lambda column: column.kind.name.lower())
@settings(max_examples=50)
@given(text=st.text(min_size=1).map(clean).filter(bool))
def test_any_text_is_read_or_refused_with_a_code(column: Column, text: str) -> None:
    try:
        parser(column, CONTEXT)(text)
        code = "read"
    except BadCell as fault:
        code = fault.code
    assert code.replace("_", "").isalpha()


@given(st.integers(0, 10**12))
def test_whole_numbers_come_back_as_written(value: int) -> None:
    assert cells.read_integer(str(value), 0, None) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-1", "negative"), ("0", "too_small"), ("101", "too_large"), ("1.0", "not_an_integer"),
        ("1,000", "not_an_integer"), ("五", "not_an_integer"), ("1e3", "not_an_integer"),
    ],
)  # fmt: skip
def test_a_bad_number_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        cells.read_integer(text, 1, 100)
    assert caught.value.code == code


def test_full_width_digits_are_digits() -> None:
    assert cells.read_integer("４９", 1, 100) == 49
    assert cells.read_date("２０２０－０２－２４") == "2020-02-24"


@given(st.decimals(0, 1, places=4))
def test_a_share_keeps_its_exact_text(value: Decimal) -> None:
    assert cells.read_share(format(value, "f")) == format(value, "f")


@pytest.mark.parametrize(("text", "code"), [("50%", "not_a_share"), ("1.5", "out_of_range"), ("-0.1", "out_of_range")])
def test_a_percentage_or_a_ratio_above_one_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        cells.read_share(text)
    assert caught.value.code == code


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_date_comes_back_as_written(day: date) -> None:
    assert cells.read_date(day.isoformat()) == day.isoformat()


@pytest.mark.parametrize(
    "text", ["2020/02/24", "20200224", "24.2.2020", "2020-02-30", "2020-W09-1", "0020-02-24", "43885"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadCell) as caught:
        cells.read_date(text)
    assert caught.value.code == "not_a_date"


@given(st.datetimes(datetime(1990, 1, 2), datetime(2100, 12, 30)), st.integers(-12, 14))
def test_a_moment_is_the_same_in_every_offset(at: datetime, hours: int) -> None:
    aware = at.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    assert cells.read_moment(aware.isoformat(), CLOCK) == int(aware.timestamp())


def test_a_moment_without_offset_is_campaign_time() -> None:
    assert cells.read_moment("2020-02-24T14:00", CLOCK) == cells.read_moment("2020-02-24T14:00+08:00", CLOCK)


@pytest.mark.parametrize(
    ("text", "code"),
    [("2020-02-24", "no_time_of_day"), ("2020-02-24T25:00", "not_a_moment"), ("tomorrow", "not_a_moment"),
     ("2020-02-31T10:00", "not_a_date"), ("2020-02-24T14:00+0800", "not_a_moment")],
)  # fmt: skip
def test_what_is_no_moment_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        cells.read_moment(text, CLOCK)
    assert caught.value.code == code


def test_a_date_at_the_end_of_a_span_means_its_whole_day() -> None:
    end = parser(COLUMNS["zones", "valid_to"], CONTEXT)
    assert end("2020-02-24") == cells.read_moment("2020-02-25T00:00", CLOCK)
    assert end("2020-02-24T12:00") == cells.read_moment("2020-02-24T12:00", CLOCK)


@given(st.integers(0, 86_400 // 60))
def test_a_time_of_day_is_seconds_since_midnight(minutes: int) -> None:
    assert cells.read_clock(f"{minutes // 60:02d}:{minutes % 60:02d}") == minutes * 60


@pytest.mark.parametrize("text", ["24:01", "8 o'clock", "12:60", "0830", "-1:00"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(BadCell) as caught:
        cells.read_clock(text)
    assert caught.value.code == "not_a_time"


@pytest.mark.parametrize("word", ["是", "TRUE", "1", "yes", "Ｙ"])
def test_yes_is_read_in_both_languages(word: str) -> None:
    assert cells.read_boolean(word) is True


@pytest.mark.parametrize(
    ("text", "code"),
    [("330206.0", "number_typed_id"), ("3.30E+05", "number_typed_id"), ("3302", "not_a_county"),
     ("330299", "unknown_county"), ("330200", "unknown_county"), ("鄞州区", "not_a_code")],
)  # fmt: skip
def test_a_wrong_county_code_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        cells.read_county(text, GAZETTEER)
    assert caught.value.code == code


def test_a_code_given_later_names_the_code_of_february_2020() -> None:
    with pytest.raises(BadCell, match="use 130527"):
        cells.read_county("130506", GAZETTEER)


@pytest.mark.parametrize("code", ["33", "3302", "330200", "330206", "330000"])
def test_an_area_is_a_province_a_city_or_a_county(code: str) -> None:
    assert cells.read_area(code, GAZETTEER) == code


@pytest.mark.parametrize(("text", "code"), [("330", "not_an_area"), ("99", "unknown_area"), ("3399", "unknown_area")])
def test_an_area_without_counties_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        cells.read_area(text, GAZETTEER)
    assert caught.value.code == code


def test_lists_take_both_semicolons_and_refuse_gaps_and_repeats() -> None:
    assert cells.parts("a;b；c;") == ("a", "b", "c")
    for text, code in (("a;;b", "empty_part"), ("a;a", "duplicate")):
        with pytest.raises(BadCell) as caught:
            cells.parts(text)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("3.41204E+17", "number_typed_id"), ("34120419000101001Y", "bad_national_id"), ("1234", "bad_national_id")],
)
def test_a_spoilt_identity_number_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        cells.read_national_id(text)
    assert caught.value.code == code


def test_identity_numbers_are_compared_in_one_form() -> None:
    assert cells.read_national_id("34120419000101001x") == "34120419000101001X"


@pytest.mark.parametrize(
    ("text", "code"), [("1.0E+10", "number_typed_id"), ("电话", "bad_phone"), ("123", "bad_phone")]
)
def test_a_spoilt_telephone_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        cells.read_phone(text)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["a b", "a;b", "a#1", "x" * 65, "9.1E+10"])
def test_an_id_that_would_break_joined_ids_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        cells.read_id(text)


def test_text_with_traces_of_a_wrong_decoding_is_refused() -> None:
    for text, code in (("测\ufffd", "bad_encoding"), ("a\x00b", "control_character")):
        with pytest.raises(BadCell) as caught:
            cells.read_text(text)
        assert caught.value.code == code
