from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import BadPlanFolder
from planner.verify.bound_check import check_level, provable
from planner.verify.read.bound import BoundColumn, BoundLevel, BoundRow
from tests.builders.proofs import judged

# min 3a + 2b + 10l  with  a + b + l = 10 (cover),  a ≤ 4,  b + l ≥ 7;  optimum: a = 0, b = 10 → 20 for b unlimited
LEVEL = BoundLevel(
    name="cost",
    value=20,
    rows=(BoundRow("cover", "=", 10), BoundRow("room", "<=", 4), BoundRow("least", ">=", 7)),
    columns=(
        BoundColumn("a", 3, None, ((0, 1), (1, 1))),
        BoundColumn("b", 2, None, ((0, 1), (2, 1))),
        BoundColumn("left", 10, 10, ((0, 1), (2, 1))),
    ),
    duals=(Fraction(2), Fraction(0), Fraction(0)),
)


def test_a_bound_that_its_duals_prove_stands() -> None:
    assert provable(LEVEL) == 20
    assert list(check_level(LEVEL)) == []


def test_a_value_between_whole_numbers_is_rounded_up_and_no_further() -> None:
    level = replace(LEVEL, duals=(Fraction(191, 100), Fraction(0), Fraction(0)))
    assert provable(level) == 20
    assert [v.unit for v in check_level(replace(level, value=21))] == ["bound"]


@pytest.mark.parametrize(
    ("duals", "unit"),
    [
        ((Fraction(2), Fraction(1), Fraction(0)), "dual"),
        ((Fraction(2), Fraction(0), Fraction(-1)), "dual"),
        ((Fraction(5, 2), Fraction(0), Fraction(0)), "reduced cost"),
        ((Fraction(2), Fraction(0)), "duals"),
    ],
)
def test_duals_that_prove_nothing_are_caught(duals: tuple[Fraction, ...], unit: str) -> None:
    found = list(check_level(replace(LEVEL, duals=duals)))
    assert [v.unit for v in found] == [unit]
    assert found[0].rule == "bounds"


def test_a_claim_beyond_the_proof_is_caught() -> None:
    (violation,) = check_level(replace(LEVEL, value=21))
    assert (violation.value, violation.limit) == ("21", "20")


def test_a_limited_column_lowers_the_bound_by_its_negative_reduced_cost() -> None:
    limited = replace(LEVEL.columns[1], upper=3)
    level = replace(
        LEVEL, columns=(LEVEL.columns[0], limited, LEVEL.columns[2]), duals=(Fraction(3), Fraction(0), Fraction(0))
    )
    assert provable(level) == 30 - 3


def test_floor_prices_below_nought_prove_nought() -> None:
    cheap = BoundColumn("rounded", -57, None, ((0, 1),))
    assert provable(BoundLevel("cost", 0, (BoundRow("need", "=", 1),), (cheap,), (Fraction(-57),))) == 0


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 5), st.integers(0, 5), st.integers(0, 4)), min_size=1, max_size=4
    ),
    st.integers(0, 12),
    st.integers(0, 12),
    st.fractions(0, 6, max_denominator=7),
    st.fractions(-6, 0, max_denominator=7),
)
def test_no_whole_solution_is_cheaper_than_what_is_proven(
    columns: list[tuple[int, int, int, int]], need: int, room: int, price: Fraction, rent: Fraction
) -> None:
    level = BoundLevel(
        "x", 0, (BoundRow("need", ">=", need), BoundRow("room", "<=", room)),
        tuple(BoundColumn(str(i), cost, upper, ((0, a), (1, b))) for i, (cost, a, b, upper) in enumerate(columns)),
        (price, rent),
    )  # fmt: skip
    solutions = [()]
    for *_, upper in columns:
        solutions = [(*chosen, x) for chosen in solutions for x in range(upper + 1)]
    feasible = [
        sum(cost * x for (cost, *_), x in zip(columns, chosen, strict=True))
        for chosen in solutions
        if sum(a * x for (_, a, _, _), x in zip(columns, chosen, strict=True)) >= need
        and sum(b * x for (_, _, b, _), x in zip(columns, chosen, strict=True)) <= room
    ]
    assert not feasible or provable(level) <= min(feasible)


def _folder(tmp: Path, value: int, published: int, name: str = "cost") -> Path:
    # ten persons; by coach at 2 fen each, or as persons of tier 0 who have no way at all
    fen = name == "cost"
    tree = {
        "groups": {"cohorts": [["C000001"]], "persons": [10 if fen else 20], "tier": [0]},
        "trips": None,
        "direct": {"group": [0] * fen, "cents": [2] * fen, "share": []},
        "services": {"id": ["SV1"], "terms": [[5, 100, 10, 59]]},
        "rides": [[0] * fen, [0] * fen, [3] * fen],
        "tiers": [0],
        "dual_scale": 2,
        "levels": [
            {
                "name": name, "value": value, "caps": {"0": 0} if fen else {},
                "cover_duals": [4 if fen else 2], "shared_duals": [0, 0, -4 if fen else 0],
            }
        ],
    }  # fmt: skip
    (tmp / "bound.json").write_text(json.dumps(tree), encoding="utf-8")
    (tmp / "plan.json").write_text(json.dumps({"bounds": [{"name": name, "value": published}]}), encoding="utf-8")
    return tmp


def test_a_folder_whose_bounds_are_proven_passes(tmp_path: Path) -> None:
    assert judged(_folder(tmp_path, 20, 20), {}) == ()


def test_a_published_bound_above_the_proof_is_caught(tmp_path: Path) -> None:
    assert [v.value for v in judged(_folder(tmp_path, 20, 21), {})] == ["21"]


def test_persons_who_may_not_travel_are_added_to_the_proof(tmp_path: Path) -> None:
    assert judged(_folder(tmp_path, 20, 25, "unserved_tier_0"), {"unserved_tier_0": 5}) == ()


def test_a_published_bound_without_proof_is_caught(tmp_path: Path) -> None:
    folder = _folder(tmp_path, 20, 20)
    (folder / "bound.json").write_text("{}", encoding="utf-8")
    assert [v.subject for v in judged(folder, {})] == ["cost"]


@pytest.mark.parametrize("text", ["", "[]", '{"levels": [{}]}', '{"levels": [{"name": "x", "value": 1.5}]}'])
def test_a_malformed_proof_is_refused(tmp_path: Path, text: str) -> None:
    folder = _folder(tmp_path, 20, 20)
    (folder / "bound.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadPlanFolder):
        judged(folder, {})
