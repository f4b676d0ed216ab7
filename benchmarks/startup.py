"""How long the command line takes, against the bare interpreter of the same run: ``python -m benchmarks.startup``."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 9


def median_seconds(command: list[str], environment: dict[str, str]) -> float:
    """The median wall time of ``ROUNDS`` runs, after one that warms the file cache."""
    times = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=environment)  # noqa: S603 - our own command line
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "PAPERBOY_DATABASE__URL": f"sqlite:///{Path(folder) / 'paperboy.db'}",
            "PAPERBOY_SOURCES__ENABLED": "sample",
        }
        paperboy = [sys.executable, "-m", "bot"]
        subprocess.run([*paperboy, "collect"], check=True, capture_output=True, env=environment)  # noqa: S603 - ours
        bare = median_seconds([sys.executable, "-c", "pass"], environment)
        print(f"{'command':<34}{'median':>10}{'ratio to a bare interpreter':>30}")
        print(f"{'python -c pass':<34}{bare:>8.3f} s{1.0:>30.1f}")
        for arguments in (["--help"], ["today"], ["search", "agents"], ["subscriptions", "list"]):
            took = median_seconds([*paperboy, *arguments], environment)
            print(f"{'paperboy ' + ' '.join(arguments):<34}{took:>8.3f} s{took / bare:>30.1f}")


if __name__ == "__main__":
    main()
