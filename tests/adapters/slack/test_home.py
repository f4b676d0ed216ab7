"""App Home, over a real socket."""

import pytest

from tests.adapters.slack.faults import Fault
from tests.adapters.slack.office import TITLES, Office
from tests.adapters.slack.person import Person
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.shown import shown
from tests.adapters.slack.workspace import BOT_SCOPES, Channel, View
from tests.builders import a_paper

SPARSE, LADDERS = TITLES[0], TITLES[1]


async def home_of(person: Person, words: str = "Privacy") -> View:
    await person.opens_home()
    return await person.awaits_home(words)


async def subscribed(person: Person, channel: Channel, typed: str = "noise") -> None:
    await person.types(f"/papers subscribe {typed}", channel)
    await person.awaits("is subscribed", channel)


@pytest.fixture
async def two_channels(connected: Office, ada: Person) -> tuple[Channel, Channel]:
    """Both set up by Ada; general asks for noise, random for attention."""
    general, random = connected.team.channel("general"), connected.team.channel("random")
    await subscribed(ada, general, "noise")
    await subscribed(ada, random, "attention count:3")
    return general, random


async def test_an_empty_home_says_how_to_begin(ada: Person):
    words = shown(await home_of(ada))
    assert "You have set up no channel yet." in words
    assert "It is empty. Save a paper with its button" in words
    assert words.index("Channels that you set up") < words.index("Your reading list") < words.index("Privacy")


async def test_a_first_channel_is_set_up_from_an_empty_home(connected: Office, ada: Person):
    home = await home_of(ada)
    await ada.presses("Set up a channel", home)
    view = await ada.awaits_modal("Subscribe")
    assert "your own page" not in shown(view)
    await ada.chooses("channel", connected.team.channel("random"))
    await ada.awaits_modal("#random")
    await ada.submits()
    await ada.awaits_modal("is subscribed")

    assert connected.subscription(connected.team.channel("random")).created_by == ada.id
    assert len(connected.store.subscriptions.all()) == 1
    await ada.awaits_home("#random: next")


@pytest.mark.usefixtures("two_channels")
async def test_a_home_tells_how_things_stand(ada: Person):
    words = shown(await home_of(ada))
    assert "Next Wed 4 Mar 2026, 09:00 Europe/Berlin" in words
    assert words.index("#general: next") < words.index("#random: next")


async def test_pause_and_resume_act_on_their_own_channel_and_the_page_follows(
    connected: Office, ada: Person, two_channels: tuple[Channel, Channel]
):
    general, random = two_channels
    home = await home_of(ada)
    await ada.presses("Pause", home, beside="#random")
    await ada.awaits_home("#random: paused")
    assert connected.subscription(random).pause
    assert connected.subscription(general).pause is None
    await ada.presses("Resume", home, beside="#random")
    await ada.awaits_home("#random: next")
    assert connected.subscription(random).pause is None
    assert ada.modal is None


async def test_edit_opens_the_settings_of_its_own_channel_and_the_page_follows(
    connected: Office, slack: SlackServer, ada: Person, two_channels: tuple[Channel, Channel]
):
    general, random = two_channels
    home = await home_of(ada)
    before = len(slack.calls)
    await ada.presses("Edit", home, beside="#random")
    view = await ada.awaits_modal("Settings of #random")
    assert slack.calls[before].method == "views.open"
    assert view.state["channel"]["setting"]["selected_conversation"] == random.id
    assert view.state["include"]["setting"]["value"] == "attention"
    await ada.submits(view, {"at": "10:15"})
    await ada.awaits_modal("Changed for #random: ")
    await ada.awaits_home("10:15")
    await ada.presses("Pause")
    await ada.awaits_home("#random: paused")
    assert connected.subscription(random).schedule.at.hour == 10
    assert connected.subscription(general).schedule.at.hour == 9


async def test_another_channel_is_chosen_with_its_own_settings(
    connected: Office, ada: Person, two_channels: tuple[Channel, Channel]
):
    general, random = two_channels
    await ada.presses("Edit", await home_of(ada), beside="#random")
    view = await ada.awaits_modal("Settings of #random")
    await ada.fills("Topics", "half typed", view)
    await ada.chooses("Channel", general, view)
    await ada.awaits_modal("Settings of #general")
    assert view.state["include"]["setting"]["value"] == "noise"
    await ada.chooses("Topics", "attention", view)
    await ada.awaits_modal("These settings match 1 of 3")
    await ada.submits(view, {"count": "9"})
    await ada.awaits_modal("Changed for #general")

    assert (connected.subscription(general).rules.count, connected.subscription(random).rules.count) == (9, 3)


async def test_a_channel_without_a_subscription_is_set_up_from_home(
    connected: Office, ada: Person, two_channels: tuple[Channel, Channel]
):
    del two_channels
    quiet = connected.team.channel("quiet", bot=False)
    await ada.presses("Edit", await home_of(ada), beside="#random")
    view = await ada.awaits_modal("Settings of #random")
    await ada.chooses("Channel", quiet, view)
    await ada.awaits_modal("Settings of #quiet")
    await ada.submits(view)
    await ada.awaits_modal("/invite @paperboy")
    await ada.awaits_home("#quiet: next")
    assert connected.subscription(quiet).created_by == ada.id


@pytest.mark.parametrize("bot", [True, False])
async def test_a_channel_that_one_is_not_in_cannot_be_chosen(
    connected: Office, ada: Person, two_channels: tuple[Channel, Channel], bot: bool
):
    bob = connected.team.person("bob")
    secret = connected.team.channel("secret", kind="private", bot=bot, members=(bob.id,))
    await bob.types("/papers subscribe whistleblowing", secret)
    await bob.awaits("is subscribed", secret)
    before = connected.subscription(secret)
    await ada.presses("Edit", await home_of(ada), beside="#random")
    view = await ada.awaits_modal("Settings of #random")
    await ada.chooses("Channel", secret, view)
    words = shown(await ada.awaits_modal("that channel."))
    await ada.submits(view)

    assert list(view.errors) == ["channel"]
    assert "whistleblowing" not in words
    assert connected.subscription(secret) == before
    assert connected.subscription(two_channels[1]).rules.count == 3


async def test_a_channel_that_one_has_left_is_not_touched_from_home(
    connected: Office, ada: Person, two_channels: tuple[Channel, Channel]
):
    random = two_channels[1]
    home = await home_of(ada)
    random.members.remove(ada.id)
    await ada.presses("Pause", home, beside="#random")
    await ada.awaits_modal("You are not in that channel.")
    assert connected.subscription(random).pause is None
    await ada.closes()
    await ada.presses("Edit", home, beside="#random")
    view = await ada.awaits_modal("You are not in that channel.")
    assert "submit" not in view.content


# The reading list


async def saves(person: Person, *numbers: int) -> None:
    for number in numbers:
        await person.types(f"/papers save 2603.{number:05}", "general")
        await person.awaits(f"{number} paper", "general")


async def test_the_reading_list_is_there_and_shrinks_where_something_is_removed(ada: Person):
    await saves(ada, 1, 2)
    home = await home_of(ada, LADDERS)
    await ada.presses("Remove", home, beside=SPARSE)
    await ada.slack.until(lambda: SPARSE not in shown(home), "it to be gone")
    assert LADDERS in shown(home)
    await ada.presses("Details", home, beside=LADDERS)
    await ada.awaits_modal("It is faster, too.")


async def test_a_short_export_is_shown_to_be_copied(ada: Person):
    await saves(ada, 1)
    await ada.presses("Export BibTeX", await home_of(ada))
    assert "@misc{" in shown(await ada.awaits_modal("1 paper as BibTeX"))
    assert ada.sees(ada.dm) == []


@pytest.fixture
async def a_long_list(connected: Office, ada: Person) -> None:
    papers = [a_paper(f"2603.2{number:04}", title=f"Paper number {number} " + 30 * "word ") for number in range(20)]
    connected.announce(*papers, votes=range(30, 0, -1))
    for paper in papers:
        await ada.types(f"/papers save {paper.arxiv_id}", "general")
        await ada.awaits("Saved: “" + paper.title[:16].strip(), "general")


@pytest.mark.usefixtures("a_long_list")
@pytest.mark.parametrize(
    ("kind", "ending", "words"), [("bibtex", "bib", "@misc{"), ("json", "json", "["), ("ris", "ris", "TY")]
)
async def test_a_long_export_is_a_file_for_the_one_who_asked(ada: Person, kind: str, ending: str, words: str):
    await ada.types(f"/papers saved export {kind}", "general")
    await ada.awaits("It is a file in your messages with me.", "general")
    message = ada.sees(ada.dm)[-1]
    (file,) = message.files

    assert file.name == f"reading-list.{ending}"
    assert file.content
    assert words in file.content.decode()
    assert file.content.decode().count("Paper number") >= 20


@pytest.mark.usefixtures("a_long_list")
async def test_a_long_export_without_the_scope_says_which(connected: Office, slack: SlackServer, ada: Person):
    scopes = tuple(scope for scope in BOT_SCOPES if scope != "files:write")
    for grant in slack.grants("T1"):
        grant.scopes = scopes
    await ada.presses("Export BibTeX", await home_of(ada))
    await ada.awaits_modal("files:write")
    assert ada.sees(ada.dm) == []
    assert connected.team.files == {}


@pytest.mark.usefixtures("a_long_list")
async def test_a_list_of_several_pages_turns_in_its_modal(ada: Person):
    await ada.presses("All 20", await home_of(ada))
    view = await ada.awaits_modal("page 1 of")
    await ada.presses("Next")
    await ada.awaits_modal("page 2 of")
    assert ada.modals == [view]


# Privacy


async def test_forget_me_asks_once_then_deletes_and_the_page_follows(
    connected: Office, ada: Person, two_channels: tuple[Channel, Channel]
):
    await saves(ada, 1)
    home = await home_of(ada, SPARSE)
    await ada.presses("Delete what is stored about me", home)
    await ada.awaits_modal("your reading list (1 paper)")
    assert SPARSE in shown(home)
    await ada.presses("Delete it all")
    await ada.awaits_modal("You are forgotten")
    await ada.awaits_home("You have set up no channel yet.")

    assert SPARSE not in shown(home)
    assert connected.subscription(two_channels[0]).created_by != ada.id


async def test_nobody_sees_another_persons_home(connected: Office, ada: Person):
    await saves(ada, 1)
    await home_of(ada, SPARSE)
    bob = connected.team.person("bob")
    assert SPARSE not in shown(await home_of(bob))


@pytest.mark.parametrize("fault", [Fault.unavailable(), Fault.drops(), Fault.answers("internal_error"), Fault.html()])
async def test_a_home_that_slack_does_not_take_breaks_nothing(slack: SlackServer, ada: Person, fault: Fault):
    slack.fail("views.publish", fault)
    await ada.opens_home()
    await slack.until(lambda: slack.calls_of("views.publish"), "the page")
    await home_of(ada)
