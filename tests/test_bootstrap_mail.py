"""E-mail and the web face as ``paperboy run`` puts them together, from one configuration."""

import re
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters.email.wiring import Options
from bot.bootstrap import CHAT_PREFIX, App
from bot.bootstrap.email import options
from bot.bootstrap.platforms import routes
from bot.bootstrap.web import ways_to_add
from bot.commands import Doctor, Edit, Email, Help, Status, Subscribe
from bot.config import load
from bot.model import Destination
from bot.web import Server
from tests.adapters.email.server import MailServer
from tests.builders import a_caller
from tests.compose.plain import plain
from tests.fakes import FakeClock

KEY = urlsafe_b64encode(bytes([4]) * 32).decode()
ME = "me@example.org"
INBOX = Destination("email", ME, ME)
MORNING = datetime(2026, 5, 1, 6, 0, tzinfo=UTC)
"""A Friday, the day after the newest of the sample."""
WEB = {"WEB__LISTEN": "127.0.0.1:8080", "WEB__FACE": "yes", "ENCRYPTION_KEY": KEY}
MAIL = {"EMAIL__HOST": "127.0.0.1", "EMAIL__SENDER": "papers@example.org", "EMAIL__SECURITY": "none"}


def app(folder: Path, clock: FakeClock | None = None, **given: str) -> App:
    environ = {"DATABASE__URL": f"sqlite:///{folder / 'paperboy.db'}", "SOURCES__ENABLED": "sample"}
    environ |= {"DEFAULTS__ZONE": "UTC", **given}
    return App(load(None, {f"PAPERBOY_{name}": value for name, value in environ.items()}), clock=clock)


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with MailServer() as started:
        yield started


@pytest.fixture
async def running(tmp_path: Path, server: MailServer) -> AsyncIterator[tuple[App, ClientSession]]:
    """Everything on, over the sample papers, and somebody with a browser."""
    made = app(tmp_path, FakeClock(MORNING), EMAIL__PORT=str(server.port), WEB__PERMALINKS="signed", **WEB, **MAIL)
    await made.collect.round()
    async with (
        Server("127.0.0.1", 0, routes(made)).serving() as port,
        ClientSession(f"http://127.0.0.1:{port}") as browser,
    ):
        yield made, browser
    await made.disconnect()
    made.close()


def link(text: str, path: str) -> str:
    """The link to a page in a mail or a post, as a browser here opens it."""
    (found,) = set(re.findall(rf"http://127\.0\.0\.1:8080({re.escape(path)}[^\s<>\")]+)", text))
    return str(found)


async def test_from_the_front_page_to_the_last_mail(running: tuple[App, ClientSession], server: MailServer):
    made, browser = running
    async with browser.get("/") as front:
        assert front.status == 200
        assert 'href="/email"' in await front.text()

    async with browser.post("/email", data={"address": ME, "do": "sign-up"}) as asked:
        assert asked.status == 200
    confirm = link(server.to(ME)[0].text, "/email/confirm?t=")
    async with browser.get(confirm) as page:
        assert page.status == 200
    assert made.store.subscriptions.get(INBOX) is None
    async with browser.post(confirm, data={"confirm": "1"}) as page:
        assert page.status == 200

    subscription = made.store.subscriptions.get(INBOX)
    assert subscription
    assert isinstance(made.clock, FakeClock)
    made.clock.time = subscription.next_due_at
    await made.deliver.tick()

    digest = server.to(ME)[-1]
    assert digest.head["Subject"] == f"Papers for {ME} · Fri 1 May"
    end = link(str(digest.head["List-Unsubscribe"]), "/email/unsubscribe?t=")
    async with browser.post(end, data={"List-Unsubscribe": "One-Click"}) as ended:
        assert ended.status == 200
    assert made.store.subscriptions.get(INBOX) is None


async def test_a_post_in_a_channel_leads_to_its_digest_as_a_page(running: tuple[App, ClientSession]):
    made, browser = running
    answer = made.answerer(CHAT_PREFIX)
    await answer(Subscribe(), a_caller(zone="UTC"))
    (subscription,) = made.store.subscriptions.all()
    assert isinstance(made.clock, FakeClock)
    made.clock.time = subscription.next_due_at
    await made.deliver.tick()

    (row,) = made.store.ledger.recent(10)
    async with browser.get(link(made.links.of("digest", row.key), "/digest/")) as page:
        assert page.status == 200
        assert "Papers for #ml-reading" in await page.text()
    async with browser.get(f"/digest/{row.key}") as page:
        assert page.status == 404
    status = plain(await answer(Status(), a_caller(zone="UTC")))
    async with browser.get(link(status, "/feeds/digests/")) as feed:
        assert feed.status == 200
        assert "Papers for #ml-reading" in await feed.text()


async def test_a_member_asks_for_mail_in_a_channel(running: tuple[App, ClientSession], server: MailServer):
    made, _ = running
    answer = made.answerer(CHAT_PREFIX)
    assert "email me@example.org" in plain(await answer(Help(), a_caller()))

    assert (await answer(Email(ME), a_caller())).title == "Look into your mail"

    assert [mail.to for mail in server.mails] == [ME]
    for _ in range(2):
        await made.answerer(CHAT_PREFIX)(Email(ME), a_caller())
    assert (await made.answerer(CHAT_PREFIX)(Email(ME), a_caller())).trouble is not None  # whoever answers counts


async def test_in_a_mail_a_command_is_a_page_and_the_doctor_asks_the_mail_server(
    running: tuple[App, ClientSession],
):
    made, _ = running
    answer, owner = made.answerer(CHAT_PREFIX), a_caller(user_id=ME, destination=INBOX, channel_name=ME)
    assert "/papers" not in plain(await answer(Edit(), owner))
    assert "takes mail from papers@example.org" in plain(await answer(Doctor(), owner))


def test_what_the_adapter_is_given_is_what_is_configured():
    given = WEB | {
        "WEB__BASE_URL": "https://papers.example.org/p/",
        "EMAIL__HOST": "smtp.example.org",
        "EMAIL__SENDER": "papers@example.org",
        "EMAIL__SENDER_NAME": "Papers",
        "EMAIL__SECURITY": "tls",
        "EMAIL__USERNAME": "papers",
        "EMAIL__PASSWORD": "hush",
        "EMAIL__PER_SECOND": "7",
        "EMAIL__TIMEOUT_SECONDS": "9",
        "EMAIL__LIST_ID": "digest.example.org",
    }
    made = options(load(None, {f"PAPERBOY_{name}": value for name, value in given.items()}))
    assert made == Options(
        sender="papers@example.org",
        host="smtp.example.org",
        sender_name="Papers",
        port=465,
        security="tls",
        username="papers",
        password="hush",
        per_second=7,
        timeout=9.0,
        list_id="digest.example.org",
        base_url="https://papers.example.org/p",
        face=True,
    )
    assert "hush" not in repr(made)


def test_without_configuration_there_are_no_mails_no_pages_and_no_routes(tmp_path: Path):
    made = app(tmp_path)
    assert (made.email, made.face, made.post) == (None, None, None)
    assert [adapter.platform for adapter in made.adapters] == ["console"]
    assert list(routes(made)) == []
    made.close()


def test_paperboy_is_added_from_the_front_page_where_workspaces_may_add_it():
    many = WEB | {
        "SLACK__CLIENT_ID": "1.2",
        "SLACK__CLIENT_SECRET": "hush",
        "SLACK__SIGNING_SECRET": "hush",
        "SLACK__PUBLIC_URL": "https://papers.example.org",
    }
    settings = load(None, {f"PAPERBOY_{name}": value for name, value in many.items()})
    assert ways_to_add(settings) == (("Add to Slack", "https://papers.example.org/slack/install"),)
    assert ways_to_add(load(None, {})) == ()


def test_paperboy_is_added_to_discord_from_there_only_where_that_is_wanted():
    token = {"PAPERBOY_DISCORD__TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.local.hush-of-the-tests"}
    assert ways_to_add(load(None, token)) == ()
    ((words, address),) = ways_to_add(load(None, {**token, "PAPERBOY_DISCORD__PUBLIC": "yes"}))
    assert words == "Add to Discord"
    assert "client_id=123456789012345678" in address
    assert "hush" not in address
    odd = {"PAPERBOY_DISCORD__TOKEN": "MTIz-x.local.hush", "PAPERBOY_DISCORD__PUBLIC": "yes"}
    assert ways_to_add(load(None, odd)) == ()


_WITHOUT = """
import sys
from pathlib import Path
sys.modules.update(dict.fromkeys({missing!r}))
from bot.bootstrap import App
from bot.bootstrap.platforms import routes
from bot.config import load
from bot.errors import ConfigError
environ = {environ!r}
app = App(load(None, environ))
try:
    app.adapters
    routes(app)
except ConfigError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("missing", "given", "extra"),
    [
        (["aiosmtplib"], WEB | MAIL, "paperboy[email]"),
        (["jinja2"], WEB | MAIL, "paperboy[email]"),
        (["jinja2"], WEB, "paperboy[web]"),
        (["aiosmtplib", "jinja2", "markupsafe"], {}, ""),
    ],
)
def test_what_is_not_installed_is_named_only_where_it_is_needed(
    tmp_path: Path, missing: list[str], given: dict[str, str], extra: str
):
    environ = {f"PAPERBOY_{name}": value for name, value in given.items()}
    environ["PAPERBOY_DATABASE__URL"] = f"sqlite:///{tmp_path / 'paperboy.db'}"
    script = _WITHOUT.format(missing=missing, environ=environ)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr
    assert extra in done.stdout
    assert bool(done.stdout) == bool(extra)
