"""The county graph: credible, a metric, and true to sealed ground and water."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.data_files import data_path
from planner.domain.place import SEAT_PREFIX, Link, Place
from planner.domain.travel import UNREACHABLE
from planner.errors import TravelError
from planner.travel.county_graph import CountyGraph
from planner.travel.network import load_network
from planner.units import great_circle_m
from tests.travel.places import around, seat

NOTHING: frozenset[str] = frozenset()
HUBEI = frozenset(str(code) for code in load_network().adcode if code.startswith("42"))
SEATS = ("330203", "330282", "340104", "350203", "420102", "500103", "530102", "610102", "330902", "460105")


def test_known_road_distances_to_ningbo_are_met_within_ten_per_cent(graph: CountyGraph) -> None:
    with data_path("reference", "distances.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 12
    starts = [seat(row["from_adcode"]) for row in rows]
    ends = [seat(row["to_adcode"]) for row in rows]
    metres = graph.matrix([*starts, *ends], NOTHING).distance_m[np.arange(len(rows)), len(rows) + np.arange(len(rows))]
    ratio = metres / np.array([int(row["distance_m"]) for row in rows])
    print(f"mean {ratio.mean():.3f}, spread {ratio.std():.3f}, from {ratio.min():.3f} to {ratio.max():.3f}")
    assert np.all(np.abs(ratio - 1) <= 0.10)
    assert abs(ratio.mean() - 1) <= 0.02


def test_long_ways_use_motorways_at_a_believable_speed(graph: CountyGraph) -> None:
    (route,) = graph.routes([(seat("500103"), seat("330203"))], NOTHING)
    assert route is not None
    assert route.motorway_m > 0.6 * route.distance_m
    assert 65 <= route.distance_m / route.drive_s * 3.6 <= 90


def test_sealed_hubei_is_gone_round_by_hunan_and_jiangxi(graph: CountyGraph) -> None:
    pair = (seat("500103"), seat("330203"))
    (free,), (round_about,) = graph.routes([pair], NOTHING), graph.routes([pair], HUBEI)
    assert free is not None
    assert round_about is not None
    assert round_about.distance_m > free.distance_m
    crossed = {step.adcode[:2] for step in round_about.steps}
    assert "42" not in crossed
    assert {"43", "36"} <= crossed
    assert graph.matrix(pair, HUBEI).distance_m[0, 1] == round_about.distance_m


def test_no_way_leads_into_a_sealed_county(graph: CountyGraph) -> None:
    wuhan, ningbo = seat("420102"), seat("330203")
    assert graph.matrix([wuhan, ningbo], HUBEI).distance_m[0, 1] == UNREACHABLE
    assert graph.routes([(wuhan, ningbo)], HUBEI) == (None,)


def test_the_bay_is_crossed_by_its_bridge_only(graph: CountyGraph) -> None:
    haiyan, cixi = seat("330424"), seat("330282")
    straight = great_circle_m(haiyan.lon, haiyan.lat, cixi.lon, cixi.lat)
    over_the_bridge = graph.matrix([haiyan, cixi], NOTHING).distance_m[0, 1]
    assert straight * 1.2 < over_the_bridge <= 65_000
    round_the_bay = graph.matrix([haiyan, seat("330206")], frozenset({"330282"})).distance_m[0, 1]
    assert round_the_bay > 150_000


def test_islands_are_reached_by_their_links(graph: CountyGraph) -> None:
    liuheng = Place("yard", 122.13, 29.715, "330903")
    beilun, daishan = seat("330206"), seat("330921")
    metres = graph.matrix([beilun, daishan, liuheng], NOTHING).distance_m
    assert 58_000 <= metres[0, 2] <= 70_000
    assert 90_000 <= metres[0, 1] <= 97_000
    (ferry,) = graph.routes([(beilun, liuheng)], NOTHING)
    assert ferry is not None
    assert [step.adcode for step in ferry.steps] == ["330206", "330903"]
    assert ferry.drive_s > 5_000


def test_a_link_of_the_scenario_joins_two_shores() -> None:
    kinmen, xiamen = seat("350527"), seat("350203")
    assert CountyGraph(()).matrix([kinmen, xiamen], NOTHING).distance_m[0, 1] == UNREACHABLE
    link = Link("350527", "350203", "ferry", 30_000, 5_400)
    joined = CountyGraph((), [link]).matrix([kinmen, xiamen], NOTHING)
    assert (joined.distance_m[0, 1], joined.drive_s[0, 1]) == (30_000, 5_400)


def test_distances_are_a_metric(graph: CountyGraph, sites: tuple[Place, ...]) -> None:
    places = [*sites, *(seat(code) for code in SEATS), *around("330281", 5, 9)]
    metres = graph.matrix(places, NOTHING).distance_m.astype(np.int64)
    assert np.array_equal(metres, metres.T)
    assert not metres.diagonal().any()
    for middle in range(len(places)):
        assert np.all(metres <= metres[:, [middle]] + metres[[middle], :])


@given(st.lists(st.sampled_from(load_network().adcode.tolist()), min_size=3, max_size=3, unique=True))
def test_any_three_seats_obey_the_triangle_inequality(codes: list[str]) -> None:
    metres = _plain().matrix([seat(code) for code in codes], NOTHING).distance_m.astype(np.int64)
    assert metres[0, 2] <= metres[0, 1] + metres[1, 2]


_GRAPHS: list[CountyGraph] = []


def _plain() -> CountyGraph:
    if not _GRAPHS:
        _GRAPHS.append(CountyGraph(()))
    return _GRAPHS[0]


def test_answers_do_not_depend_on_which_places_are_asked_together(graph: CountyGraph, sites: tuple[Place, ...]) -> None:
    stranger = Place("stranger", 121.6, 29.8, "330203")
    few = graph.matrix([sites[0], stranger, sites[40]], NOTHING)
    many = graph.matrix([*sites, stranger], NOTHING)
    assert few.distance_m[0, 2] == many.distance_m[0, 40]
    assert few.distance_m[0, 1] == many.distance_m[0, -1]
    assert few.drive_s[1, 2] == many.drive_s[-1, 40]


@pytest.mark.parametrize("sealed", [NOTHING, HUBEI, frozenset({"330203"})])
def test_routes_agree_with_the_matrix_to_the_metre_and_second(
    graph: CountyGraph, sites: tuple[Place, ...], sealed: frozenset[str]
) -> None:
    places = [*sites[::9], *(seat(code) for code in SEATS), Place("stranger", 121.3, 30.2, "330282")]
    matrix = graph.matrix(places, sealed)
    pairs = [(a, b) for a in places for b in places]
    for (row, column), route in zip(np.ndindex(matrix.distance_m.shape), graph.routes(pairs, sealed), strict=True):
        if route is None:
            assert matrix.distance_m[row, column] == matrix.drive_s[row, column] == UNREACHABLE
            continue
        assert (route.distance_m, route.drive_s) == (matrix.distance_m[row, column], matrix.drive_s[row, column])
        assert route.distance_m == sum(step.distance_m for step in route.steps)
        assert route.drive_s == sum(step.drive_s for step in route.steps)
        assert route.motorway_m == sum(step.motorway_m for step in route.steps)
        assert route.steps[0].adcode == places[row].adcode
        assert route.steps[-1].adcode == places[column].adcode
        assert row == column or not sealed & {step.adcode for step in route.steps}


def test_no_way_is_shorter_than_the_straight_line_nor_faster_than_120(
    graph: CountyGraph, sites: tuple[Place, ...]
) -> None:
    matrix = graph.matrix(sites, NOTHING)
    for row, a in enumerate(sites):
        for column, b in enumerate(sites):
            assert matrix.distance_m[row, column] >= 0.98 * great_circle_m(a.lon, a.lat, b.lon, b.lat)
            assert matrix.distance_m[row, column] * 3.6 <= 120 * max(1, matrix.drive_s[row, column])


def test_a_county_seat_is_its_node_and_places_at_one_point_are_no_way_apart(graph: CountyGraph) -> None:
    at_seat = Place("office", seat("330203").lon, seat("330203").lat, "330203")
    twin, other = Place("twin", 121.61, 29.81, "330203"), Place("other", 121.61, 29.81, "330203")
    metres = graph.matrix([at_seat, seat("330203"), twin, other], NOTHING).distance_m
    assert metres[0, 1] == 0
    assert metres[2, 3] == 0
    assert metres[0, 2] == metres[1, 3] > 0


def test_a_place_in_an_unknown_county_is_refused(graph: CountyGraph) -> None:
    with pytest.raises(TravelError, match="'999999' is not in the road network"):
        graph.matrix([Place(f"{SEAT_PREFIX}999999", 120.0, 30.0, "999999")], NOTHING)


def test_all_counties_but_kinmen_can_be_reached(graph: CountyGraph) -> None:
    network = load_network()
    pairs = [(seat("330203"), seat(str(code))) for code in network.adcode]
    unreached = [pair[1].adcode for pair, route in zip(pairs, graph.routes(pairs, NOTHING), strict=True) if not route]
    assert unreached == ["350527"]


@pytest.mark.slow
def test_a_matrix_of_four_thousand_places_has_the_same_figures_as_small_ones() -> None:
    sites = (*around("330203", 1_000, 1, 0.1), *around("330212", 1_000, 2, 0.1), *around("330282", 1_000, 3, 0.1))
    graph = CountyGraph(sites)
    places = [*sites, *(seat(str(code)) for code in load_network().adcode[::3])]
    large = graph.matrix(places, NOTHING)
    some = [*range(0, len(places), 40)]
    small = graph.matrix([places[at] for at in some], NOTHING)
    assert np.array_equal(large.distance_m[np.ix_(some, some)], small.distance_m)
    assert np.array_equal(large.drive_s[np.ix_(some, some)], small.drive_s)
