"""Planning depends on its arguments alone: no file, clock, environment, network or unseeded chance."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator

from tests.architecture.source_tree import ROOT, Module, imports, modules

PURE_ROOMS = tuple(f"planner.{room}" for room in ("demand", "candidates", "optimise", "schedule", "verify", "domain"))
READERS = ("planner.verify.read",)
"""The verifier's own reader is the one place in those rooms that opens files."""

BANNED_IMPORTS = {
    "random", "secrets", "socket", "subprocess", "urllib", "http", "requests", "httpx", "tempfile", "shutil",
}  # fmt: skip
BANNED_CALLS = {
    "open", "input", "print", "exec", "eval",
    "time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter", "time.process_time",
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "os.getenv", "os.urandom", "uuid.uuid4",
    "np.random.seed", "np.random.rand", "np.random.random", "np.random.randint", "np.random.shuffle",
}  # fmt: skip
BANNED_METHODS = {"read_text", "write_text", "read_bytes", "write_bytes", "mkdir", "unlink"}
BANNED_NAMES = {"os.environ"}


def _impurities(module: Module) -> Iterator[str]:
    reader = any(module.name.startswith(prefix) for prefix in READERS)
    for name, line in imports(module):
        if name.partition(".")[0] in BANNED_IMPORTS:
            yield f"{module.where}:{line} imports {name}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in BANNED_NAMES:
            yield f"{module.where}:{node.lineno} reads {ast.unparse(node)}"
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if called in BANNED_CALLS and not (reader and called == "open"):
            yield f"{module.where}:{node.lineno} calls {called}"
        elif method in BANNED_METHODS and not (reader and method.startswith("read_")):
            yield f"{module.where}:{node.lineno} calls {method}"
        elif called.endswith("random.default_rng") and not (node.args or node.keywords):
            yield f"{module.where}:{node.lineno} draws numbers without a seed"


def test_planning_rooms_touch_no_file_clock_environment_or_chance() -> None:
    found = [line for module in modules() if module.inside(*PURE_ROOMS) for line in _impurities(module)]
    assert not found, "\n".join(found)


_WATCHER = """
import io, json, sys
events = []
def watch(event, args):
    if event == "open" and isinstance(args[0], str):
        events.append(["open", args[0]])
    elif event == "socket.bind" and args[1][1] == 0:
        pass  # urllib3 asks on import whether the machine knows IPv6
    elif event.startswith(("socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.exec", "os.fork")):
        events.append([event, str(args[:2])])
out = io.StringIO()
sys.addaudithook(watch)
sys.stdout = sys.stderr = out
import importlib, threading
for name in {names!r}:
    importlib.import_module(name)
sys.stdout = sys.__stdout__
print(json.dumps([events, out.getvalue(), threading.active_count()]))
"""


def _import_and_watch(names: list[str]) -> tuple[list[list[str]], str, int]:
    run = subprocess.run(
        [sys.executable, "-c", _WATCHER.replace("{names!r}", repr(names))],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    events, printed, threads = json.loads(run.stdout)
    return events, printed, threads


def _is_code(path: str) -> bool:
    compiled = "__pycache__" in path  # numba asks there whether it may keep what it compiles
    return compiled or path.endswith((".py", ".pyc", ".so", ".pth")) or ".pyc." in path or ".dist-info/" in path


def test_importing_the_planner_opens_prints_and_starts_nothing() -> None:
    events, printed, threads = _import_and_watch(["planner"])
    foreign = [event for event in events if event[0] != "open" or not _is_code(event[1])]
    assert (foreign, printed, threads) == ([], "", 1)


def test_importing_any_module_prints_nothing_and_opens_no_file_of_the_project() -> None:
    names = [m.name for m in modules() if "migrations" not in m.name and "__main__" not in m.name]
    events, printed, _ = _import_and_watch(names)
    own = [
        event for event in events
        if event[0] != "open"
        or (event[1].startswith(str(ROOT)) and "/.venv/" not in event[1] and not _is_code(event[1]))
    ]  # fmt: skip
    assert (own, printed) == ([], "")
