"""Where people stay in quarantine: at their site if it has beds, else at the nearest place that serves it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from planner.candidates.prices import CoachPrices
from planner.domain.arrivals import ArrivalBook
from planner.domain.demand import Cohort
from planner.domain.place import Site, Stop, StopKind, within
from planner.domain.rule import ArrivalAction


class Stays:
    """What is asked of each cohort on arrival, and where its quarantine would be.

    Parameters
    ----------
    spots : mapping
        Site → the first of the sites that stand at the same point, whose beds they share.
    """

    def __init__(self, prices: CoachPrices, spots: Mapping[str, str]) -> None:
        self._prices, self._spots, scenario = prices, spots, prices.scenario
        self._arrivals = ArrivalBook(prices.policy, scenario.zones)
        self._rows = prices.ground.index()
        self._sites = {site.site_id: site for site in scenario.sites}
        self._with_rows = {row.place_id for row in scenario.capacities if row.kind == "quarantine"}
        self._stops = [stop for stop in scenario.stops if stop.kind is StopKind.QUARANTINE_SITE]
        self._places: dict[str, str] = {}

    def asked(self, cohort: Cohort, from_at: int, until_at: int) -> tuple[bool, int, str]:
        """Whether a test, how many days of quarantine, and where, if the journey's first boarding falls in a span.

        Levels may change within the span: the strictest of each is taken.
        """
        if not self._arrivals.asks:
            return False, 0, ""
        first = max(from_at, self._prices.scenario.campaign.start_at)
        asked = self._arrivals.within(cohort.origin_adcode, first, max(first, until_at))
        tested = any(rule.action is ArrivalAction.TEST for rule in asked)
        days = max((rule.days for rule in asked if rule.action is ArrivalAction.QUARANTINE), default=0)
        return tested, days, self.place(cohort.site_id) if days else ""

    def place(self, site_id: str) -> str:
        """Place of quarantine of those of a site: the site itself where no stop with beds serves its county."""
        if site_id not in self._places:
            self._places[site_id] = self._find(self._sites[self._spots.get(site_id, site_id)])
        return self._places[site_id]

    def _find(self, site: Site) -> str:
        if site.isolation_beds is not None or site.site_id in self._with_rows:
            return site.site_id
        serving = [stop for stop in self._stops if self._serves(stop, site)]
        if not serving:
            return site.site_id
        here = np.int64(self._rows[site.site_id])
        return min(serving, key=lambda stop: (self._metres(here, stop.stop_id), stop.stop_id)).stop_id

    def _serves(self, stop: Stop, site: Site) -> bool:
        """Whether a stop has beds and its catchment holds the site's county; an empty catchment is everywhere."""
        areas = stop.catchment_adcodes
        return stop.stop_id in self._with_rows and (not areas or any(within(site.adcode, area) for area in areas))

    def _metres(self, here: np.int64, stop_id: str) -> int:
        return int(self._prices.metres(here, np.int64(self._rows[stop_id])))
