"""A document as plain text, for golden files: every word a reader would see, and every command behind a button."""

from bot.codec import encode
from bot.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Code,
    Divider,
    Document,
    Facts,
    Form,
    Heading,
    Line,
    Link,
    PaperCard,
    Paragraph,
    Span,
    Strong,
    Time,
    Verbatim,
)
from bot.text import compact


def plain(document: Document) -> str:
    """The whole document; a blank line between blocks."""
    head = f"{document.title}{'   (private)' if document.private else ''}"
    return "\n\n".join([head, "=" * len(document.title), *map(_block, document.blocks)]) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text=text):
            return f"## {text}"
        case Paragraph(spans=spans):
            return line(spans)
        case Facts(items=items):
            return " · ".join(map(line, items))
        case Bullets(items=items):
            return "\n".join(f"- {line(item)}" for item in items)
        case Verbatim(text=text):
            return f"```\n{text}\n```"
        case Divider():
            return "---"
        case Actions(buttons=buttons):
            return _buttons(buttons)
        case PaperCard():
            return _card(block)
        case Form():
            return f"(a form for {block.channel}: {block.fit})"


def line(spans: Line) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    match span:
        case str():
            return span
        case Strong(text=text):
            return f"*{text}*"
        case Code(text=text):
            return f"`{text}`"
        case Link(text=text, url=url):
            return f"[{text}]({url})"
        case Time(at=at, zone=zone, style=style):
            return f"<{at:%Y-%m-%d %H:%M}Z {zone} {style}>"


def _card(card: PaperCard) -> str:
    number = f"{card.number}. " if card.number else ""
    badges = "".join(f" [{badge}]" for badge in card.badges)
    counters = [("▲", card.votes, "votes"), ("💬", card.comments, "comments"), ("★", card.stars, "stars")]
    facts = [f"{sign} {compact(count)} {word}" for sign, count, word in counters if count is not None]
    facts += [text for text in (card.organisation, card.byline, card.announced) if text]
    rows = [
        f"{number}{card.title} <{card.url}>{badges}",
        f"{card.summary} ({card.summary_label})" if card.summary else "",
        " · ".join(facts),
        f"because: {', '.join(card.reasons)}" if card.reasons else "",
        _buttons(card.buttons),
    ]
    return "\n   ".join(row for row in rows if row)


def _buttons(buttons: tuple[Button, ...]) -> str:
    return " ".join(f"[{button.label} = {_pressed(button)}]" for button in buttons)


def _pressed(button: Button) -> str:
    return encode(button.command) + (f" in {button.channel}" if button.channel else "")
