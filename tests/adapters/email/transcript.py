"""A digest by mail as people see it, for ``docs/email.md``; ``python -m tests.adapters.email.transcript`` writes it.

Everything in it is what the real adapter sent to a local mail server, and what its pages showed; a test compares the
two. Only the tokens in links are left out: they are others each time.
"""

import asyncio
import re
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import aiohttp

from adapters.email.wiring import CONFIRM, SIGN_UP
from bot.answer import Answer
from bot.bootstrap.email import MANAGERS, SPELLING
from bot.compose import Voice
from bot.deliver import Deliver
from bot.model import DayState, SourceDay
from bot.storage.store import Store
from bot.summarizers.extractive import Extractive
from tests.adapters.email.browser import Browser, Page, links_of
from tests.adapters.email.office import ADA, Office
from tests.adapters.email.server import Mail, MailServer
from tests.adapters.email.test_one_click import Provider
from tests.adapters.web.validity import text_of
from tests.builders import NOW, TODAY, a_paper
from tests.fakes import FakeClock, FakeSource

PAGE = Path(__file__).parents[3] / "docs" / "email.md"
START, END = "<!-- transcript -->\n", "<!-- end of transcript -->"
ABSTRACT = (
    "Attention over long texts is costly. We propose a sparse attention that reads only what matters, "
    "and loses 0.2 points on eight benchmarks at a fifth of the cost."
)
VOICE = Voice(
    sources={"huggingface": "Hugging Face Daily"},
    managers={"email": MANAGERS},
    prefixes={"email": ""},
    spellings={"email": SPELLING},
)
SHOWN = {"h1": "# ", "h2": "## ", "p": "", "li": "* ", "legend": "  "}
_CHANGING = re.compile(r"(?<=\?t=)[\w%=-]+|(?<=<)[0-9a-f]{24}(?=@)")
"""Tokens, and what stands in for a key where there is no delivery."""


class Play:
    """What is said, in order, as Markdown."""

    def __init__(self, office: Office, deliver: Deliver, browser: Browser) -> None:
        self.office = office
        self.deliver = deliver
        self.browser = browser
        self.lines: list[str] = []

    def says(self, words: str) -> None:
        self.lines += [words, ""]

    def shows(self, what: str, text: str) -> None:
        hidden = _CHANGING.sub("…", text)
        self.lines += [f"*{what}*", "", "```text", re.sub(r"\n{3,}", "\n\n", hidden).rstrip(), "```", ""]

    def mail(self, what: str) -> Mail:
        mail = self.office.server.mails[-1]
        self.shows(what, as_text(mail))
        return mail


def as_text(mail: Mail) -> str:
    """The head, and the part of plain text."""
    hidden = {"MIME-Version", "Content-Type"}
    head = "\n".join(f"{name}: {value}" for name, value in mail.head.items() if name not in hidden)
    return f"{head}\n\n{mail.text}"


def page_as_text(page: Page) -> str:
    """What stands on a page, each thing on a line: fields with what is in them, and not what is folded up."""
    (main,) = page.tree.iter("main")
    folded = {inside for details in main.iter("details") for inside in details.iter() if inside.tag != "summary"}
    fields = {each.get("id"): _stands(each) for each in main.iter() if each.get("id")}
    lines = (_line(each, fields) for each in main.iter() if each not in folded)
    return "\n".join(line for line in lines if line)


def _stands(field: Element) -> str:
    """What a person sees in a field."""
    if field.tag == "select":
        return next((text_of(each) for each in field if each.get("selected") is not None), "")
    if field.get("type") == "checkbox":
        return "[x]" if field.get("checked") is not None else "[ ]"
    return field.get("value") or ""


def _line(each: Element, fields: Mapping[str | None, str]) -> str:
    words = text_of(each)
    match each.tag:
        case "button":
            return f"  [{words}]"
        case "summary":
            return f"  {words} ▸"
        case "label":
            value = fields.get(each.get("for"), "")
            return f"  {value} {words}" if value.startswith("[") else f"  {words}: {value or '…'}"
        case "h1" | "h2" | "p" | "li" | "legend":
            return f"{SHOWN[each.tag]}{words}"
        case _:
            return ""


async def _signs_up(play: Play) -> None:
    play.says("### Signing up")
    page = await play.browser.opens(SIGN_UP)
    play.shows("https://papers.example.org/email", page_as_text(page))
    typed = {"address": ADA, "include": "attention, noise", "count": "3", "zone": "Berlin"}
    play.says("**Ada** fills in her address, *attention, noise*, 3 papers and *Berlin*, and presses *Send me the link*")
    answer = await play.browser.presses(page.form("Send me the link"), **typed)
    play.shows("The page says", page_as_text(answer))
    mail = play.mail("A mail arrives")
    (link,) = links_of(mail.text, CONFIRM)
    page = await play.browser.opens(link)
    play.says("**Ada** follows the link")
    play.shows("The page behind it", page_as_text(page))
    done = await play.browser.presses(page.form("Send me papers"))
    play.says("She presses the button")
    play.shows("The page says", page_as_text(done))


async def _reads(play: Play) -> None:
    play.says("### The next morning, at nine in Berlin")
    play.office.clock.advance(days=1)
    await play.deliver.tick()
    play.mail("The digest, as it arrives")


async def _ends(play: Play) -> None:
    play.says("### The end")
    play.says(
        "**Ada** presses *Unsubscribe* in her mail program, which posts `List-Unsubscribe=One-Click` as the head says"
    )
    status, _ = await Provider(play.browser).click(play.office.server.mails[-1])
    left = play.office.subscription(ADA)
    play.shows("Paperboy answers", f"{status}; {'no' if left is None else 'one'} subscription is left")


async def play(folder: Path) -> str:
    """The whole session, as Markdown."""
    async with MailServer() as server:
        with Store.open(f"sqlite:///{folder / 'paperboy.db'}") as store:
            office = Office(server, store, folder, FakeClock(NOW.replace(hour=8)), face=True)
            office.announce(a_paper("2603.00009", title="Attention Is Cheap Now", abstract=ABSTRACT), votes=[55])
            for day in (TODAY, TODAY.replace(day=TODAY.day + 1)):
                store.sources.record_day(SourceDay("huggingface", day, DayState.FRESH, NOW, 4))
            office.handle = Answer(replace(office.desk, voice=VOICE))
            async with office.pages() as address, aiohttp.ClientSession() as session:
                made = Play(office, _deliver(office), Browser(session, address))
                for act in (_signs_up, _reads, _ends):
                    await act(made)
            await office.close()
            return "\n".join(made.lines)


def _deliver(office: Office) -> Deliver:
    adapters, summarizers = {"email": office.adapter}, {"extractive": Extractive()}
    return Deliver(office.store, adapters, [FakeSource()], summarizers, office.clock, VOICE, "one")


def _written(page: str, transcript: str) -> str:
    before, _, rest = page.partition(START)
    return f"{before}{START}\n{transcript}\n{END}{rest.partition(END)[2]}"


def main() -> None:
    """Write the transcript into the page."""
    with tempfile.TemporaryDirectory() as folder:
        transcript = asyncio.run(play(Path(folder)))
    PAGE.write_text(_written(PAGE.read_text(encoding="utf-8"), transcript), encoding="utf-8")


if __name__ == "__main__":
    main()
