"""The plan of the little world: a plan folder without violations against ``toy_scenario``, written by hand."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.builders.toy_scenario import WORKERS

COHORTS = """\
cohort_id,source,enterprise_id,site_id,origin_adcode,pickup_stop_id,ready_at,due_at,\
tier,health_class,persons,group_sizes,worker_ids,board_by,needs
C1,named,E1,S1,341225,adcode:341225,2020-02-22T08:00+08:00,2020-02-26T18:00+08:00,1,green,6,,W01;W02;W03;W04;W05;W06,2020-02-24T08:00+08:00,
C2,named,E1,S1,341226,P2,2020-02-22T08:00+08:00,2020-02-26T18:00+08:00,1,green,5,2,W07;W08;W09;W10;W11,,
C3,named,E1,S1,522327,adcode:522327,2020-02-22T08:00+08:00,2020-02-26T18:00+08:00,1,green,5,,W12;W13;W14;W15;W16,,
C4,named,E2,S2,522327,adcode:522327,2020-02-22T08:00+08:00,2020-02-26T18:00+08:00,1,green,3,,W17;W18;W19,,infant
C5,named,E1,S1,341225,adcode:341225,2020-02-22T08:00+08:00,2020-02-26T18:00+08:00,1,red,1,,W21,,
H1,heat,E2,S2,520115,adcode:520115,2020-02-22T00:00+08:00,2020-02-27T23:59:59+08:00,1,green,4,,,,
"""

TRIPS = """\
trip_id,batch_no,mode,service_id,unit_no,fleet_id,vehicle_no,leg_role,from_stop_id,to_stop_id,depart_at,arrive_at,\
seats,usable_seats,load,distance_m,drive_s,cost_cents,level,rule_version,drivers,escort_ids,permit_no,emergency_order,\
closed_loop
D1,1,coach,,,NB,1,direct,adcode:341225,S1,2020-02-24T06:00+08:00,2020-02-24T15:55+08:00,49,24,11,792000,32400,1244200,\
medium,toy-pack@2020-02-11,2,M1,NB-0001,false,true
F1,2,coach,,,GZ,1,feeder,adcode:522327,GYB,2020-02-24T13:30+08:00,2020-02-24T17:30+08:00,37,18,8,280000,14400,345000,\
low,toy-pack@2020-02-11,1,M2,GY-0001,false,false
SV1#1,3,train,SV1,1,,,linehaul,GYB,NGB,2020-02-24T20:00+08:00,2020-02-25T08:00+08:00,118,59,12,1500000,43200,0,\
low,toy-pack@2020-02-11,0,LI,,false,false
L1,4,coach,,,NB,1,last_mile,NGB,S1,2020-02-25T08:45+08:00,2020-02-25T10:00+08:00,49,38,12,46000,3900,180400,\
low,toy-pack@2020-02-11,1,M1,,false,false
"""

STOP_TIMES = """\
trip_id,seq,stop_id,arrive_at,depart_at,board,alight,activity
D1,1,adcode:341225,2020-02-24T05:45+08:00,2020-02-24T06:00+08:00,6,0,board
D1,2,P2,2020-02-24T07:00+08:00,2020-02-24T07:15+08:00,5,0,board
D1,3,adcode:340181,2020-02-24T10:15+08:00,2020-02-24T10:35+08:00,0,0,rest
D1,4,TS1,2020-02-24T14:35+08:00,2020-02-24T14:55+08:00,0,0,test
D1,5,S1,2020-02-24T15:55+08:00,2020-02-24T16:10+08:00,0,11,alight
F1,1,adcode:522327,2020-02-24T13:10+08:00,2020-02-24T13:30+08:00,8,0,board
F1,2,GYB,2020-02-24T17:30+08:00,2020-02-24T17:45+08:00,0,8,alight
SV1#1,1,GYB,2020-02-24T19:15+08:00,2020-02-24T20:00+08:00,12,0,board
SV1#1,2,NGB,2020-02-25T08:00+08:00,2020-02-25T08:00+08:00,0,12,alight
L1,1,NGB,2020-02-25T08:20+08:00,2020-02-25T08:45+08:00,12,0,board
L1,2,S2,2020-02-25T09:10+08:00,2020-02-25T09:20+08:00,0,7,alight
L1,3,S1,2020-02-25T10:00+08:00,2020-02-25T10:10+08:00,0,5,alight
"""

PATHS = """\
trip_id,seq,adcode,enter_at,leave_at,distance_m,motorway_m,drive_s
D1,1,341225,2020-02-24T06:00+08:00,2020-02-24T06:35+08:00,42000,0,2100
D1,2,341226,2020-02-24T06:35+08:00,2020-02-24T07:25+08:00,45000,15000,2100
D1,3,340181,2020-02-24T07:25+08:00,2020-02-24T10:35+08:00,255000,255000,10200
D1,4,330282,2020-02-24T10:35+08:00,2020-02-24T14:55+08:00,360000,360000,14400
D1,5,330206,2020-02-24T14:55+08:00,2020-02-24T15:55+08:00,90000,70000,3600
F1,1,522327,2020-02-24T13:30+08:00,2020-02-24T15:30+08:00,140000,60000,7200
F1,2,520115,2020-02-24T15:30+08:00,2020-02-24T17:30+08:00,140000,120000,7200
L1,1,330203,2020-02-25T08:45+08:00,2020-02-25T08:55+08:00,5000,0,600
L1,2,330212,2020-02-25T08:55+08:00,2020-02-25T09:35+08:00,21000,0,1800
L1,3,330206,2020-02-25T09:35+08:00,2020-02-25T10:00+08:00,20000,0,1500
"""

LOADS = """\
cohort_id,part_id,leg_seq,trip_id,board_seq,alight_seq,persons
C1,C1/1,1,D1,1,5,6
C2,C2/1,1,D1,2,5,5
C3,C3/1,1,F1,1,2,5
C3,C3/1,2,SV1#1,1,2,5
C3,C3/1,3,L1,1,3,5
C4,C4/1,1,F1,1,2,3
C4,C4/1,2,SV1#1,1,2,3
C4,C4/1,3,L1,1,2,3
H1,H1/1,1,SV1#1,1,2,4
H1,H1/1,2,L1,1,2,4
"""

DWELLS = """\
cohort_id,part_id,place_id,from_at,to_at,persons,purpose
C3,C3/1,GYB,2020-02-24T17:30+08:00,2020-02-24T20:00+08:00,5,hub_wait
C4,C4/1,GYB,2020-02-24T17:30+08:00,2020-02-24T20:00+08:00,3,hub_wait
C3,C3/1,NGB,2020-02-25T08:00+08:00,2020-02-25T08:45+08:00,5,hub_wait
C4,C4/1,NGB,2020-02-25T08:00+08:00,2020-02-25T08:45+08:00,3,hub_wait
H1,H1/1,NGB,2020-02-25T08:00+08:00,2020-02-25T08:45+08:00,4,hub_wait
C1,C1/1,S1,2020-02-24T15:55+08:00,2020-02-26T15:55+08:00,6,quarantine
"""

OFFERS = """\
service_id,opened,units,persons,cost_cents,reason
SV1,true,1,12,3740000,cheapest way for Ceheng
SV2,false,0,0,0,not needed
"""

UNSERVED = """\
worker_id,cohort_id,persons,reason,detail,blocking_id,release,rule,rule_version
W20,,1,WITHDRAWN,stage is withdrawn,W20,,,
W21,C5,1,CODE_NOT_GREEN,health code is red,W21,a green code,,
"""

DUTIES = """\
vehicle_id,seq,trip_id,from,to,depart_at,arrive_at,distance_m,kind
NB#1,1,deadhead,depot:NB,adcode:330522,2020-02-23T06:00+08:00,2020-02-23T10:00+08:00,320000,deadhead
NB#1,2,deadhead,adcode:330522,adcode:340181,2020-02-23T10:30+08:00,2020-02-23T14:30+08:00,320000,deadhead
NB#1,3,deadhead,adcode:340181,adcode:341225,2020-02-23T15:00+08:00,2020-02-23T16:45+08:00,140000,deadhead
NB#1,4,D1,adcode:341225,S1,2020-02-24T06:00+08:00,2020-02-24T15:55+08:00,792000,trip
NB#1,5,deadhead,S1,depot:NB,2020-02-24T16:10+08:00,2020-02-24T16:55+08:00,35000,deadhead
NB#1,6,turnaround,depot:NB,depot:NB,2020-02-24T17:00+08:00,2020-02-24T17:45+08:00,0,turnaround
NB#1,7,deadhead,depot:NB,NGB,2020-02-25T07:55+08:00,2020-02-25T08:05+08:00,3000,deadhead
NB#1,8,L1,NGB,S1,2020-02-25T08:45+08:00,2020-02-25T10:00+08:00,46000,trip
NB#1,9,deadhead,S1,depot:NB,2020-02-25T10:10+08:00,2020-02-25T10:55+08:00,35000,deadhead
GZ#1,1,deadhead,depot:GZ,adcode:522327,2020-02-24T09:00+08:00,2020-02-24T11:00+08:00,130000,deadhead
GZ#1,2,F1,adcode:522327,GYB,2020-02-24T13:30+08:00,2020-02-24T17:30+08:00,280000,trip
GZ#1,3,deadhead,GYB,adcode:520402,2020-02-25T11:00+08:00,2020-02-25T13:00+08:00,170000,deadhead
GZ#1,4,deadhead,adcode:520402,depot:GZ,2020-02-25T13:30+08:00,2020-02-25T15:45+08:00,170000,deadhead
"""

RESERVATIONS = """\
kind,place_id,date,amount,trip_id,part_id,from_at,to_at
permit,PO-NB,2020-02-21,1,D1,,,
permit,PO-GY,2020-02-23,1,F1,,,
hub,GYB,2020-02-24,8,F1,,2020-02-24T17:30+08:00,2020-02-24T17:45+08:00
hub,GYB,2020-02-24,7,SV1#1,,2020-02-24T19:15+08:00,2020-02-24T19:30+08:00
hub,GYB,2020-02-24,5,SV1#1,,2020-02-24T19:45+08:00,2020-02-24T20:00+08:00
hub,NGB,2020-02-25,12,SV1#1,,2020-02-25T08:00+08:00,2020-02-25T08:15+08:00
hub,NGB,2020-02-25,12,L1,,2020-02-25T08:30+08:00,2020-02-25T08:45+08:00
gate,GT1,2020-02-24,11,D1,,2020-02-24T15:00+08:00,2020-02-24T15:15+08:00
gate,GT1,2020-02-25,5,L1,,2020-02-25T09:30+08:00,2020-02-25T09:45+08:00
test,TS1,2020-02-24,6,D1,,,
quarantine,S1,2020-02-24,6,,C1/1,,
quarantine,S1,2020-02-25,6,,C1/1,,
crew_bed,LD1,2020-02-24,2,D1,,,
"""

RESIDUALS = "enterprise_id,site_id,origin_adcode,persons,kind,reason\n"
DRIVER_DUTIES = """\
driver_id,vehicle_id,seq,activity,from,to,from_at,to_at
DR1,GZ#1,1,deadhead,depot:GZ,adcode:522327,2020-02-24T09:00+08:00,2020-02-24T11:00+08:00
DR1,GZ#1,2,F1,adcode:522327,GYB,2020-02-24T13:30+08:00,2020-02-24T17:30+08:00
DR1,GZ#1,3,deadhead,GYB,adcode:520402,2020-02-25T11:00+08:00,2020-02-25T13:00+08:00
DR1,GZ#1,4,deadhead,adcode:520402,depot:GZ,2020-02-25T13:30+08:00,2020-02-25T15:45+08:00
"""

ESCORT_DUTIES = """\
escort_id,seq,activity,from,to,from_at,to_at
M1,1,travel,adcode:330203,adcode:341225,2020-02-23T08:00+08:00,2020-02-23T18:00+08:00
M1,2,D1,adcode:341225,S1,2020-02-24T06:00+08:00,2020-02-24T15:55+08:00
M1,3,travel,S1,NGB,2020-02-24T16:30+08:00,2020-02-24T18:00+08:00
M1,4,L1,NGB,S1,2020-02-25T08:45+08:00,2020-02-25T10:00+08:00
M1,5,travel,S1,adcode:330203,2020-02-25T10:30+08:00,2020-02-25T12:00+08:00
M2,1,travel,adcode:522301,adcode:522327,2020-02-24T08:00+08:00,2020-02-24T11:00+08:00
M2,2,F1,adcode:522327,GYB,2020-02-24T13:30+08:00,2020-02-24T17:30+08:00
M2,3,travel,GYB,adcode:522301,2020-02-24T18:00+08:00,2020-02-24T23:00+08:00
LI,1,travel,adcode:520115,GYB,2020-02-24T18:00+08:00,2020-02-24T19:00+08:00
LI,2,SV1#1,GYB,NGB,2020-02-24T20:00+08:00,2020-02-25T08:00+08:00
LI,3,travel,NGB,adcode:520115,2020-02-25T09:00+08:00,2020-02-25T20:00+08:00
"""

LEGS: dict[str, tuple[tuple[str, int, int, int], ...]] = {
    "C1/1": (("D1", 1, 5, 1),),
    "C2/1": (("D1", 2, 5, 7),),
    "C3/1": (("F1", 1, 2, 1), ("SV1#1", 1, 2, 1), ("L1", 1, 3, 1)),
    "C4/1": (("F1", 1, 2, 6), ("SV1#1", 1, 2, 6), ("L1", 1, 2, 6)),
}
"""Trip, boarding seq, alighting seq and first seat of every leg of a part; seats run on from there."""

SERVED_NAMED = {"C1/1": range(1, 7), "C2/1": range(7, 12), "C3/1": range(12, 17), "C4/1": range(17, 20)}
"""Worker numbers of every named part."""


def manifest_csv() -> str:
    """Who sits where, leg by leg."""
    lines = ["worker_id,cohort_id,part_id,leg_seq,trip_id,board_seq,alight_seq,seat\n"]
    for part, numbers in SERVED_NAMED.items():
        for place, number in enumerate(numbers):
            for leg, (trip, board, alight, seat) in enumerate(LEGS[part], 1):
                cohort = part.partition("/")[0]
                lines.append(f"W{number:02d},{cohort},{part},{leg},{trip},{board},{alight},{seat + place}\n")
    return "".join(lines)


def scenario_digest(folder: Path) -> str:
    """sha256 over the files of a scenario folder in order of name."""
    total = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        total.update(file.read_bytes())
    return total.hexdigest()


LEVELS = {
    "unserved_tier_1": (2, "persons"),
    "lateness": (0, "person-seconds"),
    "fairness": (250, "permille"),
    "cost": (5_509_600, "fen"),
    "blast_radius": (0, "persons_ppm"),
    "journey": (1_141_200, "person-seconds"),
    "transfers": (20, "persons"),
}
"""Level → value and unit. Of the eight from county 341225 two stay behind."""


def level_rows(**values: int) -> list[dict[str, object]]:
    """The levels of plan.json in order, with some values changed."""
    return [
        {"name": name, "value": values.get(name, value), "unit": unit, "tolerance_given_up": 0}
        for name, (value, unit) in LEVELS.items()
    ]


def plan_head(scenario_sha256: str = "0" * 64) -> dict[str, object]:
    """Content of plan.json."""
    unserved = 2
    return {
        "plan_id": "toy-plan",
        "scenario_sha256": scenario_sha256,
        "code_version": "0",
        "seed": 1,
        "rule_versions": ["toy-pack@2020-02-11"],
        "status": "feasible",
        "stopped_by": "finished",
        "objective": level_rows(),
        "bounds": [],
        "counts": {
            "served": len(WORKERS) - unserved + 4,
            "unserved": unserved,
            "total": len(WORKERS) + 4,
            "by_mode": {
                "coach": {"trips": 3, "services": 0, "persons": 23},
                "train": {"trips": 1, "services": 1, "persons": 12},
            },
        },
        "findings": [],
        "timings": {},
        "receipt": None,
    }


SHAPES = {
    "D1": [[115.59, 32.66], [116.26, 32.64], [117.89, 31.63], [119.91, 31.03], [121.20, 30.30], [121.83, 29.90]],
    "F1": [[105.81, 24.99], [106.67, 26.62]],
    "SV1#1": [[106.67, 26.62], [121.535, 29.865]],
    "L1": [[121.535, 29.865], [121.60, 29.80], [121.83, 29.90]],
}


def shapes_geojson() -> dict[str, object]:
    """Content of paths.geojson."""
    features = [
        {"type": "Feature", "properties": {"trip_id": trip}, "geometry": {"type": "LineString", "coordinates": line}}
        for trip, line in SHAPES.items()
    ]
    return {"type": "FeatureCollection", "features": features}


def toy_plan(tmp: Path) -> Path:
    """Write the plan to ``tmp / "plan"`` and return that folder; it names the scenario in ``tmp`` if there is one."""
    folder = tmp / "plan"
    head = plan_head(scenario_digest(tmp / "scenario")) if (tmp / "scenario").is_dir() else plan_head()
    folder.mkdir(parents=True)
    texts = {
        "cohorts.csv": COHORTS,
        "trips.csv": TRIPS,
        "stop_times.csv": STOP_TIMES,
        "paths.csv": PATHS,
        "loads.csv": LOADS,
        "manifest.csv": manifest_csv(),
        "dwells.csv": DWELLS,
        "offers.csv": OFFERS,
        "unserved.csv": UNSERVED,
        "residuals.csv": RESIDUALS,
        "duties.csv": DUTIES,
        "driver_duties.csv": DRIVER_DUTIES,
        "escort_duties.csv": ESCORT_DUTIES,
        "reservations.csv": RESERVATIONS,
        "plan.json": json.dumps(head, ensure_ascii=False, indent=2) + "\n",
        "paths.geojson": json.dumps(shapes_geojson(), separators=(",", ":")) + "\n",
        "bound.json": "{}\n",
        "violations.jsonl": "",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder
