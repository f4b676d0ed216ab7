"""Documents that every adapter must be able to post: an ordinary digest, hostile ones, and the longest one."""

from datetime import UTC, datetime

from bot.commands import Day, Save, Show, Vote
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
    Link,
    PaperCard,
    Paragraph,
    Strong,
    Time,
    Verbatim,
)
from tests.builders import NOW, TODAY


def a_card(number: int = 1, title: str = "Sparse Attention at Scale", text: str = "") -> PaperCard:
    key = f"arxiv:2603.{number:05}"
    return PaperCard(
        key=key,
        title=title,
        url=f"https://arxiv.org/abs/2603.{number:05}",
        number=number,
        summary=text or "We propose an attention that reads only what matters.",
        summary_label=text[:40] or "extract of the authors' abstract",
        byline=text[:40] or "Ada Lovelace +7",
        organisation=text[:40] or "Analytical Engines",
        announced="Tue 3 Mar",
        votes=41,
        comments=6,
        stars=1234,
        reasons=(text[:60] or "matches attention", "41 votes, rising"),
        badges=(text[:20] or "new",),
        buttons=(Button("Details", Show(key)), Button("Save", Save(key)), Button("👍 Useful", Vote(key, 1))),
    )


DIGEST = Document(
    "Papers for #ml-reading · Tue 3 Mar",
    (
        Facts((("5 of 63 new",), ("12 already posted",))),
        a_card(),
        Divider(),
        Heading("What else there was"),
        Paragraph(("Type ", Code("/papers why 2603.00002"), " to see ", Strong("the reason"), ".")),
        Bullets((("a first point",), ("a second, with ", Link("a page", "https://example.org/page")))),
        Verbatim("@misc{lovelace2026,\n  year = {2026}\n}"),
        Paragraph(("next post ", Time(datetime(2026, 3, 4, 9, 0, tzinfo=UTC)))),
        Actions((Button("The day before", Day(TODAY)),)),
    ),
)
WORDS_OF_DIGEST = (
    "Papers for #ml-reading",
    "5 of 63 new",
    "12 already posted",
    "Sparse Attention at Scale",
    "reads only what matters.",
    "Analytical Engines",
    "Ada Lovelace +7",
    "matches attention",
    "What else there was",
    "/papers why 2603.00002",
    "the reason",
    "a first point",
    "a second, with",
    "a page",
    "@misc{lovelace2026,",
    "next post",
)
"""What a person must find in ``DIGEST``, in this order; how counters, days and links look is the platform's own."""

NASTY = (
    "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07click\x1b]8;;\x07 \x9b2J \x00\x7f",
    "\u202eright to left\u202c \u2066isolated\u2069 שלום עולם",
    "<@U1> <!channel> @everyone @here <#C1> &lt;b&gt; & < >",
    "*bold* _it_ ~no~ `code` ```fence``` [link](javascript:alert(1)) ||spoiler|| > quote\n# heading",
    "[bold]markup[/bold] [link=https://evil.example]x[/link] {0} %s \\",
    "👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301\u0301\u0301 " + "\u0300" * 50,
    "lost half \ud83d of a pair",
    "word" * 800,
    "機械学習の論文" * 100,
    "two\nlines\r\nand\ttabs\u2028and\u2029more",
)


def _hostile(text: str) -> Document:
    blocks: tuple[Block, ...] = (
        Heading(text[:150]),
        Paragraph((text[:500], Strong(text[:100]), Code(text[:100]), Link(text[:100], "https://example.org/?q=1"))),
        Facts(((text[:100],),)),
        Bullets(((text[:100],), ("a point",))),
        Verbatim(text[:300]),
        a_card(title=text[:180] or "Untitled", text=text[:300]),
    )
    return Document(text[:150] or "Untitled", blocks)


HOSTILE = tuple(_hostile(text) for text in NASTY)

LONGEST = Document(
    "Papers of the week",
    tuple(a_card(number, f"Title number {number}: " + "long " * 25) for number in range(1, 21)),
)
"""Twenty papers: as many as a subscription may ask for."""

PRIVATE = Document("For you alone", (Paragraph(("Only you can read this, since ", Time(NOW))),), private=True)
