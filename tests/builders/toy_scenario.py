"""The scenario of the little world: one folder of tables, written by hand."""

from __future__ import annotations

from pathlib import Path

SCENARIO_TOML = """\
[campaign]
id = "toy"
name = "小世界"
timezone = "Asia/Shanghai"
start = "2020-02-22"
end = "2020-02-29"
as_of = "2020-02-20T08:00+08:00"
destination_adcode = "330200"

[policy]
pack = "toy-pack.toml"

[policy.override]
max_pickups = 2

[network]
provider = "great-circle"
"""

PACK_TOML = """\
pack = "toy-pack"
title = "Rules of the little world"

[objective]
order = ["served", "lateness", "fairness", "cost", "blast_radius", "journey", "transfers"]

[[ruleset]]
effective_from = "2020-02-11"
path_levels = false
stop_ban_from = "high"
sealed_closed = true
max_pickups = 3
max_drops = 2
one_end_registration = true
permit_required = true
max_linehaul_legs = 1
banned_codes = ["red", "yellow"]
lights_closed = ["red"]
white_list_required = true
negative_list_closed = true
caps = [
  { mode = "coach", scope = "in_city", level = "*", share = "1.0" },
  { mode = "*", scope = "*", level = "*", share = "0.5" },
]
observation_rows = { coach = 2, train = 1 }
max_enterprises = { coach = 2 }
drivers = { continuous_day_s = 14400, continuous_night_s = 7200, rest_s = 1200, driving_24h_s = 28800, \
driving_7d_s = 158400, two_driver_m = 400000, two_driver_motorway_m = 600000, night_from_s = 79200, \
night_to_s = 21600, stop_from_s = 7200, stop_to_s = 18000, stop_exempt_m = 100000, night_speed_share = "0.8" }
times = { pickup_dwell_s = 900, drop_dwell_s = 600, turnaround_s = 2400, rail_board_s = 2700, rail_alight_s = 1800, \
air_board_s = 7200, air_alight_s = 2700, max_hub_wait_s = 28800, max_ride_s = 108000, max_journey_s = 108000 }
sources = { "*" = "written for tests" }

[[ruleset]]
effective_from = "2020-02-28"
caps = [ { mode = "*", scope = "*", level = "*", share = "1.0" } ]
sources = { "*" = "written for tests" }
"""

TABLES = {
    "enterprises": """\
enterprise_id,name,tier,whitelisted,negative_listed,light,resume_from,stock_out_on,supplies,priority_class
E1,测试企业一,1,true,false,green,2020-02-20,2020-02-28,,toys
E2,测试企业二,2,true,,green,,,E1,
""",
    "sites": """\
site_id,enterprise_id,name,lon,lat,adcode,opens,closes,intake_per_day,isolation_beds
S1,E1,北仑测试厂,121.83,29.90,330206,06:00,22:00,30,6
S2,E2,鄞州测试厂,121.60,29.80,330212,06:00,22:00,,
""",
    "stops": """\
stop_id,kind,name,lon,lat,adcode,opens,closes,people_per_hour,catchment_adcodes
P2,pickup,颍上测试客运站,116.26,32.64,341226,06:00,20:00,,
GYB,rail_station,贵阳测试站,106.67,26.62,520115,,,2000,520115
NGB,rail_station,宁波测试站,121.535,29.865,330203,05:00,24:00,3000,
KWE,airport,贵阳测试机场,106.80,26.54,520102,,,,
NGA,airport,宁波测试机场,121.46,29.83,330203,,,,
PO-NB,permit_office,宁波测试通行证窗口,121.55,29.87,330203,,,,330200
PO-GY,permit_office,贵阳测试通行证窗口,106.62,26.61,520115,,,,52
TS1,test_site,慈溪测试检测点,121.20,30.30,330282,,,,330206
QS1,quarantine_site,北仑测试隔离点,121.80,29.92,330206,,,,3302
LD1,lodging,宁波测试住宿点,121.56,29.88,330203,,,,
GT1,gate,北仑测试卡口,121.75,29.90,330206,,,80,330206
""",
    "zones": """\
adcode,level,valid_from,valid_to
341225,medium,2020-02-10,
340181,high,2020-02-10,2020-02-22
4201,sealed,2020-02-10,
""",
    "mode_bans": """\
adcode,mode,valid_from,valid_to
42,coach,2020-02-10,
330206,coach,2020-02-10,2020-02-23
""",
    "coaches": """\
fleet_id,operator,vehicle_type,seats,seat_rows,count,max_trips,drivers,depot_adcode,lon,lat,registration_adcode,\
available_from,available_to,fixed_cents,cents_per_km,driver_day_cents,positioning,accessible_seats
NB,宁波测试客运,coach49,49,12,2,2,3,330203,121.55,29.87,330203,2020-02-22,2020-02-29,80000,600,50000,return,4
GZ,兴义测试客运,coach37,37,10,1,,1,522301,104.90,25.09,522301,2020-02-22,2020-02-29,60000,500,40000,one_way,3
""",
    "services": """\
service_id,mode,from_stop_id,to_stop_id,depart_at,arrive_at,units,seats_per_unit,rows_per_unit,min_load,fixed_cents,\
unit_cents,seat_cents,commit_by
SV1,train,GYB,NGB,2020-02-24T20:00+08:00,2020-02-25T08:00+08:00,2,118,30,10,3000000,500000,20000,\
2020-02-21T18:00+08:00
SV2,flight,KWE,NGA,2020-02-25T10:00+08:00,2020-02-25T12:30+08:00,1,180,30,100,9000000,0,0,2020-02-21T18:00+08:00
""",
    "capacities": """\
kind,place_id,date,amount,from_at,to_at
permit,PO-NB,2020-02-21,1,,
permit,PO-NB,2020-02-22,2,,
test,TS1,2020-02-24,10,,
test,TS1,2020-02-25,10,,
quarantine,QS1,2020-02-24,8,,
crew_bed,LD1,2020-02-24,4,,
crew_bed,LD1,2020-02-25,4,,
gate,GT1,2020-02-24,20,,
gate,GT1,2020-02-25,15,2020-02-25T09:00+08:00,2020-02-25T12:00+08:00
intake,S2,2020-02-25,12,,
""",
    "inspections": """\
enterprise_id,date,missing_items,resolved
E1,2020-02-21,3,false
E2,2020-02-20,0,false
""",
    "intake_windows": """\
adcode,industry,valid_from,valid_to,share
330200,toys,2020-02-20,2020-02-24,0.65
330206,,2020-02-25,,0.95
""",
    "drivers": """\
driver_id,fleet_id,whitelisted,health_code,available_from,available_to
DR1,GZ,true,green,2020-02-22,2020-02-28
""",
    "escorts": """\
escort_id,kind,base_adcode,available_from,available_to
M1,medic,330203,2020-02-22,2020-02-28
M2,medic,522301,2020-02-22,2020-02-28
LI,liaison,520115,2020-02-22,2020-02-28
""",
    "heat": """\
origin_adcode,workers,ready_from,ready_to,source,confidence
520115,6,2020-02-22,,test,0.8
522327,10,2020-02-22,2020-02-27,test,
""",
    "demand": """\
enterprise_id,site_id,headcount,needed_from,due_at
E2,S2,7,2020-02-22,2020-02-29T18:00+08:00
""",
}

WORKERS = (
    *(("E1", "S1", "341225", "", "", "accepted", "green") for _ in range(6)),
    ("E1", "S1", "341226", "P2", "G1", "accepted", "green"),
    ("E1", "S1", "341226", "P2", "G1", "accepted", "green"),
    *(("E1", "S1", "341226", "P2", "", "accepted", "green") for _ in range(3)),
    *(("E1", "S1", "522327", "", "", "accepted", "green") for _ in range(5)),
    *(("E2", "S2", "522327", "", "", "accepted", "green") for _ in range(3)),
    ("E1", "S1", "341225", "", "", "withdrawn", "green"),
    ("E1", "S1", "341225", "", "", "accepted", "red"),
)
"""Firm, site, origin, pick-up, group, stage and code of W01, W02 …"""

WORKER_HEADER = (
    "worker_id,enterprise_id,site_id,origin_adcode,pickup_stop_id,ready_at,due_at,group_id,stage,health_code,"
    "health_code_at,origin_proof,tier,requested_at,needs,name,national_id,phone\n"
)


def workers_csv() -> str:
    """The table of workers; all of them generated."""
    lines = [
        f"W{n:02d},{firm},{site},{origin},{pickup},2020-02-22T08:00+08:00,2020-02-26T18:00+08:00,{group},{stage},{code},"
        f"2020-02-19T09:00+08:00,true,,{requested},{needs},测试甲{n:04d},{origin}19000101{n:03d}X,100{n:08d}\n"
        for n, (firm, site, origin, pickup, group, stage, code) in enumerate(WORKERS, 1)
        for requested in ("2020-02-22T08:00+08:00" if n <= 6 else "",)
        for needs in ("infant" if 17 <= n <= 19 else "",)
    ]
    return WORKER_HEADER + "".join(lines)


STRICT_RULES = {
    "test": """\
unmixed_from = "high"
unmixed_codes = true
max_enterprises = { coach = 2, train = 2 }
arrivals = [{ level = "medium", action = "test" }]
test_result_s = 1200
escorts = [
  { kind = "medic", mode = "coach", persons_per = 12 },
  { kind = "liaison", mode = "train", ride_over_s = 36000 },
]
promise_s = 172800
promise_to = "boarding"
corridors = ["34", "33", "52"]
driver_white_list = true
lights = { yellow_items = 2, red_after = 3, intake_factor = { yellow = "0.5" } }
times = { transfer_min_s = 900 }
""",
    "quarantine": """\
arrivals = [{ level = "medium", action = "quarantine", days = 2 }]
closed_loop_from = "medium"
""",
}
"""Overrides that switch rules on; the little world keeps them. A part can only be tested or quarantined."""


def switch_on(folder: Path, which: str = "test") -> None:
    """Append a set of ``STRICT_RULES`` to the override of a scenario folder."""
    path = folder / "scenario.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("max_pickups = 2\n", f"max_pickups = 2\n{STRICT_RULES[which]}", 1), encoding="utf-8")


def toy_scenario(tmp: Path) -> Path:
    """Write the scenario to ``tmp / "scenario"`` and return that folder."""
    folder = tmp / "scenario"
    folder.mkdir(parents=True)
    (folder / "scenario.toml").write_text(SCENARIO_TOML, encoding="utf-8")
    (folder / "toy-pack.toml").write_text(PACK_TOML, encoding="utf-8")
    (folder / "workers.csv").write_text(workers_csv(), encoding="utf-8")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
