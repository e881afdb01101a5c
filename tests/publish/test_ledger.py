"""The daily ledger: every figure counted again by hand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from planner.publish.ledger import TOTAL_ZH, arrival_grid, arrivals, city_name, departures, trip_frame
from planner.publish.sheets import Line
from tests.publish.issues import CLOCK, NIGHT, made_up, overnight


def departed() -> list[Line]:
    return list(departures(made_up()).lines)


def test_boardings_by_day_city_and_mode_are_those_of_the_halts() -> None:
    table = made_up()
    trips = {trip.trip_id: trip for trip in table.trips}
    own: dict[str, int] = defaultdict(int)
    for halt in table.stop_times:
        own[CLOCK.date_text(trips[halt.trip_id].depart_at)] += halt.board
    told = {line.cells[0]: line.cells[5] for line in departed() if line.style == "title"}
    assert told.pop(TOTAL_ZH) == sum(own.values())
    assert told == own


def test_parts_of_a_day_sum_to_the_day_and_days_to_the_whole() -> None:
    days: dict[object, list[int]] = {}
    parts: dict[object, list[int]] = defaultdict(lambda: [0] * 7)
    for line in departed():
        figures = [int(str(value)) for value in line.cells[3:]]
        if line.style == "title":
            days[line.cells[0]] = figures
        else:
            parts[line.cells[0]] = [a + b for a, b in zip(parts[line.cells[0]], figures, strict=True)]
    whole = days.pop(TOTAL_ZH)
    for column in (1, 2, 3, 4, 6):  # runs, boardings, load, seats, metres; batches may span modes, shares do not add
        assert {day: row[column] for day, row in days.items()} == {day: row[column] for day, row in parts.items()}
        assert sum(row[column] for row in days.values()) == whole[column]


def test_how_full_is_load_by_usable_seats_in_thousandths() -> None:
    (line, *_) = departures(overnight()).lines
    assert line.cells[6:9] == (20, 24, 833)


def test_a_train_is_one_run_and_its_kilometres_count_once() -> None:
    frame = trip_frame(made_up())
    trains = frame[frame["mode"] == "专列"]
    assert trains["runs"].nunique() == 14 and len(trains) == 14 * 12
    assert trains["distance_m"].sum() == 14 * 900_000


def test_arrivals_count_everybody_once_at_sites() -> None:
    table = made_up()
    own = sum(h.alight for h in table.stop_times if table.places[h.stop_id].kind == "site")
    grid = arrival_grid(table)
    assert grid.loc[TOTAL_ZH, TOTAL_ZH] == own
    assert (grid.iloc[:-1, :-1].sum(axis=1) == grid.iloc[:-1, -1]).all()
    assert (grid.iloc[:-1].sum(axis=0) == grid.iloc[-1]).all()
    names = [line.cells[0] for line in arrivals(table).lines]
    assert "北仑区" in names and names[-1] == TOTAL_ZH


def test_a_timetable_without_trips_has_an_empty_ledger() -> None:
    empty = replace(overnight(), trips=(), stop_times=())
    assert list(departures(empty).lines) == []
    assert [line.cells for line in arrivals(empty).lines] == [(TOTAL_ZH, "", 0)]


def test_persons_who_arrive_elsewhere_than_at_a_site_are_no_arrivals() -> None:
    halts = (NIGHT[0], NIGHT[1], replace(NIGHT[2], stop_id="M"))
    assert int(arrival_grid(overnight(*halts)).loc[TOTAL_ZH, TOTAL_ZH]) == 0


def test_cities_have_their_names() -> None:
    assert (city_name("330206"), city_name("500101"), city_name("999999")) == ("宁波市", "重庆市", "999999")
