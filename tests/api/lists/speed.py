"""How long the verdict on a large list takes.

``python -m tests.api.lists.speed [ROWS] [--postgres]`` prints the figures, on the embedded database or on a private
PostgreSQL.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import httpx

from api.operation.logs import set_up_logs
from tests.api.campaigns import begin_campaign
from tests.api.lists.made import HEADERS, Rows, add_firms, as_csv, as_xlsx, rows, send
from tests.api.people import People, people

MORE_HEADERS = ("同行组", "健康码时间", "十四天证明", "备注", "部门", "性别", "特殊需要")


def large(count: int) -> Rows:
    """A list as firms have them: fourteen columns, a tenth of the people in travel groups."""
    more = ([f"G{i // 3}" if i % 10 == 0 else "", "2020-02-16", "是", "无", "车间", "男", ""] for i in range(count))
    return [[*row, *columns] for row, columns in zip(rows(count), more, strict=True)]


def cpu_s() -> float:
    """Seconds of CPU of this process and of those that it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def timed(house: People, what: str, content: bytes, name: str, **form: str) -> httpx.Response:
    """Send a list and print what it took."""
    begun, used = time.monotonic(), cpu_s()
    answer = send(house, content, name, key=what, **form)
    wall, used = time.monotonic() - begun, cpu_s() - used
    told = answer.json()
    counts = {kind: number for kind, number in told["counts"].items() if number}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what}: {wall:.1f} s, {used:.1f} s of CPU, {told['state']} {counts}, at most {memory} MiB")
    return answer


def main(count: int, on_postgres: bool) -> None:
    """Send one list in all the ways that it can come."""
    set_up_logs("critical")
    body, headers = large(count), (*HEADERS, *MORE_HEADERS)
    book, text = as_xlsx(body, headers), as_csv(body, headers)
    sizes = f"{len(book) / 1e6:.1f} MB as .xlsx, {len(text) / 1e6:.1f} MB as .csv"
    kind = "postgres" if on_postgres else "sqlite"
    print(f"{count:,} rows of {len(headers)} columns, {sizes}, on {kind}")
    with tempfile.TemporaryDirectory() as folder, people(Path(folder), kind) as house:
        begin_campaign(house)
        add_firms(house)
        timed(house, "dry run of the workbook", book, "a.xlsx", dry_run="true")
        timed(house, "workbook for the first time", book, "a.xlsx")
        timed(house, "the same workbook again", book, "a.xlsx")
        for row in body[::100]:
            row[2] = "10099999999"
        timed(house, "as CSV with one row in a hundred changed", as_csv(body, headers), "a.csv")
        for row in body[::50]:
            row[3] = "江北区"
        timed(house, "workbook with one bad cell in fifty rows", as_xlsx(body, headers), "a.xlsx")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=100_000)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    main(asked.rows, asked.postgres)
