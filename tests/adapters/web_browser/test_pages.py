"""The pages in a real browser, as those meet them who read on a phone, in the dark, by keyboard or without scripts."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.adapters.web_browser.browser import DESKTOP, PHONE, Browser

PAPER = "/paper/arxiv:2604.14268"
PAGES = ("/", "/day/2026-04-17", "/week/2026-W16", "/search", "/search?q=world&sort=new", PAPER, "/day/2026-02-31")
DARKEST, BRIGHTEST = 60, 200
"""Of 255: what is called dark and light here."""


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["light desktop", "dark phone"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(browser: Browser, path: str, size: tuple[int, int], scheme: str):
    browser.size(size)
    browser.prefers(scheme)
    browser.open(path)
    browser.driver.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    assert browser.violations() == []
    browser.complaints_of_missing(path)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_phone(browser: Browser, path: str):
    browser.size((320, 640))
    browser.open(path)

    assert browser.says("document.documentElement.scrollWidth") == 320
    browser.complaints_of_missing(path)


@pytest.mark.parametrize(("scheme", "light"), [("light", True), ("dark", False)])
def test_the_page_is_as_light_or_dark_as_its_reader_likes_it(browser: Browser, scheme: str, light: bool):
    browser.prefers(scheme)
    browser.open("/")

    back, front = (
        brightness(browser, f"getComputedStyle(document.body).{what}") for what in ("backgroundColor", "color")
    )
    assert (back > BRIGHTEST and front < DARKEST) if light else (back < DARKEST and front > BRIGHTEST)


def test_the_reader_of_a_dark_page_types_into_a_dark_box(browser: Browser):
    browser.prefers("dark")
    browser.open("/")

    assert brightness(browser, "getComputedStyle(document.querySelector('#q')).backgroundColor") < DARKEST


def test_an_abstract_opens_without_a_script(browser: Browser):
    browser.without_script()
    browser.open("/")
    closed = browser.driver.find_element(By.CSS_SELECTOR, ".paper details")
    assert not closed.find_element(By.TAG_NAME, "p").is_displayed()

    closed.find_element(By.TAG_NAME, "summary").click()

    assert closed.find_element(By.TAG_NAME, "p").is_displayed()


def test_a_search_works_without_a_script(browser: Browser):
    browser.without_script()
    browser.open("/")
    browser.driver.find_element(By.ID, "q").send_keys("world model", Keys.ENTER)

    browser.arrives("/search?q=world+model", shown="HY-World 2.0")


def test_printing_shows_every_abstract_and_no_menu(browser: Browser):
    browser.prefers("dark")
    browser.open("/")
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})

    assert not browser.driver.find_element(By.CSS_SELECTOR, ".search").is_displayed()
    heights = browser.says("[...document.querySelectorAll('.paper details p')].map((one) => one.offsetHeight)")
    assert min(heights) > 0
    assert brightness(browser, "getComputedStyle(document.body).backgroundColor") > BRIGHTEST
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


# By keyboard alone


def test_the_first_key_skips_to_the_content(browser: Browser):
    browser.open("/")
    browser.press(Keys.TAB)
    skip = browser.driver.switch_to.active_element
    assert skip.text == "Skip to the content"
    assert skip.is_displayed()

    browser.press(Keys.ENTER, Keys.TAB)

    assert browser.focused().endswith("Wed 29 Apr")


def test_everything_is_reached_in_the_order_in_which_it_is_read(browser: Browser):
    browser.open("/")
    reached = []
    for _ in range(9):
        browser.press(Keys.TAB)
        reached.append(browser.focused())

    assert reached[1:7] == ["Paperboy", "Today", "Week", "Month", "q", "Search"]
    assert reached[7].endswith("Wed 29 Apr")
    assert reached[8].startswith("GLM-5V-Turbo")


def test_where_one_is_can_be_seen(browser: Browser):
    browser.open("/")
    for _ in range(9):
        browser.press(Keys.TAB)
        outline = browser.says("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", browser.focused()


def test_an_abstract_opens_by_keyboard(browser: Browser):
    browser.open("/")
    summary = browser.driver.find_element(By.CSS_SELECTOR, ".paper summary")
    for _ in range(10):
        browser.press(Keys.TAB)
    assert browser.driver.switch_to.active_element == summary

    browser.press(Keys.ENTER)

    assert browser.driver.find_element(By.CSS_SELECTOR, ".paper details p").is_displayed()


def brightness(browser: Browser, script: str) -> float:
    """Of a colour as CSS tells it, from 0 to 255."""
    told = str(browser.says(script))
    parts = [float(part) for part in told[told.index("(") + 1 : -1].split(",")[:3]]
    return sum(parts) / 3
