"""What no single cell shows: keys, references, order of times, horizon, and sizes that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from planner.domain.place import SEAT_PREFIX, StopKind
from planner.domain.scenario import Campaign
from planner.domain.service import RAIL_MODES, Mode
from planner.ingest.contracts.column import Column, Kind
from planner.ingest.frame import BAD, Frame
from planner.ingest.geo import inside, swapped
from planner.ingest.report import Report, shown

Frames = Mapping[str, Frame]

MOST_COACH_SEATS = 100
"""More are read, since public routing instances have larger vehicles, but warned of."""


def check_frames(frames: Frames, campaign: Campaign | None, report: Report) -> None:
    """Run every check on every table that is there."""
    for frame in frames.values():
        unique_keys(frame, report)
        references(frame, frames, report)
        coordinates(frame, report)
        order_of_times(frame, report)
        if campaign is not None:
            horizon(frame, campaign, report)
    for name, check in _TABLE_CHECKS:
        if name in frames:
            check(frames[name], frames, report)
    place_ids(frames, report)


def unique_keys(frame: Frame, report: Report) -> None:
    """The key of a table stands once."""
    key = frame.table.key
    if not key or not all(frame.has(name) or frame.table.column(name).optional for name in key):
        return
    present = [name for name in key if frame.has(name)]
    seen: dict[tuple[Any, ...], int] = {}
    for index, cells in enumerate(zip(*(frame.values[name] for name in present), strict=True)):
        if any(cell is BAD for cell in cells):
            continue
        first = seen.setdefault(cells, index)
        if first != index:
            what = " + ".join(present)
            reason = f"the same {what} stands in row {frame.lines[first]}; keep one of the two rows"
            report.add(frame.problem(index, present[0], "duplicate", reason))


def references(frame: Frame, frames: Frames, report: Report) -> None:
    """An id that points to another table is found there."""
    for column in frame.table.columns:
        if not column.reference or not frame.has(column.name):
            continue
        known: set[str] = set()
        for name in column.reference:
            if name in frames:
                known |= frames[name].known_ids(frames[name].table.key[0])
        _lost_references(frame, column, frozenset(known), report)


def _lost_references(frame: Frame, column: Column, known: frozenset[str], report: Report) -> None:
    where = " or ".join(column.reference)
    is_list = column.kind is Kind.IDS

    def lost(value: Any) -> bool:
        return not known.issuperset(value) if is_list else value not in known

    for index, value in frame.failing(column.name, lost):
        for target in value if is_list else (value,):
            if target not in known:
                reason = f"names {shown(None, target)!r}, which is not in the table {where}; add it there or correct it"
                report.add(frame.problem(index, column.name, "unknown_reference", reason))


def coordinates(frame: Frame, report: Report) -> None:
    """Longitude and latitude lie in the country and are not exchanged."""
    for index, lon, lat in frame.pairs("lon", "lat"):
        if inside(lon, lat):
            continue
        if swapped(lon, lat):
            reason = f"and lat {lat:g} are exchanged; longitude comes first"
            report.add(frame.problem(index, "lon", "swapped_lon_lat", reason))
        else:
            reason = f"with lat {lat:g} is outside the country; wanted degrees of WGS-84"
            report.add(frame.problem(index, "lon", "out_of_range", reason))


_ORDERED = (
    ("ready_at", "due_at", "due_before_ready"),
    ("ready_from", "ready_to", "end_before_start"),
    ("needed_from", "due_at", "due_before_ready"),
    ("valid_from", "valid_to", "end_before_start"),
    ("available_from", "available_to", "end_before_start"),
    ("opens", "closes", "end_before_start"),
    ("from_at", "to_at", "end_before_start"),
)


def order_of_times(frame: Frame, report: Report) -> None:
    """What ends does so after it began."""
    for first, last, code in _ORDERED:
        for index, begin, end in frame.pairs(first, last):
            if end <= begin:
                reason = f"is not after {first} {frame.texts[first][index]!r}"
                report.add(frame.problem(index, last, code, reason))


_BEGINS = {"workers": ("ready_at",), "heat": ("ready_from",), "demand": ("needed_from",), "services": ("depart_at",)}
_ENDS = {"workers": ("due_at",), "demand": ("due_at",), "services": ("arrive_at",)}
_SEEN = {"workers": ("health_code_at", "test_at", "requested_at"), "demand": ("requested_at",)}


_BED_KINDS = frozenset({"quarantine", "crew_bed", "lodging"})


def horizon(frame: Frame, campaign: Campaign, report: Report) -> None:
    """Journeys lie within the campaign; dated capacities between planning and its end, beds also after it."""
    name, clock = frame.table.name, campaign.clock
    days = f"{clock.date_text(campaign.start_at)} to {clock.date_text(campaign.end_at - 1)}"
    outside = f"is outside the campaign, {days}"
    start, end = campaign.start_at, campaign.end_at
    tests: list[tuple[tuple[str, ...], Callable[[int], bool], str]] = [
        (_BEGINS.get(name, ()), lambda at: not start <= at < end, outside),
        (_ENDS.get(name, ()), lambda at: not start < at <= end, outside),
        (_SEEN.get(name, ()), lambda at: at >= end, f"is after the campaign, {days}"),
    ]
    if name == "capacities":
        first = min(clock.midnight(clock.day(campaign.as_of)), start)
        reason = f"{outside}, and the days since planning, {clock.date_text(first)}"
        for index, at, kind in frame.pairs("date", "kind"):
            # Quarantine and isolation that begin in the campaign go on after it.
            if at < first or (at >= end and kind not in _BED_KINDS):
                report.add(frame.problem(index, "date", "outside_horizon", reason))
    for columns, is_bad, reason in tests:
        for column in columns:
            for index, _ in frame.failing(column, is_bad):
                report.add(frame.problem(index, column, "outside_horizon", reason))


def place_ids(frames: Frames, report: Report) -> None:
    """Stops, sites, depots and county seats share one space of names."""
    stops, sites = frames.get("stops"), frames.get("sites")
    for frame, column in ((stops, "stop_id"), (sites, "site_id")):
        if frame is None:
            continue
        for index, value in frame.given(column):
            if value.startswith((SEAT_PREFIX, "depot:")):
                reason = "begins with a prefix kept for county seats and depots; choose another id"
                report.add(frame.problem(index, column, "reserved_id", reason))
    if stops and sites:
        taken = sites.known_ids("site_id")
        for index, value in stops.given("stop_id"):
            if value in taken:
                report.add(stops.problem(index, "stop_id", "duplicate", "is also a site_id; place ids are shared"))


def workers(frame: Frame, _frames: Frames, report: Report) -> None:
    """Nobody stands twice in the lists; a travel group starts and ends together."""
    seen: dict[str, int] = {}
    for index, number in frame.given("national_id"):
        first = seen.setdefault(number, index)
        if first != index:
            reason = f"is the person of row {frame.lines[first]}; nobody can travel twice, keep one row"
            report.add(frame.problem(index, "national_id", "duplicate_person", reason))
    _wrong_check_digits(frame, report)
    for column in ("enterprise_id", "site_id", "origin_adcode", "pickup_stop_id"):
        _same_within_group(frame, column, report)


def _same_within_group(frame: Frame, column: str, report: Report) -> None:
    if not (frame.has("group_id") and frame.has(column)):
        return
    leaders: dict[str, int] = {}
    cells = frame.values[column]
    for index, group in frame.given("group_id"):
        leader = leaders.setdefault(group, index)
        if (
            cells[index] is not cells[leader]
            and BAD not in (cells[index], cells[leader])
            and cells[index] != cells[leader]
        ):
            reason = (
                f"differs from row {frame.lines[leader]} of the same travel group "
                f"({frame.texts['group_id'][index]}); a group shares every trip: give the group ids apart"
            )
            report.add(frame.problem(index, column, "group_apart", reason))


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def check_digits(numbers: Sequence[str]) -> str:
    """Check digits that identity numbers of 17 or 18 characters should end with (GB 11643-1999).

    Examples
    --------
    >>> check_digits(["11010519491231002X"])
    'X'
    """
    digits = np.frombuffer("".join(number[:17] for number in numbers).encode(), dtype=np.uint8).reshape(-1, 17)
    sums = (digits.astype(np.int64) - ord("0")) @ np.array(_WEIGHTS)
    return "".join(_CHECKS[rest] for rest in sums % 11)


def _wrong_check_digits(frame: Frame, report: Report) -> None:
    residents = [(index, number) for index, number in frame.given("national_id") if len(number) == 18]
    right = check_digits([number for _, number in residents])
    wrong = [frame.lines[index] for (index, number), digit in zip(residents, right, strict=True) if number[17] != digit]
    if wrong:
        rows = ", ".join(str(line) for line in wrong[:5]) + (" …" if len(wrong) > 5 else "")
        report.warn(f"workers: {len(wrong)} identity number(s) have a wrong check digit (rows {rows})")


def enterprises(frame: Frame, _frames: Frames, report: Report) -> None:
    """No enterprise supplies itself."""
    for index, supplies, own in frame.pairs("supplies", "enterprise_id"):
        if own in supplies:
            report.add(frame.problem(index, "supplies", "self_reference", "names the enterprise itself; remove it"))


def coaches(frame: Frame, _frames: Frames, report: Report) -> None:
    """Rows and accessible places fit into the seats; more seats than any coach has are worth a look."""
    many = [frame.lines[index] for index, seats in frame.given("seats") if seats > MOST_COACH_SEATS]
    if many:
        rows = ", ".join(map(str, many[:5])) + (" …" if len(many) > 5 else "")
        report.warn(f"coaches: {len(many)} row(s) have more than {MOST_COACH_SEATS} seats (rows {rows}); is it a slip?")
    for column in ("seat_rows", "accessible_seats"):
        for index, value, seats in frame.pairs(column, "seats"):
            if value > seats:
                report.add(frame.problem(index, column, "too_large", f"is more than the {seats} seats"))


def services(frame: Frame, frames: Frames, report: Report) -> None:
    """An offer arrives after it departs, is ordered before, can reach its minimum, and uses the right hubs."""
    for index, depart, arrive in frame.pairs("depart_at", "arrive_at"):
        if arrive <= depart:
            report.add(frame.problem(index, "arrive_at", "end_before_start", "is not after depart_at"))
    for index, commit, depart in frame.pairs("commit_by", "depart_at"):
        if commit > depart:
            report.add(frame.problem(index, "commit_by", "end_before_start", "is after depart_at; orders close before"))
    for index, minimum, (units, seats) in _offers(frame):
        if minimum > units * seats:
            reason = f"is more than the {units * seats} seats of {units} × {seats}; it could never be opened"
            report.add(frame.problem(index, "min_load", "too_large", reason))
    for index, rows, seats in frame.pairs("rows_per_unit", "seats_per_unit"):
        if rows > seats:
            report.add(frame.problem(index, "rows_per_unit", "too_large", f"is more than the {seats} seats of a unit"))
    for index, mode, units in frame.pairs("mode", "units"):
        if mode is Mode.FLIGHT and units != 1:
            report.add(
                frame.problem(index, "units", "too_large", "a flight has one unit; give each aircraft its own row")
            )
    for index, start, end in frame.pairs("from_stop_id", "to_stop_id"):
        if start == end:
            report.add(frame.problem(index, "to_stop_id", "self_reference", "is also the stop of departure"))
    kinds = _stop_kinds(frames)
    for column in ("from_stop_id", "to_stop_id"):
        for index, stop, mode in frame.pairs(column, "mode"):
            wanted = StopKind.RAIL_STATION if mode in RAIL_MODES else StopKind.AIRPORT
            if stop in kinds and kinds[stop] is not wanted:
                reason = f"is a {kinds[stop]}; {mode} needs a {wanted}"
                report.add(frame.problem(index, column, "wrong_kind", reason))


def _offers(frame: Frame) -> list[tuple[int, int, tuple[int, int]]]:
    units = dict(frame.given("units"))
    seats = dict(frame.given("seats_per_unit"))
    return [(i, low, (units[i], seats[i])) for i, low in frame.given("min_load") if i in units and i in seats]


def _stop_kinds(frames: Frames) -> dict[str, StopKind]:
    stops = frames.get("stops")
    if stops is None:
        return {}
    return {stop: kind for _, stop, kind in stops.pairs("stop_id", "kind")}


def service_stops(frame: Frame, frames: Frames, report: Report) -> None:
    """Calls are numbered without gaps, run forward in time, and begin and end as the service does."""
    offers = frames.get("services")
    if not all(frame.has(name) for name in ("service_id", "seq", "stop_id", "arrive_at", "depart_at")):
        return
    calls: dict[str, list[int]] = {}
    for index, service, seq in frame.pairs("service_id", "seq"):
        if all(frame.values[name][index] is not BAD for name in ("stop_id", "arrive_at", "depart_at")) and seq:
            calls.setdefault(service, []).append(index)
    for service, indexes in calls.items():
        indexes.sort(key=lambda index: frame.values["seq"][index])
        _calls_in_order(frame, indexes, report)
        if offers is not None:
            _ends_of_service(frame, indexes, offers, service, report)


def _calls_in_order(frame: Frame, indexes: list[int], report: Report) -> None:
    before = None
    for seq, index in enumerate(indexes, start=1):
        if frame.values["seq"][index] != seq:
            report.add(frame.problem(index, "seq", "gap_in_sequence", f"should be {seq}; count the calls from 1"))
            return
        arrive, depart = frame.values["arrive_at"][index], frame.values["depart_at"][index]
        if before is not None and arrive <= before:
            report.add(frame.problem(index, "arrive_at", "end_before_start", "is not after the previous departure"))
        if depart < arrive:
            report.add(frame.problem(index, "depart_at", "end_before_start", "is before the arrival there"))
        before = depart


def _ends_of_service(frame: Frame, indexes: list[int], offers: Frame, service: str, report: Report) -> None:
    rows = [index for index, found in offers.given("service_id") if found == service]
    for name, ids, stop_column, time_column in (
        ("first", indexes[0], "from_stop_id", "depart_at"),
        ("last", indexes[-1], "to_stop_id", "arrive_at"),
    ):
        if not rows or not (offers.has(stop_column) and offers.has(time_column)):
            continue
        stop, moment = offers.values[stop_column][rows[0]], offers.values[time_column][rows[0]]
        if stop is not BAD and frame.values["stop_id"][ids] != stop:
            report.add(frame.problem(ids, "stop_id", "contradiction", f"is the {name} call; services says {stop}"))
        if moment is not BAD and frame.values[time_column][ids] != moment:
            text = offers.texts[time_column][rows[0]]
            report.add(frame.problem(ids, time_column, "contradiction", f"is the {name} call; services says {text}"))


_CAPACITY_PLACES: Mapping[str, tuple[StopKind, ...]] = {
    "test": (StopKind.TEST_SITE,),
    "quarantine": (StopKind.QUARANTINE_SITE,),
    "lodging": (StopKind.LODGING,),
    "crew_bed": (StopKind.LODGING, StopKind.QUARANTINE_SITE, StopKind.REST_PLACE),
    "permit": (StopKind.PERMIT_OFFICE,),
    "gate": (StopKind.GATE, StopKind.CHECKPOINT, StopKind.RAIL_STATION, StopKind.AIRPORT),
    "intake": (),
}


def capacities(frame: Frame, frames: Frames, report: Report) -> None:
    """A capacity stands at a place that can have it: permits at permit offices, intake at sites."""
    kinds = _stop_kinds(frames)
    for index, place, kind in frame.pairs("place_id", "kind"):
        wanted = _CAPACITY_PLACES[kind]
        if place in kinds and kinds[place] not in wanted:
            names = " or ".join(wanted) or "site"
            report.add(
                frame.problem(index, "place_id", "wrong_kind", f"is a {kinds[place]}; {kind} belongs to a {names}")
            )
        elif place not in kinds and wanted and "sites" in frames and place in frames["sites"].known_ids("site_id"):
            report.add(frame.problem(index, "place_id", "wrong_kind", f"is a site; {kind} belongs to a {wanted[0]}"))


def links(frame: Frame, _frames: Frames, report: Report) -> None:
    """A link joins two counties."""
    for index, one, other in frame.pairs("from_adcode", "to_adcode"):
        if one == other:
            report.add(frame.problem(index, "to_adcode", "self_reference", "is also from_adcode; name the other shore"))


def pins(frame: Frame, _frames: Frames, report: Report) -> None:
    """A pin names a trip or a worker, not both."""
    for index in range(len(frame)):
        given = [name for name in ("trip_id", "worker_id") if frame.has(name) and frame.values[name][index] is not None]
        if len(given) != 1:
            column = given[0] if given else next(iter(frame.values), "trip_id")
            report.add(frame.problem(index, column, "contradiction", "a pin names either a trip_id or a worker_id"))


_TABLE_CHECKS: tuple[tuple[str, Callable[[Frame, Frames, Report], None]], ...] = (
    ("workers", workers),
    ("enterprises", enterprises),
    ("coaches", coaches),
    ("services", services),
    ("service_stops", service_stops),
    ("capacities", capacities),
    ("links", links),
    ("pins", pins),
)
