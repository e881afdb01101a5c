"""One vehicle, one plan (一车一策): for every trip its route, rests and crew, then who sits where."""

from __future__ import annotations

from collections.abc import Iterator

from planner.domain.demand import Worker
from planner.domain.plan import Activity, Load, Seat, StopTime, Trip
from planner.publish.runs import look_of
from planner.publish.sheets import Form, Head, Line, Table
from planner.publish.views import ManifestView
from planner.publish.words import LEVELS_ZH, LOOKS_ZH

SHOWN_CHARACTERS = 4
RESTS = (Activity.REST, Activity.DRIVER_CHANGE, Activity.OVERNIGHT)


def masked(text: str) -> str:
    """Identity number or telephone with all but the last four characters starred; shorter ones entirely.

    >>> masked("10012345678")
    '*******5678'
    """
    if len(text) <= SHOWN_CHARACTERS:
        return "*" * len(text)
    return "*" * (len(text) - SHOWN_CHARACTERS) + text[-SHOWN_CHARACTERS:]


def manifest(view: ManifestView) -> Table:
    """Sheet of all trips; the rows of a trip fold under its title."""
    heads = (
        Head("车次 / 座位", "trip / seat", width=18), Head("姓名", "name", width=16),
        Head("身份证号", "identity", width=21),
        Head("手机号", "telephone", width=14), Head("企业", "enterprise", width=26),
        Head("人数", "persons", Form.INT, 7),
        Head("上车点", "boards at", width=22), Head("上车时间", "boards", Form.MOMENT, 16),
        Head("下车点", "alights at", width=22), Head("下车时间", "alights", Form.MOMENT, 16),
    )  # fmt: skip
    lines = (line for trip in view.trips() for line in _trip_lines(view, trip))
    return view.table("一车一策 manifests", heads, lines)


def _trip_lines(view: ManifestView, trip: Trip) -> Iterator[Line]:
    halts = {stop.seq: stop for stop in view.halts[trip.trip_id]}
    seats = sorted(view.seats[trip.trip_id], key=_seat_order)
    yield Line(_title(view, trip), "title")
    yield Line((f"批次 {trip.batch_no} · {_crew(view, trip)}",), "note", 1)
    yield Line((" → ".join(_halt_text(view, stop) for stop in halts.values()),), "note", 1)
    for seat in seats:
        worker = view.workers.get(seat.worker_id)
        firm = _firm(view, seat.cohort_id)
        yield Line((seat.seat, *_person(worker, seat), firm, 1, *_ends(view, seat, halts)), depth=1)
    named = {(seat.cohort_id, seat.part_id) for seat in seats}
    for load in view.loads[trip.trip_id]:
        if (load.cohort_id, load.part_id) not in named:
            firm = _firm(view, load.cohort_id)
            yield Line(("", "待实名 to be named", "", "", firm, load.persons, *_ends(view, load, halts)), depth=1)


def _title(view: ManifestView, trip: Trip) -> tuple[object, ...]:
    persons = sum(load.persons for load in view.loads[trip.trip_id])
    return (
        trip.trip_id, LOOKS_ZH[look_of(trip)], trip.vehicle_id or trip.service_id or "",
        LEVELS_ZH[trip.level.name.lower()], f"可用 {trip.usable_seats} / 座位 {trip.seats}", persons,
        view.place(trip.from_stop_id), trip.depart_at, view.place(trip.to_stop_id), trip.arrive_at,
    )  # fmt: skip


def _crew(view: ManifestView, trip: Trip) -> str:
    names = [
        f"驾驶员 {trip.drivers} 名" if trip.drivers else "",
        f"须空座位 {trip.seats - trip.usable_seats}" if trip.seats > trip.usable_seats else "",
        f"随车 {', '.join(trip.escort_ids)}" if trip.escort_ids else "",
        f"通行证 {trip.permit_no}" if trip.permit_no else "",
        f"规则 {trip.rule_version}",
    ]
    rests = [view.place(s.stop_id) for s in view.halts[trip.trip_id] if s.activity in RESTS]
    return " · ".join([*filter(None, names), *([f"休息 {'、'.join(rests)}"] if rests else [])])


def _halt_text(view: ManifestView, stop: StopTime) -> str:
    clock = view.scenario.campaign.clock
    at = clock.iso(stop.arrive_at)
    changes = [f"{sign}{n}" for sign, n in (("+", stop.board), ("−", stop.alight)) if n]
    return f"{view.place(stop.stop_id)} {at[5:10]} {at[11:16]}" + (f" ({' '.join(changes)})" if changes else "")


def _person(worker: Worker | None, seat: Seat) -> tuple[str, str, str]:
    if worker is None:
        return seat.worker_id, "", ""
    return worker.name or seat.worker_id, masked(worker.national_id), masked(worker.phone)


def _firm(view: ManifestView, cohort_id: str) -> str:
    enterprise_id = view.cohorts[cohort_id].enterprise_id
    return view.firms.get(enterprise_id, enterprise_id)


def _ends(view: ManifestView, ride: Seat | Load, halts: dict[int, StopTime]) -> tuple[str, int, str, int]:
    board, alight = halts[ride.board_seq], halts[ride.alight_seq]
    return view.place(board.stop_id), board.depart_at, view.place(alight.stop_id), alight.arrive_at


def _seat_order(seat: Seat) -> tuple[int, str, str]:
    return int(seat.seat) if seat.seat.isdigit() else 10**9, seat.seat, seat.worker_id
