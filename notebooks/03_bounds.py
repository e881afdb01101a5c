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
# # How near to the bound, and how far from others
#
# The same coach-only work is given to the product, to three other solvers (OR-Tools routing, PyVRP, VROOM) and to the
# way of planning by telephone, every county and day by itself. All trips go through one verifier and cost the same
# fares. Beside them stands the proven bound: no plan that carries the same people can cost less.
# 同一批客车任务，由本系统、三个求解器和"各县各日自己排"分别完成；同一检验、同一计价；旁边是可证明的下界。
#
# First a small run, live, so that the notebook ends within a minute; then the figures at full size as they were
# measured and kept in `notebooks/measured`, each with its machine, day, command and code.

# %%
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt

folder = TemporaryDirectory(prefix="returnline-")
here = Path(folder.name)

# %% [markdown]
# ## A small run, live
# One command; it keeps its figures as JSON. Small work is easy for everybody: differences grow with size.

# %%
command = [sys.executable, "-c", "from api.cli import main; main()", "bench", "--peers", "coach-17k"]
size = ["--workers", "200", "--time", "1", "--threads", "1", "--seed", "7"]
done = subprocess.run([*command, *size, "--json", "-o", str(here)], capture_output=True, text=True, check=False)
assert done.returncode == 0, done.stderr[-1000:]

kept = json.loads((here / "peers.json").read_text(encoding="utf-8"))
live = kept["peers"][0]


def machine_text(document):
    machine, made = document["machine"], document["made"]
    where = f"{machine['cores']} cores, {machine['model']}, {machine['memory_bytes'] / 1e9:.0f} GB"
    return f"{where}, load before {machine['busy']}; {made['on']}, code {made['code']}: {made['command']}"


print(machine_text(kept))
for line in live["conversion"]:
    print("-", line)

# %% [markdown]
# *ours less* is how much less the product's plan costs for each person carried, only where the other carries as many.


# %%
def peers_text(contest):
    rows = contest["rows"]
    proven = [row for row in rows if row["bound_cents"] is not None]
    print(f"{'who':11} {'s':>4} {'threads':>7} {'served':>7} {'coaches':>8} {'yuan':>11} {'over bound':>11} "
          f"{'ours less':>10} broken")  # fmt: skip
    for row in rows:
        seconds = "" if row["seconds"] is None else f"{row['seconds']:.0f}"
        like = [one["bound_cents"] for one in proven if one["served"] == row["served"]]
        over = f"{row['cost_cents'] / max(like) - 1:.1%}" if like else ""
        less = "" if row["ours_cheaper"] is None else f"{row['ours_cheaper']:.1%}"
        broken = "not checked" if row["violations"] is None else row["violations"]
        print(f"{row['peer']:11} {seconds:>4} {row.get('threads') or '':>7} {row['served']:7,} {row['coaches']:8,} "
              f"{row['cost_cents'] / 100:11,.0f} {over:>11} {less:>10} {broken}")  # fmt: skip
    for row in proven:
        bound = f"{row['bound_cents'] / 100:,.0f}"
        print(f"in {row['seconds']:.0f} s: bound {bound} yuan proven; gap of ours {row['gap']:.1%}")


peers_text(live)

# %% [markdown]
# What must hold: everybody's trips pass the verifier, and nothing that carries all is cheaper than the bound.

# %%
ours = next(row for row in live["rows"] if row["peer"] == "returnline")
checked = [row for row in live["rows"] if row["violations"] is not None]
print(f"{sum(row['violations'] for row in checked)} violations in {len(checked)} verified plans")
assert not any(row["violations"] for row in checked)
assert all(row["cost_cents"] >= ours["bound_cents"] for row in live["rows"] if row["served"] == ours["served"])
folder.cleanup()

# %% [markdown]
# ## At full size, as measured
# `returnline bench --ladder`, `bench shenzhou-17k`, `bench ningbo-102k`, `bench --peers coach-17k --tenfold` and
# `bench --instances`; the files hold what `--json` says.

# %%
from importlib.util import find_spec

measured = Path(find_spec("planner").origin).resolve().parents[1] / "notebooks" / "measured"
documents = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(measured.glob("*.json"))}
for name, document in documents.items():
    print(f"{name}: {machine_text(document)}")

# %% [markdown]
# ### Goals
# Every figure that the product is to reach on two cores, met or missed.

# %%
print(f"{'work':38} {'figure':52} {'measured':>9} {'at most':>8}")
for document in documents.values():
    for goal in document.get("goals", ()):
        percent = goal["unit"] == "%"
        value, most = (f"{v:.1%}" if percent else f"{v:.3g}" for v in (goal["value"] or 0, goal["most"]))
        verdict = {None: "not known", True: "met", False: "missed"}[goal["met"]]
        print(f"{goal['work']:38} {goal['figure']:52} {value:>9} {most:>8}  {verdict}")

# %% [markdown]
# ### Sizes and stages
# Seconds of each stage, peak memory of the planning process and its children, and what came of it.

# %%
campaigns = [one for document in documents.values() for one in document.get("campaigns", ())]


def persons_of(one):
    return sum(tier["persons"] for tier in one["plan"]["tiers"])


def stage_of(one, name):
    return next(stage for stage in one["stages"] if stage["name"] == name)


print(f"{'campaign':20} {'persons':>8} {'served':>8} {'yuan':>12} {'gap':>6} {'first s':>8} {'whole s':>8} "
      f"{'limit s':>8} {'MB':>6} {'verify s':>8}")  # fmt: skip
for one in campaigns:
    plan, task = one["plan"], one["task"]
    gap = "" if plan["gap"] is None else f"{plan['gap']:.1%}"
    first = "" if plan["first_plan_s"] is None else f"{plan['first_plan_s']:.1f}"
    print(f"{task['name']:20} {persons_of(one):8,} {sum(t['served'] for t in plan['tiers']):8,} "
          f"{plan['cost_cents'] / 100:12,.0f} {gap:>6} {first:>8} {plan['run_s']:8.1f} {task['time_limit_s']:8.0f} "
          f"{stage_of(one, 'plan')['peak_bytes'] / 1e6:6,.0f} {stage_of(one, 'verify')['seconds']:8.1f}")  # fmt: skip
print()
stages = list(dict.fromkeys(name for one in campaigns for name, _ in one["plan"]["timings"] if name != "first_plan_s"))
print(f"{'seconds of':20} {'persons':>8} " + " ".join(f"{name:>10}" for name in stages))
for one in campaigns:
    timings = dict(one["plan"]["timings"])
    print(f"{one['task']['name']:20} {persons_of(one):8,} " + " ".join(f"{timings.get(n, 0):10.1f}" for n in stages))

# %% [markdown]
# How time and memory grow. The dashed line is workers^1.2 through the stages at 17,000. *Stages without a clock* are
# all that the time limit does not decide (not routing, which takes what it is given, nor asking what blocks).


# %%
def unclocked_s(one):
    clocked = ("routing", "releases", "first_plan_s")
    return sum(seconds for name, seconds in one["plan"]["timings"] if name not in clocked)


rungs = sorted((one for one in campaigns if one["task"]["name"] == "coach-102k"), key=persons_of)
if len(rungs) > 1:
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    persons = [persons_of(one) for one in rungs]
    left.loglog(persons, [unclocked_s(one) for one in rungs], "o-", color="tab:blue", label="stages without a clock")
    early = [(persons_of(one), one["plan"]["first_plan_s"]) for one in rungs if one["plan"]["first_plan_s"]]
    left.loglog(*zip(*early, strict=True), "s-", color="tab:orange", label="first verified plan")
    middle = next((one for one in rungs if persons_of(one) >= 17_000), rungs[-1])
    line = [unclocked_s(middle) * (n / persons_of(middle)) ** 1.2 for n in persons]
    left.loglog(persons, line, "--", color="tab:grey", label="workers^1.2")
    left.set(xlabel="persons", ylabel="seconds", title="time")
    left.legend()
    memory = [stage_of(one, "plan")["peak_bytes"] / 1e9 for one in rungs]
    right.semilogx(persons, memory, "o-", color="tab:green")
    right.set(xlabel="persons", ylabel="GB", title="peak memory of planning")
    right.set_ylim(bottom=0)
    plt.show()

# %% [markdown]
# ### The gap over time
# Each verified plan that stood on the way, against the bound that was proven in the end. Only plans that serve as many
# as the last one: a bound holds at its service.

# %%
curves = {}
for one in campaigns:
    bound, trail = one["plan"]["bound_cents"], one["plan"]["trail"]
    if bound is not None and trail and persons_of(one) >= 17_000:
        points = [(s, 100 * (1 - bound / cents)) for s, served, cents in trail if served == trail[-1][1]]
        curves[f"{one['task']['name']}, {persons_of(one):,}"] = points
if curves:
    figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
    for label, points in curves.items():
        axes.plot(*zip(*points, strict=True), "o-", label=label)
    axes.set(xlabel="seconds since the run began", ylabel="gap, %", title="verified plans against the proven bound")
    axes.set_ylim(bottom=0)
    figure.legend(loc="outside lower center", ncols=3)
    plt.show()

# %% [markdown]
# ### Others at equal and at ten times the time

# %%
for contest in documents["peers"]["peers"]:
    peers_text(contest)

# %%
contest = documents["peers"]["peers"][0]
rows = [row for row in contest["rows"] if row["served"]]
most = max(row["served"] for row in rows)
ordered = sorted(rows, key=lambda row: row["per_person_cents"])
names = [row["peer"] if row["seconds"] is None else f"{row['peer']} {row['seconds']:.0f} s" for row in ordered]
few = ["" if row["served"] == most else f"  carries {row['served']:,}" for row in ordered]
colours = ["tab:green" if row["peer"] == "returnline" else "tab:grey" for row in ordered]
figure, axes = plt.subplots(figsize=(8, 3.8), layout="constrained")
bars = axes.barh(names, [row["per_person_cents"] / 100 for row in ordered], color=colours)
axes.bar_label(bars, [f"{row['per_person_cents'] / 100:.1f}{more}" for row, more in zip(ordered, few, strict=True)])
for row in (row for row in rows if row["bound_cents"] is not None):
    bound = row["bound_cents"] / 100 / row["served"]
    axes.axvline(bound, color="tab:red", label=f"bound proven in {row['seconds']:.0f} s")
axes.set_xlim(right=1.25 * max(row["per_person_cents"] for row in rows) / 100)
axes.set_xlabel("yuan for each person carried")
axes.set_title(f"{contest['name']}, {rows[0]['persons']:,} persons, {most:,} carried")
axes.invert_yaxis()
if axes.get_lines():
    axes.legend(loc="lower right")
plt.show()

# %% [markdown]
# ### Public instances
# Every customer stays whole; the best known values are published ones, in the instances' own rounding. Coaches leave
# when all aboard may: windows that open one after the other on a route (C101, RC208) are not what the planner is made
# for. A solution that leaves persons behind is not comparable.

# %%
heads = ("customers", "s", "routes", "cost", "best known", "above", "left")
print(f"{'instance':14}", *(f"{head:>{width}}" for head, width in zip(heads, (9, 4, 7, 12, 12, 7, 5), strict=True)))
for row in documents["instances"]["instances"]:
    best = "" if row["best"] is None else f"{row['best']:,.1f}"
    above = "" if row["above"] is None else f"{row['above']:.2%}"
    print(f"{row['name']:14} {row['customers']:9} {row['seconds']:4.0f} {row['routes']:7} {row['cost']:12,.1f} "
          f"{best:>12} {above:>7} {row['left']:5}")  # fmt: skip

# %% [markdown]
# ### Small instances, everything tried
# Campaigns so small that the best of all plans is known: bound ≤ best ≤ plan has to hold in each.

# %%
small = documents["small"]
print(f"{small['count']:,} instances, faults: {small['seen']['faults']}")
for name, number in small["seen"].items():
    print(f"{name:44} {number:6,} {number / small['count']:8.2%}")
assert small["seen"]["faults"] == 0
