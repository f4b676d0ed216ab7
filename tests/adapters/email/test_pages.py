"""Sign up, confirm, change, end: over real HTTP, with the mails that really arrive."""

from datetime import time

import pytest

from adapters.email.wiring import CONFIRM, SETTINGS, SIGN_UP, UNSUBSCRIBE
from bot.commands import Changes, Settings
from bot.errors import StorageError
from bot.model import Topic
from bot.ports import SignUp
from tests.adapters.email.browser import Browser, Form, links_of
from tests.adapters.email.faults import Fault
from tests.adapters.email.office import ADA, GRACE, Office, place
from tests.adapters.email.signing import SEND, WRONG, confirmed, signed_up
from tests.builders import a_caller

# Sign up, and confirm


async def test_a_sign_up_is_confirmed_through_the_mail_that_arrives(office: Office, browser: Browser):
    told = await signed_up(browser, include="attention, cat:cs.CL", count="3", at="07:30", zone="Europe/Berlin")
    assert told.status == 200
    assert ADA in told.text
    assert office.subscription(ADA) is None

    (mail,) = office.server.mails
    assert mail.to == ADA
    (link,) = links_of(mail.text, CONFIRM)
    page = await browser.opens(link)
    assert ADA in page.text
    assert office.subscription(ADA) is None, "a program that follows links must not confirm"
    done = await browser.presses(page.form("Send me papers"))

    assert done.status == 200
    made = office.subscription(ADA)
    assert made
    assert made.rules.include == (Topic("text", "attention"), Topic("category", "cs.CL"))
    assert (made.rules.count, made.schedule.at, made.schedule.zone) == (3, time(7, 30), "Europe/Berlin")
    assert (made.name, made.created_by, made.destination) == (ADA, ADA, place(ADA))


async def test_the_answer_tells_nobody_who_is_subscribed(office: Office, browser: Browser):
    await confirmed(office, browser)

    known, unknown = await signed_up(browser, ADA), await signed_up(browser, GRACE)

    assert known.status == unknown.status
    assert known.html.replace(ADA, "") == unknown.html.replace(GRACE, "")
    assert links_of(office.server.to(ADA)[-1].text, SETTINGS)
    assert not links_of(office.server.to(ADA)[-1].text, CONFIRM)


async def test_the_form_tells_nobody_who_is_subscribed(office: Office, browser: Browser):
    before = await browser.opens(SIGN_UP)
    await confirmed(office, browser, count="9")

    assert (await browser.opens(SIGN_UP)).html == before.html


async def test_a_link_to_confirm_is_good_for_a_day(office: Office, browser: Browser):
    await signed_up(browser)
    (link,) = links_of(office.server.mails[0].text, CONFIRM)
    form = (await browser.opens(link)).form("Send me papers")
    office.clock.advance(hours=25)

    for page in (await browser.opens(link), await browser.presses(form)):
        assert page.status == 400
        assert "24 hours" in page.text
    assert office.subscription(ADA) is None


@pytest.mark.parametrize("path", [CONFIRM, SETTINGS, UNSUBSCRIBE])
@pytest.mark.parametrize("token", ["", "x", "gAAAAA" + "A" * 100, "\u00e4", "%00", "x" * 8000])
async def test_a_link_that_is_not_ours_does_nothing(browser: Browser, path: str, token: str):
    page = await browser.opens(f"{path}?t={token}")
    pressed = await browser.presses(Form(f"{path}?t={token}", "", {"confirm": ["yes"], "end": ["yes"]}))

    for each in (page, pressed):
        assert each.status == 400
        assert "This link does not work" in each.text


async def test_a_link_for_one_thing_is_good_for_nothing_else(office: Office, browser: Browser):
    await confirmed(office, browser)
    ending = office.links.of("unsubscribe", ADA).partition("?")[2]
    confirming = office.links.confirming(SignUp(GRACE, Changes())).partition("?")[2]

    for path, token in ((SETTINGS, ending), (CONFIRM, ending), (SETTINGS, confirming), (UNSUBSCRIBE, confirming)):
        assert (await browser.opens(f"{path}?{token}")).status == 400


async def test_confirming_twice_changes_nothing(office: Office, browser: Browser):
    await confirmed(office, browser, count="3")
    before = office.subscription(ADA)
    (link,) = links_of(office.server.mails[0].text, CONFIRM)

    page = await browser.opens(link)
    again = await browser.presses(page.form("Send me papers"))

    assert again.status == 200
    assert office.subscription(ADA) == before


BAD = {
    "no address": "not an address",
    "two addresses": "ada@example.org, eve@evil.example",
    "a homograph": "ada@ex\u0430mple.org",
    "too long": f"ada@{'b' * 300}.org",
    "an injection": "ada@example.org\r\nBcc: eve@evil.example",
    "nothing": "",
}


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_address_is_said_to_be_so_at_its_field(office: Office, browser: Browser, name: str):
    page = await signed_up(browser, BAD[name], include="attention")

    assert page.status == 400
    assert page.about("address")
    assert page.form(SEND).fields["include"] == ["attention"]
    assert office.server.connections == 0


@pytest.mark.parametrize("name", WRONG)
async def test_what_makes_no_sense_is_said_at_its_field_and_stays_there(office: Office, browser: Browser, name: str):
    page = await signed_up(browser, **{name: WRONG[name]})

    assert page.status == 400
    assert page.about(name)
    assert page.form(SEND).fields["address"] == [ADA]
    if name in {"min_votes", "at", "zone", "include"}:
        assert page.form(SEND).fields[name] == [WRONG[name]]
    assert office.server.mails == []


async def test_a_flood_of_sign_ups_for_one_address_ends_after_three(office: Office, browser: Browser):
    for _ in range(5):
        last = await signed_up(browser)

    assert last.status == 400
    assert "too often" in last.text
    assert len(office.server.mails) == 3


async def test_a_flood_from_one_place_ends_after_ten(office: Office, browser: Browser):
    for number in range(12):
        last = await signed_up(browser, f"reader{number}@example.org")
    assert last.status == 400
    assert len(office.server.mails) == 10

    form = (await browser.opens(SIGN_UP)).form(SEND)
    elsewhere = await browser.presses(form, headers={"X-Forwarded-For": "198.51.100.7"}, address=ADA)

    assert elsewhere.status == 200
    assert len(office.server.mails) == 11


async def test_what_anybody_may_write_in_front_of_our_proxys_word_counts_for_nothing(office: Office, browser: Browser):
    form = (await browser.opens(SIGN_UP)).form(SEND)

    for number in range(12):
        headers = {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7"}
        await browser.presses(form, headers=headers, address=f"reader{number}@example.org")

    assert len(office.server.mails) == 10


async def test_a_mail_server_that_is_down_is_said_to_be(office: Office, browser: Browser):
    await office.server.stop()

    page = await signed_up(browser)

    assert page.status == 400
    assert "could not be sent" in page.text


async def test_a_mailbox_that_the_server_does_not_know_is_said_at_its_field(office: Office, browser: Browser):
    office.server.fail("RCPT", Fault.answers("550 5.1.1 no such mailbox"))

    page = await signed_up(browser)

    assert page.status == 400
    assert "spelling" in page.about("address")


# Whatever comes


async def test_what_was_typed_is_text_on_the_page(browser: Browser):
    nasty = '"><script>alert(1)</script>\x1b[31m \u202e & <b>'

    page = await signed_up(browser, nasty, include=nasty, zone=nasty)

    assert page.status == 400
    assert "<script>alert" not in page.html
    assert "\u202e" not in page.html


@pytest.mark.parametrize("path", [SIGN_UP, CONFIRM, SETTINGS, UNSUBSCRIBE])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe=\x00&&&==%", "application/x-www-form-urlencoded"),
        (b"x=1", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b"{}", "application/json"),
        (b"&".join(b"a%d=1" % n for n in range(5000)), "application/x-www-form-urlencoded"),
    ],
)
async def test_what_nobody_can_read_breaks_nothing(office: Office, browser: Browser, path: str, body: bytes, kind: str):
    async with browser.session.post(browser.here(path), data=body, headers={"Content-Type": kind}) as answer:
        assert answer.status in {400, 413}
    assert office.server.mails == []


async def test_a_database_that_cannot_be_read_is_said_on_a_page_and_nobody_is_told_that_it_ended(
    office: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object) -> None:
        raise StorageError("postgresql://secret-host")

    await confirmed(office, browser)
    link = office.links.of("settings", ADA)
    ending = office.links.of("unsubscribe", ADA)
    end = (await browser.opens(ending)).form("Unsubscribe")
    monkeypatch.setattr(office.store.subscriptions, "get", broken)

    for page in (await browser.opens(SIGN_UP), await browser.opens(link), await browser.presses(end)):
        assert page.status == 503
        assert "secret-host" not in page.html
        assert page.headers["Retry-After"] == "60"


async def test_a_digest_set_up_here_is_like_any_other_to_the_core(office: Office, browser: Browser):
    await confirmed(office, browser)

    shown = await office.handle(Settings(), a_caller(user_id=ADA, destination=place(ADA), channel_name=ADA))

    assert shown.title == f"Settings of {ADA}"
