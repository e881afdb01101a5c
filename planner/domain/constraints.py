"""The one list of constraints: what binds, who keeps it, which fields of a rule pack it reads, where it comes from.

The verifier's list of rules (``planner.verify.rules()``) has the same ids. ``returnline rules`` prints both side by
side, and ``tests/catalogue`` refuses an id that lacks one of its parts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Constraint:
    """Something that every plan keeps.

    Attributes
    ----------
    rule_id : str
        Id of the rule of the verifier that checks it.
    kept_by : tuple of str
        Functions and classes of the planning rooms that keep it, ``module:name``.
    fields : tuple of str
        Fields of a rule set that it reads, e.g. ``times.max_ride_s``; empty: the scenario alone decides.
    zh, en : str
        What it demands, in a line.
    source : str
        Document or section it comes from.
    """

    rule_id: str
    kept_by: tuple[str, ...]
    fields: tuple[str, ...]
    zh: str
    en: str
    source: str


CONSTRAINTS: tuple[Constraint, ...] = (
    Constraint(
        "coverage", ("planner.schedule.parts:make_parts", "planner.explain.reasons:unserved_rows"), (),
        "每人恰有一个行程，或列明未安排的原因",
        "Each worker is on exactly one itinerary, or unserved with a reason.", "domain.md E.4 (1, 3)",
    ),
    Constraint(
        "continuity", ("planner.candidates.ways:handling_s", "planner.schedule.parts:make_parts"),
        (
            "max_linehaul_legs", "times.pickup_dwell_s", "times.drop_dwell_s", "times.rail_board_s",
            "times.rail_alight_s", "times.air_board_s", "times.air_alight_s", "times.transfer_min_s",
            "times.max_hub_wait_s", "drivers.night_speed_share",
        ),
        "家门、车门、厂门相接，换乘时间足够，行驶合乎里程与车速",
        "Legs meet in place and time from the home door to the factory door; vehicles move as vehicles can.",
        "三点零缝隙, domain.md E.4 (3, 13, 15)",
    ),
    Constraint(
        "windows", ("planner.demand.windows:NamedWindows", "planner.schedule.timetable:timed_options"),
        ("promise_s", "promise_to"),
        "不早于可出发时间，不晚于到岗期限，在开放时间内，兑现承诺时限",
        "Not before ready, not after due, within opening hours, within a promise to those who asked.",
        "domain.md E.4 (3, 15); Cixi 2020",
    ),
    Constraint(
        "capacity", ("planner.schedule.units:fill", "planner.schedule.seats:seat_plan"), (),
        "任意两站之间车上人数不超过可用座位，一人一座",
        "Persons aboard between two halts within the usable seats; one seat, one person.", "domain.md E.4 (2)",
    ),
    Constraint(
        "load_cap", ("planner.schedule.world:World.usable_seats", "planner.optimise.master:usable_per_unit"),
        ("caps", "path_levels", "level_area"),
        "按当日途经停靠地最高等级的满载率计可用座位（就高）",
        "Usable seats by the load cap of the strictest level, by the rule set at departure.", "交运明电〔2020〕56号",
    ),
    Constraint(
        "observation", ("planner.schedule.linehaul:seats_beside", "planner.schedule.seats:seat_plan"),
        ("observation_rows",),
        "车厢后部观察区留空",
        "Rear rows stay free for people who fall ill on the way.", "domain.md B.1",
    ),
    Constraint(
        "stop_ban", ("planner.schedule.timetable:timed_options", "planner.optimise.problem:build_routing_data"),
        ("stop_ban_from", "level_area"),
        "高等级地区途中不得上下客",
        "No boarding or alighting in transit where the level bans it.", "Ministry of Transport, 28 February 2020",
    ),
    Constraint(
        "sealed", ("planner.travel.ground:lay_ground", "planner.schedule.world:World.sealed"), ("sealed_closed",),
        "不进、不出、不穿越封控区",
        "No way through, from or to a sealed zone; the way goes round, by geometry.", "domain.md E.4 (5)",
    ),
    Constraint(
        "mixing", ("planner.schedule.books.mixing:MixingBook", "planner.schedule.units:fill"),
        ("max_enterprises", "unmixed_from", "unmixed_codes"),
        "同车的来源等级、健康码和企业数受限",
        "Levels of origin, health codes and the number of enterprises that may share a vehicle or carriage.",
        "domain.md E.4 (8)",
    ),
    Constraint(
        "eligibility", ("planner.demand.eligibility:Funnel", "planner.demand.papers:Papers"),
        (
            "stages", "banned_codes", "code_max_age_s", "banned_origins", "proof_from", "certificate_from", "test_from",
            "test_max_age_s", "lights_closed", "white_list_required", "negative_list_closed", "lights.yellow_items",
            "lights.red_after",
        ),
        "登记、健康码、证明、检测、三色灯、名单与复工日期均合规方可出行",
        "Stage, code, origin, papers, test, light, lists and resumption let the person travel.", "domain.md E.4 (4)",
    ),
    Constraint(
        "direct_only", ("planner.domain.routing:RoutedTrip", "planner.optimise.routing:route_coaches"), (),
        "点对点：有人下车后不再上客",
        "Nobody boards once somebody has alighted.", "点对点, domain.md B.1, B.2",
    ),
    Constraint(
        "stops", ("planner.optimise.problem:build_routing_data",), ("max_pickups", "max_drops"),
        "一车上客点和下客点数不超过上限",
        "Most places at which a coach trip boards and sets down.", "domain.md E.4 (9)",
    ),
    Constraint(
        "long_lines", ("planner.candidates.ways:direct_ways", "planner.schedule.timetable:timed_options"),
        ("max_trip_m",),
        "单程里程不超过上限（长途班线从严控制）",
        "No coach trip is longer than the rules allow; who lives farther goes by rail or air.",
        "国发〔2012〕30号; domain.md B.1",
    ),
    Constraint(
        "ride_time", ("planner.candidates.ways:direct_ways", "planner.schedule.timetable:timed_options"),
        ("times.max_ride_s", "times.max_journey_s"),
        "乘车与全程时间不超过上限",
        "Longest time on board and longest journey.", "model.md: Binds",
    ),
    Constraint(
        "drivers",
        ("planner.schedule.clock:drive", "planner.schedule.timetable:crew_of", "planner.schedule.crews:DriverPool"),
        (
            "drivers.continuous_day_s", "drivers.continuous_night_s", "drivers.rest_s", "drivers.driving_24h_s",
            "drivers.driving_7d_s", "drivers.two_driver_m", "drivers.two_driver_motorway_m", "drivers.night_from_s",
            "drivers.night_to_s", "drivers.stop_from_s", "drivers.stop_to_s", "drivers.stop_exempt_m",
            "driver_white_list",
        ),
        "白天4小时、夜间2小时必须休息，日、周驾驶时限，长途双驾，凌晨停驶",
        "Driving stretches, rests, hours per day and week, two drivers on long trips, the night stop; listed drivers.",
        "道路旅客运输企业安全管理规范 art. 38, 45",
    ),
    Constraint(
        "vehicles", ("planner.schedule.yards:Yard", "planner.schedule.rotations:rotate"),
        ("one_end_registration", "times.turnaround_s", "closed_loop_from", "crew_isolation_days"),
        "一车同一时间只在一处，往返场站，趟间消毒，车籍在一端，闭环后停运",
        "In one place at a time, disinfected between loads, registered at one end, apart after a closed loop.",
        "charter regulations art. 57; Pinghu 2022 (三点往返)",
    ),
    Constraint(
        "escorts", ("planner.schedule.books.escorts:EscortBook", "planner.schedule.escorting:Roster"), ("escorts",),
        "按比例配随车医护、联络人员，一人同一时间只在一处，由驻地往返",
        "Medics and liaisons where the ratio asks, in one place at a time, from and back to base.",
        "Cixi and Ningbo, February 2020",
    ),
    Constraint(
        "permits", ("planner.schedule.books.permits:PermitBook",), ("permit_required",),
        "出市包车一趟一证，按发证点每日数量",
        "One permit for a coach trip beyond its city, within what the office issues a day.", "contract.md section 6",
    ),
    Constraint(
        "hubs",
        (
            "planner.schedule.books.hubs:HubBook", "planner.schedule.books.gates:GateBook",
            "planner.schedule.linehaul:Linehaul",
        ),
        (),
        "车站、机场、卡口按每刻钟通过人数",
        "Persons per quarter-hour at stations, airports and gates.", "contract.md section 6; domain.md E.4 (13)",
    ),
    Constraint(
        "tests", ("planner.schedule.books.tests:LabBook", "planner.schedule.labs:lab_halts"),
        ("arrivals", "test_result_s"),
        "到达需检测者在检测点等候结果，不超过当日检测能力",
        "Those who owe a test wait at a laboratory for the result, within its tests a day.", "Ningbo, 13 February 2020",
    ),
    Constraint(
        "beds", ("planner.schedule.books.beds:BedBook", "planner.schedule.books.crew_beds:CrewBedBook"),
        ("arrivals", "crew_isolation_days"),
        "隔离人员与闭环司乘逐日占用床位，不超过床位数",
        "Quarantine on arrival and isolating crews take beds for each of their days.", "Pinghu 2022; domain.md B.4",
    ),
    Constraint(
        "intake", ("planner.schedule.books.intake:IntakeBook",), ("lights.intake_factor", "lights_closed"),
        "厂区每日接收人数按灯色折减，并受复工图比例限制",
        "What a factory takes in a day, by its light and by the resumption map.", "三色亮灯, Ninghai 2020; 复工图",
    ),
    Constraint(
        "services", ("planner.optimise.master:choose_services", "planner.schedule.linehaul:Linehaul"), (),
        "专列、包机达到最低人数，整节车厢，按期预订",
        "Minimum load, whole carriages, ordered in time, as offered.", "domain.md B.2, B.3",
    ),
    Constraint(
        "groups",
        ("planner.demand.windows:NamedWindows", "planner.schedule.units:fill", "planner.schedule.seats:seat_people"),
        (),
        "同行人员不拆开",
        "A travel group rides on the same vehicles, or stays.", "domain.md E.4 (3)",
    ),
    Constraint(
        "access", ("planner.schedule.books.access:AccessBook", "planner.schedule.books.access:split_for_access"), (),
        "轮椅、婴幼儿等需要在无障碍座位数内",
        "Persons with needs aboard a coach within its accessible seats.", "model.md: Binds",
    ),
    Constraint(
        "modes", ("planner.schedule.world:World.banned", "planner.travel.ground:lay_ground"), ("corridors",),
        "停运地区不停靠，规定通道时不驶出通道",
        "No stop of a banned mode while the ban holds; corridors kept where a pack demands them.", "model.md: Binds",
    ),
    Constraint(
        "files", ("planner.publish.tables:write_plan",), (),
        "文件齐全，编号唯一，引用有效",
        "Files are whole, ids unique, references known.", "contract.md section 3",
    ),
    Constraint(
        "objective", ("planner.objective:objective_levels", "planner.objective:cost_shares"),
        ("incidence_ppm", "cost_shares"),
        "公布的数字与各表一致",
        "Published figures are what the tables say.", "contract.md section 6",
    ),
)  # fmt: skip
"""In the order of the verifier's rules, as far as they go together."""
