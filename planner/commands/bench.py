"""``returnline bench``: how large campaigns come out, how long they take and how much memory they need."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from planner.commands.bench_machine import Machine, machine_here, made_now
from planner.commands.bench_report import Report, StageFigures, Task, kept_report, title_of
from planner.errors import BadUsage

if TYPE_CHECKING:
    from rich.console import Console

    from planner.commands.bench_goals import Goal
    from planner.commands.bench_peers import Contest

DEFAULT_NAME, FULL_NAME, PEERS_NAME = "shenzhou-17k", "ningbo-102k", "coach-17k"
LADDER_NAME, LADDER = "coach-102k", (1_000, 5_000, 17_000, 50_000, 102_700)
"""The recipe whose growth is measured, and its sizes."""
SMALL_WORKERS = 20_000
SMALL_LIMIT_S, LARGE_LIMIT_S, PEERS_LIMIT_S = 30.0, 180.0, 30.0
"""Seconds for planning, when none are given, of campaigns up to and above ``SMALL_WORKERS``, and with peers."""
VIOLATIONS_EXIT_CODE = 4

T = TypeVar("T")


def register(app: typer.Typer) -> None:
    """Mount ``bench`` on the console script."""
    app.command("bench")(bench)


def bench(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME[:WORKERS]", help="Recipes to measure; shenzhou-17k when none is named."),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Also the whole city, ningbo-102k.")] = False,
    ladder: Annotated[bool, typer.Option("--ladder", help="The coach-only city at 1k, 5k, 17k, 50k and 102k.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Workers, where a name does not say; the recipe's own number otherwise.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of scenario and search.")] = 7,
    time_limit: Annotated[
        float | None,
        typer.Option("--time-limit", "--time", min=1.0, help="Seconds for planning; 30, or 180 above 20,000 workers."),
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="Processor cores to use.")] = 2,
    peers: Annotated[
        bool, typer.Option("--peers", help="Other solvers side by side on the same coach work; coach-17k by default.")
    ] = False,
    tenfold: Annotated[
        bool, typer.Option("--tenfold", help="With --peers: at ten times the time too.")
    ] = False,
    who: Annotated[
        list[str] | None, typer.Option("--who", metavar="NAME", help="With --peers: only these; may be repeated.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="With --out: figures that DIR already holds stand.")
    ] = False,
    instances: Annotated[
        Path | None,
        typer.Option("--instances", metavar="DIR", file_okay=False, exists=True,
                     help="Public routing instances (.vrp, .txt) instead of recipes."),
    ] = None,
    best: Annotated[
        Path | None,
        typer.Option("--best", metavar="FILE", help="With --instances: best known values, CSV with name and cost."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="Keep all files and figures.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Build, plan, verify and draw campaigns, each stage in its own process, and print what came of it."""
    from rich.console import Console

    from planner.commands.bench_goals import goals_of

    if instances is not None:
        return _published(instances, best, (time_limit or PEERS_LIMIT_S, seed, threads), out, as_json)
    sizes = _sizes()
    asked = list(names or ([] if ladder else [PEERS_NAME if peers else DEFAULT_NAME]))
    asked += [FULL_NAME] * full + [f"{LADDER_NAME}:{size}" for size in LADDER if ladder]
    chosen = [_rung(word, workers, sizes) for word in dict.fromkeys(asked)]
    if peers:
        from planner.commands.bench_peers import OURS, PEERS, Contest

        known = (OURS, *PEERS)
        if strange := sorted(set(who or ()) - set(known)):
            raise BadUsage(f"nobody is called {strange[0]}; --who takes {', '.join(known)}")
        limit_s, taking_part = time_limit or PEERS_LIMIT_S, tuple(name for name in known if name in (who or known))
        contests = [Contest(*rung, seed, limit_s, threads, tenfold, taking_part, resume) for rung in chosen]
        return _peers(contests, out, as_json)
    machine, reports = machine_here(), []
    with _home(out) as home, Console(stderr=True, quiet=as_json).status("compiling") as status:
        compile_s = _warm_up()
        for name, size in chosen:
            large = (size or sizes[name]) > SMALL_WORKERS
            task = Task(name, size, seed, time_limit or (LARGE_LIMIT_S if large else SMALL_LIMIT_S), threads)
            path = home / f"{task.title}.json"
            report = kept_report(path, task) if resume else None
            if report is None:
                report = measure(task, home / task.title, status.update)
                path.write_text(json.dumps(asdict(report), ensure_ascii=False), encoding="utf-8")
            reports.append(report)
        goals = goals_of(reports, sizes)
        campaigns = [asdict(report) for report in reports]
        document = _document(machine, compile_s=compile_s, campaigns=campaigns, goals=_told(goals))
        _keep(document, out, "bench.json")

    def show(console: Console) -> None:
        from planner.commands.bench_goals import goals_table
        from planner.commands.bench_table import figures_table

        console.print(f"{machine}\ncompiled code ready after {compile_s:.1f} s", highlight=False)
        console.print(figures_table(reports))
        if goals:
            console.print(goals_table(goals))

    _tell(document, as_json, show, any(report.violations for report in reports))


def _sizes() -> dict[str, int]:
    """Workers of every recipe."""
    from planner.recipes import recipes

    return {recipe.name: recipe.workers for recipe in recipes()}


def _rung(word: str, workers: int | None, sizes: Mapping[str, int]) -> tuple[str, int | None]:
    """Recipe and workers of ``NAME`` or ``NAME:WORKERS``."""
    name, colon, size = word.partition(":")
    if name not in sizes:
        raise BadUsage(f"no recipe {name}; `returnline scenario list` names them")
    if colon and not (size.isascii() and size.isdigit() and int(size) > 0):
        raise BadUsage(f"{word}: {size!r} is no number of workers")
    return name, int(size) if colon else workers


def _peers(contests: Sequence[Contest], out: Path | None, as_json: bool) -> None:
    """Measure the product and its peers on every recipe, and print what came of it."""
    from rich.console import Console

    from planner.commands.bench_goals import goals_table, peer_goals
    from planner.commands.bench_peers import CONVERSION, compare, peers_table

    machine = machine_here()
    with _home(out) as home, Console(stderr=True, quiet=as_json).status("compiling") as status:
        _warm_up()
        found = [compare(one, home / title_of(one.name, one.workers), status.update) for one in contests]
        goals = [goal for one in found for goal in peer_goals(one)]
        document = _document(machine, peers=found, goals=_told(goals))
        _keep(document, out, "peers.json")

    def show(console: Console) -> None:
        console.print("\n".join([str(machine), *CONVERSION]), highlight=False)
        for one in found:
            console.print(peers_table(one))
        if goals:
            console.print(goals_table(goals))

    _tell(document, as_json, show, any(row["violations"] for one in found for row in one["rows"]))


def _published(
    instances: Path, best: Path | None, task: tuple[float, int, int], out: Path | None, as_json: bool
) -> None:
    """Plan the public instances of a folder, and print what came of it."""
    from rich.console import Console

    from planner.commands.bench_published import compare, published_table, read_best

    machine, known = machine_here(), {} if best is None else read_best(best)
    with _home(out) as home, Console(stderr=True, quiet=as_json).status("compiling") as status:
        _warm_up()
        rows = compare(instances, known, task, home, status.update)
        document = _document(machine, instances=rows)
        _keep(document, out, "instances.json")

    def show(console: Console) -> None:
        console.print(str(machine), highlight=False)
        console.print(published_table(rows))

    _tell(document, as_json, show, any(row["violations"] for row in rows))


def _document(machine: Machine, **found: object) -> dict[str, object]:
    """What was found, with the machine and the code that found it."""
    return {"machine": asdict(machine), "made": asdict(made_now()), **found}


def _told(goals: Sequence[Goal]) -> list[dict[str, object]]:
    return [{**asdict(goal), "met": goal.met} for goal in goals]


def _keep(document: Mapping[str, object], out: Path | None, name: str) -> None:
    """Write a document where a folder was asked for."""
    if out is not None:
        (out / name).write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")


def _tell(document: Mapping[str, object], as_json: bool, show: Callable[[Console], None], broken: bool) -> None:
    """Answer as JSON or as tables; a plan with violations is an error."""
    from rich.console import Console

    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        show(Console())
    if broken:
        raise typer.Exit(VIOLATIONS_EXIT_CODE)


@contextmanager
def _home(out: Path | None) -> Iterator[Path]:
    """The folder asked for, or one that is gone afterwards."""
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        yield out
        return
    with TemporaryDirectory(prefix="returnline-bench-") as folder:
        yield Path(folder)


def _warm_up() -> float:
    """Seconds until the planner's compiled code is ready; short when it was compiled before."""
    from planner.commands import bench_stages as run

    with TemporaryDirectory(prefix="returnline-bench-") as folder:
        return run.in_child(run.warm_up, Path(folder)).seconds


def measure(task: Task, home: Path, tell: Callable[[str], None]) -> Report:
    """Run all stages of one campaign, one process after another, in folder ``home``."""
    from planner.commands import bench_stages as run

    scenario, out = home / "scenario", home / "plan"
    stages: list[StageFigures] = []

    def step(stage: Callable[..., T], *args: object) -> T:
        tell(f"{task.name}: {stage.__name__}")
        answer = run.in_child(stage, *args)
        stages.append(StageFigures(stage.__name__, answer.seconds, answer.processor_s, answer.peak_bytes))
        return answer.value

    step(run.build, task.name, task.workers, task.seed, scenario)
    step(run.read, scenario)
    planned = step(run.plan, scenario, out, task.time_limit_s, task.seed, task.threads)
    violations = step(run.verify, scenario, out)
    page = step(run.draw_map, scenario, out, home / "map.html")
    naive = step(run.naive, scenario)
    return Report(task, planned, naive, page, violations, tuple(stages))
