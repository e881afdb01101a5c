"""Contracts of the tables about what carries: coaches, drivers, services, escorts, capacities."""

from __future__ import annotations

from planner.domain.fleet import Positioning
from planner.domain.service import Mode
from planner.ingest.contracts.column import Choice, Column, Kind, Table
from planner.ingest.contracts.people import CODES
from planner.ingest.contracts.places import LAT, LON, MODES

_FROM = Column("available_from", Kind.FROM, "可用起", "Available from.", aliases=("可用日期起",))
_TO = Column("available_to", Kind.TO, "可用止", "Available to.", field="available_until", aliases=("可用日期止",))
_FLEET = Column("fleet_id", Kind.ID, "车队编号", "Fleet.", reference=("coaches",))
_PLACES = ("stops", "sites")

COACHES = Table(
    "coaches",
    "客车",
    "Like coaches of one operator at one depot, one row per fleet.",
    (
        Column("fleet_id", Kind.ID, "车队编号", "Fleet; unique. Vehicles are `fleet_id#n`."),
        Column("operator", Kind.TEXT, "运营单位", "Operator.", aliases=("客运公司",)),
        Column("vehicle_type", Kind.TEXT, "车型", "Type."),
        Column(
            "seats",
            Kind.INTEGER,
            "座位数",
            "Passenger seats, drivers not counted.",
            minimum=1,
            maximum=10_000,
            unit="seats",
        ),
        Column("seat_rows", Kind.INTEGER, "排数", "Rows of seats.", minimum=1, unit="rows"),
        Column("count", Kind.INTEGER, "车辆数", "Vehicles.", minimum=0, unit="vehicles"),
        Column(
            "max_trips", Kind.INTEGER, "每车最多趟次", "Most loaded trips of one vehicle.", optional=True, minimum=1
        ),
        Column("drivers", Kind.INTEGER, "驾驶员数", "Drivers of the whole row.", minimum=0, unit="persons"),
        Column("depot_adcode", Kind.COUNTY, "车场区县代码", "County of the depot."),
        LON,
        LAT,
        Column("registration_adcode", Kind.COUNTY, "车籍地代码", "County of registration."),
        _FROM,
        _TO,
        Column("fixed_cents", Kind.INTEGER, "起步价（分）", "Per trip.", minimum=0, unit="fen"),
        Column("cents_per_km", Kind.INTEGER, "每公里（分）", "Per paid kilometre.", minimum=0, unit="fen/km"),
        Column("driver_day_cents", Kind.INTEGER, "驾驶员日薪（分）", "Per driver and day.", minimum=0, unit="fen"),
        Column(
            "positioning",
            Kind.CHOICE,
            "空驶计费",
            "Which empty run is paid.",
            choices=(Choice("none", "不计"), Choice("one_way", "单程"), Choice("return", "往返")),
            convert=Positioning,
        ),
        Column(
            "accessible_seats", Kind.INTEGER, "无障碍座位", "Wheelchair places.", optional=True, minimum=0, unit="seats"
        ),
    ),
    key=("fleet_id",),
)

DRIVERS = Table(
    "drivers",
    "驾驶员",
    "Named drivers; without this table they are counted per fleet.",
    (
        Column("driver_id", Kind.ID, "驾驶员编号", "Driver; unique."),
        _FLEET,
        Column("whitelisted", Kind.BOOLEAN, "白名单", "On the white list of drivers."),
        Column("health_code", Kind.CHOICE, "健康码", "Colour of the code.", choices=CODES),
        Column("available_from", Kind.FROM, "可用起", "Available from.", optional=True),
        Column("available_to", Kind.TO, "可用止", "Available to.", optional=True, field="available_until"),
    ),
    key=("driver_id",),
)

SERVICES = Table(
    "services",
    "班次",
    "Offers of trains, carriages, seats and flights that the plan may open.",
    (
        Column("service_id", Kind.ID, "班次编号", "Service; unique.", aliases=("车次航班编号",)),
        Column("mode", Kind.CHOICE, "方式", "Mode.", choices=MODES[1:], convert=Mode),
        Column("from_stop_id", Kind.ID, "出发站编号", "Station or airport of departure.", reference=("stops",)),
        Column("to_stop_id", Kind.ID, "到达站编号", "Station or airport of arrival.", reference=("stops",)),
        Column("depart_at", Kind.MOMENT, "出发时间", "Departure."),
        Column("arrive_at", Kind.MOMENT, "到达时间", "Arrival."),
        Column("units", Kind.INTEGER, "车厢数", "Carriages; 1 for a flight.", minimum=1),
        Column(
            "seats_per_unit", Kind.INTEGER, "每厢座位", "Seats of one carriage or aircraft.", minimum=1, unit="seats"
        ),
        Column("rows_per_unit", Kind.INTEGER, "每厢排数", "Rows of one carriage or aircraft.", minimum=1, unit="rows"),
        Column("min_load", Kind.INTEGER, "最低人数", "Opened only with at least so many.", minimum=0, unit="persons"),
        Column("fixed_cents", Kind.INTEGER, "固定价（分）", "For opening it.", minimum=0, unit="fen"),
        Column("unit_cents", Kind.INTEGER, "每厢价（分）", "Per carriage or aircraft used.", minimum=0, unit="fen"),
        Column("seat_cents", Kind.INTEGER, "每人价（分）", "Per person.", minimum=0, unit="fen"),
        Column("commit_by", Kind.MOMENT, "最迟订购时间", "Must be ordered by; not after departure."),
    ),
    key=("service_id",),
)

SERVICE_STOPS = Table(
    "service_stops",
    "班次停站",
    "Calls of services with more than two; `seq` from 1, first and last as in `services`.",
    (
        Column("service_id", Kind.ID, "班次编号", "Service.", reference=("services",)),
        Column("seq", Kind.INTEGER, "序号", "Order of the call.", minimum=1),
        Column("stop_id", Kind.ID, "站点编号", "Stop.", reference=("stops",)),
        Column("arrive_at", Kind.MOMENT, "到达时间", "Arrival."),
        Column("depart_at", Kind.MOMENT, "出发时间", "Departure."),
    ),
    key=("service_id", "seq"),
)

CAPACITY_KINDS = (
    Choice("test", "检测"),
    Choice("quarantine", "隔离"),
    Choice("lodging", "住宿"),
    Choice("crew_bed", "司机床位"),
    Choice("permit", "通行证"),
    Choice("gate", "卡口"),
    Choice("intake", "接收"),
)

CAPACITIES = Table(
    "capacities",
    "能力",
    "Amounts per place and day; a row overrides the default of its place.",
    (
        Column("kind", Kind.CHOICE, "类型", "What is scarce.", choices=CAPACITY_KINDS),
        Column("place_id", Kind.ID, "地点编号", "Stop or site.", reference=_PLACES),
        Column("date", Kind.DATE, "日期", "Day.", field="day"),
        Column("amount", Kind.INTEGER, "数量", "Amount.", minimum=0),
        Column("from_at", Kind.MOMENT, "时间起", "Only from this moment of the day.", optional=True),
        Column("to_at", Kind.MOMENT, "时间止", "Only to this moment of the day.", optional=True),
    ),
    key=("kind", "place_id", "date", "from_at"),
)

ESCORTS = Table(
    "escorts",
    "护送人员",
    "Medics and liaison officers.",
    (
        Column("escort_id", Kind.ID, "护送员编号", "Escort; unique."),
        Column(
            "kind",
            Kind.CHOICE,
            "类型",
            "Medic or liaison.",
            choices=(Choice("medic", "医护"), Choice("liaison", "联络员")),
        ),
        Column("base_adcode", Kind.COUNTY, "驻地代码", "County of the base."),
        _FROM,
        _TO,
    ),
    key=("escort_id",),
)

EVENT_KINDS = (
    Choice("zone", "风险等级"),
    Choice("light", "三色灯"),
    Choice("no_show", "未到"),
    Choice("list", "名单"),
    Choice("vehicle", "车辆"),
    Choice("driver", "驾驶员"),
    Choice("permit", "通行证"),
    Choice("service", "班次"),
    Choice("capacity", "能力"),
    Choice("pack", "规则包"),
)

EVENTS = Table(
    "events",
    "变动",
    "What changed since the plan was published; read by a re-plan.",
    (
        Column("kind", Kind.CHOICE, "类型", "What changed.", choices=EVENT_KINDS),
        Column("target", Kind.TEXT, "对象", "adcode, enterprise_id, worker_id, fleet_id, service_id or place_id."),
        Column("value", Kind.TEXT, "新值", "New value.", blank=True),
        Column("valid_from", Kind.FROM, "起始", "From.", field="from_at"),
        Column("valid_to", Kind.TO, "截止", "To; empty: open.", optional=True, field="until_at"),
    ),
)

MATRIX = Table(
    "matrix",
    "距离表",
    "Distances for the `matrix` provider; every ordered pair of places in use.",
    (
        Column("from", Kind.ID, "起点", "Place id."),
        Column("to", Kind.ID, "终点", "Place id."),
        Column("distance_m", Kind.INTEGER, "距离（米）", "Road distance.", minimum=0, unit="m"),
        Column("drive_s", Kind.INTEGER, "用时（秒）", "Driving time by day, without stops.", minimum=0, unit="s"),
    ),
    key=("from", "to"),
)
