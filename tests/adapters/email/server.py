"""A mail server on loopback: aiosmtpd, with mailboxes, and with faults where a test wants them."""

import asyncio
import email
import email.policy
import ssl
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.adapters.email.faults import Fault, Step

HOST = "127.0.0.1"
SIGNATURE = "\n-- \n"


@dataclass(frozen=True)
class Mail:
    """As it lies in a mailbox."""

    sender: str
    to: str
    raw: bytes

    @property
    def head(self) -> EmailMessage:
        message = email.message_from_bytes(self.raw, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        assert not message.defects
        return message

    def part(self, kind: str) -> str:
        found = self.head.get_body((kind,))
        assert isinstance(found, EmailMessage)
        assert not found.defects
        return str(found.get_content()).replace("\r\n", "\n")

    @property
    def text(self) -> str:
        return self.part("plain")

    @property
    def html(self) -> str:
        return self.part("html")

    @property
    def shown(self) -> str:
        """What a person reads, without what every mail says below its signature's line."""
        return self.text.rpartition(SIGNATURE)[0]


class MailServer:
    """Keeps what it takes. ``fail`` makes something go wrong once, at the next mail that comes to that step."""

    def __init__(self, security: str = "none", certificates: ssl.SSLContext | None = None, password: str = "") -> None:
        self.security = security
        self.mails: list[Mail] = []
        self.steps: list[str] = []
        self.connections = 0
        self.port = 0
        self.password = password
        self.logins: list[str] = []
        self.most_at_once = 0
        self.without_mailbox: set[str] = set()
        self._certificates = certificates
        self._faults: defaultdict[str, deque[Fault | None]] = defaultdict(deque)
        self._server: asyncio.Server | None = None
        self._sessions: set[Any] = set()
        self._closing = asyncio.Event()
        self._reached: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._closing.clear()
        ends = self._certificates if self.security == "tls" else None
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._session, HOST, self.port, ssl=ends)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Refuse connections, and end those that there are."""
        self._closing.set()
        if self._server is None:
            return
        self._server.close()
        self.hang_up()
        tasks = [session._handler_coroutine for session in self._sessions if session._handler_coroutine]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._sessions.clear()
        await asyncio.sleep(0)
        self._server = None

    def hang_up(self) -> None:
        """End all connections, as servers do with those that nobody uses."""
        for session in self._sessions:
            if session.transport is not None:
                session.transport.abort()

    def fail(self, step: Step, *faults: Fault | None) -> None:
        self._faults[step] += faults

    def to(self, address: str) -> Sequence[Mail]:
        return [mail for mail in self.mails if mail.to == address]

    def count(self, step: Step) -> int:
        return self.steps.count(step)

    def taken(self, step: str) -> Fault | None:
        self.steps.append(step)
        self._reached[step].set()
        waiting = self._faults[step]
        return waiting.popleft() if waiting else None

    async def reached(self, step: Step) -> None:
        """Until a mail has come to that step."""
        await self._reached[step].wait()

    async def closing(self) -> None:
        await self._closing.wait()

    def keep(self, envelope: Envelope) -> None:
        assert isinstance(envelope.original_content, bytes)
        (to,) = envelope.rcpt_tos
        self.mails.append(Mail(str(envelope.mail_from), to, envelope.original_content))

    def login(self, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.logins.append(given.login.decode())
        good = given.password.decode() == self.password
        return AuthResult(success=good, handled=False)

    def _session(self) -> "_Session":
        self.connections += 1
        ends = self._certificates if self.security == "starttls" else None
        made = _Session(self, tls_context=ends)
        self._sessions.add(made)
        self.most_at_once = max(self.most_at_once, sum(each.transport is not None for each in self._sessions) + 1)
        return made


class _Handler:
    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def handle_DATA(self, protocol: "_Session", _: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        fault = self._server.taken("content")
        if fault is None or fault.stored:
            self._server.keep(envelope)
        return "250 2.0.0 OK" if fault is None else await protocol.suffered(fault)


class _Session(SMTP):
    def __init__(self, server: MailServer, tls_context: ssl.SSLContext | None) -> None:
        wants_login = bool(server.password)
        super().__init__(
            _Handler(server),
            hostname="mail.example.org",
            ident="ESMTP",
            tls_context=tls_context,
            require_starttls=tls_context is not None,
            auth_require_tls=server.security == "starttls",
            authenticator=lambda *given: server.login(given[-1]),
            auth_exclude_mechanism=() if wants_login else ("LOGIN", "PLAIN"),
            loop=asyncio.get_running_loop(),
        )
        self._at = server
        self._greeted = False
        self.wants_login = wants_login

    async def suffered(self, fault: Fault) -> str:
        """The fault; if it is an answer, that."""
        if fault.says:
            if fault.hangs_up:
                await super().push(fault.says)
            else:
                return fault.says
        elif not fault.drops:
            await self._at.closing()
        if self.transport is not None:
            self.transport.abort()
        await asyncio.Event().wait()  # until the connection's end ends us
        return ""

    async def _failed(self, step: str) -> bool:
        fault = self._at.taken(step)
        if fault is None:
            return False
        await super().push(await self.suffered(fault))
        return True

    async def push(self, status: Any) -> None:
        if self._greeted:
            return await super().push(status)
        self._greeted = True
        if not await self._failed("greeting"):
            await super().push(status)
        return None

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._failed("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._failed("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        if self.wants_login and self.session is not None and not self.session.authenticated:
            await super().push("530 5.7.0 Authentication required")
        elif not await self._failed("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        if arg and any(f"<{address}>" in arg for address in self._at.without_mailbox):
            await super().push("550 5.1.1 no such mailbox")
        elif not await self._failed("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._failed("DATA"):
            await super().smtp_DATA(arg)
