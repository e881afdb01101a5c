"""Short questions that nearly every request asks the database: all that wait are answered in one look.

A look has its price whatever it asks: a change of thread, a connection, a transaction. Under load one look answers
many; alone each costs no more than it did. Nothing is remembered from one look to the next.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from asyncio import AbstractEventLoop, Future
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.store.database import reading

MOST_AT_ONCE = 500
"""Questions of one look at most; databases limit the values of a query."""
Question = TypeVar("Question")
Answer = TypeVar("Answer")
Look = Callable[[Session, Sequence[Question]], Sequence[Answer]]
"""Answers different questions of one kind, in their order."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, and who waits for its answer."""

    look: Look[Any, Any]
    question: Any
    told: Future[Any]


class Desk:
    """Answers questions to one database, in a thread of its own; may be asked from any event loop.

    A look that began before somebody asked says nothing of what has happened in between, so whoever asks waits for
    the next one, and all who wait share it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, "desk")
        self._lock = threading.Lock()
        self._waiting: list[_Asked] = []
        self._at_work = False

    def ask(self, look: Look[Question, Answer], question: Question) -> Future[Answer]:
        """The answer as of some moment after this was asked.

        Parameters
        ----------
        look : callable
            Answers all questions of its kind that wait.
        question : hashable
            One that several have asked is put once.
        """
        told: Future[Answer] = asyncio.get_running_loop().create_future()
        with self._lock:
            self._waiting.append(_Asked(look, question, told))
            if not self._at_work:
                self._thread.submit(self._work)
                self._at_work = True
        return told

    def _work(self) -> None:
        while asked := self._next():
            try:
                answers: Sequence[Any] = self._answers(asked)
            except Exception as error:  # whatever it is, those who wait are told, and the next ones are served
                answers = [_Failed(error)] * len(asked)
            by_loop: dict[AbstractEventLoop, list[tuple[Future[Any], Any]]] = {}
            for one, answer in zip(asked, answers, strict=True):
                by_loop.setdefault(one.told.get_loop(), []).append((one.told, answer))
            for loop, told in by_loop.items():
                with contextlib.suppress(RuntimeError):  # closed: nobody waits there any more
                    loop.call_soon_threadsafe(_tell, told)

    def _next(self) -> list[_Asked]:
        with self._lock:
            asked, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            self._at_work = bool(asked)
        return asked

    def _answers(self, asked: list[_Asked]) -> list[Any]:
        kinds: dict[Look[Any, Any], dict[Any, Any]] = {}
        for one in asked:
            kinds.setdefault(one.look, {})[one.question] = None
        with reading(self._engine) as session:
            for look, questions in kinds.items():
                questions.update(zip(questions, look(session, list(questions)), strict=True))
        return [kinds[one.look][one.question] for one in asked]


@dataclass(frozen=True, slots=True)
class _Failed:
    """In the place of an answer: why there is none."""

    error: Exception


def _tell(told: list[tuple[Future[Any], Any]]) -> None:
    """Hand out answers, in the event loop of those who wait."""
    for one, answer in told:
        if one.done():  # who asked has gone
            continue
        if isinstance(answer, _Failed):
            one.set_exception(answer.error)
            one.exception()  # counts as heard: who has stopped waiting just now is no fault to be logged
        else:
            one.set_result(answer)
