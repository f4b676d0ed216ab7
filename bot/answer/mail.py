"""A digest of one's own, by mail: whoever reads the address confirms it. Nobody learns who is subscribed."""

import asyncio
from dataclasses import fields, replace
from datetime import timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

import structlog

from bot import compose
from bot.addresses import EMAIL, mailbox, read_address
from bot.answer.desk import Desk, Post
from bot.answer.subscriptions import adjusted, known_sources, proposed
from bot.commands import Caller, Changes, Email
from bot.document import Document
from bot.errors import DestinationGone, NotUnderstood, OutcomeUnknown, SendError, UserError
from bot.model import Destination, Person, Subscription
from bot.ports import SignUp

log = structlog.get_logger(__name__)

LONGEST_LINK = 1000
"""Characters: mail programs and proxies cut what is much longer."""
TIME_OUT = timedelta(seconds=30)
_ONE_HOME = 64
"""Bits of an IPv6 address that a provider gives to one customer; the rest that customer chooses."""


async def answer(desk: Desk, command: Email, caller: Caller) -> Document:
    """Send a mail to the address; the answer is the same whether or not it has a digest already.

    Raises:
        NotUnderstood: it is no good address, or the changes make no sense.
        UserError: no mail is sent here, too many were, or it could not be sent.
    """
    if desk.mail is None:
        raise UserError("Paperboy sends no mail here.", "Whoever runs it can switch that on: [email] in its settings.")
    address = read_address(command.address)
    letter = await asyncio.to_thread(_letter, desk, desk.mail, replace(command, address=address), caller)
    desk.mail.limits.take(mailbox(address), _asker(caller), desk.now())
    await _send(desk.mail, address, letter)
    return compose.on_its_way(address)


def _letter(desk: Desk, post: Post, command: Email, caller: Caller) -> Document:
    """What the address is sent: how to confirm, or where its settings are."""
    wanted = _wanted(desk, command.changes, caller)
    link = post.links.confirming(SignUp(command.address, _different(desk, wanted)))
    if len(link) > LONGEST_LINK:
        raise NotUnderstood("That is too much for one link.", "Begin with fewer topics, and add more later.", "include")
    if desk.store.subscriptions.get(Destination(EMAIL, command.address, command.address)):
        settings = post.links.of("settings", command.address)
        return compose.known(command.address, settings, post.links.of("unsubscribe", command.address))
    return compose.confirmation(command.address, wanted.schedule, wanted.rules, link)


def _wanted(desk: Desk, changes: Changes, caller: Caller) -> Subscription:
    """This channel's topics, sources, count and schedule where it has some, else a plain subscription, with changes."""
    here = desk.store.subscriptions.get(caller.destination)
    if here is None:
        return proposed(desk, caller, changes)
    known = known_sources(desk)
    sources = tuple(name for name in here.rules.sources if name in known)
    own = replace(here.rules, sources=sources, layout=desk.rules.layout, managers=desk.rules.managers, mention="")
    schedule, rules = adjusted(desk, changes, here.schedule, own)
    return replace(here, schedule=schedule, rules=rules)


def _different(desk: Desk, wanted: Subscription) -> Changes:
    """What has to be said to whoever begins with this installation's defaults."""
    plain = compose.as_changes(replace(wanted, schedule=desk.schedule, rules=desk.rules))
    whole = compose.as_changes(wanted)
    names = (field.name for field in fields(Changes))
    return Changes(**{name: value for name in names if (value := getattr(whole, name)) != getattr(plain, name)})


async def _send(post: Post, address: str, letter: Document) -> None:
    try:
        async with asyncio.timeout(TIME_OUT.total_seconds()):
            await post.mail.tell(Person(EMAIL, address, address), letter)
    except DestinationGone as error:
        raise NotUnderstood("No mail can be sent to that address.", "Look at its spelling.", "address") from error
    except (OutcomeUnknown, TimeoutError) as error:
        log.warning("letter_in_doubt", problem=str(error))  # it may have arrived, and can be asked for again
    except SendError as error:
        log.warning("letter_not_sent", problem=str(error))
        raise UserError("The mail could not be sent.", "Try again in a few minutes.") from error


def _asker(caller: Caller) -> str:
    """Somebody on a platform, or behind an address of the internet."""
    place = caller.destination
    return "\0".join((place.platform, place.workspace, _home(caller.user_id)))


def _home(user_id: str) -> str:
    try:
        address = ip_address(user_id)
    except ValueError:
        return user_id
    one = isinstance(address, IPv6Address) and address.ipv4_mapped is None
    return str(IPv6Network((int(address), _ONE_HOME), strict=False)) if one else str(address)
