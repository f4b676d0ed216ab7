import errno
from pathlib import Path

import pytest

from adapters.console.errors import before_writing, while_writing
from adapters.console.journal import Journal, Post
from bot.errors import DestinationGone, OutcomeUnknown, RetryLater
from bot.model import Destination
from tests.builders import ELSEWHERE, HERE, NOW


def a_post(key: str = "k1") -> Post:
    return Post("", key, NOW, "Title", "Text\nof two lines")


def test_a_post_comes_back_as_it_was_written(tmp_path: Path):
    journal = Journal(tmp_path / "console")

    written = journal.append(HERE, a_post())

    assert list(journal.posts(HERE)) == [written]
    assert list(journal.posts(ELSEWHERE)) == []


def test_posts_keep_their_order_and_can_be_read_from_a_place_on(tmp_path: Path):
    journal = Journal(tmp_path)
    journal.append(HERE, a_post("k1"))
    middle = journal.end(HERE)
    journal.append(HERE, a_post("k2"))

    assert [post.key for post in journal.posts(HERE)] == ["k1", "k2"]
    assert [post.key for post in journal.posts(HERE, middle)] == ["k2"]


def test_a_line_that_a_crash_cut_short_is_passed_over(tmp_path: Path):
    journal = Journal(tmp_path)
    journal.append(HERE, a_post("k1"))
    (file,) = tmp_path.iterdir()
    with file.open("ab") as lines:
        lines.write(b'{"key": "torn", "at"')

    journal.append(HERE, a_post("k2"))

    assert [post.key for post in journal.posts(HERE)] == ["k1", "k2"]


def test_a_channel_named_like_a_path_stays_in_its_folder(tmp_path: Path):
    journal = Journal(tmp_path / "console")

    journal.append(Destination("console", "..", "../../evil"), a_post())

    assert [path.name for path in tmp_path.iterdir()] == ["console"]


def test_a_journal_that_cannot_be_opened_says_what_to_mend(tmp_path: Path):
    file = tmp_path / "console"
    file.write_text("no folder")

    with pytest.raises(DestinationGone, match="writable"):
        Journal(file).append(HERE, a_post())


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (before_writing(OSError(errno.EMFILE, "too many")), RetryLater),
        (before_writing(OSError(errno.EACCES, "denied")), DestinationGone),
        (while_writing(OSError(errno.ENOSPC, "full")), RetryLater),
        (while_writing(OSError(errno.EIO, "broken")), OutcomeUnknown),
    ],
)
def test_each_error_says_what_is_certain(error: Exception, kind: type[Exception]):
    assert isinstance(error, kind)


def test_only_this_user_can_read_a_channel(tmp_path: Path):
    Journal(tmp_path).append(HERE, a_post())

    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0
