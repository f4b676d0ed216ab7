"""The core's readers and writers as adapters are given them: buttons, typed text, links, topics, time zones."""

from collections.abc import Callable, Collection
from functools import partial

from bot.codec import decode, encode
from bot.parse import parse, read_keys, read_topics
from bot.ports import Language
from bot.zones import zones_like


def language(sources: Callable[[], Collection[str]]) -> Language:
    """For an installation whose enabled sources are ``sources``, asked for when they are needed."""
    return Language(
        encode=encode,
        decode=decode,
        parse=parse,
        read_keys=read_keys,
        read_topics=lambda text: read_topics(text, sources()),
        zones=partial(zones_like, most=MOST_ZONES),
    )


MOST_ZONES = 50
"""Slack shows a hundred choices, Discord twenty-five; nobody reads more than a screen."""
