"""Worlds for the reading tests: the hand-made scenario with a few tables more, and single bad facts put into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from planner.errors import BadInput, CellProblem
from planner.ingest import read_scenario
from tests.builders import add_row, edit_text, set_cells, toy_scenario

MORE_TABLES = {
    "links": "from_adcode,to_adcode,kind,distance_m,drive_s,opens,closes\n330206,330902,bridge,50000,3000,,\n",
    "drivers": "driver_id,fleet_id,whitelisted,health_code,available_from,available_to\nD1,NB,true,green,,\n",
    "escorts": "escort_id,kind,base_adcode,available_from,available_to\nX1,medic,330203,2020-02-22,2020-02-29\n",
    "no_show": "origin_adcode,rate\n3412,0.14\n",
    "pins": "trip_id,worker_id\n,W01\n",
    "inspections": "enterprise_id,date,missing_items,resolved\nE1,2020-02-20,1,true\n",
    "intake_windows": "adcode,industry,valid_from,valid_to,share\n3302,,2020-02-20,,0.5\n",
    "service_stops": (
        "service_id,seq,stop_id,arrive_at,depart_at\n"
        "SV1,1,GYB,2020-02-24T20:00+08:00,2020-02-24T20:00+08:00\n"
        "SV1,2,MID,2020-02-25T00:00+08:00,2020-02-25T00:10+08:00\n"
        "SV1,3,NGB,2020-02-25T08:00+08:00,2020-02-25T08:00+08:00\n"
    ),
    "events": "kind,target,value,valid_from,valid_to\nzone,341225,sealed,2020-02-25,\n",
}


def world(tmp: Path) -> Path:
    """A valid scenario with every table; returns its folder."""
    folder = toy_scenario(tmp)
    for name, text in MORE_TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    add_row(
        folder,
        "stops",
        stop_id="MID",
        kind="rail_station",
        name="长沙测试站",
        lon="113.06",
        lat="28.15",
        adcode="430111",
    )
    return folder


def problems_of(path: Path) -> tuple[CellProblem, ...]:
    """Every problem of an input; none if it is read."""
    try:
        read_scenario(path)
    except BadInput as error:
        return error.problems
    return ()


@dataclass(frozen=True)
class Fault:
    """One bad fact and the problem that it must be reported as."""

    table: str
    where: dict[str, str]
    cells: dict[str, str]
    row: int
    column: str
    code: str

    def put_into(self, folder: Path) -> None:
        """Spoil the cells."""
        set_cells(folder, self.table, self.where, **self.cells)

    @property
    def expected(self) -> tuple[str, int, str, str]:
        """Table, row, column and code."""
        return self.table, self.row, self.column, self.code


def _f(table: str, key: str, row: int, code: str, **cells: str) -> Fault:
    """A fault in the row whose key reads ``column=value``; the first cell named is the one reported."""
    name, value = key.split("=")
    return Fault(table, {name: value}, cells, row, next(iter(cells)), code)


CELL_FAULTS: tuple[Fault, ...] = (
    _f("workers", "worker_id=W01", 2, "unknown_county", origin_adcode="341299"),
    _f("workers", "worker_id=W02", 3, "not_a_county", origin_adcode="3412"),
    _f("workers", "worker_id=W03", 4, "number_typed_id", national_id="3.41225E+17"),
    _f("workers", "worker_id=W05", 6, "duplicate_person", national_id="34122519000101004X"),
    _f("workers", "worker_id=W06", 7, "no_time_of_day", ready_at="2020-02-22"),
    _f("workers", "worker_id=W09", 10, "outside_horizon", due_at="2020-03-09T18:00+08:00"),
    _f("workers", "worker_id=W10", 11, "due_before_ready", due_at="2020-02-22T07:00+08:00"),
    _f("workers", "worker_id=W11", 12, "unknown_reference", enterprise_id="E9"),
    _f("workers", "worker_id=W12", 13, "unknown_reference", site_id="S9"),
    _f("workers", "worker_id=W13", 14, "unknown_reference", pickup_stop_id="P9"),
    _f("workers", "worker_id=W14", 15, "unknown_value", health_code="blue"),
    _f("workers", "worker_id=W15", 16, "unknown_value", stage="maybe"),
    _f("workers", "worker_id=W16", 17, "missing", site_id=""),
    _f("workers", "worker_id=W17", 18, "not_a_boolean", origin_proof="perhaps"),
    _f("workers", "worker_id=W18", 19, "negative", tier="-1"),
    _f("workers", "worker_id=W19", 20, "bad_phone", phone="电话不详"),
    _f("workers", "worker_id=W20", 21, "not_a_moment", ready_at="22.2.2020 8 Uhr"),
    _f("workers", "worker_id=W21", 22, "outside_horizon", ready_at="2020-01-01T08:00+08:00"),
    _f("enterprises", "enterprise_id=E1", 2, "not_an_integer", tier="first"),
    _f("enterprises", "enterprise_id=E2", 3, "self_reference", supplies="E2"),
    _f("sites", "site_id=S1", 2, "swapped_lon_lat", lon="29.90", lat="121.83"),
    _f("sites", "site_id=S2", 3, "end_before_start", closes="05:00"),
    _f("stops", "stop_id=P2", 2, "out_of_range", lon="16.26"),
    _f("stops", "stop_id=KWE", 5, "unknown_value", kind="harbour"),
    _f("stops", "stop_id=PO-NB", 7, "unknown_area", catchment_adcodes="330200;99"),
    _f("stops", "stop_id=PO-GY", 8, "not_a_time", opens="25:00"),
    _f("zones", "adcode=341225", 2, "unknown_value", level="purple"),
    _f("zones", "adcode=340181", 3, "end_before_start", valid_to="2020-02-01"),
    _f("zones", "adcode=4201", 4, "not_a_date", valid_from="10.02.2020"),
    _f("mode_bans", "adcode=42", 2, "unknown_value", mode="bicycle"),
    _f("coaches", "fleet_id=NB", 2, "too_large", seat_rows="60"),
    _f("coaches", "fleet_id=GZ", 3, "negative", cents_per_km="-5"),
    _f("services", "service_id=SV1", 2, "too_large", min_load="500"),
    _f("services", "service_id=SV2", 3, "wrong_kind", from_stop_id="GYB"),
    _f("capacities", "date=2020-02-21", 2, "outside_horizon", date="2021-02-21"),
    _f("capacities", "date=2020-02-22", 3, "wrong_kind", place_id="GYB"),
    _f("heat", "origin_adcode=520115", 2, "out_of_range", confidence="1.8"),
    _f("heat", "origin_adcode=522327", 3, "too_small", workers="0"),
    _f("demand", "enterprise_id=E2", 2, "due_before_ready", due_at="2020-02-24T18:00+08:00", needed_from="2020-02-25"),
    _f("links", "kind=bridge", 2, "self_reference", to_adcode="330206"),
    _f("drivers", "driver_id=D1", 2, "unknown_reference", fleet_id="XX"),
    _f("escorts", "escort_id=X1", 2, "unknown_value", kind="cook"),
    _f("no_show", "origin_adcode=3412", 2, "not_a_share", rate="14%"),
    _f("pins", "worker_id=W01", 2, "unknown_reference", worker_id="W99"),
    _f("inspections", "enterprise_id=E1", 2, "not_a_date", date="2020-02-30"),
    _f("intake_windows", "adcode=3302", 2, "out_of_range", share="2"),
    _f("service_stops", "seq=2", 3, "end_before_start", arrive_at="2020-02-24T19:00+08:00"),
    _f("service_stops", "seq=3", 4, "contradiction", stop_id="MID"),
    _f("events", "kind=zone", 2, "unknown_value", kind="weather"),
)  # fmt: skip
"""Bad cells that do not disturb each other, apart from those that share a table's row."""

OTHER_FAULTS: tuple[tuple[str, Callable[[Path], object], tuple[str, int | None, str | None, str]], ...] = (
    ("the same id twice", lambda f: set_cells(f, "workers", {"worker_id": "W02"}, worker_id="W01"),
     ("workers", 3, "worker_id", "duplicate")),
    ("a group from two counties", lambda f: set_cells(f, "workers", {"worker_id": "W08"}, origin_adcode="341225"),
     ("workers", 9, "origin_adcode", "group_apart")),
    ("a group of two firms", lambda f: set_cells(f, "workers", {"worker_id": "W08"}, enterprise_id="E2"),
     ("workers", 9, "enterprise_id", "group_apart")),
    ("a stop named as a site", lambda f: set_cells(f, "stops", {"stop_id": "PO-GY"}, stop_id="S1"),
     ("stops", 8, "stop_id", "duplicate")),
    ("a reserved id", lambda f: set_cells(f, "stops", {"stop_id": "PO-GY"}, stop_id="adcode:520115"),
     ("stops", 8, "stop_id", "reserved_id")),
    ("an id that joins", lambda f: set_cells(f, "coaches", {"fleet_id": "GZ"}, fleet_id="G#Z"),
     ("coaches", 3, "fleet_id", "bad_id")),
    ("an order too late", lambda f: set_cells(f, "services", {"service_id": "SV2"}, commit_by="2020-02-26T10:00"),
     ("services", 3, "commit_by", "end_before_start")),
    ("a service that goes nowhere", lambda f: set_cells(f, "services", {"service_id": "SV2"}, to_stop_id="KWE"),
     ("services", 3, "to_stop_id", "self_reference")),
    ("a flight of two aircraft", lambda f: set_cells(f, "services", {"service_id": "SV2"}, units="2"),
     ("services", 3, "units", "too_large")),
    ("a gap in the calls", lambda f: set_cells(f, "service_stops", {"seq": "3"}, seq="4"),
     ("service_stops", 4, "seq", "gap_in_sequence")),
    ("a pin on nothing", lambda f: set_cells(f, "pins", {"worker_id": "W01"}, trip_id="T1"),
     ("pins", 2, "trip_id", "contradiction")),
    ("a permit at a site", lambda f: set_cells(f, "capacities", {"date": "2020-02-21"}, place_id="S1"),
     ("capacities", 2, "place_id", "wrong_kind")),
    ("the same day twice", lambda f: set_cells(f, "capacities", {"date": "2020-02-22"}, date="2020-02-21"),
     ("capacities", 3, "kind", "duplicate")),
    ("a misspelt header", lambda f: edit_text(f / "sites.csv", "opens", "openz"),
     ("sites", None, "openz", "unknown_column")),
    ("a misspelt table", lambda f: (f / "zones.csv").rename(f / "zone.csv"),
     ("zone.csv", None, None, "unknown_table")),
    ("a row too short", lambda f: (f / "no_show.csv").write_text("origin_adcode,rate\n3412\n"),
     ("no_show", 2, None, "wrong_cell_count")),
    ("an unclosed quotation mark", lambda f: (f / "no_show.csv").write_text('origin_adcode,rate\n"3412,1\n'),
     ("no_show", None, None, "broken_csv")),
    ("bytes of no encoding", lambda f: (f / "no_show.csv").write_bytes(b"origin_adcode,rate\n\xff\xfa\x80\xff,0\n"),
     ("no_show", None, None, "bad_encoding")),
    ("no firms", lambda f: (f / "enterprises.csv").unlink(),
     ("enterprises", None, None, "missing_table")),
    ("no settings", lambda f: (f / "scenario.toml").unlink(),
     ("scenario", None, None, "missing_file")),
    ("an unknown key", lambda f: edit_text(f / "scenario.toml", "timezone =", "timezon ="),
     ("scenario", None, "campaign.timezon", "unknown_key")),
    ("broken settings", lambda f: edit_text(f / "scenario.toml", "[campaign]", "[campaign"),
     ("scenario", None, None, "broken_toml")),
)  # fmt: skip
"""What, how to do it, and the problem that must be reported (others may follow from it)."""
