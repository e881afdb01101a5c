"""A hand-made, valid little world: a scenario folder and a plan folder that fits it.

Everything can be checked with a pencil. Times are local, distances round, people made up (names 测试…,
identity numbers of the year 1900, telephones 100…).

    from tests.builders import toy_scenario, toy_plan
    scenario = toy_scenario(tmp_path)      # tmp_path / "scenario"
    plan = toy_plan(tmp_path)              # tmp_path / "plan", zero violations against that scenario

The story, 24–25 February 2020:

* ``D1``, a direct coach of fleet ``NB`` (depot in Ningbo), runs out empty on the 23rd, fetches 6 workers at the seat of
  Funan county (341225, medium level) and 5 at the bus station ``P2`` of Yingshang (341226; ``W07`` and ``W08`` are the
  couple ``G1``) and sets 11 down at site ``S1`` in Beilun. Two drivers, 792 km, a permit of ``PO-NB``.
* ``F1``, a feeder coach of fleet ``GZ``, brings 8 workers from Ceheng (522327) to the station ``GYB``; the overnight
  train ``SV1`` (one carriage used of two) takes them and 4 anonymous workers of heat who walk in (520115) to
  ``NGB``; the last-mile coach ``L1`` (again ``NB#1``, disinfected at the depot) has two drops, ``S2`` and ``S1``.
* ``M1`` goes out to Funan, rides ``D1``, then ``L1``, and goes home; ``M2`` rides ``F1``, the liaison ``LI`` the train.
  The people of Funan are tested at ``TS1`` on their way, or quarantined at their factory (beds are kept for both);
  ``D1`` is a closed loop with crew beds at ``LD1``. ``GZ`` names its only driver, ``DR1``. ``C4`` travels with infants.
* Stations and the gate ``GT1`` before Beilun are passed by quarter-hours; ``E1`` has a yellow light, and windows of the
  resumption map admit 65 % and then 95 % of its people. ``switch_on`` adds the rules that look at all this.
* The flight ``SV2`` is offered and left. ``W20`` has withdrawn, ``W21`` has a red code: unserved.
* 23 persons served, 2 unserved of tier 1, 55,096.00 yuan.

``tests.builders.edit`` changes single facts of either folder: ``set_cells``, ``drop_rows``, ``add_row``,
``set_plan_value``, ``edit_text``.
"""

from tests.builders.edit import add_row, drop_rows, edit_text, set_cells, set_plan_value
from tests.builders.toy_plan import toy_plan
from tests.builders.toy_scenario import switch_on, toy_scenario

__all__ = ["add_row", "drop_rows", "edit_text", "set_cells", "set_plan_value", "switch_on", "toy_plan", "toy_scenario"]
