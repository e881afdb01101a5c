from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.errors import BadPlanFolder
from planner.verify.read.arrivals import ArrivalClaim, read_arrival_claims, read_told_arrivals
from planner.verify.read.claims import Claims

DAY = {"date": "2020-02-24", "value": 7, "side": ["service:SV1"]}
TOLD = {"code": "ARRIVALS_BY_DAY", "subject": "2020-02-24", "limit": "7"}


def write(folder: Path, bound: object, plan: object) -> Path:
    (folder / "bound.json").write_text(json.dumps(bound), encoding="utf-8")
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    return folder


def test_claims_and_what_is_told_are_read_by_date(tmp_path: Path) -> None:
    folder = write(tmp_path, {"arrivals": {"days": [DAY]}}, {"findings": [TOLD, {"code": "PERMITS"}]})
    assert read_arrival_claims(Claims.read(folder)) == {"2020-02-24": ArrivalClaim(7, frozenset({"service:SV1"}))}
    assert read_told_arrivals(Claims.read(folder)) == {"2020-02-24": 7}


def test_a_plan_may_claim_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path, {}, {})
    assert read_arrival_claims(Claims.read(folder)) == {} and read_told_arrivals(Claims.read(folder)) == {}


@pytest.mark.parametrize(
    "bound",
    [
        {"arrivals": {"days": [{**DAY, "value": 7.5}]}},
        {"arrivals": {"days": [{**DAY, "value": True}]}},
        {"arrivals": {"days": [{**DAY, "date": "24 February"}]}},
        {"arrivals": {"days": [{"date": "2020-02-24"}]}},
        {"arrivals": [DAY]},
        {"arrivals": {"days": 3}},
        [],
    ],
)
def test_malformed_claims_are_refused(tmp_path: Path, bound: object) -> None:
    with pytest.raises(BadPlanFolder):
        read_arrival_claims(Claims.read(write(tmp_path, bound, {})))


@pytest.mark.parametrize("plan", [{"findings": [{**TOLD, "limit": "many"}]}, {"findings": [{}]}, []])
def test_malformed_findings_are_refused(tmp_path: Path, plan: object) -> None:
    with pytest.raises(BadPlanFolder):
        read_told_arrivals(Claims.read(write(tmp_path, {}, plan)))
