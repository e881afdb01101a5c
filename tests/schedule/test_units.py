from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner.schedule.units import Want, fill, loads_of


def test_classes_never_share_a_unit() -> None:
    seats = fill([Want(0, 5, mix="low"), Want(1, 7, mix="high")], [10, 10], None)
    assert seats == {1: [(1, 7)], 0: [(2, 5)]}


def test_those_for_whom_no_unit_is_left_stay() -> None:
    seats = fill([Want(0, 5, mix="low"), Want(1, 7, mix="high")], [10], None)
    assert seats == {1: [(1, 7)], 0: []}


def test_a_unit_holds_so_many_firms_at_most() -> None:
    wants = [Want(n, 3, firm=f"E{n}") for n in range(3)]
    assert loads_of(fill(wants, [10, 10], 1)) == {1: 3, 2: 3}
    assert loads_of(fill(wants, [10, 10], 2)) == {1: 6, 2: 3}
    assert loads_of(fill(wants, [10, 10], None)) == {1: 9}


wants = st.lists(
    st.builds(
        lambda persons, group, mix, firm: (persons, group, mix, firm),
        st.integers(1, 9), st.booleans(), st.sampled_from("ab"), st.sampled_from("xyz"),
    ),
    max_size=8,
)  # fmt: skip


@given(rows=wants, rooms=st.lists(st.integers(0, 12), min_size=1, max_size=4), most=st.sampled_from([None, 1, 2]))
def test_no_filling_breaks_a_rule(rows: list[tuple[int, bool, str, str]], rooms: list[int], most: int | None) -> None:
    asked = [Want(n, *row) for n, row in enumerate(rows)]
    seats = fill(asked, rooms, most)
    aboard: dict[int, list[Want]] = {}
    for want in asked:
        placed = sum(persons for _, persons in seats[want.number])
        assert placed in ((0, want.persons) if want.group else range(want.persons + 1))
        assert len(seats[want.number]) <= 1 or not want.group
        for unit, _ in seats[want.number]:
            aboard.setdefault(unit, []).append(want)
    for unit, people in aboard.items():
        assert len({want.mix for want in people}) == 1
        assert most is None or len({want.firm for want in people}) <= most
        assert loads_of(seats)[unit] <= rooms[unit - 1]
