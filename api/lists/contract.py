"""What a list may hold: the columns of the workers table as firms write them, and headers without use."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from planner.ingest.columns import Column, Kind, Table, table

WITHOUT = ("worker_id",)
"""Columns that the service gives itself."""
BUREAU_ONLY = ("tier",)
"""Columns that the bureau alone may set: a firm does not choose its own precedence."""
PERSON = ("name", "national_id", "phone")
GIVEN_ONCE = ("site_id", "origin_adcode", "ready_at", "due_at", "health_code")
"""Columns that may be given once for a whole list."""
NEEDED = ("site_id", "origin_adcode", "ready_at", "health_code")
"""Columns that every worker needs, from the list or given once."""

_KINDS = {
    "enterprise_id": Kind.TEXT, "site_id": Kind.TEXT, "pickup_stop_id": Kind.TEXT, "ready_at": Kind.FROM,
    "due_at": Kind.TO, "requested_at": Kind.FROM, "health_code_at": Kind.FROM, "test_at": Kind.FROM,
}  # fmt: skip
"""Columns that firms write more freely: names for ids, dates for moments."""
_MORE_WORDS: dict[str, tuple[str, ...]] = {
    "enterprise_id": (
        "企业",
        "企业名称",
        "单位",
        "单位名称",
        "公司",
        "公司名称",
        "工作单位",
        "company",
        "employer",
        "enterprise",
    ),
    "site_id": ("厂区", "厂区名称", "工厂", "工厂名称", "site", "plant", "factory"),
    "origin_adcode": (
        "出发县",
        "出发区县",
        "户籍所在地",
        "现居住地",
        "目前所在地",
        "origin",
        "origin county",
        "county of origin",
        "departure county",
    ),
    "ready_at": ("可出发日期", "最早出发日期", "出发日期", "ready date", "departure date"),
    "due_at": ("最迟到岗日期", "要求到岗日期", "报到日期", "arrival date", "report date", "due date"),
    "stage": ("stage", "录用状态"),
    "health_code": ("健康码状态", "health code"),
    "national_id": (
        "公民身份号码",
        "居民身份证号码",
        "居民身份证号",
        "id number",
        "id no",
        "id card",
        "identity number",
    ),
    "phone": (
        "本人手机",
        "本人手机号",
        "本人联系电话",
        "手机电话",
        "mobile",
        "mobile phone",
        "phone number",
        "telephone",
    ),
    "name": ("员工名字", "full name"),
}
OWN_PHONE = frozenset(
    {"手机号", "手机号码", "本人电话", "本人手机", "本人手机号", "本人联系电话", "phone", "mobile", "mobilephone"}
)
"""Plain headers that can only mean the worker's own telephone, unless they follow another person's name."""
UNUSED = frozenset(
    """序号 序 编号 no no. number 性别 sex gender 年龄 age 民族 备注 remark remarks note notes 部门 department 岗位
    position 职务 职位 工种 班组 车间 学历 文化程度 婚姻状况 政治面貌 出生日期 出生年月 入职日期
    worker_id 员工编号 工号 人员编号""".split()  # noqa: SIM905
)
"""Plain headers that are left aside without a question."""
OTHER_PERSON = re.compile(r"紧急|联系人|家属|亲属|监护|担保|配偶|负责人|经办|emergency|contact|kin\b|guardian|spouse")
"""A header about somebody who is not the worker."""
NOTE = re.compile(r"\((?:必填项?|选填|文本格式|\d{2}位|required|optional)\)$")
"""A remark at the end of a plain header that changes nothing."""


@cache
def list_table(by_bureau: bool) -> Table:
    """Contract of a list. It keeps the name ``workers``, so that the checks of that table apply."""
    workers = table("workers")
    left_out = WITHOUT if by_bureau else (*WITHOUT, *BUREAU_ONLY)
    return replace(workers, columns=tuple(_column(c) for c in workers.columns if c.name not in left_out), key=())


def _column(column: Column) -> Column:
    return replace(
        column,
        kind=_KINDS.get(column.name, column.kind),
        optional=column.name not in (*PERSON, *NEEDED),
        blank=False,
        aliases=(*column.aliases, *_MORE_WORDS.get(column.name, ())),
        reference=(),
    )
