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
        self._scenario, self._rules, self._service = scenario, policy.at(service.depart_at), service
        self._program, self._rows = program, dict[str, int]()
        self._hub = next(s.adcode for s in scenario.stops if s.stop_id == service.from_stop_id)

    def row(self, origin: str) -> int:
        """Row that limits the persons from the city of ``origin``."""
        city = prefecture_of(origin)
        if city not in self._rows:
            name = f"feeder:{self._service.service_id}:{city}"
            self._rows[city] = self._program.row(name, "<=", self._seats(origin))
        return self._rows[city]

    def _seats(self, origin: str) -> int:
        scope = scope_of((origin, self._hub))
        ends = {prefecture_of(origin), prefecture_of(self._hub)}
        return sum(
            min(f.count, f.drivers // 2)
            * self._rules.usable_seats(Mode.COACH.value, scope, Level.LOW, f.seats, f.seat_rows)
            for f in self._scenario.fleets
            if not self._rules.one_end_registration or prefecture_of(f.registration_adcode) in ends
        )
