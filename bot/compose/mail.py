"""What is said about digests by mail: to whoever asked for one, and to the address that they named.

Nothing that a stranger typed stands in a mail to somebody who may not have asked for it, but for the address itself.
"""

from bot.compose.words import plural, schedule_words
from bot.document import Bullets, Document, Line, Link, Paragraph, Strong
from bot.model import Rules, Schedule


def on_its_way(address: str) -> Document:
    """The answer to whoever asked: the same for each address, subscribed or not."""
    then: Line = (
        "A mail is on its way to ",
        Strong(address),
        ". It has a link that goes on from here; it is good for 24 hours.",
    )
    missing: Line = ("If nothing arrives, look at the spelling, and where your mail program keeps spam.",)
    return Document("Look into your mail", (Paragraph(then), Paragraph(missing)), private=True)


def confirmation(address: str, schedule: Schedule, rules: Rules, link: str) -> Document:
    """To an address that has no digest yet: how to get it, and that nothing need be done to get none."""
    asked = ("Somebody, probably you, asked for research papers by mail to ", Strong(address), ".")
    what = (
        (Strong("How many:"), f" {plural(rules.count, 'paper')} at most"),
        (Strong("When:"), f" {schedule_words(schedule)}"),
    )
    go_on = ("To get them, confirm it within 24 hours: ", Link("confirm", link), ".")
    no = ("If it was not you, do nothing: no papers are sent, and nothing about you is kept.",)
    blocks = (Paragraph(asked), Bullets(what), Paragraph(go_on), Paragraph(no))
    return Document("Confirm your paper digest", blocks, private=True)


def known(address: str, settings: str, unsubscribe: str) -> Document:
    """To an address that has a digest: how to change it, and how to end it."""
    asked: Line = (
        "Somebody, probably you, asked for research papers by mail to ",
        Strong(address),
        ", which gets them already.",
    )
    change: Line = ("To change what comes and when: ", Link("settings", settings), ".")
    end: Line = ("To get no more: ", Link("unsubscribe", unsubscribe), ".")
    no: Line = ("If it was not you, nothing need be done.",)
    return Document("You get papers already", tuple(Paragraph(line) for line in (asked, change, end, no)), private=True)
