"""RFC 8058 as a mail provider does it: it reads the head of the mail that was delivered, and posts."""

import aiohttp
import pytest

from bot.commands import Unsubscribe
from bot.model import DeliveryState
from tests.adapters.email.browser import Browser
from tests.adapters.email.morning import Morning
from tests.adapters.email.office import ADA, GRACE, Office, place
from tests.adapters.email.server import Mail
from tests.builders import a_caller

ONE_CLICK = "List-Unsubscribe=One-Click"


class Provider:
    """Knows nothing but the mail; it must not follow redirects, and sends no cookies and no referrer."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    async def click(self, mail: Mail, *, multipart: bool = False) -> tuple[int, str]:
        head = mail.head
        (url,) = [each.strip(" <>") for each in head["List-Unsubscribe"].split(",") if "https:" in each]
        name, _, value = str(head["List-Unsubscribe-Post"]).partition("=")
        assert f"{name}={value}" == ONE_CLICK
        data = aiohttp.FormData({name: value}, default_to_multipart=multipart)
        session, here = self._browser.session, self._browser.here(url)
        async with session.post(here, data=data, allow_redirects=False) as answer:
            return answer.status, answer.content_type


@pytest.fixture
async def morning(office: Office) -> Morning:
    made = Morning(office)
    made.subscribe(ADA)
    made.subscribe(GRACE)
    await made.at_nine()
    return made


@pytest.mark.parametrize("multipart", [False, True])
async def test_one_click_ends_it_for_one_address_and_no_other(morning: Morning, browser: Browser, multipart: bool):
    (mail,) = morning.mails(ADA)

    assert await Provider(browser).click(mail, multipart=multipart) == (200, "text/plain")

    assert morning.office.subscription(ADA) is None
    assert morning.office.subscription(GRACE)


async def test_what_must_be_signed_by_the_sender_is_in_the_mail(morning: Morning):
    """RFC 8058 asks that DKIM covers both; they are there once, and on a line of their own each."""
    (mail,) = morning.mails(ADA)

    for name in (b"List-Unsubscribe:", b"List-Unsubscribe-Post:"):
        assert mail.raw.count(b"\r\n" + name) == 1
    (line,) = [each for each in mail.raw.split(b"\r\n") if each.startswith(b"List-Unsubscribe:")]
    assert line.endswith(b">")
    assert b"<https://" in line


async def test_clicking_again_is_no_error(morning: Morning, browser: Browser):
    (mail,) = morning.mails(ADA)

    clicks = [await Provider(browser).click(mail) for _ in range(3)]

    assert [status for status, _ in clicks] == [200, 200, 200]


async def test_the_click_works_for_ever(morning: Morning, browser: Browser):
    (mail,) = morning.mails(ADA)
    morning.office.clock.advance(days=400)

    assert (await Provider(browser).click(mail))[0] == 200
    assert morning.office.subscription(ADA) is None


async def test_following_the_link_ends_nothing(morning: Morning, browser: Browser):
    """Scanners fetch it; a person finds a button there."""
    (mail,) = morning.mails(ADA)
    url = str(mail.head["List-Unsubscribe"]).strip("<>")

    async with browser.session.head(browser.here(url)) as answer:
        assert answer.status == 200
    page = await browser.opens(url)

    assert page.form("Unsubscribe")
    assert morning.office.subscription(ADA)


async def test_a_post_that_says_something_else_ends_nothing(morning: Morning, browser: Browser):
    (mail,) = morning.mails(ADA)
    url = browser.here(str(mail.head["List-Unsubscribe"]).strip("<>"))

    for data in ({}, {"List-Unsubscribe": "other"}, {"one-click": "List-Unsubscribe"}):
        async with browser.session.post(url, data=data) as answer:
            assert "Unsubscribe" in await answer.text()
    assert morning.office.subscription(ADA)


async def test_nothing_comes_after_the_click(morning: Morning, browser: Browser):
    (mail,) = morning.mails(ADA)
    await Provider(browser).click(mail)

    morning.office.clock.advance(days=1)
    await morning.deliver.tick()

    assert len(morning.mails(ADA)) == 1
    assert len(morning.mails(GRACE)) >= 1


async def test_a_mail_that_waited_when_it_was_ended_is_not_sent(office: Office):
    morning = Morning(office)
    morning.subscribe(ADA)
    await office.server.stop()
    await morning.at_nine()
    await office.handle(Unsubscribe(), a_caller(user_id=ADA, destination=place(ADA)))

    await office.server.start()
    await morning.later(minutes=5)

    assert office.server.mails == []
    assert all(row.state is not DeliveryState.SENT for row in morning.rows)


async def test_a_button_of_a_mail_leads_to_a_page_where_there_is_one(office: Office):
    adapter = office.another(face=True)
    morning = Morning(office, adapter)
    morning.subscribe(ADA)

    await morning.at_nine()
    await adapter.disconnect()

    (mail,) = morning.mails(ADA)
    assert "Details: https://papers.example.org/paper/arxiv:2603.00001" in mail.text
