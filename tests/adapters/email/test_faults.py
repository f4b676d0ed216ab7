"""The ledger's fault table over real SMTP: whatever goes wrong on the way, no mail is lost or comes twice."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from adapters.email.adapter import EmailAdapter
from bot.model import DeliveryState
from tests.adapters.email.faults import Fault, Step
from tests.adapters.email.morning import Morning
from tests.adapters.email.office import ADA, GRACE, Office

SENT, FAILED, HELD, PLANNED = (
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.UNKNOWN,
    DeliveryState.PLANNED,
)
SOON = 1.0
"""Seconds after which a mail without an answer is given up here, where the server is silent."""


@dataclass(frozen=True)
class Outcome:
    """What the server does, at which step, with the first mail; and how the delivery ends."""

    step: Step
    fault: Fault
    end: DeliveryState = SENT


NO = "550 5.1.1 <ada@example.org>: no such mailbox"
FAULTS = {
    # before a word was said
    "421 in place of a greeting": Outcome("greeting", Fault.answers("421 4.3.2 too busy")),
    "554 in place of a greeting": Outcome("greeting", Fault.answers("554 5.3.2 go away")),
    "dropped before the greeting": Outcome("greeting", Fault.dropped()),
    "silence in place of a greeting": Outcome("greeting", Fault.silent()),
    "421 at EHLO": Outcome("EHLO", Fault.answers("421 4.3.2 closing")),
    "dropped at EHLO": Outcome("EHLO", Fault.dropped()),
    # before the mail
    "451 at MAIL": Outcome("MAIL", Fault.answers("451 4.3.0 later")),
    "421 at MAIL": Outcome("MAIL", Fault.answers("421 4.7.0 later")),
    "550 at MAIL": Outcome("MAIL", Fault.answers("550 5.7.1 you may not send as papers@example.org")),
    "dropped at MAIL": Outcome("MAIL", Fault.dropped()),
    "silence at MAIL": Outcome("MAIL", Fault.silent()),
    "a greylist": Outcome("RCPT", Fault.answers("450 4.2.0 greylisted, try again in 300 seconds")),
    "a full server": Outcome("RCPT", Fault.answers("452 4.3.1 no space")),
    "421 at RCPT": Outcome("RCPT", Fault.answers("421 4.3.2 closing")),
    "no such mailbox": Outcome("RCPT", Fault.answers(NO), FAILED),
    "a mailbox that is closed": Outcome("RCPT", Fault.answers("550 5.2.1 disabled"), FAILED),
    "no such mailbox, said in plain words": Outcome("RCPT", Fault.answers("550 no such user here"), FAILED),
    "a relay that is denied": Outcome("RCPT", Fault.answers("554 5.7.1 relay access denied")),
    "a login that is missing": Outcome("RCPT", Fault.answers("530 5.7.0 authentication required")),
    "dropped at RCPT": Outcome("RCPT", Fault.dropped()),
    "silence at RCPT": Outcome("RCPT", Fault.silent()),
    "451 at DATA": Outcome("DATA", Fault.answers("451 4.3.0 later")),
    "554 at DATA": Outcome("DATA", Fault.answers("554 5.5.1 no"), FAILED),
    "dropped at DATA": Outcome("DATA", Fault.dropped()),
    "silence at DATA": Outcome("DATA", Fault.silent()),
    # once the whole mail has left
    "451 after DATA": Outcome("content", Fault.answers("451 4.3.0 later")),
    "421 after DATA": Outcome("content", Fault.answers("421 4.3.2 closing")),
    "552 after DATA": Outcome("content", Fault.answers("552 5.3.4 too big"), FAILED),
    "taken for spam": Outcome("content", Fault.answers("554 5.7.1 looks like spam"), FAILED),
    "no such mailbox after DATA": Outcome("content", Fault.answers(NO), FAILED),
    "dropped after DATA, not stored": Outcome("content", Fault.dropped(), HELD),
    "dropped after DATA, stored": Outcome("content", Fault.dropped(stored=True), HELD),
    "silence after DATA, not stored": Outcome("content", Fault.silent(), HELD),
    "silence after DATA, stored": Outcome("content", Fault.silent(stored=True), HELD),
    "an answer that nobody can read after DATA": Outcome("content", Fault.answers("what?", stored=True), HELD),
}
GONE = {
    "no such mailbox",
    "a mailbox that is closed",
    "no such mailbox, said in plain words",
    "no such mailbox after DATA",
}


@pytest.fixture
def morning(office: Office) -> Morning:
    return Morning(office)


@pytest.fixture
async def impatient(office: Office) -> AsyncIterator[Morning]:
    adapter = office.another(timeout=SOON)
    yield Morning(office, adapter)
    await adapter.disconnect()


SILENT = [name for name in FAULTS if name.startswith("silence")]


@pytest.mark.parametrize("name", [name for name in FAULTS if name not in SILENT])
async def test_a_fault_has_its_outcome(morning: Morning, name: str):
    await has_its_outcome(morning, name)


@pytest.mark.parametrize("name", SILENT)
async def test_a_silence_has_its_outcome(impatient: Morning, name: str):
    await has_its_outcome(impatient, name)


async def has_its_outcome(morning: Morning, name: str) -> None:
    outcome = FAULTS[name]
    morning.subscribe()
    morning.server.fail(outcome.step, outcome.fault)

    await morning.until_it_has_ended()

    assert morning.states == [outcome.end]
    assert len(morning.digests()) == int(outcome.end is SENT or outcome.fault.stored)
    assert bool(morning.store.ledger.seen(morning.row.destination)) == (outcome.end is SENT)
    assert bool(morning.pause()) == (name in GONE)


async def test_what_is_told_of_a_refusal_names_nobody(morning: Morning):
    """The server's own words hold addresses; the ledger has its number, and the step."""
    morning.subscribe()
    morning.server.fail("RCPT", Fault.answers(NO))

    await morning.at_nine()

    assert morning.row.detail.startswith("550 5.1.1 at RCPT.")
    assert "@" not in morning.row.detail


async def test_a_held_mail_is_never_sent_again_by_itself(morning: Morning):
    morning.subscribe()
    morning.server.fail("content", Fault.dropped(stored=True))

    await morning.until_it_has_ended()

    assert (morning.row.state, morning.row.retry_at) == (HELD, None)
    assert "whoever reads the mailbox" in morning.row.detail
    assert morning.server.count("content") == 1


async def test_a_repeat_is_the_same_mail_to_mail_systems(morning: Morning):
    """Once a person has asked for it; whatever the first has come to, the mailbox shows one."""
    morning.subscribe()
    morning.server.fail("content", Fault.dropped(stored=True))
    await morning.until_it_has_ended()

    await morning.deliver.resend(morning.row.id)

    first, second = morning.mails()
    assert first.head["Message-ID"] == second.head["Message-ID"]
    assert morning.states == [SENT]


async def test_a_mailbox_that_does_not_exist_pauses_its_subscription_and_no_other(morning: Morning):
    morning.subscribe(ADA)
    morning.subscribe(GRACE)
    morning.server.without_mailbox.add(ADA)

    await morning.until_it_has_ended()

    assert [bool(morning.pause(address)) for address in (ADA, GRACE)] == [True, False]
    assert "Nobody was told" in " ".join(row.detail for row in morning.rows)
    assert [mail.to for mail in morning.server.mails] == [GRACE]


async def test_what_the_configuration_is_to_blame_for_pauses_nobody(morning: Morning):
    """Otherwise a password that expires would cost every reader their subscription."""
    morning.subscribe()
    morning.server.fail("RCPT", *[Fault.answers("554 5.7.1 relay access denied")] * 50)

    await morning.until_it_has_ended()

    assert morning.pause() is None
    assert "lets this account send" in morning.row.detail


async def test_refused_connections_are_tried_again_until_the_server_is_back(morning: Morning):
    morning.subscribe()
    await morning.server.stop()
    await morning.at_nine()
    await morning.later(minutes=1)
    assert (morning.states, morning.mails()) == ([PLANNED], [])
    assert "host, port and security" in morning.row.detail

    await morning.server.start()
    await morning.later(minutes=5)

    assert (morning.states, len(morning.mails())) == ([SENT], 1)


async def test_a_refusal_of_one_holds_back_nobody_else(morning: Morning):
    morning.subscribe(ADA)
    morning.subscribe(GRACE)
    morning.server.fail("RCPT", Fault.answers("450 4.2.0 greylisted"))

    await morning.at_nine()

    assert sorted(morning.states) == [PLANNED, SENT]


async def test_a_server_that_says_too_fast_makes_all_wait(office: Office):
    adapter = office.another()
    morning = Morning(office, adapter)
    morning.subscribe()
    morning.server.fail("MAIL", Fault.answers("454 4.7.0 Throttling failure: Maximum sending rate exceeded"))

    await morning.at_nine()

    assert morning.states == [PLANNED]
    assert morning.row.detail.startswith("454 4.7.0 at MAIL")
    await adapter.disconnect()


@pytest.mark.parametrize("place", [1, 2, 4], ids=["head", "first answer", "last answer"])
async def test_a_refusal_anywhere_in_a_conversation_loses_and_doubles_nothing(morning: Morning, place: int):
    morning.subscribe(layout="thread")
    morning.server.fail("RCPT", *[None] * (place - 1), Fault.answers("450 4.2.0 greylisted"))

    await morning.until_it_has_ended()

    assert morning.states == [SENT]
    assert [mail.head["Message-ID"] for mail in morning.mails()] == [
        f"<{part.key}@example.org>" for part in morning.row.parts
    ]


async def test_without_a_time_out_of_ours_nothing_would_be_certain(office: Office):
    """So it must be shorter than the one of deliveries."""
    assert isinstance(office.adapter, EmailAdapter)
    assert office.options.timeout < 30
