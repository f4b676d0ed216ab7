"""Documents as bad as they come, for the laws of the renderer."""

from hypothesis import strategies as st

from bot.commands import Cite, Save, Show, Similar, Vote
from bot.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Code,
    Divider,
    Document,
    Facts,
    Heading,
    Line,
    Link,
    PaperCard,
    Paragraph,
    Strong,
    Time,
    Verbatim,
)
from tests.builders import NOW

MEANINGS = {
    "heading": ("# a", "## a", "### a"),
    "small": ("-# a",),
    "list": ("- a", "* a", "1. a", "23. a"),
    "quote": ("> a", ">>> a"),
    "strong": ("**a**", "**a b**", "***a***"),
    "em": ("*a*", "_a_", "x_a_", "2*3 and 4*5"),
    "underline": ("__a__", "a__b__c"),
    "strike": ("~~a~~",),
    "spoiler": ("||a||", "a||b||c"),
    "code": ("`a`", "``a``", "``a`b``"),
    "block": ("```a```", "```py\na\n```"),
    "link": ("[a](https://b.example)", "[a](<https://b.example>)", "[a [b] c](https://d.example)"),
    "address": ("https://a.example", "http://a.example/b_c_d", "<https://a.example>", "<mailto:/a>", "steam://run"),
    "invitation": ("discord.gg/abc", "https://discord.com/invite/abc", "discordapp.com/invite"),
    "mention": ("<@1>", "<@!1>", "<@&1>", "<#1>", "<id:home>"),
    "everyone": ("@everyone", "@here"),
    "command": ("</papers today:1>",),
    "time": ("<t:1>", "<t:1:R>"),
    "emoji": (":smile:", "<:x:1>", "<a:x:1>", "a:100:b", ":+1:", "<sound:1:2>"),
}
"""By what they mean: what a person must never get to see as more than these characters."""

PIECES = st.sampled_from(
    (
        *(sequence for sequences in MEANINGS.values() for sequence in sequences),
        *("*", "**", "***", "_", "__", "~~", "||", "`", "```", "[", "]", "](", "(", ")", "<", ">", "\\", "\\\\", "@"),
        *("#", "-", "1.", ":", "://", "http", "https:", "every", "one", "discord.", "gg/x", "snake_case", "A* search"),
        *("\u202egnp.exe", "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627", "e\u0301", "\u200b", "\u2068"),
        *("\u6a5f\u68b0\u5b66\u7fd2", "\U0001f680", "\U0001f469\u200d\U0001f467", "\u2764\ufe0f", "\u2605", "1\u20e3"),
        *("\ud83d", "\x1b[31m", "\x00", "\r\n", "\u2028", "\u00af\\_(\u30c4)_/\u00af"),
    )
)
TEXT = st.builds(
    lambda pieces, between: between.join(pieces),
    st.lists(PIECES | st.text(st.characters(), max_size=4), max_size=12),
    st.sampled_from(("", " ")),
) | st.text(st.characters())
LONG = TEXT | st.builds(lambda text, times: text * times, TEXT, st.sampled_from((1, 40, 400)))
ADDRESSES = st.sampled_from(
    (
        *("https://a.example/?a=1&b=<x>|y(z)*w*_v_", "https://a.example/[x](y)", "https://b.example/\u00e9 x"),
        *("javascript:alert(1)", "https://arxiv.org@evil.example", "https://a%2eb.example", "discord://x", ""),
        "https://x.example/" + "y" * 4000,
    )
)
SPAN = st.one_of(TEXT, st.builds(Strong, TEXT), st.builds(Code, TEXT), st.builds(Link, TEXT, ADDRESSES | TEXT))
LINE: st.SearchStrategy[Line] = st.lists(SPAN | st.just(Time(NOW)), max_size=5).map(tuple)


def buttons_of(key: str) -> tuple[Button, ...]:
    return (
        Button("Details", Show(key)),
        Button("Save", Save(key)),
        Button("👍 Useful", Vote(key, 1)),
        Button("👎 Not useful", Vote(key, -1)),
        Button("More like this", Similar(key)),
        Button("Cite", Cite(key)),
    )


@st.composite
def cards(draw: st.DrawFn, number: int) -> PaperCard:
    key = f"arxiv:2603.{number:05}"
    web = f"https://arxiv.org/abs/2603.{number:05}"
    return PaperCard(
        key=key,
        title=f"No{number}x " + draw(LONG),
        url=draw(st.none() | st.just(web) | ADDRESSES),
        number=draw(st.sampled_from((number, None))),
        summary=draw(LONG),
        summary_label=draw(TEXT),
        byline=draw(LONG),
        organisation=draw(st.none() | LONG),
        announced=draw(TEXT),
        votes=draw(st.none() | st.integers(0, 10**7)),
        comments=draw(st.none() | st.integers(0, 10**7)),
        stars=draw(st.none() | st.integers(0, 10**7)),
        reasons=tuple(draw(st.lists(LONG, max_size=4))),
        badges=tuple(draw(st.lists(TEXT, max_size=3))),
        buttons=buttons_of(key)[: draw(st.integers(0, 6))],
    )


OTHER: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, LONG),
    st.builds(Paragraph, LINE),
    st.builds(Facts, st.lists(LINE, max_size=4).map(tuple)),
    st.builds(Bullets, st.lists(LINE, max_size=4).map(tuple)),
    st.builds(Verbatim, LONG),
    st.just(Divider()),
    st.builds(Actions, st.integers(0, 12).map(lambda many: (buttons_of("arxiv:1") * 2)[:many])),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    papers = [draw(cards(number)) for number in range(1, draw(st.integers(0, 20)) + 1)]
    before, after = draw(st.lists(OTHER, max_size=3)), draw(st.lists(OTHER, max_size=3))
    notify = draw(st.sampled_from(("", "", "1234567890", "@everyone", "1>", "\u0661")))
    return Document(draw(LONG), (*before, *papers, *after), notify=notify)
