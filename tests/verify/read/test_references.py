from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import BadInput
from planner.verify.read.scenario import read_scenario
from tests.builders import add_row, set_cells, toy_scenario


def test_every_unknown_and_every_repeated_id_is_named(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    set_cells(folder, "workers", {"worker_id": "W01"}, enterprise_id="E9", site_id="S9", pickup_stop_id="P9")
    set_cells(folder, "workers", {"worker_id": "W02"}, worker_id="W03")
    set_cells(folder, "services", {"service_id": "SV1"}, to_stop_id="XX")
    add_row(folder, "stops", stop_id="S1", kind="gate", name="测试门", lon="121.8", lat="29.9", adcode="330206")
    with pytest.raises(BadInput) as caught:
        read_scenario(folder)
    assert {(p.column, p.value) for p in caught.value.problems} == {
        ("enterprise_id", "E9"), ("site_id", "S9"), ("pickup_stop_id", "P9"), ("worker_id", "W03"),
        ("to_stop_id", "XX"), ("id", "S1"),
    }  # fmt: skip
