"""County names as people write them: with or without province and city, in full or short; never a guess between two."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from planner.domain.place import County
from planner.ingest.cells import BadCell
from planner.reference import counties, prefectures, provinces

SHOWN = 4
_ENDS = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "新区", "省", "市", "区", "县", "旗", "盟")
_COUNTY_ENDS = ("县", "区", "市", "旗")
_PEOPLES = (
    "维吾尔", "壮族", "回族", "藏族", "羌族", "彝族", "苗族", "侗族", "布依族", "土家族", "朝鲜族", "蒙古族", "蒙古",
    "满族", "哈萨克", "柯尔克孜", "白族", "傣族", "景颇族", "傈僳族", "哈尼族", "黎族",
)  # fmt: skip
_SIGNS = str.maketrans("", "", " \t\r\n\u3000·・-—_/\\,，.。;；|>")


def county_of(text: str) -> str:
    """Code of the county that a name means: ``旺苍县``, ``四川省广元市旺苍县东河镇``, ``广元旺苍``.

    Raises
    ------
    BadCell
        No county, a whole city or province, or several counties: the reason lists them.

    Examples
    --------
    >>> county_of("四川省广元市旺苍县"), county_of("广元旺苍")
    ('510821', '510821')
    """
    name = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    known = _names()
    for end in range(min(len(name), _longest()), 1, -1):
        found = known.get(name[:end])
        whole = end == len(name)
        # behind a county's full name may follow town and village; behind a short one anything could be meant
        if found is None or not (whole or name[end - 1] in _COUNTY_ENDS):
            continue
        return _single(found)
    raise BadCell("unknown_county", "is no county of February 2020; write its full name with the city, or its code")


def _single(codes: tuple[str, ...]) -> str:
    if len(codes) == 1 and codes[0] in counties():
        return codes[0]
    if all(code not in counties() for code in codes):
        raise BadCell("not_a_county", "names a city or province; name one of its counties")
    listed = ", ".join(_shown(code) for code in codes[:SHOWN]) + (", …" if len(codes) > SHOWN else "")
    raise BadCell("ambiguous_county", f"can mean {listed}; write the city too, or the code")


def _shown(code: str) -> str:
    county = counties().get(code)
    if county is None:
        city = next((p.name for p in prefectures().values() if p.adcode == code), "")
        return city or next((p.name for p in provinces().values() if code.startswith(p.province)), code)
    return f"{prefectures()[county.prefecture].name}{county.name} ({code})"


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """Every way to write a county, a city or a province → the codes that it can mean."""
    found: dict[str, set[str]] = defaultdict(set)
    for county in counties().values():
        for spelling in _spellings(county):
            found[spelling].add(county.adcode)
    whole = {p.adcode: (p.name, p.province) for p in prefectures().values() if p.adcode not in counties()}
    for code, (name, province) in whole.items():
        for before in ("", *_short_and_full(provinces()[province].name)):
            for own in _short_and_full(name):
                found[before + own].add(code)
    for province_row in provinces().values():
        for own in _short_and_full(province_row.name):
            found[own].add(f"{province_row.province}0000")
    return {name: tuple(sorted(codes)) for name, codes in found.items()}


@cache
def _longest() -> int:
    return max(map(len, _names()))


def _spellings(county: County) -> set[str]:
    city, province = prefectures()[county.prefecture].name, provinces()[county.province].name
    befores = {""}
    for cities in ("", *_short_and_full(city)):
        for name in ("", *_short_and_full(province)):
            befores.add(name + cities)
    return {before + own for before in befores for own in _short_and_full(county.name)}


def _short_and_full(name: str) -> tuple[str, ...]:
    """A name, and what people call it: 广元市 and 广元, 凉山彝族自治州 and 凉山."""
    for end in _ENDS:
        short = name.removesuffix(end)
        if short != name:
            if end.startswith("自治"):
                while any(short.endswith(people) and short != people for people in _PEOPLES):
                    short = next(short.removesuffix(p) for p in _PEOPLES if short.endswith(p) and short != p)
            return (name, short) if len(short) >= 2 else (name,)
    return (name,)
