"""The harness's hands on its two helper processes: the fake platform, and the nursery that forks workers."""

import json
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from tests.stress.fake_platform import Conduct, encoded
from tests.stress.worker import Job

ROOT = Path(__file__).parents[2]
KILLED = -9


@dataclass(frozen=True)
class Held:
    """What the platform had: messages, private messages to people, and how often it did what."""

    messages: list[dict[str, Any]]
    told: list[dict[str, Any]]
    counts: Counter[str]


class PlatformProcess:
    """The fake platform, seen from the harness."""

    def __init__(self, port: int) -> None:
        self.port = port

    def behave(self, conduct: Conduct) -> None:
        self._admin("PUT", "conduct", encoded(conduct))

    def take(self) -> Held:
        """All that it holds, which it forgets; its counts go on."""
        told = self._admin("POST", "take", b"")
        return Held(told["messages"], told["told"], Counter(told["counts"]))

    def _admin(self, method: str, what: str, body: bytes) -> Any:
        address = f"http://127.0.0.1:{self.port}/admin/{what}"
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - likewise
            return json.load(answer)


class Nursery:
    """Runs workers, several at once where asked, and says how each ended."""

    def __init__(self, orders: IO[str], answers: IO[str], log: Path) -> None:
        self._orders = orders
        self._answers = answers
        self._log = log

    def run(self, jobs: Sequence[Job]) -> list[bool]:
        """Whether each was killed at its step; the others came to their end.

        Raises:
            RuntimeError: one ended in another way; the message has its traceback.
        """
        self._orders.write(json.dumps([asdict(job) for job in jobs]) + "\n")
        self._orders.flush()
        answer = self._answers.readline()
        codes = json.loads(answer or "[]")
        if not codes or any(code not in {0, KILLED} for code in codes):
            raise RuntimeError(f"Workers ended with {codes}:\n{self._log.read_text()[-6000:]}")
        return [code == KILLED for code in codes]


@contextmanager
def fake_platform() -> Iterator[PlatformProcess]:
    with _python("tests.stress.fake_platform") as process:
        yield PlatformProcess(int(_output(process).readline()))


@contextmanager
def nursery(folder: Path) -> Iterator[Nursery]:
    log = folder / "workers.log"
    with log.open("w") as errors, _python("tests.stress.nursery", errors) as process:
        assert process.stdin is not None
        yield Nursery(process.stdin, _output(process), log)


@contextmanager
def _python(module: str, errors: IO[str] | None = None) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", module]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT
    )
    try:
        yield process
    finally:
        process.communicate(timeout=30)  # closes its input, which ends it


def _output(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout is not None
    return process.stdout
