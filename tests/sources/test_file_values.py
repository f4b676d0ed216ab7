import json

from hypothesis import given
from hypothesis import strategies as st

from bot.sources.file_values import split_lines, split_objects

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip)


@given(st.lists(TEXTS, max_size=5), st.sampled_from([None, 1]), st.integers(1, 9))
def test_objects_are_found_whatever_their_texts_hold_and_wherever_the_blocks_end(
    texts: list[str], indent: int | None, width: int
):
    records = [{"title": text, "more": {"a": ['}"', text]}} for text in texts]
    data = json.dumps(records, indent=indent, ensure_ascii=False).encode()
    blocks = [data[start : start + width] for start in range(0, len(data), width)]
    found = [json.loads(value.data or b"") for value in split_objects(blocks)]
    assert found == records


@given(st.lists(TEXTS, max_size=5), st.integers(1, 9))
def test_lines_are_found_wherever_the_blocks_end(texts: list[str], width: int):
    data = "".join(f"{json.dumps(text)}\n" for text in texts).encode()
    blocks = [data[start : start + width] for start in range(0, len(data), width)]
    found = [(value.line, json.loads(value.data or b"")) for value in split_lines(blocks)]
    assert found == list(enumerate(texts, start=1))
