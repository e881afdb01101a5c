"""Single values of a pack."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.rule import LoadCap
from planner.errors import BadPolicy
from planner.policy.cells import Where, known_keys, share
from planner.policy.fields import DRIVER_FIELDS, LIGHT_FIELDS, RULESET_FIELDS, TIME_FIELDS, PolicyField
from planner.policy.rows import complete_caps, covers
from planner.policy.values import value_of

HERE = Where("p.toml", "key")
FIELDS = (*RULESET_FIELDS, *DRIVER_FIELDS, *TIME_FIELDS, *LIGHT_FIELDS)
TOML_VALUES = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("field", {field.kind: field for field in FIELDS}.values(), ids=lambda field: field.kind.name)
@settings(max_examples=40)
@given(value=TOML_VALUES)
def test_any_value_is_read_or_refused_by_name(field: PolicyField, value: object) -> None:
    try:
        value_of(field, value, HERE)
        message = "p.toml: key"
    except BadPolicy as error:
        message = str(error)
    assert "p.toml: " in message
    assert "key" in message


@given(st.integers(0, 1000))
def test_shares_are_exact(thousandths: int) -> None:
    assert share(f"{thousandths / 1000:.3f}", HERE) == Fraction(thousandths, 1000)


def test_no_limit_is_written_none() -> None:
    limits = [field for field in FIELDS if "none" in field.kind.value]
    assert len(limits) > 8
    assert all(value_of(field, "none", HERE) is None for field in limits)


def test_unknown_keys_name_the_nearest_or_all() -> None:
    with pytest.raises(BadPolicy, match="is it meant to be 'rest_s'"):
        known_keys(["rests_s"], ("rest_s", "caps"), HERE)
    with pytest.raises(BadPolicy, match="known keys: rest_s, caps"):
        known_keys(["zzz"], ("rest_s", "caps"), HERE)


def test_a_row_for_everything_covers_every_row() -> None:
    everything = LoadCap("*", "*", "*", Fraction(1))
    coach = LoadCap("coach", "*", "high", Fraction(1, 2))
    assert covers(everything, coach)
    assert not covers(coach, everything)
    complete_caps((coach, everything), HERE)
    with pytest.raises(BadPolicy, match="never reached"):
        complete_caps((coach, coach, everything), HERE)
