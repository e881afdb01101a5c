"""A pack that sets every field, in two files of which one extends the other; made for tests."""

from __future__ import annotations

from pathlib import Path

BASE = """\
pack = "base"
title = "Every field"

[objective]
order = ["served", "lateness", "fairness", "cost", "blast_radius", "journey", "transfers"]
tolerances = { cost = "0.02", blast_radius = "0.5" }
source = "for tests"

[[ruleset]]
effective_from = 2020-02-11
caps = [
    { mode = "coach", scope = "in_city", level = "*", share = "1.0" },
    { mode = "*", scope = "*", level = "*", share = "0.5" },
]
observation_rows = { coach = 2, train = 1 }
path_levels = true
stop_ban_from = "high"
sealed_closed = true
max_enterprises = { coach = 2, carriage_block = 9 }
max_pickups = 3
max_drops = 2
max_trip_m = 1_000_000
one_end_registration = true
permit_required = true
max_linehaul_legs = 2
banned_codes = ["red", "yellow"]
lights_closed = ["red"]
white_list_required = true
negative_list_closed = true
unmixed_from = "medium"
unmixed_codes = true
banned_origins = ["42", "3412", "330206"]
proof_from = "low"
certificate_from = "medium"
test_from = "high"
stages = ["accepted", "interviewed"]
code_max_age_s = 432000
test_max_age_s = 259200
arrivals = [
    { level = "medium", action = "test" },
    { level = "high", action = "quarantine", days = 14 },
    { level = "low", action = "none" },
]
test_result_s = 3600
escorts = [
    { kind = "medic", mode = "train", persons_per = 150 },
    { kind = "liaison", mode = "*", persons_per = "none", ride_over_s = 14400, level_from = "medium" },
]
promise_s = 108000
promise_to = "arrival"
incidence_ppm = { low = 1, medium = 20, high = 300, sealed = 4000 }
cost_shares = { public = "0.5", enterprise = "0.3", worker = "0.2" }
corridors = ["33", "3412"]
closed_loop_from = "medium"
crew_isolation_days = 7
driver_white_list = true
level_area = "prefecture"
sources = { "*" = "for tests" }

[ruleset.drivers]
continuous_day_s = 14400
continuous_night_s = 7200
rest_s = 1200
driving_24h_s = 28800
driving_7d_s = 158400
two_driver_m = 400000
two_driver_motorway_m = 600000
night_from_s = 79000
night_to_s = 21000
stop_from_s = 7200
stop_to_s = 18000
stop_exempt_m = 100000
night_speed_share = "0.8"

[ruleset.times]
pickup_dwell_s = 800
drop_dwell_s = 500
turnaround_s = 2300
rail_board_s = 2600
rail_alight_s = 1700
air_board_s = 7100
air_alight_s = 2600
max_hub_wait_s = 28700
transfer_min_s = 300
max_ride_s = 107000
max_journey_s = 208000

[ruleset.lights]
yellow_items = 2
red_after = 4
intake_factor = { green = "1", yellow = "0.5", red = "0" }
"""

TOP = """\
pack = "top"
title = "Changes to every field of a kind"
extends = "base.toml"

[objective]
order = ["served", "cost"]
tolerances = { cost = "0.01" }
source = "for tests"

[[ruleset]]
effective_from = "2020-02-11"
caps = [{ mode = "coach", scope = "*", level = "high", share = "0.25" }]
observation_rows = { coach = 3 }
sources = { caps = "order of the city", observation_rows = "notice 7" }

[[ruleset]]
effective_from = "2020-02-20T12:00"
like = "2020-02-11"
stop_ban_from = "none"
max_drops = "none"
banned_origins = []
escorts = []
cost_shares = { public = "0.8", enterprise = "0.2", worker = "0" }
lights = { red_after = 2, intake_factor = { yellow = "0.25" } }
times = { max_ride_s = "none" }
sources = { "*" = "order of the province", "lights.red_after" = "notice 8" }

[[ruleset]]
effective_from = "2020-03-01"
caps = [{ mode = "*", scope = "*", level = "*", share = "1.0" }]
sources = { caps = "ordinary law" }
"""


def full_pack(folder: Path) -> Path:
    """Write both files and return the upper one."""
    (folder / "base.toml").write_text(BASE, encoding="utf-8")
    path = folder / "top.toml"
    path.write_text(TOP, encoding="utf-8")
    return path
