"""All ways in one bundle."""

from __future__ import annotations

from tests.builders.small_world import CEHENG, cohort, small_world, train


def test_the_bundle_speaks_of_every_cohort_in_order() -> None:
    cohorts = (cohort(1, 30), cohort(2, 10, "S3", CEHENG))
    ways = small_world(services=(train(), train("SV2"))).ways(cohorts)
    assert ways.cohorts == cohorts
    assert len(ways.direct.practical) == len(ways.arrays.pickup) == 2
    assert set(ways.linehaul.service.tolist()) == {0, 1}


def test_the_site_of_most_cohorts_is_where_empty_runs_are_measured_from() -> None:
    to_s1, to_s3 = cohort(1, 9, "S1"), cohort(2, 9, "S3")
    mostly_s1 = small_world().ways([to_s1, to_s3, cohort(3, 9, "S1")])
    mostly_s3 = small_world().ways([to_s1, to_s3, cohort(3, 9, "S3")])
    # Funan is 700 km from S1 and 660 km from S3, which lies on the way: from S3 the run home from S1 counts less
    assert mostly_s1.direct.floor[0] > mostly_s3.direct.floor[0]


def test_no_cohorts_and_no_services_are_no_error() -> None:
    ways = small_world().ways([])
    assert len(ways.direct.floor) == 0 and len(ways.linehaul.cohort) == 0
