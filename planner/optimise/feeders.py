"""How many persons coaches can bring to a line-haul at once."""

from __future__ import annotations

from planner.domain.place import Level, prefecture_of
from planner.domain.rule import Policy, scope_of
from planner.domain.scenario import Scenario
from planner.domain.service import Mode, Service
from planner.optimise.engines.linear import LinearProgram


class FeederYards:
    """Seats that local coaches can bring to a service at once, by city of origin: a row of the program each."""

    def __init__(self, scenario: Scenario, policy: Policy, service: Service, program: LinearProgram) -> None:
        self._scenario, self._policy, self._service = scenario, policy, service
        self._program, self._rows = program, dict[str, int]()

    def row(self, origin: str) -> int:
        """Row that limits the persons from the city of ``origin``."""
        city = prefecture_of(origin)
        if city not in self._rows:
            name = f"feeder:{self._service.service_id}:{city}"
            seats = feeder_seats(self._scenario, self._policy, self._service, origin)
            self._rows[city] = self._program.row(name, "<=", seats)
        return self._rows[city]


def feeder_seats(scenario: Scenario, policy: Policy, service: Service, origin: str) -> int:
    """Seats that coaches with a crew of two can bring from a county to a service at once."""
    rules = policy.at(service.depart_at)
    hub = next(stop.adcode for stop in scenario.stops if stop.stop_id == service.from_stop_id)
    scope, ends = scope_of((origin, hub)), {prefecture_of(origin), prefecture_of(hub)}
    return sum(
        min(f.count, f.drivers // 2) * rules.usable_seats(Mode.COACH.value, scope, Level.LOW, f.seats, f.seat_rows)
        for f in scenario.fleets
        if not rules.one_end_registration or prefecture_of(f.registration_adcode) in ends
    )
