from __future__ import annotations

from dataclasses import replace

import pytest

from planner.domain.demand import Enterprise, Stage, Worker
from planner.domain.place import Level
from planner.domain.rule import RuleSet
from planner.verify.funnel import bars_of_firm, bars_of_worker

DAY_S = 86_400
BOARD_AT = 20 * DAY_S
WORKER = Worker("W1", "E1", "S1", "420106", 0)
FREE = RuleSet("p@1", 0, ())
STRICT = replace(
    FREE,
    stages=("accepted",),
    banned_codes=("red", "yellow"),
    code_max_age_s=DAY_S,
    proof_from=Level.MEDIUM,
    certificate_from=Level.HIGH,
    test_from=Level.HIGH,
    test_max_age_s=2 * DAY_S,
)
READY = replace(
    WORKER,
    health_code_at=BOARD_AT - DAY_S,
    origin_proof=True,
    health_certificate=True,
    test_result="negative",
    test_at=BOARD_AT - 2 * DAY_S,
)


def _bars(worker: Worker, rules: RuleSet = STRICT, level: Level = Level.HIGH) -> list[str]:
    return [bar.fact for bar in bars_of_worker(worker, rules, level, BOARD_AT)]


def test_papers_in_order_pass_and_a_free_pack_asks_for_none() -> None:
    assert _bars(READY) == []
    assert _bars(WORKER, FREE) == []


@pytest.mark.parametrize(
    ("worker", "fact"),
    [
        (replace(READY, stage=Stage.INTERVIEWED), "stage"),
        (replace(READY, health_code="yellow"), "health code"),
        (replace(READY, health_code_at=BOARD_AT - DAY_S - 1), "age of the code"),
        (replace(READY, health_code_at=None), "age of the code"),
        (replace(READY, origin_proof=None), "14-day proof"),
        (replace(READY, health_certificate=False), "health certificate"),
        (replace(READY, test_result="positive"), "test"),
        (replace(READY, test_at=BOARD_AT - 2 * DAY_S - 1), "age of the test"),
        (replace(READY, test_at=None), "age of the test"),
    ],
)
def test_each_paper_bars_alone(worker: Worker, fact: str) -> None:
    assert _bars(worker) == [fact]


def test_papers_are_asked_for_from_a_level_on() -> None:
    bare = replace(WORKER, health_code_at=BOARD_AT)
    assert _bars(bare, level=Level.LOW) == []
    assert _bars(bare, level=Level.MEDIUM) == ["14-day proof"]
    assert _bars(bare, level=Level.HIGH) == ["14-day proof", "health certificate", "test", "age of the test"]


def test_people_of_a_banned_area_are_barred_by_its_prefix() -> None:
    assert _bars(WORKER, replace(FREE, banned_origins=("42",))) == ["origin"]
    assert _bars(WORKER, replace(FREE, banned_origins=("420100",))) == ["origin"]
    assert _bars(WORKER, replace(FREE, banned_origins=("4202",))) == []


def test_a_firm_is_barred_by_light_lists_and_resumption() -> None:
    rules = replace(FREE, lights_closed=("red",), negative_list_closed=True, white_list_required=True)
    firm = Enterprise("E1", "x", 1, whitelisted=False, negative_listed=True, resume_from=BOARD_AT + 1)
    facts = [bar.fact for bar in bars_of_firm(firm, rules, "red", BOARD_AT)]
    assert facts == ["light", "negative list", "white list", "resumption"]
    assert list(bars_of_firm(replace(firm, resume_from=BOARD_AT), FREE, "red", BOARD_AT)) == []
