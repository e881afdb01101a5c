"""A file of an enterprise as sheets of text: told apart by its first bytes, parsed in a limited process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from api.lists.archive import Refused
from planner.ingest.rawtable import decode
from planner.ingest.workbook import cell_text

WALL_S = 18.0
"""Seconds that a file may take; the CPU of the child is bounded apart."""
MOST_ANSWER_BYTES = 300_000_000
READERS = threading.BoundedSemaphore(2)
"""Files that are read at the same time, so that many uploads do not take all memory."""
WAIT_S = 30.0
SUFFIXES = (".xlsx", ".xls", ".csv")
ZIP, _COMPOUND = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_XLSX = "EncryptedPackage".encode("utf-16-le")


class Busy(Exception):
    """Too many files are being read."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet from its first cell on.

    Attributes
    ----------
    name : str
        Empty for a CSV file.
    rows : list of list of str
        Cells as text, as CSV files would write them.
    numbers : set of (int, int)
        Row and column (0 is the first) of the cells that a workbook holds as numbers.
    """

    name: str
    hidden: bool
    rows: list[list[str]]
    numbers: set[tuple[int, int]]


def kind_of(file_name: str, content: bytes) -> str:
    """``xlsx``, ``xls`` or ``csv``.

    Raises
    ------
    Refused
        Another kind of file, or not what its name says.
    """
    suffix = os.path.splitext(file_name)[1].lower()
    if suffix not in SUFFIXES:
        raise Refused("unknown_file", suffix)
    if not content:
        raise Refused("empty_file")
    if content.startswith(ZIP) and suffix != ".csv":
        return "xlsx"
    if content.startswith(_COMPOUND) and suffix != ".csv":
        if _ENCRYPTED_XLSX in content:
            raise Refused("encrypted")
        return "xls"
    if suffix == ".csv" and not content.startswith((ZIP, _COMPOUND)):
        return "csv"
    raise Refused("wrong_magic", suffix)


def read_sheets(file_name: str, content: bytes) -> list[Sheet]:
    """Sheets of a file.

    Raises
    ------
    Refused
        It cannot be read, or is larger than a list can be.
    Busy
        Too many others are being read.
    """
    kind = kind_of(file_name, content)
    if kind == "csv":
        try:
            content = decode(content)[0].encode()
        except UnicodeDecodeError as error:
            raise Refused("bad_encoding", str(error.start)) from error
    if not READERS.acquire(timeout=WAIT_S):
        raise Busy
    try:
        answer = _parsed(kind, content)
    finally:
        READERS.release()
    if "error" in answer:
        raise Refused(answer["error"], answer["detail"])
    return [_sheet(found) for found in answer["sheets"]]


def _parsed(kind: str, content: bytes) -> dict[str, Any]:
    """What the limited process says of a file; it gets the bytes in memory, no environment, and no other handle."""
    handle = os.memfd_create("list", os.MFD_CLOEXEC)
    with os.fdopen(handle, "w+b") as file:
        file.write(content)
        file.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-I", "-m", "api.lists.child", kind], stdin=file, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env={}, cwd="/", close_fds=True,
        )  # fmt: skip
    stop = threading.Timer(WALL_S, child.kill)
    stop.start()
    try:
        assert child.stdout is not None
        said = child.stdout.read(MOST_ANSWER_BYTES + 1)
    finally:
        stop.cancel()
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()
    if len(said) > MOST_ANSWER_BYTES:
        raise Refused("too_large")
    try:
        answer: dict[str, Any] = json.loads(said)
    except (ValueError, RecursionError):
        # killed by a limit, or the parser aborted the process
        raise Refused("unreadable") from None
    return answer


def _sheet(found: dict[str, Any]) -> Sheet:
    numbers: set[tuple[int, int]] = set()
    known: dict[tuple[str, str], str] = {}
    rows: list[list[Any]] = found["rows"]
    for line, row in enumerate(rows):
        for position, cell in enumerate(row):
            kind = type(cell)
            if kind is str:
                continue
            if kind is list:
                pair = cell[0], cell[1]
                row[position] = known.get(pair) or known.setdefault(pair, _time_text(*pair))
                continue
            if kind is not bool:
                numbers.add((line, position))
            row[position] = cell_text(cell)
    return Sheet(found["name"], found["hidden"], rows, numbers)


def _time_text(kind: str, text: str) -> str:
    """Text of a date, moment, time or duration, as ``planner.ingest`` writes such cells."""
    if kind == "duration":
        return cell_text(timedelta(seconds=float(text)))
    return cell_text({"moment": datetime, "date": date, "time": time}[kind].fromisoformat(text))  # type: ignore[attr-defined]
