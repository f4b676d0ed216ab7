from bot.commands import ForgetMe, Save, Saved, Top, Unsave, Vote
from bot.document import Verbatim
from bot.model import Destination
from tests.answer.room import Room, keys, offered
from tests.builders import ELSEWHERE

KEY, OTHER = "arxiv:2603.00001", "arxiv:2603.00002"
ANOTHER_WORKSPACE = Destination("console", "another", "ml-reading")


async def test_a_saved_paper_is_on_the_list_once(room: Room):
    room.announce("2603.00001", "2603.00002")
    assert (await room.ask(Save(KEY))).title.startswith("Saved")
    assert (await room.ask(Save(KEY))).title.startswith("Already on your list")
    room.clock.advance(minutes=1)
    await room.ask(Save(OTHER))
    assert keys(await room.ask(Saved())) == [OTHER, KEY]


async def test_an_unsaved_paper_is_off_the_list(room: Room):
    room.announce("2603.00001")
    await room.ask(Save(KEY))
    assert (await room.ask(Unsave(KEY))).title.startswith("Removed")
    assert (await room.ask(Unsave(KEY))).title.startswith("Not on your list")
    assert keys(await room.ask(Saved())) == []


async def test_a_list_is_a_persons_own_in_every_channel_of_a_workspace_and_in_no_other(room: Room):
    room.announce("2603.00001")
    await room.ask(Save(KEY))
    assert keys(await room.ask(Saved(), destination=ELSEWHERE)) == [KEY]
    assert keys(await room.ask(Saved(), user_id="U2")) == []
    assert keys(await room.ask(Saved(), destination=ANOTHER_WORKSPACE)) == []


async def test_a_long_list_has_pages(room: Room):
    room.announce(*(f"2603.0000{number}" for number in range(7)))
    for number in range(7):
        await room.ask(Save(f"arxiv:2603.0000{number}"))
    assert offered(await room.ask(Saved())) == {"Next": Saved(page=2)}
    assert len(keys(await room.ask(Saved(page=2)))) == 2


async def test_a_list_is_exported_for_reference_managers(room: Room):
    room.announce("2603.00001", "2603.00002")
    await room.ask(Save(KEY))
    await room.ask(Save(OTHER))
    for kind, sign in (("bibtex", "@"), ("ris", "TY  -"), ("json", "[")):
        document = await room.ask(Saved(export=kind))
        (text,) = (block.text for block in document.blocks if isinstance(block, Verbatim))
        assert text.startswith(sign)
        assert text.count("A Study of") == 2
        assert document.private


async def test_an_empty_list_says_how_to_fill_it(room: Room):
    assert "`/papers save 2405.15738`" in await room.read(Saved())
    assert "nothing to export" in await room.read(Saved(export="bibtex"))


async def test_a_vote_counts_once_for_each_person_and_can_be_taken_back(room: Room):
    room.announce("2603.00001")
    await room.ask(Vote(KEY, 1))
    assert "2 useful, 0 not useful" in await room.read(Vote(KEY, 1), user_id="U2")
    assert "1 useful, 1 not useful" in await room.read(Vote(KEY, -1), user_id="U2")
    assert "1 useful, 0 not useful" in await room.read(Vote(KEY, 0), user_id="U2")


async def test_votes_stay_in_their_channel(room: Room):
    room.announce("2603.00001")
    await room.ask(Vote(KEY, 1))
    assert keys(await room.ask(Top(here=True), destination=ELSEWHERE)) == []
    assert keys(await room.ask(Top(here=True), destination=ANOTHER_WORKSPACE)) == []


async def test_to_be_forgotten_asks_once_then_deletes_what_is_the_callers(room: Room):
    room.announce("2603.00001")
    await room.ask(Save(KEY))
    await room.ask(Vote(KEY, 1))
    await room.ask(Save(KEY), user_id="U2")
    asked = await room.ask(ForgetMe())
    assert keys(await room.ask(Saved())) == [KEY]
    done = await room.read(offered(asked)["Delete it all"])
    assert "Deleted: 1 saved paper and 1 vote." in done
    assert keys(await room.ask(Saved())) == []
    assert keys(await room.ask(Saved(), user_id="U2")) == [KEY]
