"""Digests as they lie in a mailbox."""

import re
from email.utils import parsedate_to_datetime

import pytest

from bot.document import Document, Link, Paragraph, Time, Verbatim
from bot.errors import DestinationGone
from bot.model import DeliveryState, Destination, Person
from tests.adapters.email.morning import Morning
from tests.adapters.email.office import ADA, BASE, GRACE, TITLES, Office, place
from tests.adapters.scenes import LONGEST
from tests.builders import NOW, a_paper

HELLO = Document("Hello")


@pytest.fixture
def morning(office: Office) -> Morning:
    return Morning(office)


async def test_a_digest_has_what_a_mail_of_a_list_must_have(morning: Morning):
    morning.subscribe()

    await morning.at_nine()

    (mail,) = morning.mails()
    head = mail.head
    assert head["From"] == "Paperboy <papers@example.org>"
    assert head["To"] == ADA
    assert head["Subject"] == "Papers for ada@example.org · Tue 3 Mar"
    assert head["Message-ID"] == f"<{morning.row.parts[0].key}@example.org>"
    assert parsedate_to_datetime(head["Date"]) == morning.office.clock.now()
    assert head["List-Id"] == '"Paperboy" <papers.example.org>'
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(rf"<{BASE}/email/unsubscribe\?t=[\w%=-]+>", head["List-Unsubscribe"])
    assert head["Auto-Submitted"] == "auto-generated"
    assert (mail.sender, mail.to) == ("papers@example.org", ADA)


async def test_both_parts_name_every_paper_and_lead_to_it(morning: Morning):
    morning.subscribe()

    await morning.at_nine()

    (mail,) = morning.mails()
    for number, title in enumerate(TITLES, start=1):
        for part in (mail.text, mail.html):
            assert title in part
            assert f"https://arxiv.org/abs/2603.{number:05}" in part
            assert f"https://arxiv.org/pdf/2603.{number:05}" in part
    assert mail.head.get_content_type() == "multipart/alternative"


async def test_both_parts_lead_to_the_settings_and_to_the_end(morning: Morning):
    morning.subscribe()

    await morning.at_nine()

    (mail,) = morning.mails()
    links = morning.office.links
    for part in (mail.text, mail.html):
        for purpose in ("settings", "unsubscribe"):
            found = re.search(rf"{BASE}/email/{purpose}\?t=([\w=-]+)", part.replace("%3D", "="))
            assert found
            assert links.read(purpose, found[1]) == ADA


async def test_nobodys_mail_names_anybody_else(morning: Morning):
    for address in (ADA, GRACE):
        morning.subscribe(address)

    await morning.at_nine()

    assert [mail.to for mail in morning.mails(ADA) + morning.mails(GRACE)] == [ADA, GRACE]
    assert all(GRACE not in mail.raw.decode() for mail in morning.mails(ADA))


async def test_times_are_those_of_the_subscriber(office: Office):
    await office.adapter.send(place(ADA), Document("x", (Paragraph(("at ", Time(NOW, "Asia/Tokyo"))),)), key="k1")

    (mail,) = office.server.mails
    assert "at Tue 3 Mar 2026, 17:00 (Asia/Tokyo)" in mail.text
    assert "Tue 3 Mar 2026, 17:00 (Asia/Tokyo)" in mail.html


async def test_a_conversation_is_a_head_and_its_answers(morning: Morning):
    morning.subscribe(layout="thread")

    await morning.at_nine()

    head, *answers = morning.mails()
    assert all(title in head.text for title in TITLES)
    assert [answer.head["Subject"] for answer in answers] == list(TITLES)
    assert {answer.head["In-Reply-To"] for answer in answers} == {head.head["Message-ID"]}
    assert {answer.head["References"] for answer in answers} == {head.head["Message-ID"]}
    assert head.head["In-Reply-To"] is None


async def test_twenty_papers_are_one_mail_that_no_program_cuts(office: Office, morning: Morning):
    papers = [
        a_paper(
            f"2603.01{number:03}",
            title=f"Paper number {number} about " + "long things " * 12,
            abstract="We show. " * 300,
        )
        for number in range(20)
    ]
    office.announce(*papers, votes=range(200, 180, -1))
    morning.subscribe(count=20)

    await morning.at_nine()

    (mail,) = morning.mails()
    assert all(f"Paper number {number} about" in mail.text for number in range(20))
    assert len(mail.html.encode()) <= 100_000


async def test_the_longest_digest_fits(office: Office):
    assert office.adapter.fits(LONGEST)


async def test_a_letter_is_of_no_list_and_no_answer(office: Office):
    document = Document("Confirm", (Paragraph(("Press: ", Link("confirm", f"{BASE}/email/confirm?t=abc"))),))

    await office.adapter.tell(Person("email", ADA, ADA), document)
    await office.adapter.tell(Person("email", ADA, ADA), document)

    first, second = office.server.mails
    assert not [name for name in first.head if name.startswith("List-")]
    assert first.head["Auto-Submitted"] == "auto-generated"
    assert f"confirm <{BASE}/email/confirm?t=abc>" in first.text
    assert first.head["Message-ID"] != second.head["Message-ID"]


INJECTED = (
    "ada@example.org\r\nBcc: eve@evil.example",
    "ada@example.org\nSubject: x",
    "ada@example.org>\r\nRCPT TO:<eve@evil.example",
    "ada@example.org, eve@evil.example",
    "ada@example.org eve@evil.example",
    '"ada\r\n"@example.org',
    "ada@example.org\x00",
)
HOMOGRAPHS = ("ada@ex\u0430mple.org", "ada@xn--exmple-4nf.org")
OVERLONG = (f"{'a' * 65}@example.org", f"ada@{'b' * 250}.org", f"{'a' * 64}@{'.'.join(['b' * 60] * 4)}.org")


@pytest.mark.parametrize("address", [*INJECTED, *HOMOGRAPHS, *OVERLONG, "", "ada", "@example.org", "ada@"])
async def test_what_is_no_address_of_one_mailbox_gets_nothing(office: Office, address: str):
    with pytest.raises(DestinationGone, match="no mail address"):
        await office.adapter.send(Destination("email", address, address), HELLO, key="k1")
    with pytest.raises(DestinationGone, match="no mail address"):
        await office.adapter.tell(Person("email", address, address), HELLO)

    assert office.server.connections == 0


TITLES_THAT_BITE = (
    "Papers\r\nBcc: eve@evil.example\r\n\r\n<h1>mine</h1>",
    "Papers\nSubject: other",
    "=?utf-8?q?Win_a_prize?=",
    "\u202egnp.exe\u2028next\x85line",
    "half \ud83d of a pair",
    "ä" * 500,
    "x" * 2000,
    "  ",
)


@pytest.mark.parametrize("title", TITLES_THAT_BITE)
async def test_a_title_is_a_subject_and_nothing_more(office: Office, title: str):
    await office.adapter.send(place(ADA), Document(title), key="k1")

    (mail,) = office.server.mails
    assert {name.lower() for name in mail.head} == {
        *("message-id", "date", "from", "to", "subject", "auto-submitted", "list-id", "list-unsubscribe"),
        *("list-unsubscribe-post", "mime-version", "content-type"),
    }
    assert "\n" not in mail.head["Subject"]
    assert "Win a prize" not in mail.head["Subject"]
    assert max(map(len, mail.raw.split(b"\r\n"))) <= 998
    assert mail.raw.isascii()


@pytest.mark.parametrize(
    "name", ['Pap"er\\boy', "Päperboy 論文", "Paper, boy <x@evil.example>", "Paper\r\nBcc: eve@evil.example"]
)
async def test_a_senders_name_is_a_name(office: Office, name: str):
    adapter = office.another(sender_name=name)

    await adapter.send(place(ADA), HELLO, key="k1")
    await adapter.disconnect()

    (mail,) = office.server.mails
    (sender,) = mail.head["From"].addresses
    assert sender.addr_spec == "papers@example.org"
    assert sender.display_name == " ".join(name.replace("\r\n", " ").split())
    assert mail.head["Bcc"] is None
    assert mail.head["List-Id"].endswith(" <papers.example.org>")


async def test_an_address_in_another_script_is_written_as_mail_servers_know_it(office: Office):
    await office.adapter.send(place("ada@bücher.example"), HELLO, key="k1")

    assert [mail.to for mail in office.server.mails] == ["ada@xn--bcher-kva.example"]


async def test_lines_that_begin_with_a_dot_arrive_whole(office: Office):
    text = ".\n..\n.hidden\nFrom here\n" + "." * 200
    await office.adapter.send(place(ADA), Document("Dots", (Verbatim(text),)), key="k1")
    await office.adapter.send(place(ADA), HELLO, key="k2")

    first, _ = office.server.mails
    assert text in first.text


async def test_everything_due_goes_out_in_the_morning(morning: Morning):
    for number in range(40):
        morning.subscribe(f"reader{number}@example.org")

    await morning.at_nine()

    assert set(morning.states) == {DeliveryState.SENT}
    assert len({mail.to for mail in morning.server.mails}) == 40
