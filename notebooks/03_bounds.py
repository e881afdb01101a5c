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
# The size here is small, so that the notebook ends within a minute; `returnline bench --peers coach-17k --time 30
# --tenfold` is the same at full size. Small work is easy for everybody: differences grow with size.

# %%
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

folder = TemporaryDirectory(prefix="returnline-")
here = Path(folder.name)

# %% [markdown]
# ## The run
# One command; it keeps its figures as JSON.

# %%
command = [sys.executable, "-c", "from api.cli import main; main()", "bench", "--peers", "coach-17k"]
size = ["--workers", "200", "--time", "1", "--threads", "1", "--seed", "7"]
done = subprocess.run([*command, *size, "--json", "-o", str(here)], capture_output=True, text=True, check=False)
assert done.returncode == 0, done.stderr[-1000:]

kept = json.loads((here / "peers.json").read_text(encoding="utf-8"))
machine, campaign = kept["machine"], kept["peers"][0]
print(f"{machine['cores']} cores, {machine['model']}, {machine['memory_bytes'] / 1e9:.0f} GB")
print(f"load average before the run: {machine['busy']}; other work slows every figure")

# %% [markdown]
# ## What is converted, and how

# %%
for line in campaign["conversion"]:
    print("-", line)

# %% [markdown]
# ## The table
# *ours less* is how much less the product's plan costs, only where the other carries as many people.

# %%
rows = campaign["rows"]
ours = next(row for row in rows if row["peer"] == "returnline")
bound_yuan = ours["bound_cents"] / 100
print(f"{'who':12} {'s':>4} {'served':>7} {'coaches':>8} {'yuan':>10} {'over bound':>11} {'ours less':>10} broken")
for row in rows:
    seconds = "" if row["seconds"] is None else f"{row['seconds']:.0f}"
    over = f"{row['cost_cents'] / 100 / bound_yuan - 1:.1%}" if row["served"] == ours["served"] else ""
    less = "" if row["ours_cheaper"] is None else f"{row['ours_cheaper']:.1%}"
    broken = "not checked" if row["violations"] is None else row["violations"]
    print(
        f"{row['peer']:12} {seconds:>4} {row['served']:7,} {row['coaches']:8,} {row['cost_cents'] / 100:10,.0f} "
        f"{over:>11} {less:>10} {broken}"
    )
print(f"proven bound {bound_yuan:,.0f} yuan; gap of ours {ours['gap']:.1%}")

# %% [markdown]
# ## The plot
# Yuan for each person carried. The line is the bound; what lies between it and a bar is all that could still be gained.

# %%
import matplotlib.pyplot as plt

ordered = sorted(rows, key=lambda row: row["per_person_cents"])
figure, axes = plt.subplots(figsize=(8, 3.2), layout="constrained")
colours = ["tab:green" if row is ours else "tab:grey" for row in ordered]
axes.barh([row["peer"] for row in ordered], [row["per_person_cents"] / 100 for row in ordered], color=colours)
axes.axvline(bound_yuan / ours["served"], color="tab:red", label=f"proven bound at {ours['served']} served")
axes.set_xlabel("yuan for each person carried")
axes.set_title(f"{campaign['name']}, {ours['persons']} persons, {ours['seconds']:.0f} s each, {machine['cores']} cores")
axes.invert_yaxis()
axes.legend(loc="lower right")
figure

# %% [markdown]
# ## What must hold
# Everybody's trips pass the verifier, and nothing that carries all is cheaper than the bound.

# %%
broken = sum(row["violations"] or 0 for row in rows)
print(f"{broken} violations in {sum(row['violations'] is not None for row in rows)} verified plans")
assert not broken
assert all(row["cost_cents"] >= ours["bound_cents"] for row in rows if row["served"] == ours["served"])
plt.close(figure)
folder.cleanup()
