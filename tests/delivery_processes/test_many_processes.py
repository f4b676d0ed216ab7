"""Several processes on one database, all due at once."""

from collections.abc import Callable

from tests.stress.harness import Harness, Scenario
from tests.stress.platform_adapter import CARDS_IN_A_MESSAGE
from tests.stress.tally import POSTED

DUE = 200


def test_four_processes_post_each_digest_once(harness: Callable[[int], Harness]):
    tally = harness(1).run(Scenario(workers=4, counts=(CARDS_IN_A_MESSAGE,) * DUE), rounds=1)

    assert tally.wrong == []
    assert tally.fates == {POSTED: DUE}
    assert tally.messages == DUE
