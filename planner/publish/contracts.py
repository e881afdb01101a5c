"""The tables of a plan folder: one list that the writer, the reader and the data dictionary share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planner.domain.demand import Cohort
from planner.domain.plan import (
    DriverDuty,
    Duty,
    Dwell,
    EscortDuty,
    Load,
    Offer,
    PathStepRow,
    Reservation,
    Residual,
    Seat,
    StopTime,
    Trip,
    Unserved,
)

PLAN_FILE = "plan.json"
SHAPES_FILE = "paths.geojson"
BOUND_FILE = "bound.json"
VIOLATIONS_FILE = "violations.jsonl"


class Kind(StrEnum):
    """How the text of a cell is read."""

    TEXT = "text"
    INT = "int"
    MOMENT = "moment"
    DATE = "date"
    FLAG = "flag"
    IDS = "ids"
    INTS = "ints"
    MODE = "mode"
    ROLE = "role"
    LEVEL = "level"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name in the file, field of the row type, kind, and its meaning in both languages."""

    name: str
    field: str
    kind: Kind
    zh: str
    meaning: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class PlanTable:
    """One CSV file of a plan folder; ``attribute`` is the field of ``Plan`` that holds its rows."""

    file: str
    attribute: str
    row_type: type
    zh: str
    meaning: str
    columns: tuple[Column, ...]


def _text(name: str, zh: str, meaning: str, optional: bool = False, field: str = "") -> Column:
    return Column(name, field or name, Kind.TEXT, zh, meaning, optional)


def _int(name: str, zh: str, meaning: str, optional: bool = False) -> Column:
    return Column(name, name, Kind.INT, zh, meaning, optional)


def _moment(name: str, zh: str, meaning: str, optional: bool = False) -> Column:
    return Column(name, name, Kind.MOMENT, zh, meaning, optional)


COHORT = _text("cohort_id", "群组编号", "cohort: workers alike for planning")
PART = _text("part_id", "分组编号", "part of a cohort that travels together all the way")
LEG = _int("leg_seq", "段序", "leg of the itinerary, from 1")
TRIP = _text("trip_id", "车次编号", "trip: one coach run, aircraft or carriage")
BOARD_SEQ = _int("board_seq", "上车站序", "seq of the halt where the part boards")
ALIGHT_SEQ = _int("alight_seq", "下车站序", "seq of the halt where the part alights")
SITE = _text("site_id", "厂点编号", "factory door")
ENTERPRISE = _text("enterprise_id", "企业编号", "enterprise")
ORIGIN = _text("origin_adcode", "出发县", "county of origin, code of February 2020")
PERSONS = _int("persons", "人数", "head-count")
SEQ = _int("seq", "序号", "order, from 1")
FROM_PLACE = _text("from", "起点", "place where it begins", field="from_place")
TO_PLACE = _text("to", "终点", "place where it ends", field="to_place")
FROM_AT = _moment("from_at", "开始时间", "beginning")
TO_AT = _moment("to_at", "结束时间", "end")
SERVICE = _text("service_id", "线路班次", "offered train or flight", optional=True)

TABLES: tuple[PlanTable, ...] = (
    PlanTable(
        "cohorts.csv", "cohorts", Cohort, "群组", "who is planned for, grouped",
        (
            COHORT,
            _text("source", "来源", "named (lists) or heat (counts)"),
            ENTERPRISE,
            SITE,
            ORIGIN,
            _text("pickup_stop_id", "上车点", "home door: a stop or adcode:NNNNNN", field="pickup_id"),
            _moment("ready_at", "可出发时间", "boarding not before"),
            _moment("due_at", "到岗期限", "arrival not after"),
            _int("tier", "优先级", "0 is served first"),
            _text("health_class", "健康码", "health class of all members"),
            PERSONS,
            Column("group_sizes", "group_sizes", Kind.INTS, "同行组人数", "sizes of travel groups, ;", True),
            Column("worker_ids", "worker_ids", Kind.IDS, "人员编号", "members of a named cohort, ;", True),
            _moment("board_by", "最迟上车时间", "first boarding not after; empty: only due_at binds", optional=True),
            _text("needs", "特殊需要", "what every member needs, joined by ;, or empty"),
        ),
    ),
    PlanTable(
        "trips.csv", "trips", Trip, "车次", "one row per coach run, aircraft or carriage",
        (
            TRIP,
            _int("batch_no", "批次", "batch: same day, origin city (or service) and destination city"),
            Column("mode", "mode", Kind.MODE, "方式", "coach, train, carriage_block, seat_block, flight"),
            SERVICE,
            _int("unit_no", "车厢", "carriage of the service", optional=True),
            _text("fleet_id", "车队", "fleet of a coach", optional=True),
            _int("vehicle_no", "车号", "vehicle of the fleet; vehicle_id = fleet_id#vehicle_no", optional=True),
            Column("leg_role", "leg_role", Kind.ROLE, "作用", "direct, feeder, linehaul, last_mile, transfer"),
            _text("from_stop_id", "始发", "first stop"),
            _text("to_stop_id", "终到", "last stop or site"),
            _moment("depart_at", "出发时间", "departure from the first stop"),
            _moment("arrive_at", "到达时间", "arrival at the last stop"),
            _int("seats", "座位", "seats without the drivers'"),
            _int("usable_seats", "可用座位", "seats that may be taken under the rules"),
            _int("load", "乘坐人数", "most persons aboard at once"),
            _int("distance_m", "里程（米）", "loaded distance"),
            _int("drive_s", "行驶（秒）", "driving time"),
            _int("cost_cents", "费用（分）", "cost of a coach trip; services cost in offers.csv"),
            Column("level", "level", Kind.LEVEL, "风险等级", "strictest zone level of its stops"),
            _text("rule_version", "规则版本", "rule set in force at departure"),
            _int("drivers", "驾驶员", "drivers aboard"),
            Column("escort_ids", "escort_ids", Kind.IDS, "随车人员", "escorts aboard, ;", True),
            _text("permit_no", "通行证", "permit drawn", optional=True),
            Column("emergency_order", "emergency_order", Kind.FLAG, "应急任务", "true or false"),
            Column("closed_loop", "closed_loop", Kind.FLAG, "闭环", "true or false"),
        ),
    ),
    PlanTable(
        "stop_times.csv", "stop_times", StopTime, "站点时刻", "every halt of every trip",
        (
            TRIP,
            SEQ,
            _text("stop_id", "站点", "stop, site or adcode:NNNNNN"),
            _moment("arrive_at", "到站", "arrival"),
            _moment("depart_at", "离站", "departure"),
            _int("board", "上车", "persons boarding"),
            _int("alight", "下车", "persons alighting"),
            Column("activity", "activity", Kind.ACTIVITY, "事项",
                   "board, alight, rest, driver_change, overnight, test, disinfect"),
        ),
    ),
    PlanTable(
        "paths.csv", "paths", PathStepRow, "途经", "counties that a coach trip runs through",
        (
            TRIP,
            SEQ,
            _text("adcode", "区县", "county"),
            _moment("enter_at", "进入", "entry"),
            _moment("leave_at", "离开", "exit"),
            _int("distance_m", "里程（米）", "metres inside"),
            _int("motorway_m", "高速（米）", "of which motorway"),
            _int("drive_s", "行驶（秒）", "driving time inside"),
        ),
    ),
    PlanTable(
        "loads.csv", "loads", Load, "乘载", "which part of a cohort rides which trip, from halt to halt",
        (COHORT, PART, LEG, TRIP, BOARD_SEQ, ALIGHT_SEQ, PERSONS),
    ),
    PlanTable(
        "manifest.csv", "manifest", Seat, "乘客名单", "named workers and their seats",
        (
            _text("worker_id", "人员编号", "worker"),
            COHORT, PART, LEG, TRIP, BOARD_SEQ, ALIGHT_SEQ,
            _text("seat", "座位号", "seat", optional=False),
        ),
    ),
    PlanTable(
        "dwells.csv", "dwells", Dwell, "停留", "parts waiting between legs",
        (
            COHORT, PART,
            _text("place_id", "地点", "where"),
            FROM_AT, TO_AT, PERSONS,
            _text("purpose", "事由", "test, quarantine, overnight, hub_wait"),
        ),
    ),
    PlanTable(
        "offers.csv", "offers", Offer, "运力报价", "what became of every offered service",
        (
            _text("service_id", "线路班次", "offered train or flight"),
            Column("opened", "opened", Kind.FLAG, "开行", "true or false"),
            _int("units", "车厢数", "carriages used"),
            PERSONS,
            _int("cost_cents", "费用（分）", "whole cost of the service"),
            _text("reason", "原因", "why it was opened or not"),
        ),
    ),
    PlanTable(
        "unserved.csv", "unserved", Unserved, "未安排", "who is left behind and why",
        (
            _text("worker_id", "人员编号", "worker; empty: persons of the cohort", optional=True),
            COHORT, PERSONS,
            _text("reason", "原因代码", "code of data/reference/reasons.csv"),
            _text("detail", "说明", "sentence"),
            _text("blocking_id", "受阻于", "what stands in the way", optional=True),
            _text("release", "可行变通", "cheapest change that would seat them", optional=True),
            _text("rule", "规则", "rule that forces it; empty: none"),
            _text("rule_version", "规则版本", "rule set that forces it; empty: none"),
        ),
    ),
    PlanTable(
        "residuals.csv", "residuals", Residual, "结转", "persons carried over",
        (
            ENTERPRISE, SITE, ORIGIN, PERSONS,
            _text("kind", "类别", "requeue, replacement, funnel"),
            _text("reason", "原因", "why"),
        ),
    ),
    PlanTable(
        "duties.csv", "duties", Duty, "车辆任务", "runs of every vehicle in order",
        (
            _text("vehicle_id", "车辆", "fleet_id#vehicle_no"),
            SEQ,
            _text("trip_id", "车次", "a trip_id, deadhead or turnaround", optional=True),
            FROM_PLACE, TO_PLACE,
            _moment("depart_at", "出发时间", "beginning"),
            _moment("arrive_at", "到达时间", "end"),
            _int("distance_m", "里程（米）", "distance"),
            _text("kind", "类别", "trip, deadhead or turnaround"),
        ),
    ),
    PlanTable(
        "driver_duties.csv", "driver_duties", DriverDuty, "驾驶员任务", "spells of every driver",
        (
            _text("driver_id", "驾驶员", "driver"),
            _text("vehicle_id", "车辆", "fleet_id#vehicle_no"),
            SEQ,
            _text("activity", "事项", "a trip_id or an activity"),
            FROM_PLACE, TO_PLACE, FROM_AT, TO_AT,
        ),
    ),
    PlanTable(
        "escort_duties.csv", "escort_duties", EscortDuty, "随车任务", "spells of every escort",
        (
            _text("escort_id", "随车人员", "escort"),
            SEQ,
            _text("activity", "事项", "a trip_id or an activity"),
            FROM_PLACE, TO_PLACE, FROM_AT, TO_AT,
        ),
    ),
    PlanTable(
        "reservations.csv", "reservations", Reservation, "占用", "dated capacities taken",
        (
            _text("kind", "类别", "permit, gate, test, quarantine, lodging, crew_bed, intake"),
            _text("place_id", "地点", "where"),
            Column("date", "day", Kind.DATE, "日期", "local day"),
            _int("amount", "数量", "amount taken"),
            _text("trip_id", "车次编号", "trip it is for", optional=True),
            _text("part_id", "分组编号", "part it is for", optional=True),
            _moment("from_at", "开始时间", "beginning", optional=True),
            _moment("to_at", "结束时间", "end", optional=True),
        ),
    ),
)

DOCUMENTS = (PLAN_FILE, SHAPES_FILE, BOUND_FILE, VIOLATIONS_FILE)
PLAN_FILES: tuple[str, ...] = (*DOCUMENTS, *(table.file for table in TABLES))
"""Every file of a plan folder."""
