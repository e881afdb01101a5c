"""Draws do not disturb each other."""

from planner.recipes.streams import stream


def test_concerns_and_seeds_have_streams_of_their_own() -> None:
    draws = {tuple(stream(seed, concern).integers(0, 1 << 30, 4)) for seed in (1, 2) for concern in ("firms", "zones")}
    assert len(draws) == 4


def test_a_stream_is_the_same_every_time() -> None:
    assert stream(7, "firms").random() == stream(7, "firms").random()
