import gzip
import json
from pathlib import Path

from tests.cli.conftest import Paperboy


def test_a_digest_is_previewed_posted_and_recorded(paperboy: Paperboy):
    paperboy("collect")
    added = paperboy("subscriptions", "add", "count:2")
    preview = paperboy("preview")
    posted = paperboy("post", "1")
    rows = paperboy("deliveries", "--json").data()

    assert added.code == preview.code == posted.code == 0
    assert isinstance(rows, list)
    assert [row["state"] for row in rows] == ["sent"]
    assert len(rows[0]["digest"]["picks"]) == 2
    assert "sent" in paperboy("deliveries").out


def test_a_second_post_repeats_no_paper(paperboy: Paperboy):
    paperboy("collect")
    paperboy("subscriptions", "add", "count:2", "window:30")
    paperboy("post", "1")
    paperboy("post", "1")

    second, first = (row["digest"]["picks"] for row in paperboy("deliveries", "--json").data())
    assert not {pick["key"] for pick in first} & {pick["key"] for pick in second}


def test_subscriptions_are_listed_paused_resumed_and_removed(paperboy: Paperboy):
    assert "No subscription yet" in paperboy("subscriptions", "list").out

    paperboy("subscriptions", "add", "diffusion,", "-survey", "at", "7:30", "--channel", "reading")
    (row,) = paperboy("subscriptions", "list", "--json").data()
    assert row["destination"] == {"platform": "console", "workspace": "local", "channel": "reading"}
    assert "diffusion, -survey" in paperboy("subscriptions", "list").out

    paperboy("subscriptions", "pause", "1", "--days", "3")
    assert paperboy("subscriptions", "list", "--json").data()[0]["pause"] is not None
    paperboy("subscriptions", "resume", "1")
    assert paperboy("subscriptions", "list", "--json").data()[0]["pause"] is None
    paperboy("subscriptions", "remove", "1")
    assert paperboy("subscriptions", "list", "--json").data() == []


def test_a_subscription_that_is_not_there_is_an_error_with_a_way_on(paperboy: Paperboy):
    outcome = paperboy("subscriptions", "pause", "7")

    assert outcome.code == 1
    assert "subscriptions list" in outcome.err


def test_an_import_reports_bad_lines_with_their_number_and_keeps_the_rest(paperboy: Paperboy, home: Path):
    lines = [
        json.dumps({"id": "2603.00001", "title": "Good One", "abstract": "We study."}),
        "{broken",
        json.dumps({"title": "Without an Id", "abstract": "We study too."}),
    ]
    (home / "papers.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))

    outcome = paperboy("import", "papers.jsonl.gz")

    assert outcome.code == 1
    assert "line 2" in outcome.err
    assert "2 papers new" in outcome.err
    assert "Good One" in paperboy("search", "good one").out


def test_an_import_of_a_file_that_is_not_there_says_so(paperboy: Paperboy):
    outcome = paperboy("import", "nowhere.jsonl")

    assert outcome.code == 1
    assert "nowhere.jsonl" in outcome.err


def test_a_chat_answers_what_is_typed(paperboy: Paperboy):
    paperboy("collect")

    outcome = paperboy("chat", typed="/papers help\nsubscribe count:1\nquit\n")

    assert outcome.code == 0
    assert paperboy("subscriptions", "list", "--json").data()[0]["rules"]["count"] == 1


def test_the_configurations_mistakes_are_told_together(paperboy: Paperboy, home: Path):
    (home / "bad.toml").write_text('[defaults]\ncount = "many"\nat = "late"\ncolour = "red"\n')

    outcome = paperboy("--config", "bad.toml", "today")

    assert outcome.code == 2
    for path in ("defaults.count", "defaults.at", "defaults.colour"):
        assert path in outcome.err


def test_the_index_can_be_built_anew(paperboy: Paperboy):
    paperboy("collect")

    outcome = paperboy("db", "reindex")

    assert outcome.code == 0
    assert "42 papers" in outcome.err
    assert paperboy("search", "learning", "--json").data()["total"] > 0


def test_the_database_tells_that_it_is_up_to_date(paperboy: Paperboy):
    assert "up to date" in paperboy("db", "upgrade").err
