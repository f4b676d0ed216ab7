from pathlib import Path

from bot.storage.store import Store
from tests.cli.conftest import Paperboy


def test_a_database_is_copied_and_what_to_do_next_is_said(paperboy: Paperboy, home: Path, empty_postgres_url: str):
    paperboy("collect")

    outcome = paperboy("db", "copy", "sqlite:///paperboy.db", empty_postgres_url)

    assert outcome.code == 0
    assert "42 papers" in outcome.err
    assert "db reindex" in outcome.err
    with Store.open(f"sqlite:///{home}/paperboy.db") as old, Store.open(empty_postgres_url) as new:
        assert new.papers.count() == old.papers.count()


def test_a_copy_onto_something_is_refused_in_one_line(paperboy: Paperboy):
    paperboy("collect")

    outcome = paperboy("db", "copy", "sqlite:///paperboy.db", "sqlite:///paperboy.db")

    assert outcome.code == 1
    assert "not empty" in outcome.err
    assert outcome.err.count("\n") == 1
