from bot.commands import Cite, Show, Similar, Vote
from bot.document import Verbatim
from tests.answer.room import Room, keys, offered
from tests.builders import a_paper

KEY = "arxiv:2603.00001"
GRAPHS = "Diffusion models on graphs, with molecules and proteins as the examples."


async def test_a_paper_is_shown_in_full_with_this_channels_votes(room: Room):
    room.announce(a_paper("2603.00001", title="Turnips", organisation="Harbour Lab"))
    await room.ask(Vote(KEY, 1))
    document = await room.ask(Show(KEY))
    text = await room.read(Show(KEY))
    assert document.title == "Turnips"
    assert "We propose a method that does better." in text
    assert "Ada Lovelace and Alan Turing" in text
    assert "here: 1 useful, 0 not" in text
    assert offered(document)["More like this"] == Similar(KEY)


async def test_a_paper_that_was_never_collected_is_a_problem_with_a_way_on(room: Room):
    for command in (Show(KEY), Similar(KEY), Cite(KEY), Vote(KEY, 1)):
        document = await room.ask(command)
        assert document.title == f"No paper {KEY} is stored here."
        assert document.private


async def test_the_neighbours_of_a_paper_are_like_it_and_never_itself(room: Room):
    room.announce(a_paper("2603.00001", abstract=GRAPHS), a_paper("2603.00002", abstract=GRAPHS))
    room.announce(a_paper("2603.00003", abstract="Turnips grow in gardens."))
    assert keys(await room.ask(Similar(KEY)))[0] == "arxiv:2603.00002"
    assert KEY not in keys(await room.ask(Similar(KEY)))


async def test_a_citation_is_bibtex_to_copy(room: Room):
    room.announce("2603.00001")
    (verbatim,) = (b for b in (await room.ask(Cite(KEY))).blocks if isinstance(b, Verbatim))
    assert verbatim.text.startswith("@")
    assert "2603.00001" in verbatim.text
