"""After ``kill -9`` nothing acknowledged is lost, nothing is half done, and nothing is done twice."""

from __future__ import annotations

import pytest

from tests.faults.kills import BROKEN, KILLED, KINDS, count, main, run


def test_one_kill_at_each_kind_of_work_breaks_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    found = run(len(KINDS), number=20, in_a_row=1)
    assert count(found, KILLED) == len(KINDS)
    assert not count(found, BROKEN), capsys.readouterr().out


@pytest.mark.slow
def test_sixty_kills_break_nothing() -> None:
    assert main(60) == 0
