"""Mails as they are made for tests."""

import email
import email.policy
from email.message import EmailMessage

from adapters.email.render import Envelope, mail
from adapters.email.wiring import Options
from bot.document import Document
from tests.builders import NOW

BASE = "https://papers.example.org"
OPTIONS = Options("papers@example.org", "127.0.0.1", base_url=BASE, face=True)
DIGEST = Envelope(
    "ada@example.org",
    "<k1@example.org>",
    NOW,
    settings=f"{BASE}/email/settings?t=SETTINGS",
    unsubscribe=f"{BASE}/email/unsubscribe?t=UNSUBSCRIBE",
)
LETTER = Envelope("ada@example.org", "<k1@example.org>", NOW)


def raw(document: Document, envelope: Envelope = DIGEST, options: Options = OPTIONS) -> bytes:
    return mail(document, envelope, options)


def read(mailed: bytes) -> EmailMessage:
    message = email.message_from_bytes(mailed, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def part(mailed: bytes, kind: str) -> str:
    found = read(mailed).get_body((kind,))
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return str(found.get_content()).replace("\r\n", "\n")
