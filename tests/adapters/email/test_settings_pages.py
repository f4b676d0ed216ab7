"""Settings are changed, and the end is reached, with nothing but a link."""

from datetime import time

from bot.model import Topic
from tests.adapters.email.browser import Browser, Page
from tests.adapters.email.office import ADA, GRACE, Office
from tests.adapters.email.signing import WRONG, confirmed

# Settings


async def at_settings(office: Office, browser: Browser, address: str = ADA) -> Page:
    return await browser.opens(office.links.of("settings", address))


async def test_settings_show_what_is_set(office: Office, browser: Browser):
    await confirmed(office, browser, include='attention, "language models"', authors="Hinton", count="7", at="07:30")

    page = await at_settings(office, browser)

    fields = page.form("Save").fields
    assert fields["include"] == ['attention, "language models"']
    assert fields["authors"] == ["Hinton"]
    assert (fields["count"], fields["at"], fields["cadence"]) == (["7"], ["07:30"], ["daily"])
    assert fields["weekdays"] == ["", "0", "1", "2", "3", "4"]
    assert "Next post" in page.text
    assert "/papers" not in page.text, "nobody can type a command here"


async def test_saving_what_stands_there_changes_nothing(office: Office, browser: Browser):
    await confirmed(office, browser, include="attention, org:DeepMind", exclude="survey, author:Bengio", count="7")
    before = office.subscription(ADA)

    page = await browser.presses((await at_settings(office, browser)).form("Save"))

    assert page.status == 200
    assert "Nothing to change" in page.text
    assert office.subscription(ADA) == before


async def test_settings_are_changed_without_an_account(office: Office, browser: Browser):
    await confirmed(office, browser)
    form = (await at_settings(office, browser)).form("Save")

    page = await browser.presses(form, include="noise", cadence="weekly", weekdays=["", "2"], at="18:15", zone="tokyo")

    assert page.status == 200
    assert "Changed for" in page.text
    changed = office.subscription(ADA)
    assert changed
    assert changed.rules.include == (Topic("text", "noise"),)
    assert (changed.schedule.cadence, changed.schedule.weekdays) == ("weekly", frozenset({2}))
    assert (changed.schedule.at, changed.schedule.zone) == (time(18, 15), "Asia/Tokyo")
    assert page.form("Save").fields["include"] == ["noise"]


async def test_settings_that_make_no_sense_are_said_at_their_field_and_not_kept(office: Office, browser: Browser):
    await confirmed(office, browser)
    before = office.subscription(ADA)
    form = (await at_settings(office, browser)).form("Save")

    for name in ("min_votes", "zone", "include"):
        page = await browser.presses(form, **{name: WRONG[name]})
        assert (page.status, bool(page.about(name))) == (400, True)
        assert page.form("Save").fields[name] == [WRONG[name]]
    assert office.subscription(ADA) == before


async def test_papers_rest_and_go_on(office: Office, browser: Browser):
    await confirmed(office, browser)

    page = await browser.presses((await at_settings(office, browser)).form("Pause"), days="14")
    paused = office.subscription(ADA)
    assert page.status == 200
    assert paused
    assert paused.is_paused(office.clock.now())
    assert "Paused until" in page.text

    await browser.presses(page.form("Send papers again"))
    resumed = office.subscription(ADA)
    assert resumed
    assert resumed.pause is None


async def test_an_address_without_papers_has_no_settings(office: Office, browser: Browser):
    page = await at_settings(office, browser)

    assert page.status == 404
    assert "Sign up" in page.text


async def test_what_one_link_changes_is_nobody_elses(office: Office, browser: Browser):
    await confirmed(office, browser, ADA)
    await confirmed(office, browser, GRACE)
    before = office.subscription(GRACE)

    await browser.presses((await at_settings(office, browser, ADA)).form("Save"), count="9")

    assert office.subscription(GRACE) == before


# The end


async def test_the_end_takes_one_press_and_no_account(office: Office, browser: Browser):
    await confirmed(office, browser)

    page = await browser.opens(office.links.of("unsubscribe", ADA))
    assert office.subscription(ADA), "a program that follows links must not end it"
    done = await browser.presses(page.form("Unsubscribe"))

    assert done.status == 200
    assert "no more" in done.text
    assert office.subscription(ADA) is None


async def test_the_end_is_on_the_page_of_settings_too(office: Office, browser: Browser):
    await confirmed(office, browser)

    await browser.presses((await at_settings(office, browser)).form("Unsubscribe"))

    assert office.subscription(ADA) is None


async def test_ending_it_twice_is_no_error(office: Office, browser: Browser):
    await confirmed(office, browser)
    page = await browser.opens(office.links.of("unsubscribe", ADA))

    ends = [await browser.presses(page.form("Unsubscribe")) for _ in range(2)]

    assert [end.status for end in ends] == [200, 200]


async def test_who_has_ended_it_may_sign_up_again(office: Office, browser: Browser):
    await confirmed(office, browser)
    page = await browser.opens(office.links.of("unsubscribe", ADA))
    await browser.presses(page.form("Unsubscribe"))

    await confirmed(office, browser)

    assert office.subscription(ADA)
