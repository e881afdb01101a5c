"""Two ends of a cluster know each other by their code."""

from planner.regions.sources import code_version


def test_the_code_is_known_by_its_version_and_a_digest() -> None:
    version, _, digest = code_version().partition("+")
    assert version
    assert len(digest) == 12
