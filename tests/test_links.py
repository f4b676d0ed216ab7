"""Links whose holder needs no account: only ours, only for what they were made for, only as long as they are good."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given

from bot.commands import Changes
from bot.links import SealedLinks
from bot.model import Destination, Topic
from bot.ports import Purpose, SignUp
from bot.sealing import Tokens, new_key
from tests.commands_made import addresses, changes
from tests.fakes import FakeClock

KEY, OTHER = new_key(), new_key()
DELIVERY = "abcdefghijklmnopqrst22"


def links(*keys: str, clock: FakeClock | None = None, public: bool = False) -> SealedLinks:
    return SealedLinks(Tokens(keys or (KEY,)), "https://papers.example.org/p/", clock or FakeClock(), public=public)


def token(url: str) -> str:
    parts = urlsplit(url)
    return parse_qs(parts.query)["t"][0] if parts.query else parts.path.rpartition("/")[2].removesuffix(".atom")


@pytest.mark.parametrize(
    ("purpose", "path"),
    [("settings", "/p/email/settings"), ("unsubscribe", "/p/email/unsubscribe"), ("digest", "/p/digest/")],
)
def test_a_link_is_a_whole_address_that_tells_nobody_what_it_is_about(purpose: Purpose, path: str):
    url = links().of(purpose, "me@example.org")
    assert url.startswith("https://papers.example.org" + path)
    assert "me@" not in url
    assert links().read(purpose, token(url).replace("%3D", "=")) == "me@example.org"


def test_a_link_is_worth_nothing_for_another_purpose_with_another_key_or_changed():
    made = token(links().of("unsubscribe", "me@example.org"))
    assert links().read("settings", made) is None
    assert links(OTHER).read("unsubscribe", made) is None
    assert links(OTHER, KEY).read("unsubscribe", made) == "me@example.org"
    assert links().read("unsubscribe", made[:-6] + "AAAAA=") is None
    assert links().read("unsubscribe", "") is None
    assert links().read("unsubscribe", "é\x00") is None


def test_a_purpose_cannot_be_made_out_of_what_another_one_is_about():
    made = token(links().of("unsubscribe", "settings\0me@example.org"))
    assert links().read("settings", made) is None


def test_what_is_confirmed_is_confirmed_within_a_day_and_the_other_links_last():
    clock = FakeClock()
    ours = links(clock=clock)
    confirm, settings = ours.confirming(SignUp("me@example.org", Changes())), ours.of("settings", "me@example.org")
    clock.advance(hours=24)
    assert ours.read_confirming(token(confirm)) == SignUp("me@example.org", Changes())
    clock.advance(seconds=2)
    assert ours.read_confirming(token(confirm)) is None
    clock.advance(days=900)
    assert ours.read("settings", token(settings)) == "me@example.org"


@given(addresses, changes())
def test_what_is_confirmed_is_what_was_asked_for(address: str, wanted: Changes):
    made = token(links().confirming(SignUp(address, wanted)))
    assert links().read_confirming(made) == SignUp(address, wanted)


def test_what_another_version_wrote_confirms_nothing():
    other = token(links().of("confirm", "1zz|me@example.org|"))
    assert links().read_confirming(other) is None
    assert links().read_confirming(token(links().of("confirm", "1td"))) is None


def test_a_feed_is_of_one_channel_whatever_it_is_called():
    channel = Destination("slack", 'T"1', "C|1")
    assert links().read_feed(token(links().feed(channel)).replace("%3D", "=")) == channel
    assert links().read_feed("no token") is None


def test_where_digests_are_public_their_key_is_enough_and_nothing_else_is():
    public, signed = links(public=True), links()
    assert public.of("digest", DELIVERY).endswith(f"/digest/{DELIVERY}")
    assert public.read("digest", DELIVERY) == DELIVERY
    assert public.read("digest", token(signed.of("digest", DELIVERY)).replace("%3D", "=")) == DELIVERY
    assert signed.read("digest", DELIVERY) is None
    assert public.read("settings", DELIVERY) is None
    assert public.read("digest", DELIVERY + "x") is None


def test_a_usual_sign_up_is_a_link_that_no_mail_program_cuts():
    topics = tuple(Topic("text", f"some longer topic {number}") for number in range(10))
    whole = replace(Changes(), include=topics, count=7, zone="America/Argentina/Buenos_Aires")
    assert len(links().confirming(SignUp("me@example.org", whole))) < 1000
