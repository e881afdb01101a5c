from __future__ import annotations

from planner.domain.plan import Dwell
from planner.explain.quarantine import release_findings
from tests.builders.small_world import moment, small_world


def stay(place: str, until_day: int, persons: int, purpose: str = "quarantine") -> Dwell:
    """A part at a place until the afternoon of a day."""
    return Dwell("C1", "P1", place, moment(1, 15), moment(until_day, 15), persons, purpose)


def test_those_who_leave_a_place_on_one_day_are_counted_together() -> None:
    found = release_findings(small_world().scenario, [stay("QA", 8, 20), stay("QA", 8, 4), stay("QA", 9, 1)])
    assert [(row.code, row.subject, row.value, row.limit) for row in found] == [
        ("QUARANTINE_RELEASE", "QA", "24", "2020-02-28"),
        ("QUARANTINE_RELEASE", "QA", "1", "2020-02-29"),
    ]
    assert found[0].message == "24 persons leave QA on 2020-02-28 and need a shuttle to their sites"


def test_those_who_stay_at_their_site_or_wait_for_a_test_need_no_shuttle() -> None:
    assert release_findings(small_world().scenario, [stay("S1", 8, 20), stay("QA", 8, 4, "test")]) == ()
