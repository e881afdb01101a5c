"""Contracts of the tables about places and what is in force there."""

from __future__ import annotations

from planner.domain.place import Level, StopKind
from planner.domain.service import Mode
from planner.ingest.contracts.column import Choice, Column, Kind, Table

LEVELS = (Choice("low", "低风险"), Choice("medium", "中风险"), Choice("high", "高风险"), Choice("sealed", "封控"))
MODES = (
    Choice("coach", "客车"),
    Choice("train", "专列"),
    Choice("carriage_block", "包车厢"),
    Choice("seat_block", "团体票"),
    Choice("flight", "包机"),
)
STOP_KINDS = (
    Choice("pickup", "上车点"),
    Choice("rail_station", "火车站"),
    Choice("airport", "机场"),
    Choice("test_site", "检测点"),
    Choice("quarantine_site", "隔离点"),
    Choice("lodging", "住宿点"),
    Choice("gate", "卡口"),
    Choice("checkpoint", "检查站"),
    Choice("retention_station", "留验站"),
    Choice("rest_place", "休息点"),
    Choice("permit_office", "通行证窗口"),
)

LON = Column("lon", Kind.LON, "经度", "Longitude, before latitude.", unit="degree")
LAT = Column("lat", Kind.LAT, "纬度", "Latitude.", unit="degree")
_ADCODE = Column("adcode", Kind.COUNTY, "区县代码", "County that holds it.", aliases=("行政区划代码",))
_AREA = Column("adcode", Kind.AREA, "地区代码", "Area.", aliases=("区县代码", "行政区划代码"))
_OPENS = Column("opens", Kind.CLOCK, "开始时间", "Opens.", optional=True, field="opens_s", aliases=("开放时间",))
_CLOSES = Column("closes", Kind.CLOCK, "结束时间", "Closes.", optional=True, field="closes_s", aliases=("关闭时间",))
_FROM = Column("valid_from", Kind.FROM, "起始", "In force from.", field="from_at", aliases=("生效日期",))
_TO = Column(
    "valid_to", Kind.TO, "截止", "In force to; empty: open.", optional=True, field="until_at", aliases=("失效日期",)
)

SITES = Table(
    "sites",
    "厂区",
    "Factory doors.",
    (
        Column("site_id", Kind.ID, "厂区编号", "Site; unique among sites and stops.", aliases=("工厂编号", "厂址编号")),
        Column("enterprise_id", Kind.ID, "企业编号", "Enterprise that runs it.", reference=("enterprises",)),
        Column("name", Kind.TEXT, "厂区名称", "Name.", aliases=("名称",)),
        LON,
        LAT,
        _ADCODE,
        Column("opens", Kind.CLOCK, "开门时间", "Takes arrivals from.", field="opens_s", aliases=("开始时间",)),
        Column("closes", Kind.CLOCK, "关门时间", "Takes arrivals until.", field="closes_s", aliases=("结束时间",)),
        Column(
            "intake_per_day",
            Kind.INTEGER,
            "日接收人数",
            "Most arrivals a day.",
            optional=True,
            minimum=0,
            unit="persons",
        ),
        Column("isolation_beds", Kind.INTEGER, "隔离床位", "Beds.", optional=True, minimum=0, unit="beds"),
    ),
    key=("site_id",),
)

STOPS = Table(
    "stops",
    "站点",
    "Pick-ups, hubs and service points.",
    (
        Column("stop_id", Kind.ID, "站点编号", "Stop; unique among sites and stops."),
        Column(
            "kind", Kind.CHOICE, "站点类型", "What it is for.", choices=STOP_KINDS, convert=StopKind, aliases=("类型",)
        ),
        Column("name", Kind.TEXT, "站点名称", "Name.", aliases=("名称",)),
        LON,
        LAT,
        _ADCODE,
        _OPENS,
        _CLOSES,
        Column(
            "people_per_hour", Kind.INTEGER, "每小时人数", "Throughput.", optional=True, minimum=0, unit="persons/h"
        ),
        Column(
            "catchment_adcodes", Kind.AREAS, "服务范围", "Areas that it serves.", optional=True, aliases=("覆盖地区",)
        ),
    ),
    key=("stop_id",),
)

LINKS = Table(
    "links",
    "桥隧渡",
    "Bridges, ferries and tunnels that join islands and shores.",
    (
        Column("from_adcode", Kind.COUNTY, "起点区县", "One shore."),
        Column("to_adcode", Kind.COUNTY, "终点区县", "The other; both ways."),
        Column(
            "kind",
            Kind.CHOICE,
            "类型",
            "What it is.",
            choices=(Choice("bridge", "桥"), Choice("ferry", "渡轮"), Choice("tunnel", "隧道")),
        ),
        Column("distance_m", Kind.INTEGER, "距离（米）", "Length.", minimum=0, unit="m"),
        Column("drive_s", Kind.INTEGER, "用时（秒）", "Time to cross, with boarding.", minimum=1, unit="s"),
        _OPENS,
        _CLOSES,
    ),
    key=("from_adcode", "to_adcode", "kind"),
)

ZONES = Table(
    "zones",
    "风险等级",
    "Levels of areas over time; absent: low; overlaps: the strictest. `zones.geojson` adds sub-county areas.",
    (
        _AREA,
        Column("level", Kind.CHOICE, "等级", "Level.", choices=LEVELS, convert=Level.of, aliases=("风险等级",)),
        _FROM,
        _TO,
    ),
)

MODE_BANS = Table(
    "mode_bans",
    "停运",
    "Transport not restored, or suspended.",
    (_AREA, Column("mode", Kind.CHOICE, "方式", "Mode banned.", choices=MODES, convert=Mode), _FROM, _TO),
)

INTAKE_WINDOWS = Table(
    "intake_windows",
    "复工图",
    "What the resumption map admits.",
    (
        _AREA,
        Column("industry", Kind.TEXT, "行业", "Industry; empty: all.", optional=True),
        _FROM,
        _TO,
        Column("share", Kind.SHARE, "接收比例", "Share of arrivals admitted."),
    ),
)
