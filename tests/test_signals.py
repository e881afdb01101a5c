"""A run ends at its hard end; Ctrl-C once is a wish, twice an order."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from planner.signals import StopWish, TimeUp, hard_end


def ask(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)
    time.sleep(0.01)


def test_the_hard_end_cuts_what_is_going_on() -> None:
    end = time.monotonic() + 0.2
    with pytest.raises(TimeUp), hard_end(lambda: end - time.monotonic()):
        time.sleep(30)
    assert time.monotonic() - end < 5


def test_the_time_that_is_left_is_asked_for_again_and_again() -> None:
    began, asked = time.monotonic(), list[float]()

    def left_s() -> float:
        asked.append(time.monotonic() - began)
        return 100.0 if len(asked) < 4 else -1.0

    with pytest.raises(TimeUp), hard_end(left_s):
        time.sleep(30)
    assert len(asked) == 4


def test_the_end_of_an_outer_block_counts_again_after_an_inner_one() -> None:
    end = time.monotonic() + 1.0
    ends = list[str]()

    def blocks() -> None:
        with hard_end(lambda: end - time.monotonic()):
            try:
                with hard_end(lambda: end - 0.8 - time.monotonic()):
                    time.sleep(30)
            except TimeUp:
                ends.append("inner")
            time.sleep(30)

    with pytest.raises(TimeUp):
        blocks()
    assert ends == ["inner"] and time.monotonic() >= end


def test_no_alarm_rings_after_the_block() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with hard_end(lambda: -1.0):
        pass
    time.sleep(0.2)
    assert signal.getsignal(signal.SIGALRM) == before


def test_a_block_in_another_thread_has_no_hard_end() -> None:
    done = list[str]()

    def block() -> None:
        with hard_end(lambda: -1.0):
            done.append("whole")

    thread = threading.Thread(target=block)
    thread.start()
    thread.join()
    assert done == ["whole"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_is_a_wish_that_is_told_once(number: signal.Signals) -> None:
    told = list[int]()
    wish = StopWish(lambda: told.append(1))
    with wish.heeded():
        assert not wish()
        ask(number)
        assert wish()
        ask(signal.SIGTERM)
    assert told == [1]


def test_a_second_ctrl_c_stops_at_once() -> None:
    wish = StopWish()
    with wish.heeded():
        ask(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            ask(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
