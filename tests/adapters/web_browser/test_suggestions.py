"""Suggestions while one types: by mouse, by keyboard, for a screen reader, and when the server is away."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.adapters.web_browser.browser import Browser

OPEN = "document.querySelectorAll('#suggestions:not([hidden]) li').length > 0"
CLOSED = "document.querySelector('#suggestions').hidden"


@pytest.fixture
def box(browser: Browser) -> WebElement:
    """The search box of the front page, in which somebody has begun to type."""
    browser.open("/")
    found = browser.driver.find_element(By.ID, "q")
    found.send_keys("hy-wor")
    browser.until(OPEN)
    return found


def titles(browser: Browser) -> list[str]:
    return [option.text for option in browser.driver.find_elements(By.CSS_SELECTOR, "#suggestions li")]


def test_papers_are_suggested_while_one_types(browser: Browser, box: WebElement):
    assert titles(browser)[0].startswith("HY-World 2.0")

    box.send_keys(Keys.BACKSPACE * 6, "claw")
    browser.until("document.querySelector('#suggestions li').textContent.includes('Claw')")

    assert all("claw" in title.casefold() for title in titles(browser))


def test_arrows_go_through_them_and_enter_opens_one(browser: Browser, box: WebElement):
    box.send_keys(Keys.ARROW_DOWN)
    chosen = browser.driver.find_element(By.CSS_SELECTOR, '#suggestions [aria-selected="true"]')
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")

    box.send_keys(Keys.ENTER)

    browser.until("location.pathname.startsWith('/paper/')")
    assert "/paper/arxiv:2604.14268" in browser.driver.current_url


def test_beyond_the_last_one_is_back_in_the_box(browser: Browser, box: WebElement):
    box.send_keys(*[Keys.ARROW_DOWN] * (len(titles(browser)) + 1))

    assert box.get_attribute("aria-activedescendant") is None
    box.send_keys(Keys.ARROW_UP)
    assert box.get_attribute("aria-activedescendant") == f"suggestion-{len(titles(browser)) - 1}"


def test_enter_without_a_choice_searches_for_what_was_typed(browser: Browser, box: WebElement):
    box.send_keys(Keys.ENTER)

    browser.until("location.pathname === '/search'")
    assert browser.driver.current_url == f"{browser.site}/search?q=hy-wor"


def test_escape_closes_them_and_keeps_what_was_typed(browser: Browser, box: WebElement):
    box.send_keys(Keys.ESCAPE)

    assert browser.says(CLOSED)
    assert box.get_attribute("value") == "hy-wor"
    assert box.get_attribute("aria-expanded") == "false"


def test_they_close_when_one_goes_on(browser: Browser, box: WebElement):
    box.send_keys(Keys.TAB)

    assert browser.says(CLOSED)
    assert browser.focused() == "Search"


def test_a_click_opens_one(browser: Browser, box: WebElement):
    assert box.is_displayed()
    browser.driver.find_element(By.CSS_SELECTOR, "#suggestions li").click()

    browser.until("location.pathname.startsWith('/paper/')")


def test_an_emptied_box_suggests_nothing(browser: Browser, box: WebElement):
    box.send_keys(Keys.BACKSPACE * 6)

    browser.until(CLOSED)


def test_a_screen_reader_is_told_how_many_there_are(browser: Browser, box: WebElement):
    told = browser.driver.find_element(By.CSS_SELECTOR, "form [role=status]")

    assert told.get_attribute("textContent") == f"{len(titles(browser))} suggestions"
    assert box.get_attribute("role") == "combobox"
    assert box.get_attribute("aria-expanded") == "true"


@pytest.mark.usefixtures("box")
def test_axe_finds_nothing_serious_while_they_are_open(browser: Browser):
    for scheme in ("light", "dark"):
        browser.prefers(scheme)
        assert browser.violations() == []


@pytest.mark.usefixtures("box")
def test_they_fit_on_a_phone(browser: Browser):
    browser.size((320, 640))

    assert browser.says("document.documentElement.scrollWidth") == 320
