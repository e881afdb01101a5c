"""The funnel is read from the findings: from all registered to those who may travel."""

from __future__ import annotations

from planner.explain.funnel import funnel_findings
from planner.explain.reasons import cause
from tests.builders.small_world import cohort

VERSION = "test@2020-02-11"


def test_every_step_tells_who_goes_and_how_many_are_left() -> None:
    people = [cohort(1, 262), cohort(2, 338), cohort(3, 150), cohort(4, 50)]
    refused = {
        "C000002": cause("CODE_NOT_GREEN", "red", "W1", VERSION),
        "C000003": cause("WITHDRAWN", "gone", "W2", VERSION),
        "C000004": cause("CODE_NOT_GREEN", "yellow", "W3", "test@2020-02-28"),
    }
    found = funnel_findings(people, refused)
    assert [(row.code, row.subject, row.value, row.limit, row.unit) for row in found] == [
        ("FUNNEL", "registered", "800", "800", "persons"),
        ("FUNNEL", "WITHDRAWN", "150", "650", "persons"),
        ("FUNNEL", "CODE_NOT_GREEN", "388", "262", "persons"),
        ("FUNNEL", "eligible", "262", "262", "persons"),
    ]
    assert [row.cites for row in found] == ["", VERSION, f"{VERSION};test@2020-02-28", ""]


def test_nobody_registered_makes_no_funnel() -> None:
    assert funnel_findings([], {}) == ()
