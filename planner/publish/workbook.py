"""Schedules and manifests as an Excel workbook, for people who work with spreadsheets.

Every text is written as text: nothing that an enterprise or worker typed can become a formula or a link.
Identity numbers and telephones show their last four characters only.
"""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.errors import BadUsage
from planner.publish.atomic import file_written_whole
from planner.publish.issue import timetable_of
from planner.publish.ledger import arrivals, departures
from planner.publish.manifest import manifest
from planner.publish.sheets import TEXT_ONLY, Book, Table
from planner.publish.views import ManifestView, offers, overview, stop_times, trips, unserved


def write_manifests(plan: Plan, scenario: Scenario, path: Path, enterprise_id: str | None = None) -> None:
    """Write overview, trips, stop times, one-vehicle-one-plan manifests, daily ledger, offers and unserved into one
    workbook.

    Parameters
    ----------
    path : Path
        The .xlsx file; it appears whole or not at all.
    enterprise_id : str, optional
        Only this enterprise's people, the trips they ride and those of them left behind; no offers and costs.

    Raises
    ------
    BadUsage
        The scenario has no such enterprise.
    """
    known = {enterprise.enterprise_id for enterprise in scenario.enterprises}
    if enterprise_id is not None and enterprise_id not in known:
        raise BadUsage(f"no enterprise {enterprise_id!r} among {len(known)}; see the enterprises table")
    view = ManifestView.of(plan, scenario, enterprise_id)
    options = {**TEXT_ONLY, "constant_memory": True, "in_memory": False}
    with file_written_whole(path) as draft, xlsxwriter.Workbook(str(draft), options) as workbook:
        book = Book(workbook)
        for table in _tables(view):
            book.add(table)


def _tables(view: ManifestView) -> list[Table]:
    tables = [overview(view), trips(view), stop_times(view), manifest(view)]
    if view.enterprise_id is None:
        issue = timetable_of(view.plan, view.scenario, view.scenario.campaign.as_of)
        tables += [departures(issue), arrivals(issue), offers(view)]
    return [*tables, unserved(view)]
