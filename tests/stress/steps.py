"""The steps of a delivery, and death at one of them.

Every call of the ledger passes three: before it, inside its transaction just before the commit, and after it; the
adapter's send and find pass theirs. Names are not listed anywhere: a step is known once a process has passed it.
"""

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from bot.storage.store import Store

RECEIVED, STORED = "the platform received it", "the platform stored it"
READS = frozenset(
    {"due", "claimable", "in_doubt", "get", "recent", "held", "last", "seen", "seen_among", "seen_at", "all", "by_id"}
)
"""Methods that change nothing: to die there is to die before the next step."""


@dataclass(frozen=True)
class Kill:
    """Dies when ``step`` is passed for the ``nth`` time."""

    step: str
    nth: int


class Steps:
    """Writes each step to ``trace`` as it is passed, so that it is known after a death too."""

    def __init__(self, trace: Path, kill: Kill | None) -> None:
        self._trace = os.open(trace, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._kill = kill
        self._passed: Counter[str] = Counter()
        self._lock = threading.Lock()

    def reach(self, step: str) -> None:
        """Pass a step, or die there by SIGKILL."""
        if self._passes(step):
            os.kill(os.getpid(), signal.SIGKILL)

    def on_the_way(self) -> Mapping[str, str]:
        """The headers of a request, which may ask the platform to kill its sender: nobody else knows the moment."""
        ends = {step: self._passes(step) for step in (RECEIVED, STORED)}
        return {"X-Kill": "received" if ends[RECEIVED] else "stored"} if any(ends.values()) else {}

    def _passes(self, step: str) -> bool:
        with self._lock:
            os.write(self._trace, f"{step}\n".encode())
            self._passed[step] += 1
            return self._kill == Kill(step, self._passed[step])


class Mortal:
    """Stands before a part of the store; each of its writing methods passes its steps."""

    def __init__(self, part: object, steps: Steps, commit: "CommitStep") -> None:
        self._part = part
        self._steps = steps
        self._commit = commit

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._part, name)
        return method if name in READS or not callable(method) else self._stepping(name, method)

    def _stepping(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*given: Any, **named: Any) -> Any:
            self._steps.reach(f"before {name}")
            with self._commit.within(name):
                result = method(*given, **named)
            self._steps.reach(f"after {name}")
            return result

        return stepping


class CommitStep:
    """The step just before a commit, under the name of the method that this thread is in."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._thread = threading.local()

    def within(self, name: str) -> "CommitStep":
        self._thread.name = name
        return self

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None:
        self._thread.name = None

    def committing(self, connection: Connection) -> None:
        name = getattr(self._thread, "name", None)
        if name and connection.get_execution_options().get("writes"):
            self._steps.reach(f"before the commit of {name}")


def make_mortal(store: Store, steps: Steps) -> None:
    """Whatever changes the ledger or a subscription passes its steps from now on."""
    commit = CommitStep(steps)
    event.listen(store._database.engine, "commit", commit.committing)
    for part in ("ledger", "subscriptions"):
        setattr(store, part, Mortal(getattr(store, part), steps, commit))
