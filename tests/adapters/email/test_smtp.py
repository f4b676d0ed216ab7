"""Connections to the mail server: encrypted, logged in, used again, given up in time."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from adapters.email.adapter import EmailAdapter
from adapters.email.smtp import AT_ONCE, MAILS_EACH
from bot.document import Document
from bot.errors import OutcomeUnknown, RetryLater
from bot.links import SealedLinks
from bot.model import Destination
from bot.sealing import Tokens
from tests.adapters.email.certificates import certificate, serving
from tests.adapters.email.faults import Fault
from tests.adapters.email.office import ADA, BASE, KEY, Office, place
from tests.adapters.email.server import HOST, MailServer
from tests.builders import HERE, a_caller
from tests.fakes import FakeClock

HELLO = Document("hello")
Made = Callable[..., Any]


@pytest.fixture
async def made() -> AsyncIterator[Made]:
    """Starts a mail server, and gives it with an adapter for it."""
    async with AsyncExitStack() as stack:

        async def start(server: MailServer, **options: Any) -> EmailAdapter:
            await stack.enter_async_context(server)
            return _adapter(stack, server, **options)

        yield start


def _adapter(stack: AsyncExitStack, server: MailServer, **options: Any) -> EmailAdapter:
    from adapters.email.wiring import Options  # noqa: PLC0415 - beside what makes one

    clock = FakeClock()
    given: dict[str, Any] = {"security": server.security, "port": server.port, "timeout": 20.0, "host": HOST} | options
    adapter = EmailAdapter(Options("papers@example.org", **given), SealedLinks(Tokens([KEY]), BASE, clock), clock)
    stack.push_async_callback(adapter.disconnect)
    return adapter


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for the server's address that this machine trusts."""
    path = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return serving(path)


# Encrypted


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_mail_goes_encrypted(made: Made, trusted: ssl.SSLContext, security: str):
    server = MailServer(security, trusted)
    adapter = await made(server)

    for number in range(2):
        await adapter.send(place(ADA), HELLO, key=f"k{number}")

    assert len(server.mails) == 2
    assert server.connections == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_certificate_that_nobody_vouches_for_gets_no_mail(made: Made, tmp_path: Path, security: str):
    server = MailServer(security, serving(certificate(tmp_path)))
    adapter = await made(server)

    with pytest.raises(RetryLater, match="certificate not trusted") as told:
        await adapter.send(place(ADA), HELLO, key="k1")

    assert "certificate of the mail server" in told.value.action
    assert server.mails == []


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_certificate_of_another_host_gets_no_mail(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
):
    path = certificate(tmp_path, ["mail.elsewhere.example"])
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    server = MailServer(security, serving(path))
    adapter = await made(server)

    with pytest.raises(RetryLater, match="certificate not trusted"):
        await adapter.send(place(ADA), HELLO, key="k1")
    assert server.mails == []


async def test_a_server_without_starttls_gets_neither_password_nor_mail(made: Made):
    """Somebody between us could have left it out of what the server offers."""
    server = MailServer(password="secret")
    adapter = await made(server, security="starttls", username="papers", password="secret")

    with pytest.raises(RetryLater, match="does not do what is configured"):
        await adapter.send(place(ADA), HELLO, key="k1")

    assert (server.mails, server.logins, server.count("AUTH")) == ([], [], 0)


async def test_a_server_that_begins_otherwise_than_is_configured_is_not_waited_for_long(
    made: Made, trusted: ssl.SSLContext
):
    """It waits for us to begin with TLS, and we for its greeting; or the other way round."""
    server = MailServer("tls", trusted)
    adapter = await made(server, security="none", timeout=0.3)

    with pytest.raises(RetryLater, match="at connecting"):
        await adapter.send(place(ADA), HELLO, key="k1")


# Logged in


@pytest.mark.parametrize("security", ["none", "starttls"])
async def test_who_has_to_log_in_does(made: Made, trusted: ssl.SSLContext, security: str):
    server = MailServer(security, trusted, password="secret")
    adapter = await made(server, username="papers", password="secret")

    await adapter.send(place(ADA), HELLO, key="k1")

    assert (len(server.mails), set(server.logins)) == (1, {"papers"})


async def test_a_wrong_password_is_told_to_whoever_runs_it_and_is_no_secret_told(made: Made):
    server = MailServer(password="secret")
    adapter = await made(server, username="papers", password="hunter2")

    with pytest.raises(RetryLater, match="535") as told:
        await adapter.send(place(ADA), HELLO, key="k1")

    assert "username and a password" in told.value.action
    assert "hunter2" not in f"{told.value} {told.value.__cause__!r} {told.value.__cause__}"
    assert server.mails == []


async def test_a_login_that_fails_for_now_is_tried_again_later(made: Made):
    server = MailServer(password="secret")
    adapter = await made(server, username="papers", password="secret")
    server.fail("AUTH", *[Fault.answers("454 4.7.0 temporary authentication failure")] * 3)

    with pytest.raises(RetryLater, match=r"454 4\.7\.0 at AUTH"):
        await adapter.send(place(ADA), HELLO, key="k1")


# Used again


async def test_one_connection_carries_many_mails(office: Office):
    for number in range(10):
        await office.adapter.send(place(ADA), HELLO, key=f"k{number}")

    assert (len(office.server.mails), office.server.connections) == (10, 1)


async def test_many_at_once_share_a_few_connections(office: Office):
    await asyncio.gather(*(office.adapter.send(place(ADA), HELLO, key=f"k{number}") for number in range(30)))

    assert len(office.server.mails) == 30
    assert office.server.connections <= AT_ONCE


async def test_a_connection_is_not_used_for_ever(office: Office):
    for number in range(MAILS_EACH + 1):
        await office.adapter.send(place(ADA), Document("x"), key=f"k{number}")

    assert (len(office.server.mails), office.server.connections) == (MAILS_EACH + 1, 2)


async def test_a_connection_that_the_server_has_ended_meanwhile_costs_nobody_a_mail(office: Office):
    await office.adapter.send(place(ADA), HELLO, key="k1")
    office.server.hang_up()

    await office.adapter.send(place(ADA), HELLO, key="k2")

    assert [mail.head["Message-ID"] for mail in office.server.mails] == ["<k1@example.org>", "<k2@example.org>"]


async def test_a_server_that_says_goodbye_when_it_is_spoken_to_again_costs_nobody_a_mail(office: Office):
    await office.adapter.send(place(ADA), HELLO, key="k1")
    office.server.fail("MAIL", Fault.answers("421 4.4.2 idle for too long"))

    await office.adapter.send(place(ADA), HELLO, key="k2")

    assert len(office.server.mails) == 2


async def test_after_a_refusal_the_same_connection_goes_on(office: Office):
    office.server.fail("RCPT", Fault.answers("450 4.2.0 later"))
    with pytest.raises(RetryLater):
        await office.adapter.send(place(ADA), HELLO, key="k1")

    await office.adapter.send(place(ADA), HELLO, key="k1")

    assert (len(office.server.mails), office.server.connections) == (1, 1)


async def test_the_adapter_works_again_after_its_connections_were_given_back(office: Office):
    await office.adapter.send(place(ADA), HELLO, key="k1")
    await office.adapter.disconnect()

    await office.adapter.send(place(ADA), HELLO, key="k2")

    assert (len(office.server.mails), office.server.connections) == (2, 2)


# In time


async def test_a_slow_answer_is_cut_and_what_it_meant_is_known_by_the_step(office: Office):
    adapter = office.another(timeout=1.0)
    office.server.fail("RCPT", Fault.silent())
    with pytest.raises(RetryLater, match="no answer at RCPT"):
        await adapter.send(place(ADA), HELLO, key="k1")

    office.server.fail("content", Fault.silent())
    with pytest.raises(OutcomeUnknown, match="no answer after DATA"):
        await adapter.send(place(ADA), HELLO, key="k1")


async def test_who_waits_in_line_for_too_long_has_certainly_not_been_sent(office: Office):
    adapter = office.another(timeout=0.2)
    turns = adapter._connections._turns
    for _ in range(AT_ONCE):
        await turns.acquire()  # as if so many mails hung

    with pytest.raises(RetryLater, match="no connection was free"):
        await adapter.send(place(ADA), HELLO, key="k1")

    assert office.server.connections == 0


async def test_who_would_begin_when_half_of_the_time_is_gone_does_not_begin(office: Office):
    """Else the answer might come too late to be heard, and nobody would know what became of the mail."""
    adapter = office.another(timeout=1.6, per_second=1)
    await adapter._connections._gate.through()  # the next may leave in a second

    with pytest.raises(RetryLater, match="no connection was free"):
        await adapter.send(place(ADA), HELLO, key="k1")

    assert office.server.mails == []


async def test_a_send_that_is_cancelled_leaves_nothing_to_confuse_the_next(office: Office):
    office.server.fail("RCPT", Fault.silent())
    sending = asyncio.create_task(office.adapter.send(place(ADA), HELLO, key="k1"))
    await office.server.reached("RCPT")
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)

    await office.adapter.send(place(ADA), HELLO, key="k2")

    assert [mail.head["Message-ID"] for mail in office.server.mails] == ["<k2@example.org>"]


# For the doctor


@pytest.mark.parametrize("where", [place(ADA), HERE])
async def test_the_doctor_says_that_mail_is_taken(office: Office, where: Destination):
    """At the terminal too: there is whoever can mend it."""
    (finding,) = await office.adapter.check(a_caller(destination=where))

    assert finding.ok
    assert "papers@example.org" in finding.what


async def test_the_doctor_says_what_is_wrong_and_what_to_do(office: Office):
    await office.server.stop()

    (finding,) = await office.adapter.check(a_caller(destination=place(ADA)))

    assert not finding.ok
    assert "host, port and security" in str(finding.action)


async def test_the_doctor_looks_at_no_mail_server_for_other_platforms(office: Office):
    assert not await office.adapter.check(a_caller(destination=Destination("slack", "T1", "C1")))
    assert office.server.connections == 0
