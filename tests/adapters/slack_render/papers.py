"""Documents as bad as they come, for the laws of the renderer."""

from hypothesis import strategies as st

from bot.commands import Save, Show, Similar, Vote
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

NASTY = st.sampled_from(
    (
        *(
            "<!channel>",
            "<!here>",
            "<@U123>",
            "<#C1|x>",
            "<https://evil.example|click>",
            "@everyone",
            "&amp;",
            "&",
            "<",
            ">",
        ),
        *(
            "*bold*",
            "_it_",
            "~no~",
            "`code`",
            "```fence```",
            "***",
            "___",
            "```",
            "`",
            "\uff0afull\uff0a",
            "a_b_c",
            "A*",
        ),
        *(":tada:", ":+1:", "https://evil.example", "&&&&&&&&", "<<<<<<", "\u6a5f\u68b0\u5b66\u7fd2"),
        *("\u202egnp.exe", "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627", "e\u0301", "\u200b"),
        *("\U0001f469\u200d\U0001f467\u200d\U0001f466", "\ud83d", "\x1b[31m", "\x00", "\r\n", "\u2028"),
    )
)
TEXT = st.lists(NASTY | st.text(st.characters(), max_size=4), max_size=12).map(" ".join) | st.text(st.characters())
LONG = TEXT | st.builds(lambda text, times: text * times, TEXT, st.sampled_from((1, 40, 400)))
SPAN = st.one_of(
    TEXT,
    st.builds(Strong, TEXT),
    st.builds(Code, TEXT),
    st.builds(Link, TEXT, st.sampled_from(("https://a.example/?a=1&b=<x>|y", "javascript:alert(1)", "")) | TEXT),
    st.just(Time(NOW)),
)
LINE: st.SearchStrategy[Line] = st.lists(SPAN, max_size=5).map(tuple)


def buttons_of(key: str) -> tuple[Button, ...]:
    return (
        Button("Details", Show(key)),
        Button("Save", Save(key)),
        Button("👍 Useful", Vote(key, 1)),
        Button("👎 Not useful", Vote(key, -1)),
        Button("More like this", Similar(key)),
    )


@st.composite
def cards(draw: st.DrawFn, number: int) -> PaperCard:
    key = f"arxiv:2603.{number:05}"
    return PaperCard(
        key=key,
        title=f"No{number}x " + draw(LONG),
        url=draw(st.sampled_from((f"https://arxiv.org/abs/2603.{number:05}", None, "https://x.example/" + "y" * 4000))),
        number=draw(st.sampled_from((number, None))),
        summary=draw(LONG),
        summary_label=draw(TEXT),
        byline=draw(LONG),
        organisation=draw(st.none() | LONG),
        announced=draw(TEXT),
        votes=draw(st.none() | st.integers(0, 10**7)),
        comments=draw(st.none() | st.integers(0, 10**7)),
        reasons=tuple(draw(st.lists(LONG, max_size=4))),
        badges=tuple(draw(st.lists(TEXT, max_size=3))),
        buttons=buttons_of(key)[: draw(st.integers(0, 5))],
    )


OTHER: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, LONG),
    st.builds(Paragraph, LINE),
    st.builds(Facts, st.lists(LINE, max_size=4).map(tuple)),
    st.builds(Bullets, st.lists(LINE, max_size=4).map(tuple)),
    st.builds(Verbatim, LONG),
    st.just(Divider()),
    st.builds(Actions, st.integers(0, 12).map(lambda many: (buttons_of("arxiv:1") * 3)[:many])),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    papers = [draw(cards(number)) for number in range(1, draw(st.integers(0, 20)) + 1)]
    before, after = draw(st.lists(OTHER, max_size=3)), draw(st.lists(OTHER, max_size=3))
    return Document(draw(LONG), (*before, *papers, *after))
