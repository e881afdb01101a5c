"""English names of administrative divisions: pinyin stem, English kind, names of peoples."""

from __future__ import annotations

from functools import lru_cache

from common import INPUTS, read_rows
from pypinyin import Style, lazy_pinyin

PEOPLES = {
    "蒙古": "Mongol", "回": "Hui", "藏": "Tibetan", "维吾尔": "Uygur", "苗": "Miao", "彝": "Yi", "壮": "Zhuang",
    "布依": "Bouyei", "朝鲜": "Korean", "满": "Manchu", "侗": "Dong", "瑶": "Yao", "白": "Bai", "土家": "Tujia",
    "哈尼": "Hani", "哈萨克": "Kazakh", "傣": "Dai", "黎": "Li", "傈僳": "Lisu", "佤": "Va", "畲": "She",
    "拉祜": "Lahu", "水": "Sui", "东乡": "Dongxiang", "纳西": "Naxi", "景颇": "Jingpo", "柯尔克孜": "Kirgiz",
    "土": "Tu", "达斡尔": "Daur", "仫佬": "Mulao", "羌": "Qiang", "布朗": "Blang", "撒拉": "Salar",
    "毛南": "Maonan", "仡佬": "Gelao", "锡伯": "Xibe", "塔吉克": "Tajik", "怒": "Nu", "普米": "Pumi",
    "鄂温克": "Evenki", "保安": "Bonan", "裕固": "Yugur", "独龙": "Derung", "鄂伦春": "Oroqen", "各": "Various Peoples",
}
KINDS = (
    ("自治区", "Autonomous Region"), ("自治州", "Autonomous Prefecture"), ("自治县", "Autonomous County"),
    ("自治旗", "Autonomous Banner"), ("特别行政区", "Special Administrative Region"), ("左翼前旗", "Left Front Banner"),
    ("左翼中旗", "Left Middle Banner"), ("左翼后旗", "Left Rear Banner"), ("右翼前旗", "Right Front Banner"),
    ("右翼中旗", "Right Middle Banner"), ("右翼后旗", "Right Rear Banner"), ("联合旗", "United Banner"),
    ("左旗", "Left Banner"), ("右旗", "Right Banner"), ("中旗", "Middle Banner"), ("前旗", "Front Banner"),
    ("后旗", "Rear Banner"), ("新区", "New Area"), ("林区", "Forestry District"), ("矿区", "Mining District"),
    ("特区", "Special District"), ("地区", "Prefecture"), ("省", "Province"), ("市", "City"), ("区", "District"),
    ("县", "County"), ("旗", "Banner"), ("盟", "League"),
)
BARE = {"城区": "Urban District", "郊区": "Suburban District", "矿区": "Mining District", "市辖区": "Urban Districts"}
"""Districts that have no name of their own."""


@lru_cache(maxsize=1)
def readings() -> dict[str, str]:
    """Readings that are not the dictionary's, by stem, whole name or single character (lower case)."""
    return {row["name"]: row["reading"] for row in read_rows(INPUTS / "readings.csv")}


def pinyin(text: str) -> str:
    """One capitalised word; an apostrophe before a vowel that begins a later syllable.

    >>> pinyin("六安"), pinyin("宁波")
    ("Lu'an", 'Ningbo')
    """
    if text in readings():
        return readings()[text]
    spoken = lazy_pinyin(text, style=Style.NORMAL, v_to_u=True)
    syllables = [readings().get(character, syllable) for character, syllable in zip(text, spoken, strict=True)]
    word = syllables[0] + "".join(f"'{s}" if s[0] in "aoe" else s for s in syllables[1:])
    return word[:1].upper() + word[1:]


def _split_peoples(text: str) -> tuple[str, list[str]]:
    """Take names of peoples off the end: ``城步苗族`` → ``城步``, ``["Miao"]``."""
    peoples: list[str] = []
    while True:
        for zh, en in PEOPLES.items():
            for token in (f"{zh}族", zh if len(zh) > 1 else ""):
                if token and text.endswith(token):
                    text, found = text[: -len(token)], en
                    peoples.insert(0, found)
                    break
            else:
                continue
            break
        else:
            return text, peoples


def _joined(peoples: list[str]) -> str:
    return peoples[0] if len(peoples) == 1 else ", ".join(peoples[:-1]) + " and " + peoples[-1]


def _ends(name: str, suffix: str) -> bool:
    """Whether a name ends so and still says something; a longer kind needs a name of two characters before it."""
    return name.endswith(suffix) and len(name) > len(suffix) + (len(suffix) > 1)


def english(name: str) -> str:
    """English name of a division.

    >>> english("城步苗族自治县"), english("忠县"), english("北仑区")
    ('Chengbu Miao Autonomous County', 'Zhongxian County', 'Beilun District')
    """
    if name in readings():
        return readings()[name]
    if name in BARE:
        return BARE[name]
    suffix, kind = next((pair for pair in KINDS if _ends(name, pair[0])), ("", ""))
    if not kind:
        return pinyin(name)
    stem = name[: -len(suffix)]
    if suffix.startswith("自治") or stem.endswith("族"):
        stem, peoples = _split_peoples(stem)
        return " ".join(part for part in (pinyin(stem) if stem else "", _joined(peoples), kind) if part)
    if len(stem) == 1:
        return f"{pinyin(stem + suffix)} {kind}"
    return f"{pinyin(stem)} {kind}"
