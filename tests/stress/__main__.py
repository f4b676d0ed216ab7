"""The long version, ``make stress``: every run of the table in ``docs/delivery.md``, on both databases.

Exit code 1 when anything was lost or came twice, or a delivery failed that nobody refused.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.databases import postgres_alone
from tests.stress.hands import fake_platform, nursery
from tests.stress.harness import Harness
from tests.stress.runs import Run, runs
from tests.stress.tally import FAILED, HELD, LOST, POSTED, TWICE, Tally

COLUMNS = ("lives", "kills", "due", *(POSTED, HELD, FAILED), *(LOST, TWICE), "asked", "seconds")


def main() -> int:
    """Print a line for each run, then where the kills fell, and what was not as promised."""
    options = _options()
    sys.stdout.write(f"{'database':<10}{'run':<46}" + "".join(f"{name:>9}" for name in COLUMNS) + "\n")
    fallen: Counter[str] = Counter()
    complaints: list[str] = []
    with tempfile.TemporaryDirectory(prefix="pb") as folder, fake_platform() as platform, ExitStack() as stack:
        workers = stack.enter_context(nursery(Path(folder)))
        for kind in options.databases:
            url = stack.enter_context(_database(kind, Path(folder)))
            harness = Harness(url, platform, workers, Path(folder), seed=options.seed)
            for run, tally in _had(harness, kind, options):
                fallen += tally.kills
                complaints += run.complaints(tally)
    sys.stdout.write("\nKills by step: " + ", ".join(f"{step} {count}" for step, count in fallen.most_common()) + "\n")
    sys.stdout.writelines(f"{line}\n" for line in complaints[:20])
    return 1 if complaints else 0


def _had(harness: Harness, kind: str, options: argparse.Namespace) -> Iterator[tuple[Run, Tally]]:
    for run in runs(options.kills):
        if options.only in run.name:
            start = time.monotonic()
            tally = harness.run(run.scenario(kind), kills=run.kills, rounds=run.rounds)
            sys.stdout.write(_line(kind, run, tally, time.monotonic() - start))
            sys.stdout.flush()
            yield run, tally


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=500, help="of each run that kills (500)")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"])
    parser.add_argument("--seed", type=int, default=int(time.time()), help="draws the steps and faults")
    parser.add_argument("--only", default="", help="runs whose name holds these words")
    options = parser.parse_args()
    sys.stdout.write(f"seed {options.seed}\n")
    return options


def _line(kind: str, run: Run, tally: Tally, seconds: float) -> str:
    fates = (tally.fates[fate] for fate in (POSTED, HELD, FAILED, LOST, TWICE))
    figures = (tally.lives, tally.kills.total(), tally.deliveries, *fates, tally.faults["asked"])
    return f"{kind:<10}{run.name:<46}" + "".join(f"{figure:>9,}" for figure in figures) + f"{seconds:>9.0f}\n"


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'paperboy.db'}"
        return
    with postgres_alone() as url:
        yield url


if __name__ == "__main__":
    sys.exit(main())
