"""A post leads to its digest as a page, where the installation wants that."""

import pytest

from bot.document import Document, Facts, Link
from bot.model import Destination, Layout
from bot.storage.store import Store
from tests.builders import HERE
from tests.deliver.scene import Scene

INBOX = Destination("email", "me@example.org", "me@example.org")


class Linked(Scene):
    def __init__(self, store: Store, cards: int = 99) -> None:
        super().__init__(store, cards)
        self.deliver = self.process("linked", permalink="https://papers.example.org/digest/{}".format)


@pytest.fixture
def scene(store: Store) -> Linked:
    return Linked(store, cards=2)


def links(document: Document) -> list[str]:
    rows = (block for block in document.blocks if isinstance(block, Facts))
    return [span.url for row in rows for item in row.items for span in item if isinstance(span, Link)]


@pytest.mark.parametrize("layout", ["message", "thread", "papers"])
async def test_the_first_message_leads_to_the_page_and_no_other_does(scene: Linked, layout: Layout):
    scene.announce(1, 2, 3)
    scene.subscribe(count=3, layout=layout)
    await scene.at_nine()

    first, *others = (post.document for post in scene.platform.posts)
    assert links(first) == [f"https://papers.example.org/digest/{scene.row.key}"]
    assert others
    assert not any(map(links, others))


async def test_where_no_page_is_shown_nothing_leads_to_one(store: Store):
    scene = Scene(store)
    scene.announce(1)
    scene.subscribe()
    await scene.at_nine()
    assert links(scene.platform.posts[0].document) == []


async def test_what_has_no_papers_needs_no_page(scene: Linked):
    scene.subscribe(when_nothing="say")
    scene.clock.advance(hours=5)
    await scene.deliver.tick()
    assert [links(post.document) for post in scene.platform.posts] == [[]]


async def test_a_digest_by_mail_is_on_no_page(scene: Linked):
    scene.platform.platform = "email"
    scene.deliver = scene.process("mail", permalink="https://papers.example.org/digest/{}".format)
    scene.announce(1)
    scene.subscribe(INBOX)
    await scene.at_nine()
    assert [(post.to, links(post.document)) for post in scene.platform.posts] == [(INBOX, [])]


async def test_the_link_counts_when_a_digest_is_cut_into_messages(scene: Linked, monkeypatch: pytest.MonkeyPatch):
    asked: list[Document] = []
    fits = scene.platform.fits
    monkeypatch.setattr(scene.platform, "fits", lambda document: asked.append(document) or fits(document))
    scene.announce(1, 2)
    scene.subscribe(HERE)
    await scene.at_nine()
    assert links(asked[0]) == [f"https://papers.example.org/digest/{scene.row.key}"]
