import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.errors import UserError
from bot.sources import file_values
from bot.sources.file import Chunk, Problem, read
from tests.builders import NOW

Writer = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    def write(content: bytes | str, name: str = "papers.jsonl") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def lines(*records: object) -> str:
    return "".join(f"{json.dumps(record)}\n" for record in records)


def papers(count: int) -> str:
    return lines(*({"id": f"2405.{number:05d}", "title": f"Paper {number}"} for number in range(1, count + 1)))


def titles(path: Path) -> list[str]:
    return [sighting.paper.title for chunk in read(path, NOW) for sighting in chunk.sightings]


def problems(path: Path) -> list[Problem]:
    return [problem for chunk in read(path, NOW) for problem in chunk.problems]


def entry(arxiv_id: str = "2603.00001", **paper: object) -> dict[str, object]:
    return {"paper": {"id": arxiv_id, "title": f"On {arxiv_id}", "upvotes": 7, **paper}, "numComments": 2}


@pytest.mark.parametrize("compress", [gzip.compress, lzma.compress, bz2.compress, bytes])
def test_the_content_tells_the_compression_whatever_the_name(write: Writer, compress: Callable[[bytes], bytes]):
    path = write(compress(papers(300).encode()), "papers.dat")
    assert len(titles(path)) == 300
    assert problems(path) == []


def test_papers_come_in_chunks_and_the_progress_ends_at_the_size_of_the_file(write: Writer):
    path = write(gzip.compress(papers(25).encode()))
    chunks = list(read(path, NOW, chunk=10))
    assert [len(chunk.sightings) for chunk in chunks] == [10, 10, 5]
    assert [chunk.line for chunk in chunks] == [10, 20, 25]
    assert chunks[-1].bytes_read == chunks[-1].bytes_total == path.stat().st_size


def test_an_empty_file_is_one_empty_chunk(write: Writer):
    assert list(read(write(b""), NOW)) == [Chunk((), (), 0, 0, 0)]


def test_a_bad_line_is_reported_with_its_number_and_the_rest_is_read(write: Writer):
    path = write(
        papers(1)
        + "{not json}\n\n"
        + '{"title": 5}\n'
        + '{"abstract": "no title"}\n'
        + "17\n"
        + lines({"title": "Last one", "authors": ["Ada", 5]}, {"title": "The end"})
    )
    assert titles(path) == ["Paper 1", "The end"]
    assert problems(path) == [
        Problem(2, "Not valid JSON: Expecting property name enclosed in double quotes at column 2."),
        Problem(4, "`title` must be a text, this is a number."),
        Problem(5, "The record has no `title`."),
        Problem(6, "A record must be an object, this is a number."),
        Problem(7, "`authors` must be a text, this is a number."),
    ]


def test_a_line_in_another_encoding_is_reported(write: Writer):
    path = write(papers(1).encode() + '{"title": "Café"}\n'.encode("latin-1") + b'{"title": "Next"}\n')
    assert titles(path) == ["Paper 1", "Next"]
    assert [problem.line for problem in problems(path)] == [2]
    assert problems(path)[0].message.startswith("Not valid UTF-8")


@pytest.mark.parametrize("hostile", ["[" * 100_000, '{"title": ' + "9" * 5_000 + "}"])
def test_json_that_no_decoder_likes_is_reported(write: Writer, hostile: str):
    path = write(papers(1) + hostile + "\n" + papers(1))
    assert titles(path) == ["Paper 1", "Paper 1"]
    assert [problem.line for problem in problems(path)] == [2]


def test_an_absurdly_long_line_is_passed_over_without_being_held(write: Writer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(file_values, "MAX_VALUE", 1_000)
    path = write(papers(2) + '{"title": "' + "x" * 600_000 + '"}\n' + papers(1))
    assert titles(path) == ["Paper 1", "Paper 2", "Paper 1"]
    assert [problem.line for problem in problems(path)] == [3]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(write: Writer):
    path = write(b"\xef\xbb\xbf" + papers(2).replace("\n", "\r\n").encode())
    assert titles(path) == ["Paper 1", "Paper 2"]
    assert problems(path) == []


def test_a_truncated_archive_keeps_what_came_before_and_says_where_it_ended(write: Writer):
    whole = gzip.compress(papers(8_000).encode())
    path = write(whole[: len(whole) // 2])
    kept = len(titles(path))
    assert 1_000 < kept < 8_000
    message = "After this line the compressed data ends in the middle; everything up to here was read."
    assert problems(path) == [Problem(kept, message)]


def test_damaged_compressed_data_keeps_what_came_before(write: Writer):
    whole = bytearray(gzip.compress(papers(8_000).encode()))
    whole[len(whole) // 2 : len(whole) // 2 + 64] = bytes(64)
    path = write(bytes(whole))
    assert len(titles(path)) > 1_000
    assert "cannot be read on from here" in problems(path)[-1].message


def test_archives_that_were_appended_to_each_other_are_read_to_the_end(write: Writer):
    path = write(gzip.compress(papers(3).encode()) + gzip.compress(papers(2).encode()))
    assert len(titles(path)) == 5


def test_an_archived_day_counts_for_the_end_of_that_day(write: Writer):
    path = write(lines({"date": "2026-02-27", "response": [entry(), entry("2602.00002")]}))
    first, second = next(read(path, NOW)).sightings
    assert (first.source, first.day, first.rank) == ("huggingface", date(2026, 2, 27), 1)
    assert (second.paper.key, second.rank) == ("arxiv:2602.00002", 2)
    assert first.seen_at == datetime(2026, 2, 27, 23, 59, 59, tzinfo=UTC)
    assert first.signal is not None
    assert (first.signal.at, first.signal.votes, first.signal.comments) == (first.seen_at, 7, 2)


def test_a_day_that_is_not_over_counts_for_now(write: Writer):
    path = write(lines({"date": str(NOW.date()), "response": [entry()]}))
    assert next(read(path, NOW)).sightings[0].seen_at == NOW


def test_a_weekend_in_an_archive_is_empty_and_no_problem(write: Writer):
    path = write(lines({"date": "2026-02-28", "response": []}))
    assert list(read(path, NOW))[-1].problems == ()


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({"response": []}, "An archived response needs its day, `date`, as YYYY-MM-DD."),
        ({"date": "yesterday", "response": []}, "`date` must be a day as YYYY-MM-DD, this is 'yesterday'."),
        ({"date": 20260303, "response": []}, "`date` must be a text, this is a number."),
    ],
)
def test_an_archived_day_without_its_date_is_reported(write: Writer, record: object, told: str):
    assert problems(write(lines(record))) == [Problem(1, told)]


def test_an_archived_refusal_and_an_entry_without_id_are_reported_with_the_line(write: Writer):
    refusal = {"date": "2026-02-26", "response": {"error": "Invalid date"}}
    path = write(lines(refusal, {"date": "2026-02-27", "response": [{"paper": {}}, entry()]}))
    assert titles(path) == ["On 2603.00001"]
    assert [problem.line for problem in problems(path)] == [1, 2]
    assert "Invalid date" in problems(path)[0].message


@pytest.mark.parametrize("indent", [None, 2])
def test_a_raw_answer_is_read_entry_by_entry(write: Writer, indent: int | None):
    answer = [
        entry(submittedOnDailyAt="2026-02-27T09:30:00.000Z"),
        "oops",
        {"paper": {"title": "no id"}},
        entry("2602.2"),
    ]
    path = write(json.dumps(answer, indent=indent), "answer.json")
    (chunk,) = read(path, NOW)
    assert [sighting.day for sighting in chunk.sightings] == [date(2026, 2, 27), None]
    assert [sighting.seen_at for sighting in chunk.sightings][1] == NOW
    assert [problem.message for problem in chunk.problems] == [
        "A record must be an object, this is a text.",
        "The entry names no paper: `paper.id` is missing or no id.",
    ]


def test_problems_in_a_printed_answer_carry_the_line_they_stand_on(write: Writer):
    path = write('[\n  {"title": "One"},\n\n  oops,\n  {"title":\n    "Two" "Three"},\n  {"title": "Four"}\n]\n')
    assert titles(path) == ["One", "Four"]
    assert [problem.line for problem in problems(path)] == [4, 6]


def test_an_answer_that_does_not_tell_its_day_takes_it_from_the_name_of_the_file(write: Writer):
    path = write(json.dumps([entry()]), "daily_2026-02-27.json")
    assert next(read(path, NOW)).sightings[0].day == date(2026, 2, 27)


def test_a_single_printed_object_is_one_record(write: Writer):
    path = write(json.dumps({"date": "2026-02-27", "response": [entry()]}, indent=2))
    assert titles(path) == ["On 2603.00001"]


def test_a_printed_answer_that_breaks_off_keeps_its_whole_entries(write: Writer):
    text = json.dumps([entry(), entry("2602.00002"), entry("2602.00003")], indent=1)
    path = write(text[: text.index("2602.00003")])
    assert titles(path) == ["On 2603.00001", "On 2602.00002"]
    assert len(problems(path)) == 1


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_what_cannot_be_opened_is_told_to_the_person(tmp_path: Path, name: str):
    with pytest.raises(UserError, match="cannot be read"):
        next(read(tmp_path / name, NOW))
