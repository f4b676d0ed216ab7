"""Every key of e-mail, which is on when its host is set; ``config.example.toml`` says what each is for."""

import re
import unicodedata
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from bot.addresses import read_address
from bot.config.values import AUTO, OFF, Section
from bot.config.web import Web
from bot.errors import NotUnderstood

Security = Literal["starttls", "tls", "none"]
PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
_HOST = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}|\[?[0-9A-Fa-f:.]+\]?")
_LIST_ID = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{1,63}")
_MOST_PORT = 65_535


def _host(value: str) -> str:
    if value.casefold() == OFF:
        return OFF
    if not _HOST.fullmatch(value):
        raise ValueError('must be the name of a mail server, without its port. Write it as "smtp.example.org".')
    return value.strip("[]")


def _port(value: object) -> object:
    text = str(value).strip().casefold()
    if text == AUTO:
        return AUTO
    number = int(text) if re.fullmatch("[0-9]{1,5}", text) else 0
    if not 1 <= number <= _MOST_PORT:
        raise ValueError('must be "auto" or a port. Write it as 587.')
    return number


def _address(value: str) -> str:
    if not value:
        return value
    try:
        return read_address(value)
    except NotUnderstood as error:
        raise ValueError(f'{error.message} Write it as "papers@example.org".') from error


def _name(value: str) -> str:
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in value):
        raise ValueError("must be one line. Leave out what cannot be seen.")
    return value


def _list_id(value: str) -> str:
    if value.casefold() == AUTO:
        return AUTO
    if not _LIST_ID.fullmatch(value):
        raise ValueError('must look like a domain of yours. Write it as "papers.example.org".')
    return value.lower()


class Email(Section):
    """Digests by mail, through one mail server."""

    host: Annotated[str, AfterValidator(_host)] = OFF
    port: Annotated[int | Literal["auto"], BeforeValidator(_port)] = "auto"
    security: Security = "starttls"
    sender: Annotated[str, AfterValidator(_address)] = ""
    sender_name: Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_name)] = "Paperboy"
    username: Annotated[str, Field(max_length=254), AfterValidator(_name)] = ""
    password: SecretStr | None = None
    per_second: Annotated[int, Field(ge=1, le=1000)] = 5
    timeout_seconds: Annotated[float, Field(ge=1, le=25)] = 20.0
    list_id: Annotated[str, AfterValidator(_list_id)] = AUTO

    @property
    def is_on(self) -> bool:
        """Whether mail is sent."""
        return self.host != OFF

    @property
    def its_port(self) -> int:
        """The one that is set, else the usual one."""
        return PORTS[self.security] if self.port == "auto" else self.port

    @property
    def its_list_id(self) -> str:
        """The one that is set, else one below the sender's domain."""
        return f"papers.{self.sender.rpartition('@')[2]}" if self.list_id == AUTO else self.list_id


def email_contradictions(email: Email, web: Web, *, sealed: bool) -> Iterator[str]:
    """A sentence for each pair of keys that are good alone and not together; ``sealed``: there is a key."""
    if not email.is_on:
        if email.password or email.sender:
            yield "email.host: is off, and there is a sender or a password. Set the mail server, or unset them."
        return
    if not email.sender:
        yield 'email.sender: is missing. Set the address that papers come from, such as "papers@example.org".'
    if web.address is None:
        yield 'web.listen: is off, and mails lead to its pages. Set an address such as "127.0.0.1:8080".'
    elif web.is_nowhere:
        yield 'web.base_url: is auto, and mails lead there. Set what readers type, such as "https://papers.example.org".'
    if not sealed:
        yield "encryption_key: is missing, and signs the links in mails. Make one: paperboy slack key."
    if bool(email.username) != bool(email.password):
        one = "email.password" if email.username else "email.username"
        yield f"{one}: is missing. A mail server takes both or none; the password is PAPERBOY_EMAIL__PASSWORD."
    if email.password and email.security == "none" and not _is_here(email.host):
        yield "email.security: is none, and would show the password to the network. Use starttls or tls."


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"
