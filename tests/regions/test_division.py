"""Everybody is in exactly one region, and no region is larger than it must be."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from planner.regions.division import LEAST_PER_SITE, divide

CITIES = st.sampled_from(["3302", "3301", "31", "4403", "4401"])
ORIGINS = st.sampled_from(["3412", "4114", "5203", "50", "3611", "4501", "6101"])
COUNTS = st.dictionaries(st.tuples(CITIES, ORIGINS), st.integers(0, 900), max_size=30)


@given(COUNTS, st.integers(50, 1_500))
def test_every_pair_of_cities_with_people_is_in_one_region(persons: dict[tuple[str, str], int], most: int) -> None:
    regions = divide(persons, most)
    found = Counter(atom for region in regions for atom in region.atoms)
    assert found == Counter({atom: 1 for atom, count in persons.items() if count})
    assert sum(region.persons for region in regions) == sum(persons.values())


@given(COUNTS, st.integers(50, 1_500))
def test_a_region_exceeds_the_limit_by_less_than_its_largest_corridor(
    persons: dict[tuple[str, str], int], most: int
) -> None:
    for region in divide(persons, most):
        assert region.persons < most + max(persons[atom] for atom in region.atoms)


def test_small_cities_of_a_province_are_planned_together_and_others_are_not() -> None:
    persons = {("3301", "3412"): 10, ("3302", "3412"): 20, ("3502", "3412"): 5}
    assert [sorted(city for city, _ in region.atoms) for region in divide(persons, 100)] == [["3301", "3302"], ["3502"]]


def test_a_large_city_is_cut_into_near_equal_corridors() -> None:
    persons = {("3302", code): 50 for code in ("3412", "3416", "4114", "5203")}
    regions = divide(persons, 100)
    assert [region.persons for region in regions] == [100, 100]
    assert regions[0].atoms == {("3302", "3412"), ("3302", "3416")}


def test_few_persons_to_many_sites_are_cut_as_if_they_were_many() -> None:
    persons = {("3302", code): 10 for code in ("3412", "3416", "4114", "5203")}
    regions = divide(persons, 1_000, dict.fromkeys(persons, 1_000 // (2 * LEAST_PER_SITE)))
    assert [region.persons for region in regions] == [20, 20]


def test_nobody_makes_no_region() -> None:
    assert divide({}, 10) == ()
