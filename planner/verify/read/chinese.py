"""Chinese names of sheets, headers and values: what stands in a workbook that people fill in.

A second list beside the one of ``planner.ingest`` on purpose; a test holds the two together.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

SCENARIO_SHEET = "scenario"

SHEETS: Mapping[str, str] = {
    "员工": "workers", "热力": "heat", "用工需求": "demand", "企业": "enterprises", "检查": "inspections",
    "厂区": "sites", "站点": "stops", "桥隧渡": "links", "风险等级": "zones", "停运": "mode_bans",
    "复工图": "intake_windows", "客车": "coaches", "驾驶员": "drivers", "班次": "services", "班次停站": "service_stops",
    "能力": "capacities", "护送人员": "escorts", "未到率": "no_show", "固定": "pins", "变动": "events",
    "距离表": "matrix", "方案": SCENARIO_SHEET,
}  # fmt: skip

_ENTERPRISE = "enterprise_id=企业编号|单位编号|公司编号"
_SITE = "site_id=厂区编号|工厂编号|厂址编号"
_SPAN = "valid_from=起始|生效日期 valid_to=截止|失效日期"
_AREA = "adcode=地区代码|区县代码|行政区划代码"
_POINT = "lon=经度 lat=纬度 adcode=区县代码|行政区划代码"
_AVAILABLE = "available_from=可用起|可用日期起 available_to=可用止|可用日期止"
_HOURS = "opens=开始时间|开放时间 closes=结束时间|关闭时间"

_HEADERS: Mapping[str, str] = {
    "workers": f"worker_id=员工编号|工号|人员编号 {_ENTERPRISE} {_SITE} "
    "origin_adcode=出发地代码|出发地|户籍地|户籍地代码|出发县代码|出发地行政区划代码 "
    "pickup_stop_id=上车点编号|上车点|乘车点编号 ready_at=可出发时间|可返岗时间|最早出发时间 "
    "due_at=最迟到岗时间|到岗时间|要求到岗时间|到岗日期 requested_at=申请时间|报名时间 "
    "group_id=同行组编号|同行编号|同行组 stage=登记状态|状态 health_code=健康码|健康码颜色 tier=优先级 "
    "health_code_at=健康码时间|健康码查验时间 test_result=检测结果|核酸结果|核酸检测结果 "
    "test_at=检测时间|核酸时间|采样时间 origin_proof=十四天证明|14天证明|居住证明|健康证明 "
    "health_certificate=健康证 needs=特殊需要|特殊需求",
    "heat": "origin_adcode=出发地代码|户籍地代码|出发地 workers=人数|务工人数 ready_from=可出发起 ready_to=可出发止 "
    "source=来源|数据来源 confidence=可信度",
    "demand": f"{_ENTERPRISE} {_SITE} headcount=需求人数|人数 needed_from=需求起 due_at=最迟到岗时间|到岗时间",
    "enterprises": f"{_ENTERPRISE} name=企业名称|企业|单位名称|公司名称 tier=优先级|优先等级 "
    "priority_class=重点类别 tier_reason=优先理由 whitelisted=白名单 "
    "negative_listed=负面清单 light=三色灯|亮灯|灯色 resume_from=复工日期|复工时间 stock_out_on=断料日期 "
    "supplies=供货对象|配套企业 priority_class=重点类别",
    "inspections": f"{_ENTERPRISE} date=检查日期 missing_items=缺项数 resolved=已整改",
    "sites": f"{_SITE} enterprise_id=企业编号 name=厂区名称|名称 {_POINT} "
    "opens=开门时间|开始时间 closes=关门时间|结束时间 intake_per_day=日接收人数 isolation_beds=隔离床位",
    "stops": f"stop_id=站点编号 kind=站点类型|类型 name=站点名称|名称 {_POINT} {_HOURS} "
    "people_per_hour=每小时人数 catchment_adcodes=服务范围|覆盖地区",
    "zones": f"{_AREA} level=等级|风险等级 {_SPAN}",
    "mode_bans": f"{_AREA} mode=方式 {_SPAN}",
    "intake_windows": f"{_AREA} industry=行业 {_SPAN} share=接收比例",
    "coaches": "fleet_id=车队编号 operator=运营单位|客运公司 vehicle_type=车型 seats=座位数 seat_rows=排数 "
    "count=车辆数 max_trips=每车最多趟次 drivers=驾驶员数 depot_adcode=车场区县代码 lon=经度 lat=纬度 "
    f"registration_adcode=车籍地代码 {_AVAILABLE} "
    "fixed_cents=起步价（分） cents_per_km=每公里（分） driver_day_cents=驾驶员日薪（分） positioning=空驶计费 "
    "accessible_seats=无障碍座位",
    "drivers": "driver_id=驾驶员编号 fleet_id=车队编号 whitelisted=白名单 health_code=健康码 "
    "available_from=可用起 available_to=可用止",
    "escorts": f"escort_id=护送员编号 kind=类型 base_adcode=驻地代码 {_AVAILABLE}",
    "services": "service_id=班次编号|车次航班编号 mode=方式 from_stop_id=出发站编号 to_stop_id=到达站编号 "
    "depart_at=出发时间 arrive_at=到达时间 units=车厢数 seats_per_unit=每厢座位 rows_per_unit=每厢排数 "
    "min_load=最低人数 fixed_cents=固定价（分） unit_cents=每厢价（分） seat_cents=每人价（分） "
    "commit_by=最迟订购时间",
    "service_stops": "service_id=班次编号 seq=序号 stop_id=站点编号 arrive_at=到达时间 depart_at=出发时间",
    "capacities": "kind=类型 place_id=地点编号 date=日期 amount=数量 from_at=时间起 to_at=时间止",
}

WORDS: Mapping[str, str] = {
    "绿灯": "green", "黄灯": "yellow", "红灯": "red", "绿码": "green", "黄码": "yellow", "红码": "red",
    "已登记": "registered", "已面试": "interviewed", "已录用": "accepted", "已放弃": "withdrawn",
    "低风险": "low", "中风险": "medium", "高风险": "high", "封控": "sealed",
    "客车": "coach", "专列": "train", "包车厢": "carriage_block", "团体票": "seat_block", "包机": "flight",
    "上车点": "pickup", "火车站": "rail_station", "机场": "airport", "检测点": "test_site", "隔离点": "quarantine_site",
    "住宿点": "lodging", "卡口": "gate", "检查站": "checkpoint", "留验站": "retention_station", "休息点": "rest_place",
    "通行证窗口": "permit_office", "不计": "none", "单程": "one_way", "往返": "return",
    "检测": "test", "隔离": "quarantine", "住宿": "lodging", "司机床位": "crew_bed", "通行证": "permit",
    "接收": "intake", "阴性": "negative", "阳性": "positive", "待出": "pending", "医护": "medic", "联络员": "liaison",
}  # fmt: skip
"""Values of choice columns. 卡口 is a gate both as a kind of stop and as a kind of capacity."""


def plain(word: str) -> str:
    """Header without case, blanks, full-width forms and the asterisk of obligatory columns."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return "".join(sign for sign in folded if not sign.isspace() and sign not in "*\ufeff\u200b")


def sheet_table(title: str) -> str:
    """Table that a sheet or file name means; the name itself if it is no known word."""
    return SHEETS.get(plain(title), plain(title))


def header_meanings(table: str) -> dict[str, str]:
    """Plain header → column name, for the columns of a table that the verifier reads."""
    meanings: dict[str, str] = {}
    for entry in _HEADERS.get(table, "").split():
        name, _, words = entry.partition("=")
        meanings[name] = name
        meanings.update((plain(word), name) for word in words.split("|"))
    return meanings
