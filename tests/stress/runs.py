"""What ``make stress`` tries: kills, faults of the platform, both together, and many processes."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.stress.fake_platform import PLAIN, Conduct
from tests.stress.harness import IMPATIENT, PATIENT, Scenario
from tests.stress.platform_adapter import CARDS_IN_A_MESSAGE
from tests.stress.tally import FAILED, HELD, LOST, TWICE, Tally

FEW_MINUTES = 300.0
BLIND = Conduct(finds=False)
REMEMBERS = Conduct(remembers=FEW_MINUTES)
HARMLESS = ("429", "5xx before", "dropped before", "find 5xx")
STORING = ("5xx after", "dropped after", "silent after")
REFUSING = ("gone", "rejected")
OFTEN = 0.2
FAULTY_ROUNDS = 25
MANY = 2000
THREADS = (1, 3, 5)
"""The papers of each digest that goes out as a thread: a message more for each."""


@dataclass(frozen=True)
class Run:
    """One line of the table. ``held`` and ``failed``: whether such an end is what is promised."""

    name: str
    conduct: Conduct = PLAIN
    kills: int = 0
    rounds: int = 0
    workers: int = 1
    many: int = 0
    threads: bool = False
    held: bool = False
    failed: bool = False

    def scenario(self, database: str) -> Scenario:
        """The many are shared by four processes; by two on SQLite, which has one writer."""
        if self.many:
            workers = 2 if database == "sqlite" else 4
            return Scenario(self.conduct, workers=workers, counts=(CARDS_IN_A_MESSAGE,) * self.many)
        patience = IMPATIENT if "silent after" in self.conduct.faults else PATIENT
        if self.threads:
            return Scenario(self.conduct, patience, self.workers, counts=(), threads=THREADS)
        return Scenario(self.conduct, patience, self.workers)

    def complaints(self, tally: Tally) -> list[str]:
        """What is not as promised."""
        promised = ((HELD, self.held), (FAILED, self.failed), (LOST, False), (TWICE, False))
        surprises = [
            f"{self.name}: {tally.fates[fate]} {fate}" for fate, fine in promised if tally.fates[fate] and not fine
        ]
        return surprises + tally.wrong


def runs(kills: int) -> Iterator[Run]:
    """All lines, the kills first."""
    yield Run("kill -9, the platform can be asked", kills=kills)
    yield Run("kill -9, and it recognises a repeat", REMEMBERS, kills=kills // 2)
    yield Run("kill -9, it cannot be asked", BLIND, kills=kills, held=True)
    yield Run("kill -9 among 3 workers, can be asked", kills=kills // 2, workers=3)
    yield Run("kill -9 among 3 workers, cannot be asked", BLIND, kills=kills // 2, workers=3, held=True)
    yield Run("kill -9 in threads, can be asked", kills=kills // 2, threads=True)
    yield Run("kill -9 in threads, cannot be asked", BLIND, kills=kills // 2, threads=True, held=True)
    for fault in (*HARMLESS, *STORING, *REFUSING):
        conduct = Conduct(faults={fault: OFTEN} if fault != "find 5xx" else {"5xx after": OFTEN, fault: 0.5})
        yield Run(f"1 of 5: {fault}", conduct, rounds=FAULTY_ROUNDS, failed=fault in {"429", *REFUSING})
    for fault in ("5xx before", *STORING):
        yield Run(f"1 of 5: {fault}, cannot be asked", _blind(fault), rounds=FAULTY_ROUNDS, held=True)
    everything = dict.fromkeys((*HARMLESS, *STORING), 0.08)
    yield Run("kill -9 and every fault, can be asked", Conduct(faults=everything), kills=kills // 2, failed=True)
    yield Run(
        "kill -9 and every fault, cannot be asked", Conduct(finds=False, faults=everything), kills // 2, held=True
    )
    yield Run(f"{MANY:,} due at once, many processes", rounds=1, many=MANY)


def _blind(fault: str) -> Conduct:
    return Conduct(finds=False, faults={fault: OFTEN})
