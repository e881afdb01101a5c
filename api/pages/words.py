"""Texts of the pages in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from api.language import Language

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("返岗直通", "ReturnLine"),
    "tagline": ("务工人员返岗运输方案", "Labour-return transport schedules"),
    "published": ("已发布的运输方案", "Published schedules"),
    "published_at": ("发布于", "Published"),
    "none_yet": ("还没有发布任何方案。", "Nothing has been published yet."),
    "none_hint": ("发布一个方案：", "Publish a plan:"),
    "version": ("第 {n} 版", "Version {n}"),
    "current": ("现行", "current"),
    "superseded": ("已被新版替代", "superseded"),
    "superseded_note": ("本版已被新版替代，请勿据此出行。", "A newer version replaces this one; do not travel by it."),
    "see_current": ("查看现行版", "See the current version"),
    "served": ("已安排", "served"),
    "unserved": ("未安排", "left behind"),
    "persons": ("人", "persons"),
    "trips": ("车次", "trips"),
    "cost": ("总费用", "cost"),
    "per_person": ("人均", "per person"),
    "gap": ("距理论最优", "gap to proven bound"),
    "gap_none": ("未计算", "not computed"),
    "mean_load": ("平均装载", "mean load"),
    "by_mode": ("按方式", "By mode"),
    "coach": ("包车", "Coach"),
    "train": ("专列", "Train"),
    "carriage_block": ("包车厢", "Carriage block"),
    "seat_block": ("包座", "Seat block"),
    "flight": ("包机", "Flight"),
    "n_coach": ("{n} 趟", "trips {n}"),
    "n_train": ("{s} 列 {n} 节车厢", "trains {s} · carriages {n}"),
    "n_carriage_block": ("{s} 车次 {n} 节车厢", "trains {s} · carriages {n}"),
    "n_seat_block": ("{s} 车次 {n} 节车厢", "trains {s} · carriages {n}"),
    "n_flight": ("{n} 架次", "flights {n}"),
    "direct": ("直达", "direct"),
    "feeder": ("去站接驳", "feeder"),
    "linehaul": ("干线", "line-haul"),
    "last_mile": ("到站接驳", "last mile"),
    "transfer": ("换乘", "transfer"),
    "open_map": ("打开地图", "Open the map"),
    "see_trips": ("查看车次", "See trips"),
    "files": ("文件下载", "Files"),
    "api": ("接口", "API"),
    "api_docs": ("接口说明", "API description"),
    "mode": ("方式", "Mode"),
    "date": ("出发日期", "Departure day"),
    "leg_role": ("作用", "Leg"),
    "all": ("全部", "all"),
    "filter": ("筛选", "Filter"),
    "reset": ("清除", "Clear"),
    "matching": ("符合条件 {n} 个车次", "trips that match: {n}"),
    "trip": ("车次号", "Trip"),
    "batch": ("批次", "Batch"),
    "depart": ("出发", "Departs"),
    "arrive": ("到达", "Arrives"),
    "from": ("起点", "From"),
    "to": ("终点", "To"),
    "load": ("乘坐/可用/座位", "Load / usable / seats"),
    "distance": ("里程", "Distance"),
    "vehicle": ("车辆/班次", "Vehicle / service"),
    "level": ("风险等级", "Zone level"),
    "low": ("低", "low"),
    "medium": ("中", "medium"),
    "high": ("高", "high"),
    "sealed": ("封控", "sealed"),
    "drivers": ("驾驶员", "Drivers"),
    "permit": ("通行证", "Permit"),
    "rules": ("适用规则", "Rules"),
    "stop_times": ("停靠时刻", "Stop times"),
    "board": ("上车", "Boards"),
    "alight": ("下车", "Alights"),
    "rest": ("休息", "rest"),
    "driver_change": ("换驾驶员", "driver change"),
    "overnight": ("过夜", "overnight"),
    "test": ("检测", "test"),
    "disinfect": ("消毒", "disinfection"),
    "first_page": ("第一页", "First page"),
    "next_page": ("下一页", "Next page"),
    "no_trips": ("没有符合条件的车次。", "No trip matches."),
    "why_left": ("未安排原因", "Why people are left behind"),
    "findings": ("制约因素", "What binds"),
    "receipt": ("校验回执", "Verifier's receipt"),
    "receipt_note": (
        "独立校验程序确认本方案无违规后给出的指纹。",
        "Fingerprint given by the independent verifier when it found no violation.",
    ),
    "horizon": ("时段", "Horizon"),
    "other_language": ("English", "中文"),
    "kilometres": ("公里", "km"),
    "more_schedules": ("更早的方案", "Earlier schedules"),
}


class Words:
    """Texts in one language; an unknown key is an error."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._column = 0 if language == "zh" else 1

    def __call__(self, key: str, **values: object) -> str:
        """Text of ``key`` with its values filled in."""
        return WORDS[key][self._column].format(**values)
