import asyncio
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from adapters.console.adapter import Chat, ConsoleAdapter
from bot.commands import Caller, Command, Help, Save, Show, Unsave
from bot.document import Actions, Button, Document, PaperCard, Paragraph, Verbatim
from bot.errors import NotUnderstood
from tests.builders import ELSEWHERE, HERE, NOW, a_caller
from tests.fakes import FakeClock

SAVED = Document("Saved", (Actions((Button("Remove", Unsave("k")),)),))
CARD = PaperCard(key="k", title="A Paper", url=None, buttons=(Button("Details", Show("k")), Button("Save", Save("k"))))


class Desk:
    """Answers with the command's own name, and a card; what is saved is said to be saved."""

    def __init__(self) -> None:
        self.asked: list[Command] = []

    async def __call__(self, command: Command, caller: Caller) -> Document:
        assert caller == a_caller()
        self.asked.append(command)
        return SAVED if isinstance(command, Save) else Document(f"You asked {type(command).__name__}", (CARD,))


def parse(text: str) -> Command:
    if text.startswith("/papers"):
        return Help()
    raise NotUnderstood(f"I do not know {text}.", "Did you mean help?")


@pytest.fixture
def out() -> StringIO:
    return StringIO()


@pytest.fixture
def console(tmp_path: Path, out: StringIO) -> ConsoleAdapter:
    return ConsoleAdapter(tmp_path, FakeClock(), "UTC", out)


async def chat(console: ConsoleAdapter, typed: str) -> Desk:
    desk = Desk()
    await console.chat(desk, a_caller(), parse, StringIO(typed))
    return desk


async def test_what_is_typed_is_asked_and_the_answer_shown(console: ConsoleAdapter, out: StringIO):
    desk = await chat(console, "/papers help\n")

    assert desk.asked == [Help()]
    assert "You asked Help" in out.getvalue()


async def test_a_number_presses_the_button_that_was_shown_under_it(console: ConsoleAdapter):
    desk = await chat(console, "/papers\n2\n1\n")

    assert desk.asked == [Help(), Save("k"), Show("k")]


async def test_a_short_answer_leaves_the_buttons_of_the_page_above_in_use(console: ConsoleAdapter, out: StringIO):
    desk = await chat(console, "/papers\n2\n3\n1\n2\n")

    assert "[3] Remove" in out.getvalue()
    assert desk.asked == [Help(), Save("k"), Unsave("k"), Show("k"), Save("k")]


async def test_a_number_without_a_button_is_said_to_have_none(console: ConsoleAdapter, out: StringIO):
    desk = await chat(console, "7\n")

    assert desk.asked == []
    assert "There is no button 7" in out.getvalue()


async def test_what_is_not_understood_is_answered_with_a_way_on(console: ConsoleAdapter, out: StringIO):
    await chat(console, "paprs\n")

    assert "I do not know paprs." in out.getvalue()
    assert "Did you mean help?" in out.getvalue()


@pytest.mark.parametrize("word", ["quit", "EXIT", " bye "])
async def test_quit_ends_the_chat(console: ConsoleAdapter, word: str):
    desk = await chat(console, f"{word}\n/papers\n")

    assert desk.asked == []


async def test_blank_lines_ask_nothing(console: ConsoleAdapter):
    assert (await chat(console, "\n   \n")).asked == []


async def test_a_chat_is_a_platform_that_ends_with_its_input(console: ConsoleAdapter, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", StringIO("/papers\n"))
    desk = Desk()

    await Chat(console, a_caller(), parse).run(desk)

    assert desk.asked == [Help()]


async def test_a_post_is_shown_and_can_be_found_by_its_key(console: ConsoleAdapter, out: StringIO):
    receipt = await console.send(HERE, Document("Papers of the day", (CARD,)), key="k1")

    assert "Papers of the day" in out.getvalue()
    assert await console.find(HERE, "k1", NOW) == receipt
    assert await console.find(HERE, "k2", NOW) is None
    assert await console.find(ELSEWHERE, "k1", NOW) is None
    assert await console.find(HERE, "k1", NOW + timedelta(seconds=1)) is None


async def test_another_process_finds_the_post_too(console: ConsoleAdapter, tmp_path: Path):
    receipt = await console.send(HERE, Document("Papers"), key="k1")

    assert await ConsoleAdapter(tmp_path, FakeClock(), "UTC", StringIO()).find(HERE, "k1", NOW) == receipt


async def test_a_post_to_the_open_channel_brings_its_buttons(console: ConsoleAdapter, out: StringIO):
    desk = Desk()

    class Posting(StringIO):
        """Posts while the prompt waits, then presses the new button."""

        lines = iter(["", "1\n"])

        def readline(self, size: int = -1, /) -> str:
            del size
            line = next(self.lines, "")
            if line == "":
                asyncio.run_coroutine_threadsafe(
                    console.send(HERE, Document("Posted", (CARD,)), key="k1"), loop
                ).result()
                return next(self.lines, "")
            return line

    loop = asyncio.get_running_loop()
    await console.chat(desk, a_caller(), parse, Posting())

    assert "[1] Details" in out.getvalue()
    assert desk.asked == [Show("k")]


async def test_a_post_leaves_the_numbers_above_it_as_they_are(console: ConsoleAdapter, out: StringIO):
    desk = Desk()

    class Posting(StringIO):
        """Asks, gets a post, then presses a number that stood there before."""

        lines = iter(["/papers\n", "2\n", "3\n"])

        def readline(self, size: int = -1, /) -> str:
            del size
            line = next(self.lines, "")
            if line == "2\n":
                posting = console.send(HERE, Document("Posted", (CARD,)), key="k1")
                asyncio.run_coroutine_threadsafe(posting, loop).result()
            return line

    loop = asyncio.get_running_loop()
    await console.chat(desk, a_caller(), parse, Posting())

    assert "[3] Details" in out.getvalue()
    assert desk.asked == [Help(), Save("k"), Show("k")]


async def test_text_to_copy_goes_into_a_pipe_alone_and_unbroken(console: ConsoleAdapter, out: StringIO):
    entry = f"AU  - {'Somebody, ' * 30}\nER  -"
    console.show(Document("Cite “A Paper”", (Verbatim(entry), Actions((Button("Details", Show("k")),)))))

    assert out.getvalue() == f"{entry}\n"


async def test_text_to_copy_is_unbroken_among_other_things_too(console: ConsoleAdapter, out: StringIO):
    console.show(Document("Title", (Verbatim("word " * 60 + "end"), Paragraph(("words",)))))

    assert f"Title\n\n{'word ' * 60}end\n\nwords\n" in out.getvalue()


async def test_a_table_without_rows_says_so(console: ConsoleAdapter, out: StringIO):
    console.table(("When",), [], nothing="Nothing yet.")

    assert out.getvalue() == "Nothing yet.\n"


async def test_a_document_as_plain_text_has_no_colour(console: ConsoleAdapter):
    assert console.plain(Document("Title", (Paragraph(("words",)),))) == "Title\n\nwords\n\n"
