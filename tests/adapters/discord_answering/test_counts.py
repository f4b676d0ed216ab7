"""The counts on the buttons of a message, without Discord."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import custom_ids, render
from adapters.discord.tallies import relabelled
from bot.codec import decode, encode
from bot.commands import Show, Vote
from bot.document import Button, Document, PaperCard
from bot.errors import UserError
from bot.model import PaperKey
from tests.adapters.scenes import DIGEST

FIRST, SECOND = "arxiv:2603.00001", "arxiv:2603.00002"
counts = st.tuples(st.integers(0, 99_999), st.integers(0, 99_999))


def vote_of(custom_id: str) -> tuple[PaperKey, int] | None:
    try:
        command = decode(custom_ids.read(custom_id)[0])
    except (ValueError, UserError):
        return None
    return (command.key, command.value) if isinstance(command, Vote) else None


def a_card(key: PaperKey) -> PaperCard:
    buttons = (Button("Details", Show(key)), Button("👍 Useful", Vote(key, 1)), Button("👎 Not useful", Vote(key, -1)))
    return PaperCard(key=key, title=f"About {key}", url=None, buttons=buttons)


def components(document: Document) -> list[dict[str, Any]]:
    return render.message(document, encode, key="key-1")["components"]


BOTH = components(Document("Papers", (a_card(FIRST), a_card(SECOND))))


def labels(held: Any) -> list[str]:
    if isinstance(held, list):
        return [label for each in held for label in labels(each)]
    if not isinstance(held, dict):
        return []
    return [*([held["label"]] if "label" in held else []), *labels(list(held.values()))]


def test_a_count_stands_behind_its_words_and_goes_again():
    told = relabelled(BOTH, {FIRST: (3, 0)}, vote_of)
    assert labels(told) == ["Details", "👍 Useful · 3", "👎 Not useful", "Details", "👍 Useful", "👎 Not useful"]
    assert labels(relabelled(told, {FIRST: (12, 1)}, vote_of))[1:3] == ["👍 Useful · 12", "👎 Not useful · 1"]
    assert relabelled(told, {FIRST: (0, 0)}, vote_of) == BOTH


@given(
    st.dictionaries(st.sampled_from((FIRST, SECOND)), counts), st.dictionaries(st.sampled_from((FIRST, SECOND)), counts)
)
def test_only_labels_change_and_the_last_word_holds(
    before: dict[PaperKey, tuple[int, int]], after: dict[PaperKey, tuple[int, int]]
):
    now = relabelled(relabelled(BOTH, before, vote_of), before | after, vote_of)
    assert now == relabelled(BOTH, before | after, vote_of)
    assert list(custom_ids.ids({"components": now})) == list(custom_ids.ids({"components": BOTH}))
    assert all(len(label) <= 80 for label in labels(now))


def test_what_is_no_vote_is_left_alone():
    shown = components(DIGEST)
    assert relabelled(shown, {SECOND: (3, 3)}, vote_of) == shown
