"""Contracts of the tables about people and firms."""

from __future__ import annotations

from planner.domain.demand import Stage
from planner.ingest.contracts.column import Choice, Column, Kind, Table

LIGHTS = (Choice("green", "绿灯"), Choice("yellow", "黄灯"), Choice("red", "红灯"))
CODES = (Choice("green", "绿码"), Choice("yellow", "黄码"), Choice("red", "红码"))
STAGES = (
    Choice("registered", "已登记"),
    Choice("interviewed", "已面试"),
    Choice("accepted", "已录用"),
    Choice("withdrawn", "已放弃"),
)

_ENTERPRISE = Column(
    "enterprise_id", Kind.ID, "企业编号", "Enterprise.", reference=("enterprises",), aliases=("单位编号", "公司编号")
)
_SITE = Column("site_id", Kind.ID, "厂区编号", "Factory door.", reference=("sites",), aliases=("工厂编号", "厂址编号"))

WORKERS = Table(
    "workers",
    "员工",
    "Named workers, one per row.",
    (
        Column("worker_id", Kind.ID, "员工编号", "Worker; unique in the scenario.", aliases=("工号", "人员编号")),
        _ENTERPRISE,
        _SITE,
        Column(
            "origin_adcode",
            Kind.COUNTY,
            "出发地代码",
            "County that the worker leaves from.",
            aliases=("出发地", "户籍地", "户籍地代码", "出发县代码", "出发地行政区划代码"),
        ),
        Column(
            "pickup_stop_id",
            Kind.ID,
            "上车点编号",
            "Where the worker is fetched; empty: the county seat, `adcode:NNNNNN`.",
            optional=True,
            reference=("stops",),
            aliases=("上车点", "乘车点编号"),
        ),
        Column("ready_at", Kind.MOMENT, "可出发时间", "Boards not before.", aliases=("可返岗时间", "最早出发时间")),
        Column(
            "due_at",
            Kind.MOMENT,
            "最迟到岗时间",
            "At the site not after; empty: the end of the campaign.",
            optional=True,
            aliases=("到岗时间", "要求到岗时间", "到岗日期"),
        ),
        Column(
            "requested_at",
            Kind.MOMENT,
            "申请时间",
            "When the journey was asked for.",
            optional=True,
            aliases=("报名时间",),
        ),
        Column(
            "group_id",
            Kind.ID,
            "同行组编号",
            "Members of a travel group (couple, team) share every trip.",
            optional=True,
            aliases=("同行编号", "同行组"),
        ),
        Column(
            "stage",
            Kind.CHOICE,
            "登记状态",
            "How far the registration has come; empty: accepted.",
            optional=True,
            choices=STAGES,
            convert=Stage,
            aliases=("状态",),
        ),
        Column(
            "health_code", Kind.CHOICE, "健康码", "Colour of the health code.", choices=CODES, aliases=("健康码颜色",)
        ),
        Column(
            "health_code_at",
            Kind.MOMENT,
            "健康码时间",
            "When the colour was seen.",
            blank=True,
            aliases=("健康码查验时间",),
        ),
        Column(
            "test_result",
            Kind.CHOICE,
            "检测结果",
            "Result of the last test.",
            optional=True,
            choices=(Choice("negative", "阴性"), Choice("positive", "阳性"), Choice("pending", "待出")),
            aliases=("核酸结果", "核酸检测结果"),
        ),
        Column(
            "test_at",
            Kind.MOMENT,
            "检测时间",
            "When that test was taken.",
            optional=True,
            aliases=("核酸时间", "采样时间"),
        ),
        Column(
            "origin_proof",
            Kind.BOOLEAN,
            "十四天证明",
            "Whether the 14-day proof of residence is there.",
            blank=True,
            aliases=("14天证明", "居住证明", "健康证明"),
        ),
        Column(
            "health_certificate",
            Kind.BOOLEAN,
            "健康证",
            "Whether a health certificate is there.",
            optional=True,
        ),
        Column(
            "tier",
            Kind.INTEGER,
            "优先级",
            "Service tier of this worker, 0 first; empty: the enterprise's.",
            optional=True,
            minimum=0,
            maximum=99,
        ),
        Column("needs", Kind.TEXT, "特殊需要", "E.g. wheelchair, infant.", optional=True, aliases=("特殊需求",)),
        Column(
            "name",
            Kind.TEXT,
            "姓名",
            "Name; like the next two empty where identity is kept apart from planning.",
            blank=True,
            private=True,
            aliases=("员工姓名", "名字"),
        ),
        Column(
            "national_id",
            Kind.NATIONAL_ID,
            "身份证号",
            "Identity number; the same person twice is an error.",
            blank=True,
            private=True,
            aliases=("身份证号码", "身份证", "证件号码", "证件号"),
        ),
        Column(
            "phone",
            Kind.PHONE,
            "手机号",
            "Telephone.",
            blank=True,
            private=True,
            aliases=("手机号码", "手机", "联系电话", "电话", "本人电话"),
        ),
    ),
    key=("worker_id",),
)

HEAT = Table(
    "heat",
    "热力",
    "Labour-origin heat: head-counts per county of origin. Includes the named workers, who are subtracted first.",
    (
        Column("origin_adcode", Kind.COUNTY, "出发地代码", "County of origin.", aliases=("户籍地代码", "出发地")),
        Column("workers", Kind.INTEGER, "人数", "Workers there.", minimum=1, unit="persons", aliases=("务工人数",)),
        Column("ready_from", Kind.FROM, "可出发起", "Ready from."),
        Column("ready_to", Kind.TO, "可出发止", "Ready until.", optional=True, field="ready_until"),
        Column("source", Kind.TEXT, "来源", "Where the figure comes from.", aliases=("数据来源",)),
        Column("confidence", Kind.SHARE, "可信度", "How sure the figure is.", optional=True),
    ),
    key=("origin_adcode", "ready_from", "source"),
)

DEMAND = Table(
    "demand",
    "用工需求",
    "Head-counts that sites ask for.",
    (
        _ENTERPRISE,
        _SITE,
        Column(
            "headcount", Kind.INTEGER, "需求人数", "Workers asked for.", minimum=1, unit="persons", aliases=("人数",)
        ),
        Column("needed_from", Kind.FROM, "需求起", "At the site not before."),
        Column("due_at", Kind.MOMENT, "最迟到岗时间", "At the site not after.", aliases=("到岗时间",)),
        Column("requested_at", Kind.MOMENT, "申请时间", "When asked for.", optional=True),
        Column("skill", Kind.TEXT, "工种", "Trade.", optional=True, aliases=("技能",)),
        Column(
            "origin_adcodes",
            Kind.AREAS,
            "来源地代码",
            "Preferred or paired areas of origin.",
            optional=True,
            aliases=("结对地区代码",),
        ),
    ),
)

PRIORITY_CLASS = (
    "Class that gave the tier. An id or Chinese name of `reference/priority_classes.csv` lifts the enterprise to the "
    "tier of that class, unless `tier_reason` is given; any other text changes nothing."
)

ENTERPRISES = Table(
    "enterprises",
    "企业",
    "Firms.",
    (
        Column("enterprise_id", Kind.ID, "企业编号", "Enterprise; unique.", aliases=("单位编号", "公司编号")),
        Column("name", Kind.TEXT, "企业名称", "Name.", aliases=("企业", "单位名称", "公司名称")),
        Column(
            "tier",
            Kind.INTEGER,
            "优先级",
            "Service tier; 0 is served first.",
            minimum=0,
            maximum=99,
            aliases=("优先等级",),
        ),
        Column("priority_class", Kind.TEXT, "重点类别", PRIORITY_CLASS, optional=True),
        Column("tier_reason", Kind.TEXT, "优先理由", "Why the tier was set by hand; it then stands.", optional=True),
        Column("whitelisted", Kind.BOOLEAN, "白名单", "On the white list."),
        Column("negative_listed", Kind.BOOLEAN, "负面清单", "On the negative list; empty: no.", optional=True),
        Column("light", Kind.CHOICE, "三色灯", "Readiness light.", choices=LIGHTS, aliases=("亮灯", "灯色")),
        Column(
            "resume_from",
            Kind.FROM,
            "复工日期",
            "Takes nobody before; empty: no limit.",
            blank=True,
            aliases=("复工时间",),
        ),
        Column(
            "stock_out_on",
            Kind.DATE,
            "断料日期",
            "Day on which its stock runs out; workers of its suppliers are due before that day begins.",
            optional=True,
            field="stock_out_at",
        ),
        Column(
            "supplies",
            Kind.IDS,
            "供货对象",
            "Enterprises that it supplies; it inherits the least of their tiers.",
            optional=True,
            reference=("enterprises",),
            aliases=("配套企业",),
        ),
        Column("paired_origins", Kind.AREAS, "结对地区", "Areas paired with it by agreement.", optional=True),
    ),
    key=("enterprise_id",),
)

INSPECTIONS = Table(
    "inspections",
    "检查",
    "Visits to enterprises; the light follows by the pack's sequence.",
    (
        _ENTERPRISE,
        Column("date", Kind.DATE, "检查日期", "Day of the visit.", field="at"),
        Column("missing_items", Kind.INTEGER, "缺项数", "Missing items found.", minimum=0),
        Column("resolved", Kind.BOOLEAN, "已整改", "Whether all were mended."),
    ),
    key=("enterprise_id", "date"),
)

NO_SHOW = Table(
    "no_show",
    "未到率",
    "Expected share of registered workers who do not come.",
    (
        Column("origin_adcode", Kind.AREA, "出发地代码", "Area of origin."),
        Column("rate", Kind.SHARE, "未到率", "Share of no-shows."),
    ),
    key=("origin_adcode",),
)

PINS = Table(
    "pins",
    "固定",
    "What stays when a plan is made anew (`plan --keep`); exactly one of the two per row.",
    (
        Column("trip_id", Kind.TEXT, "班次编号", "Trip of the plan that is kept.", optional=True),
        Column("worker_id", Kind.ID, "员工编号", "Worker who travels in it.", optional=True, reference=("workers",)),
    ),
)
