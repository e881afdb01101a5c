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
# # Quick start: from a scenario to a map
#
# A campaign of 60 workers is built, planned, checked and drawn. Every step is one call; each step's
# result is what the next one takes. 从场景到地图：构建、编排、校验、绘图，一步一个函数。

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

folder = TemporaryDirectory(prefix="returnline-")
here = Path(folder.name)

# %% [markdown]
# ## A scenario
# A scenario is a folder of CSV tables and `scenario.toml`. Recipes build scenarios from reported facts with generated
# people; the same name and seed give the same bytes. `form` may be `lists` (named workers), `heat` (counts by
# origin) or `workbook` (one Excel file with Chinese headers).

# %%
from planner.recipes import build_scenario, recipe_names

print(", ".join(recipe_names()))
build_scenario("toy", workers=None, seed=7, form="lists", out=here / "scenario")
sorted(path.name for path in (here / "scenario").iterdir())

# %% [markdown]
# ## Read and check
# Reading names every bad cell (`BadInput.problems`), never only the first. What comes back is frozen and typed.

# %%
from planner.ingest import read_scenario

scenario = read_scenario(here / "scenario")
print(f"{scenario.campaign.name}: {len(scenario.workers)} workers, {len(scenario.enterprises)} enterprises")
print(f"{sum(fleet.count for fleet in scenario.fleets)} coaches, {len(scenario.services)} trains and flights on offer")

# %% [markdown]
# ## The rules in force
# A rule pack holds dated rule sets; a trip obeys the one in force when it departs, and says which.

# %%
from planner.policy import load_policy
from planner.units import yuan_text

policy = load_policy(scenario)
for rules in policy.rulesets:
    print(rules.version, "· driving at most", rules.drivers.continuous_day_s, "s without rest")

# %% [markdown]
# ## Plan
# The main job. `PlanOptions` bounds its time and fixes its seed.

# %%
from planner.pipeline import PlanOptions, plan_scenario
from planner.travel import travel_source

plan = plan_scenario(
    scenario,
    policy,
    travel_source(scenario),
    PlanOptions(time_limit_s=5, seed=7, threads=2),
    progress=None,
)
for level in plan.objective:
    shown = yuan_text(level.value) + " yuan" if level.unit == "fen" else f"{level.value} {level.unit}"
    print(f"{level.name:18} {shown}")

# %% [markdown]
# Status and bounds: how far can this plan be from the best one?

# %%
print(plan.status, "·", len(plan.trips), "trips")
for bound in plan.bounds:
    print(f"{bound.name:18} no plan is below {bound.value} ({bound.method}); gap {bound.gap:.1%}")

# %% [markdown]
# Who stays behind, and why:

# %%
for row in plan.unserved[:5]:
    print(row.cohort_id, row.persons, row.reason, row.detail)

# %% [markdown]
# ## Verify
# The plan is written as files; the verifier reads the files of both folders and shares no code with the planner.

# %%
from planner.publish.tables import write_plan
from planner.verify import verify_folder

write_plan(plan, scenario, here / "plan")
violations = verify_folder(here / "scenario", here / "plan")
print(len(violations), "violations")

# %% [markdown]
# ## Draw
# One HTML file without any outside request: open it in a browser, or send it to somebody.

# %%
from planner.publish.maps import write_map

write_map(plan, scenario, here / "map.html")
print(f"{(here / 'map.html').stat().st_size // 1024} KiB")

# %%
folder.cleanup()
