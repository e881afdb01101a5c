# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # One campaign, several rule packs
#
# The same 290 workers are planned under four rule packs and the plans are laid side by side: who is served, at what
# cost, how full coaches run, how many one positive would put in quarantine, and what binds.
# 同一方案，四套规则：服务人数、费用、车次、满载、感染波及面、卡在哪里。

# %%
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

folder = TemporaryDirectory(prefix="returnline-")
here = Path(folder.name)

# %% [markdown]
# ## The campaign
# Ten firms in Pinghu in the spring of 2022. Their workers wait on ground of every level: low, medium, high and sealed.
# Test slots, isolation beds, beds for crews and passes are counted.

# %%
from planner.ingest import read_scenario
from planner.recipes import build_scenario
from planner.units import yuan_text

built = build_scenario("pinghu-rules", workers=None, seed=7, form="lists", out=here / "scenario")
scenario = read_scenario(built)
level_of = {zone.adcode: zone.level.name.lower() for zone in scenario.zones}


def level_at(adcode):
    """Level of a county, by its own row or that of its province."""
    return level_of.get(adcode) or level_of.get(adcode[:2]) or "low"


waiting = Counter(level_at(worker.origin_adcode) for worker in scenario.workers)
print(dict(waiting))
print({capacity.kind: capacity.amount for capacity in scenario.capacities}, "a day")

# %% [markdown]
# ## What differs between the packs
# A pack is a file of dated rule sets. A few fields of those in force on the first day:

# %%
from dataclasses import replace

from planner.domain.place import Level
from planner.policy import load_policy

PACKS = ("spring-festival", "covid-2020-02-11", "zones-2021", "closed-loop-2022")

for pack in PACKS:
    rules = load_policy(replace(scenario, policy_pack=pack)).at(scenario.campaign.start_at)
    coach = {
        level.name.lower(): rules.usable_seats("coach", "inter_province", level, seats=49, rows=12) for level in Level
    }
    arrival = {level.name.lower(): str(rules.arrival(level).action) for level in (Level.MEDIUM, Level.HIGH)}
    print(f"{rules.version:29} seats of 49 {coach}")
    print(f"{'':29} arrivals {arrival}, closed loop from {getattr(rules.closed_loop_from, 'name', 'never').lower()}")

# %% [markdown]
# ## Plan and verify each
# Only one line of `scenario.toml` changes. In deterministic mode the work is bounded, not the seconds, so the figures
# are the same on every machine.

# %%
from planner.pipeline import PlanOptions, plan_scenario
from planner.publish.tables import write_plan
from planner.travel import travel_source
from planner.verify import verify_folder


@dataclass(frozen=True)
class Result:
    """One plan in a few figures."""

    pack: str
    served: int
    cost_cents: int
    coaches: int
    mean_load: float
    blast_radius: float
    binding: dict
    violations: int


OPTIONS = PlanOptions(seed=7, threads=2, deterministic=True, iterations=400)


def plan_under(pack):
    """Plan the campaign under a pack; the verifier reads what was written."""
    toml = built / "scenario.toml"
    before = toml.read_text(encoding="utf-8").splitlines(keepends=True)
    after = [f'pack = "{pack}"\n' if line.startswith("pack = ") else line for line in before]
    toml.write_text("".join(after), encoding="utf-8")
    campaign = read_scenario(built)
    plan = plan_scenario(campaign, load_policy(campaign), travel_source(campaign), OPTIONS)
    write_plan(plan, campaign, here / pack)
    coaches = [trip for trip in plan.trips if trip.mode == "coach"]
    objective = {level.name: level.value for level in plan.objective}
    left = Counter()
    for row in plan.unserved:
        left[row.reason] += row.persons
    return Result(
        pack=pack,
        served=sum(load.persons for load in plan.loads if load.leg_seq == 1),
        cost_cents=objective["cost"],
        coaches=len(coaches),
        mean_load=sum(trip.load for trip in coaches) / len(coaches),
        blast_radius=objective["blast_radius"] / 1_000_000,
        binding=dict(left),
        violations=len(verify_folder(built, here / pack)),
    )


results = [plan_under(pack) for pack in PACKS]
print(sum(result.violations for result in results), "violations")

# %% [markdown]
# ## Side by side
# `blast radius` is the expected number of persons whom positives aboard would send into quarantine: all of a sealed
# coach, the carriage of a train. 预期波及人数。

# %%
print(f"{'pack':17} {'served':>7} {'yuan':>12} {'yuan/head':>10} {'coaches':>8} {'mean load':>10} {'blast radius':>13}")
for row in results:
    head_cents = row.cost_cents // row.served
    print(
        f"{row.pack:17} {row.served:7} {yuan_text(row.cost_cents):>12} {yuan_text(head_cents):>10} {row.coaches:8} "
        f"{row.mean_load:10.1f} {row.blast_radius:13.3f}"
    )

# %% [markdown]
# What binds under each pack: the reasons of those who stay behind.

# %%
for row in results:
    print(f"{row.pack:17}", row.binding or "nobody stays behind")

# %% [markdown]
# ## The picture
# Each step towards the closed loop serves fewer people and lowers what one positive can do.

# %%
from html import escape

from IPython.display import SVG


def bars(title, values, top, colour):
    """One row of horizontal bars as SVG text; ``top`` is its upper edge in pixels."""
    longest = max(values.values()) or 1
    parts = [f'<text x="0" y="{top}" font-weight="bold">{escape(title)}</text>']
    for position, (name, value) in enumerate(values.items()):
        y = top + 10 + position * 24
        width = 380 * value / longest
        parts.append(f'<text x="0" y="{y + 14}">{escape(name)}</text>')
        parts.append(f'<rect x="150" y="{y}" width="{width:.1f}" height="18" fill="{colour}"/>')
        parts.append(f'<text x="{156 + width:.1f}" y="{y + 14}">{value:,.3g}</text>')
    return "".join(parts)


def picture(rows):
    """Persons served, seats filled per coach and blast radius of every plan."""
    figures = (
        ("Persons served", {row.pack: row.served for row in rows}, "#2a6f97"),
        ("Mean load of a coach", {row.pack: row.mean_load for row in rows}, "#6c757d"),
        ("Blast radius, expected persons", {row.pack: row.blast_radius for row in rows}, "#bc4b51"),
    )
    panels = [bars(title, values, 18 + number * 140, colour) for number, (title, values, colour) in enumerate(figures)]
    style = 'font-family="sans-serif" font-size="12"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="620" height="430" {style}>{"".join(panels)}</svg>'


SVG(picture(results))

# %%
folder.cleanup()
