"""/papers email: a digest of one's own, which only whoever reads the mailbox can begin. Nobody learns who has one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.answer import Answer, Post
from bot.answer.limits import IN_ALL, PER_ADDRESS, PER_ASKER
from bot.commands import Caller, Changes, Edit, Email, Help, Settings, Subscribe, Unsubscribe
from bot.document import Document, Line, Link, Paragraph
from bot.errors import DestinationGone, OutcomeUnknown, RetryLater, SendError
from bot.links import SealedLinks
from bot.model import Destination, Person, Topic
from bot.ports import SignUp
from bot.sealing import Tokens, new_key
from bot.storage.store import Store
from tests.answer.room import Room
from tests.compose.plain import plain

ME = "me@example.org"
INBOX = Destination("email", ME, ME)
READER = Caller(ME, INBOX, can_manage=True, is_admin=True, channel_name=ME)
STRANGER = Caller("203.0.113.7", Destination("email", "", ""))
DIFFUSION = Topic("text", "diffusion")


class Letterbox:
    """Takes letters, or breaks as it is told."""

    def __init__(self) -> None:
        self.letters: list[tuple[Person, Document]] = []
        self.broken: SendError | None = None

    async def tell(self, person: Person, document: Document) -> None:
        if self.broken:
            raise self.broken
        self.letters.append((person, document))


class Mailroom(Room):
    """A room from which letters go out."""

    def __init__(self, store: Store, folder: Path) -> None:
        super().__init__(store, folder)
        self.box = Letterbox()
        self.links = SealedLinks(Tokens([new_key()]), "https://papers.example.org", self.clock)
        self.desk = replace(self.desk, mail=Post(self.box, self.links))
        self.answer = Answer(self.desk)

    @property
    def letter(self) -> Document:
        return self.box.letters[-1][1]

    def sign_up(self) -> SignUp | None:
        """What the link of the last letter confirms."""
        (url,) = (link.url for link in _links(self.letter) if "/confirm?" in link.url)
        return self.links.read_confirming(parse_qs(urlsplit(url).query)["t"][0])

    async def confirm(self) -> Document:
        """As the page behind the link does."""
        signed = self.sign_up()
        assert signed
        return await self.ask(Subscribe(signed.changes), READER)


def _links(document: Document) -> list[Link]:
    lines: list[Line] = [block.spans for block in document.blocks if isinstance(block, Paragraph)]
    return [span for line in lines for span in line if isinstance(span, Link)]


@pytest.fixture
def room(store: Store, tmp_path: Path) -> Iterator[Mailroom]:
    made = Mailroom(store, tmp_path)
    yield made
    made.index.close()


async def test_nothing_is_subscribed_before_the_mailbox_has_confirmed_it(room: Mailroom):
    told = await room.ask(Email(" me@Example.ORG "), STRANGER)

    assert told.private
    assert told.trouble is None
    assert ME in plain(told)
    assert room.box.letters[0][0] == Person("email", ME, ME)
    assert room.store.subscriptions.get(INBOX) is None

    subscribed = await room.confirm()
    assert subscribed.title == f"{ME} is subscribed"
    found = room.store.subscriptions.get(INBOX)
    assert found
    assert (found.name, found.rules, found.schedule) == (ME, room.desk.rules, room.desk.schedule)


async def test_the_answer_does_not_tell_whether_an_address_is_subscribed(room: Mailroom):
    new = await room.ask(Email(ME), STRANGER)
    await room.confirm()
    known = await room.ask(Email(ME), STRANGER)

    assert known == new
    urls = [link.url for link in _links(room.letter)]
    assert [urlsplit(url).path for url in urls] == ["/email/settings", "/email/unsubscribe"]
    settings, end = (parse_qs(urlsplit(url).query)["t"][0] for url in urls)
    assert room.links.read("settings", settings) == room.links.read("unsubscribe", end) == ME


async def test_a_channels_topics_and_time_come_along_and_its_own_affairs_do_not(room: Mailroom):
    wanted = Changes(include=(DIFFUSION,), count=9, at=time(7, 30), layout="thread", managers="maker", mention="123")
    await room.ask(Subscribe(wanted))

    await room.ask(Email(ME))

    signed = room.sign_up()
    assert signed
    assert signed.changes == Changes(include=(DIFFUSION,), count=9, at=time(7, 30))


async def test_what_is_typed_behind_the_address_goes_before_what_the_channel_has(room: Mailroom):
    await room.ask(Subscribe(Changes(include=(DIFFUSION,), count=9)))
    await room.ask(Email(ME, Changes(count=3, cadence="weekly")))

    signed = room.sign_up()
    assert signed
    assert signed.changes == Changes(include=(DIFFUSION,), count=3, cadence="weekly")


async def test_the_zone_of_the_caller_comes_along(room: Mailroom):
    await room.ask(Email(ME), zone="Asia/Tokyo")
    assert room.sign_up() == SignUp(ME, Changes(zone="Asia/Tokyo"))
    await room.confirm()
    found = room.store.subscriptions.get(INBOX)
    assert found
    assert found.schedule.zone == "Asia/Tokyo"


async def test_no_word_of_a_stranger_stands_in_the_letter(room: Mailroom):
    advert = Topic("text", "buy pills at evil example")
    await room.ask(Email(ME, Changes(include=(advert,), exclude=(advert,))), STRANGER)
    assert "pills" not in plain(room.letter)


@pytest.mark.parametrize("typed", ["me", "me@example.org\r\nBcc: you@example.org", "me@ex\u0430mple.org"])
async def test_what_is_no_good_address_is_told_and_gets_no_letter(room: Mailroom, typed: str):
    told = await room.ask(Email(typed), STRANGER)
    assert told.trouble == "address"
    assert room.box.letters == []


async def test_changes_that_make_no_sense_are_told_and_name_their_setting(room: Mailroom):
    assert (await room.ask(Email(ME, Changes(zone="Mars/Base")), STRANGER)).trouble == "zone"
    assert (await room.ask(Email(ME, Changes(sources=("nowhere",))), STRANGER)).trouble == "sources"
    many = tuple(Topic("text", f"{number} " + "x" * 70) for number in range(40))
    assert (await room.ask(Email(ME, Changes(include=many)), STRANGER)).trouble == "include"
    assert room.box.letters == []


async def test_nobodys_mailbox_is_filled_through_us(room: Mailroom):
    for number in range(PER_ADDRESS):
        told = await room.ask(Email(f"me+{number}@example.org"), replace(STRANGER, user_id=f"198.51.100.{number}"))
        assert told.trouble is None
    refused = await room.ask(Email(ME.upper()), replace(STRANGER, user_id="198.51.100.99"))

    assert refused.trouble is not None
    assert len(room.box.letters) == PER_ADDRESS
    room.clock.advance(hours=1)
    assert (await room.ask(Email(ME), STRANGER)).trouble is None


async def test_one_who_asks_for_many_is_stopped_and_others_are_not(room: Mailroom):
    for number in range(PER_ASKER):
        assert (await room.ask(Email(f"n{number}@example.org"), STRANGER)).trouble is None
    assert (await room.ask(Email("more@example.org"), STRANGER)).trouble is not None
    assert (await room.ask(Email("more@example.org"))).trouble is None


async def test_all_addresses_of_one_home_are_one_asker(room: Mailroom):
    for number in range(PER_ASKER):
        await room.ask(Email(f"n{number}@example.org"), replace(STRANGER, user_id=f"2001:db8::{number:x}"))
    same, other = "2001:db8::ffff:1", "2001:db8:0:1::1"
    assert (await room.ask(Email("more@example.org"), replace(STRANGER, user_id=same))).trouble is not None
    assert (await room.ask(Email("more@example.org"), replace(STRANGER, user_id=other))).trouble is None


async def test_a_flood_from_everywhere_is_stopped_and_what_is_refused_is_not_counted(room: Mailroom):
    for number in range(IN_ALL + 5):
        await room.ask(Email(f"n{number}@example.org"), replace(STRANGER, user_id=f"10.0.{number}.1"))
    assert len(room.box.letters) == IN_ALL
    room.clock.advance(hours=1)
    assert (await room.ask(Email("n103@example.org"), STRANGER)).trouble is None


@pytest.mark.parametrize(
    ("broken", "said", "trouble"),
    [
        (DestinationGone("550"), "No mail can be sent to that address.", "address"),
        (RetryLater("451", timedelta(minutes=1)), "The mail could not be sent.", ""),
        (OutcomeUnknown("dropped"), "Look into your mail", None),
    ],
)
async def test_a_letter_that_does_not_go_out_is_told(room: Mailroom, broken: SendError, said: str, trouble: str | None):
    room.box.broken = broken
    told = await room.ask(Email(ME), STRANGER)
    assert said in plain(told)
    assert told.trouble == trouble


async def test_whoever_reads_the_mailbox_changes_it_and_ends_it(room: Mailroom):
    await room.ask(Email(ME), STRANGER)
    await room.confirm()

    assert (await room.ask(Settings(Changes(count=2)), READER)).trouble is None
    assert (await room.ask(Edit(), READER)).title == f"Settings of {ME}"
    found = room.store.subscriptions.get(INBOX)
    assert found
    assert found.rules.count == 2
    assert (await room.ask(Unsubscribe(), READER)).title == f"{ME} gets no more papers"
    assert room.store.subscriptions.get(INBOX) is None


async def test_without_a_mail_server_the_command_says_so_and_help_does_not_name_it(room: Mailroom):
    assert "email me@example.org" in plain(await room.ask(Help()))
    room.answer = Answer(replace(room.desk, mail=None))
    assert "sends no mail" in plain(await room.ask(Email(ME)))
    assert "email me@example.org" not in plain(await room.ask(Help()))
