"""Mails to the one mail server of an installation, over a few connections that are used again."""

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPResponseException, SMTPServerDisconnected
from aiosmtplib.protocol import SMTPProtocol

from adapters.email.errors import MailError, Step
from adapters.email.wiring import Options
from adapters.shared.gate import Gate

AT_ONCE = 5
"""Connections; mail providers allow from five upwards."""
MAILS_EACH = 100
"""So many go over one connection; some servers refuse more."""
PATIENCE = 2.0
"""Seconds for taking leave of a server, which nothing depends on."""
_GO_AHEAD, _CLOSING = 354, 421
_TAKEN, _NO = range(200, 300), range(400, 600)
_DOT = re.compile(rb"(?m)^\.")


class Progress:
    """How far one mail has come."""

    def __init__(self) -> None:
        self.step: Step = "waiting"


class Connection:
    """One session with the server."""

    def __init__(self, client: SMTP, sender: str) -> None:
        self._client = client
        self._sender = sender
        self.mails = 0
        self._begun = False

    @property
    def usable(self) -> bool:
        """Whether another mail may go over it."""
        return self._client.is_connected and self.mails < MAILS_EACH

    async def hand_in(self, to: str, mail: bytes, progress: Progress) -> None:
        """One mail to one address.

        Raises:
            SMTPException, OSError: it was refused, or the connection was lost; ``progress`` says where.
        """
        client = self._client
        progress.step = "sender"
        if self._begun:  # and refused: the server forgets it
            await client.rset()
        self._begun = True
        await client.mail(self._sender)
        progress.step = "recipient"
        await client.rcpt(to)
        progress.step = "data"
        answer = await client.execute_command(b"DATA")
        if answer.code != _GO_AHEAD:
            raise SMTPDataError(answer.code, answer.message)
        await self._content(mail, progress)
        self._begun = False
        self.mails += 1

    async def _content(self, mail: bytes, progress: Progress) -> None:
        """The library does DATA and what follows in one; but between the two lies all the difference."""
        protocol = _protocol(self._client)
        protocol.write(_DOT.sub(b"..", mail) + b".\r\n")
        progress.step = "content"
        answer = await protocol.read_response()
        if answer.code not in _TAKEN:
            raise SMTPDataError(answer.code, answer.message)

    async def leave(self) -> None:
        """Say goodbye, if the server listens."""
        with suppress(SMTPException, OSError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._client.quit()
        self.drop()

    def drop(self) -> None:
        """End it, whatever is under way."""
        self._client.close()


def _protocol(client: SMTP) -> SMTPProtocol:
    if client.protocol is None:
        raise SMTPServerDisconnected("Connection lost")
    return client.protocol


class Connections:
    """Opened when they are needed, kept for the next mail."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._free: list[Connection] = []
        self._gate = Gate(options.per_second, 1.0)
        self._tls: ssl.SSLContext | None = None

    async def send(self, to: str, mail: bytes) -> None:
        """Hand in one mail; not twice, whatever happens. ``mail`` is whole, with CRLF at the end of each line.

        Raises:
            MailError: it was not taken, or nobody knows.
        """
        progress = Progress()
        await self._within_time(progress, lambda: self._sent(to, mail, progress))

    async def greet(self) -> None:
        """Open a connection as for a mail, and end it: for the doctor.

        Raises:
            MailError: no mail could be sent.
        """
        progress = Progress()
        await self._within_time(progress, lambda: self._greeted(progress))

    async def close(self) -> None:
        """Give the connections back; the next mail opens new ones."""
        free, self._free = self._free, []
        await asyncio.gather(*(connection.leave() for connection in free))

    async def _within_time(self, progress: Progress, work: Callable[[], Awaitable[None]]) -> None:
        """Half of the time may pass in line, so that what begins has time to end: cut after DATA, nobody would know."""
        in_all = self._options.timeout
        try:
            async with asyncio.timeout(in_all), asyncio.timeout(in_all / 2) as in_line, self._turns:
                await self._gate.through()  # here, since several may have waited for a connection
                in_line.reschedule(None)
                await work()
        except (SMTPException, OSError, TimeoutError) as error:
            raise MailError(progress.step, error) from error

    async def _greeted(self, progress: Progress) -> None:
        connection = await self._opened(progress)
        await connection.leave()

    async def _sent(self, to: str, mail: bytes, progress: Progress) -> None:
        while self._free:
            connection = self._free.pop()
            if connection.usable:
                try:
                    return await self._over(connection, to, mail, progress)
                except (SMTPServerDisconnected, SMTPResponseException) as error:
                    if not _ended_before(error, progress):
                        raise
        return await self._over(await self._opened(progress), to, mail, progress)

    async def _over(self, connection: Connection, to: str, mail: bytes, progress: Progress) -> None:
        """Over this connection, which stays open where it ended well or with a plain refusal."""
        try:
            await connection.hand_in(to, mail, progress)
        except BaseException as error:  # also when we are cancelled: what the server says next belongs to nobody
            if _refused(error):
                self._put_back(connection)
            else:
                connection.drop()
            raise
        self._put_back(connection)

    def _put_back(self, connection: Connection) -> None:
        """Nothing here may fail or wait: the mail has been taken, or refused, and that is all that counts."""
        if connection.usable:
            self._free.append(connection)
        else:
            connection.drop()

    async def _opened(self, progress: Progress) -> Connection:
        options = self._options
        progress.step = "connection"
        client = SMTP(
            hostname=options.host,
            port=options.port,
            local_hostname=options.domain,
            timeout=None,  # ours is for the whole of a mail
            use_tls=options.security == "tls",
            start_tls=options.security == "starttls",
            tls_context=await self._trust(),
        )
        try:
            await client.connect()
            if options.username:
                progress.step = "login"
                await client.login(options.username, options.password)
        except BaseException:
            client.close()
            raise
        return Connection(client, options.sender)

    async def _trust(self) -> ssl.SSLContext | None:
        """Which certificates are good; reading them takes a while."""
        if self._options.security != "none" and self._tls is None:
            self._tls = await asyncio.to_thread(ssl.create_default_context)
        return self._tls


def _refused(error: BaseException) -> bool:
    """Whether the server has said no, and listens for what comes next."""
    return isinstance(error, SMTPResponseException) and error.code in _NO and error.code != _CLOSING


def _ended_before(error: SMTPException, progress: Progress) -> bool:
    """Whether the server had ended the connection while nobody used it: nothing of the mail has left."""
    closing = not isinstance(error, SMTPResponseException) or error.code == _CLOSING
    return progress.step == "sender" and closing
