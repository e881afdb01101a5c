"""What the sheets of a schedule workbook show, drawn from a plan: the whole campaign or one enterprise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from planner.domain.demand import Cohort, Worker
from planner.domain.plan import Load, Plan, Seat, StopTime, Trip
from planner.domain.scenario import Scenario
from planner.publish.places import Places
from planner.publish.runs import look_of, runs_of
from planner.publish.sheets import Form, Head, Line, Table
from planner.publish.words import ACTIVITIES_ZH, LEVELS_ZH, LOOKS_ZH
from planner.reference import Reason, reasons
from planner.units import level_text

UNITS_ZH = {"yuan": "元 yuan", "persons": "人 persons", "person-hours": "人时 person-hours"}


class Shown(Protocol):
    """What the sheets of trips and halts are drawn from."""

    @property
    def enterprise_id(self) -> str | None:
        """Enterprise whose people alone are shown."""
        ...

    @property
    def halts(self) -> dict[str, list[StopTime]]:
        """Halts by trip_id, in order."""
        ...

    def trips(self) -> Iterator[Trip]:
        """Trips in the order of the sheet."""
        ...

    def persons(self, trip: Trip) -> int:
        """Persons of a trip who may be shown."""
        ...

    def place(self, place_id: str) -> str:
        """Name of a place."""
        ...

    def table(self, title: str, heads: tuple[Head, ...], lines: Iterator[Line] | list[Line]) -> Table:
        """Sheet in the campaign's local time."""
        ...


@dataclass(frozen=True, slots=True)
class ManifestView:
    """A plan with everything looked up that the sheets need.

    ``loads`` and ``seats`` are by trip and already narrowed to the enterprise, where one is asked for.
    """

    plan: Plan
    scenario: Scenario
    enterprise_id: str | None
    places: Places
    cohorts: dict[str, Cohort]
    workers: dict[str, Worker]
    firms: dict[str, str]
    halts: dict[str, list[StopTime]]
    loads: dict[str, list[Load]]
    seats: dict[str, list[Seat]]

    @classmethod
    def of(cls, plan: Plan, scenario: Scenario, enterprise_id: str | None = None) -> ManifestView:
        """View of a plan; with ``enterprise_id`` only of this enterprise's people."""
        cohorts = {
            cohort.cohort_id: cohort
            for cohort in plan.cohorts
            if enterprise_id is None or cohort.enterprise_id == enterprise_id
        }
        halts: dict[str, list[StopTime]] = defaultdict(list)
        loads: dict[str, list[Load]] = defaultdict(list)
        seats: dict[str, list[Seat]] = defaultdict(list)
        for stop in sorted(plan.stop_times, key=lambda stop: stop.seq):
            halts[stop.trip_id].append(stop)
        for load in plan.loads:
            if load.cohort_id in cohorts:
                loads[load.trip_id].append(load)
        for seat in plan.manifest:
            if seat.cohort_id in cohorts:
                seats[seat.trip_id].append(seat)
        firms = {firm.enterprise_id: firm.name for firm in scenario.enterprises}
        workers = {worker.worker_id: worker for worker in scenario.workers}
        return cls(plan, scenario, enterprise_id, Places(scenario), cohorts, workers, firms, halts, loads, seats)

    @property
    def offset_s(self) -> int:
        """Seconds east of Greenwich of the campaign."""
        return self.scenario.campaign.clock.offset_s

    def trips(self) -> Iterator[Trip]:
        """Trips by batch and departure that carry anybody of the view."""
        ordered = sorted(self.plan.trips, key=lambda trip: (trip.batch_no, trip.depart_at, trip.trip_id))
        return (trip for trip in ordered if self.enterprise_id is None or trip.trip_id in self.loads)

    def persons(self, trip: Trip) -> int:
        """Most persons aboard, or those of the enterprise."""
        return sum(row.persons for row in self.loads[trip.trip_id]) if self.enterprise_id else trip.load

    def place(self, place_id: str) -> str:
        """Name of a place, else its id."""
        return self.places[place_id].name or place_id

    def table(self, title: str, heads: tuple[Head, ...], lines: Iterator[Line] | list[Line]) -> Table:
        """Sheet in this campaign's local time."""
        return Table(title, heads, lines, self.offset_s)


def overview(view: ManifestView) -> Table:
    """Head figures, then trips and persons by mode and by day."""
    heads = (Head("项目", "item", width=26), Head("内容", "value", width=34), Head("车次", "trips", Form.INT),
             Head("人数", "persons", Form.INT))  # fmt: skip
    return view.table("概览 overview", heads, _overview_lines(view))


def _overview_lines(view: ManifestView) -> Iterator[Line]:
    plan, campaign = view.plan, view.scenario.campaign
    served = sum({(x.cohort_id, x.part_id): x.persons for rows in view.loads.values() for x in rows}.values())
    left = sum(row.persons for row in plan.unserved if row.cohort_id in view.cohorts or view.enterprise_id is None)
    yield Line(("返岗计划 campaign", campaign.name))
    if view.enterprise_id is not None:
        yield Line(("企业 enterprise", view.firms[view.enterprise_id]))
    yield Line(("计划编号 plan", plan.plan_id))
    yield Line(("状态 status", str(plan.status)))
    yield Line(("校验回执 receipt", plan.receipt or "无 none"))
    yield Line(("规则版本 rules", ", ".join(plan.rule_versions)))
    yield Line(("已安排 served", None, None, served), "title")
    yield Line(("未安排 unserved", None, None, left), "title")
    if view.enterprise_id is not None:
        return
    for level in plan.objective:
        amount, unit = level_text(level.value, level.unit)
        proven = [(level_text(b.value, level.unit)[0], b.method) for b in plan.bounds if b.name == level.name]
        bounds = [f"，下界 bound {least} ({method})" for least, method in proven]
        yield Line((f"目标 objective: {level.name}", "".join([f"{amount} {UNITS_ZH.get(unit, unit)}", *bounds])))
    runs = runs_of(plan)
    yield Line(("方式 mode",), "title")
    for look, zh in LOOKS_ZH.items():
        found = [run for run in runs if run.look == look]
        yield Line((f"{zh} {look}", None, len(found), sum(run.riders for run in found)), depth=1)
    yield Line(("出发日期 day of departure",), "title")
    days = Counter(campaign.clock.date_text(run.first.depart_at) for run in runs)
    riders: Counter[str] = Counter()
    for run in runs:
        riders[campaign.clock.date_text(run.first.depart_at)] += run.riders
    for day in sorted(days):
        yield Line((day, None, days[day], riders[day]), depth=1)


def trips(view: Shown) -> Table:
    """One row per trip, batches numbered."""
    heads = (
        Head("批次", "batch", Form.INT, 7), Head("车次编号", "trip", width=16), Head("方式", "mode", width=11),
        Head("车辆", "vehicle", width=14), Head("始发", "from", width=20), Head("终到", "to", width=24),
        Head("出发", "departs", Form.MOMENT, 16), Head("到达", "arrives", Form.MOMENT, 16),
        Head("乘坐人数", "load", Form.INT, 9), Head("可用座位", "usable", Form.INT, 9),
        Head("座位", "seats", Form.INT, 7),
        Head("里程（公里）", "km", Form.KM, 11), Head("风险等级", "level", width=9),
        Head("驾驶员", "drivers", Form.INT, 8),
        Head("通行证", "permit", width=14), Head("规则版本", "rules", width=20),
        *(() if view.enterprise_id else (Head("费用（元）", "cost, yuan", Form.YUAN, 13),)),
    )  # fmt: skip
    return view.table("车次 trips", heads, (Line(_trip_cells(view, trip)) for trip in view.trips()))


def _trip_cells(view: Shown, trip: Trip) -> tuple[object, ...]:
    return (
        trip.batch_no, trip.trip_id, LOOKS_ZH[look_of(trip)], trip.vehicle_id or trip.service_id or "",
        view.place(trip.from_stop_id), view.place(trip.to_stop_id), trip.depart_at, trip.arrive_at,
        view.persons(trip), trip.usable_seats, trip.seats, trip.distance_m, LEVELS_ZH[trip.level.name.lower()],
        trip.drivers, trip.permit_no or "", trip.rule_version, trip.cost_cents,
    )  # fmt: skip


def stop_times(view: Shown) -> Table:
    """Every halt of every trip."""
    heads = (
        Head("车次编号", "trip", width=16), Head("站序", "seq", Form.INT, 6), Head("站点", "stop", width=26),
        Head("站点编号", "stop id", width=16), Head("到站", "arrives", Form.MOMENT, 16),
        Head("离站", "departs", Form.MOMENT, 16),
        Head("上车", "board", Form.INT, 7), Head("下车", "alight", Form.INT, 7),
        Head("事项", "activity", width=14),
    )  # fmt: skip
    lines = (
        Line((trip.trip_id, stop.seq, view.place(stop.stop_id), stop.stop_id, stop.arrive_at, stop.depart_at,
              stop.board, stop.alight, ACTIVITIES_ZH[str(stop.activity)]))
        for trip in view.trips()
        for stop in view.halts[trip.trip_id]
    )  # fmt: skip
    return view.table("时刻 stop times", heads, lines)


def offers(view: ManifestView) -> Table:
    """What became of every offered train and flight."""
    heads = (
        Head("线路班次", "service", width=18), Head("开行", "opened", width=8), Head("车厢数", "units", Form.INT, 8),
        Head("人数", "persons", Form.INT, 9), Head("费用（元）", "cost, yuan", Form.YUAN, 14),
        Head("原因", "reason", width=50),
    )  # fmt: skip
    lines = (
        Line((offer.service_id, "是 yes" if offer.opened else "否 no", offer.units, offer.persons, offer.cost_cents,
              offer.reason))
        for offer in view.plan.offers
    )  # fmt: skip
    return view.table("运力 offers", heads, lines)


def unserved(view: ManifestView) -> Table:
    """Who is left behind, why, and what would change it."""
    heads = (
        Head("人员编号", "worker", width=14), Head("群组", "cohort", width=14), Head("企业", "enterprise", width=24),
        Head("出发县", "origin", width=10), Head("人数", "persons", Form.INT, 7), Head("原因", "reason", width=34),
        Head("英文原因", "reason in English", width=34), Head("说明", "detail", width=34),
        Head("受阻于", "blocked by", width=16), Head("可行变通", "what would help", width=34),
    )  # fmt: skip
    return view.table("未安排 unserved", heads, _unserved_lines(view))


def _unserved_lines(view: ManifestView) -> Iterator[Line]:
    known = reasons()
    for row in view.plan.unserved:
        cohort = view.cohorts.get(row.cohort_id)
        worker = view.workers.get(row.worker_id or "")
        firm = cohort.enterprise_id if cohort else worker.enterprise_id if worker else ""
        if view.enterprise_id is not None and firm != view.enterprise_id:
            continue
        origin = cohort.origin_adcode if cohort else worker.origin_adcode if worker else ""
        reason = known.get(row.reason, Reason(row.reason, "", "", row.reason, row.reason, "", ""))
        yield Line((row.worker_id or "", row.cohort_id, view.firms.get(firm, firm), origin, row.persons, reason.zh,
                    reason.en, row.detail, row.blocking_id or "", row.release or reason.release_zh))  # fmt: skip
