"""Names of counties: each found by its full name, none guessed between two."""

from __future__ import annotations

import pytest

from api.lists.origins import county_of
from planner.ingest.cells import BadCell
from planner.reference import counties, prefectures, provinces


def test_every_county_is_found_by_province_city_and_name_with_an_address_behind() -> None:
    for county in counties().values():
        city, province = prefectures()[county.prefecture].name, provinces()[county.province].name
        whole = (province if province != city else "") + city + county.name
        if county.name == city:
            whole = province + city
        assert county_of(whole) == county.adcode, whole
        assert county_of(f"{whole}某镇三组12号") == county.adcode, whole


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("旺苍", "510821"), ("广元旺苍", "510821"), ("四川 · 广元市 / 旺苍县", "510821"), ("北京市朝阳区", "110105"),
        ("重庆市江北区", "500105"), ("东莞市长安镇", "441900"), ("凉山州西昌市", None), ("凉山西昌", "513401"),
    ],
)  # fmt: skip
def test_names_are_read_as_people_write_them(text: str, code: str | None) -> None:
    if code is None:
        with pytest.raises(BadCell):
            county_of(text)
    else:
        assert county_of(text) == code


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("朝阳区", "ambiguous_county"), ("江北区", "ambiguous_county"), ("吉安", "ambiguous_county"),
        ("通州", "ambiguous_county"),
        ("河北省桥西区", "ambiguous_county"), ("广元市", "not_a_county"), ("四川", "not_a_county"),
        ("杭州市临平区", "not_a_county"),
        ("火星县", "unknown_county"), ("x", "unknown_county"), ("", "unknown_county"),
    ],
)  # fmt: skip
def test_what_is_not_one_county_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(BadCell) as found:
        county_of(text)
    assert found.value.code == why
    if why == "ambiguous_county":
        assert "(" in found.value.reason
