"""The caller's own page. Blocks on the database."""

from bot import compose
from bot.answer.desk import Desk, person
from bot.commands import Caller
from bot.compose import Belongings, Entry
from bot.compose.home import MOST_SAVED
from bot.document import Document
from bot.model import Rules
from bot.selection import source_days


def answer(desk: Desk, caller: Caller) -> Document:
    """What is theirs in this workspace, and how the sources are."""
    place = caller.destination
    everything = desk.store.subscriptions.all((place.platform, place.workspace))
    own = [subscription for subscription in everything if subscription.created_by == caller.user_id]
    last = desk.store.ledger.last_of([subscription.id for subscription in own])
    saved = desk.store.people.saved(person(caller), MOST_SAVED)
    belongings = Belongings(
        channels=[(subscription, last.get(subscription.id)) for subscription in own],
        saved=[Entry(paper) for paper in saved],
        saved_count=desk.store.people.saved_count(person(caller)),
    )
    days = source_days(desk.store, Rules(), desk.now(), desk.sources)
    return compose.home(belongings, days, desk.voice, caller.zone, desk.today(caller))
