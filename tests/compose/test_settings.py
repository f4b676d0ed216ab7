from dataclasses import replace

from bot import compose
from bot.compose import Fit
from bot.compose.settings import as_changes
from bot.model import Rules, Topic
from tests.builders import a_subscription
from tests.compose.plain import plain
from tests.compose.scenes import VOICE


def test_the_advice_is_about_the_setting_that_lets_nothing_in():
    strict = a_subscription(rules=Rules(min_votes=500))
    narrow = replace(strict, rules=replace(strict.rules, include=(Topic("text", "knots"),)))

    assert "settings min:0" in plain(compose.subscribed(strict, Fit(0, 14), VOICE))
    assert "Broader topics" in plain(compose.subscribed(narrow, Fit(0, 14), VOICE))


def test_whom_a_post_calls_is_told_where_somebody_is_and_where_that_has_changed():
    nobody = a_subscription()
    somebody = replace(nobody, rules=Rules(mention="4711"))

    assert "Calls" not in plain(compose.shown(nobody, Fit(1, 1), VOICE))
    assert "*Calls:* a role, with each post of papers" in plain(compose.shown(somebody, Fit(1, 1), VOICE))
    assert compose.changed(nobody, somebody, Fit(1, 1), VOICE).title == "Changed for #ml-reading: calls"
    another = replace(somebody, rules=Rules(mention="4712"))
    assert compose.changed(somebody, another, Fit(1, 1), VOICE).title == "Changed for #ml-reading: calls"
    assert "*Calls:* nobody" in plain(compose.changed(somebody, nobody, Fit(1, 1), VOICE))
    assert as_changes(somebody).mention == "4711"


def test_what_is_as_usual_again_is_told_once_more():
    usual = a_subscription()
    threaded = replace(usual, rules=Rules(layout="thread"))

    assert "Layout" not in plain(compose.shown(usual, Fit(1, 1), VOICE))
    assert "all papers in one message" in plain(compose.changed(threaded, usual, Fit(1, 1), VOICE))
