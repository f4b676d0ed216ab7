from dataclasses import replace

from bot import compose
from bot.compose import Fit
from bot.model import Rules, Topic
from tests.builders import a_subscription
from tests.compose.plain import plain
from tests.compose.scenes import VOICE


def test_the_advice_is_about_the_setting_that_lets_nothing_in():
    strict = a_subscription(rules=Rules(min_votes=500))
    narrow = replace(strict, rules=replace(strict.rules, include=(Topic("text", "knots"),)))

    assert "settings min:0" in plain(compose.subscribed(strict, Fit(0, 14), VOICE))
    assert "Broader topics" in plain(compose.subscribed(narrow, Fit(0, 14), VOICE))


def test_what_is_as_usual_again_is_told_once_more():
    usual = a_subscription()
    threaded = replace(usual, rules=Rules(layout="thread"))

    assert "Layout" not in plain(compose.shown(usual, Fit(1, 1), VOICE))
    assert "all papers in one message" in plain(compose.changed(threaded, usual, Fit(1, 1), VOICE))
