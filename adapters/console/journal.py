"""What was posted to the terminal's channels: a JSON line for each post, one file for each channel.

The journal is to the terminal what a platform's own storage is to a chat: a post counts once its line is on disk, and
any process can ask whether a key was posted.
"""

import errno
import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from adapters.console.errors import before_writing, while_writing
from bot.model import Destination

_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Post:
    """One post: its id (its place in the file), the delivery's key, when, and what a person reads."""

    id: str
    key: str
    at: datetime
    title: str
    text: str
    origin: str = ""


class Journal:
    """The posts of every channel below ``folder``, which is made when it is first written to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def append(self, to: Destination, post: Post) -> Post:
        """Write a post through to the disk; returns it with its id.

        Raises:
            SendError: nothing was written, or it cannot be told.
        """
        path = self._path(to)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise before_writing(error) from error
        try:
            return self._write(file, post)
        except OSError as error:
            raise while_writing(error) from error
        finally:
            os.close(file)

    def _write(self, file: int, post: Post) -> Post:
        """One line in one write, after ending a line that a crash left unfinished; one writer at a time.

        Without the lock two posts would claim the same place, and taking back a short write could take another's post.
        """
        _lock(file)
        size = os.fstat(file).st_size
        torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
        data = {name: value for name, value in asdict(post).items() if name != "id"} | {"at": post.at.isoformat()}
        line = json.dumps(data, ensure_ascii=False).encode() + b"\n"
        whole = b"\n" + line if torn else line
        if os.write(file, whole) < len(whole):
            os.ftruncate(file, size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(file)
        return Post(str(size + torn), post.key, post.at, post.title, post.text, post.origin)

    def posts(self, to: Destination, start: int = 0) -> Iterator[Post]:
        """The posts of a channel in order, from byte ``start`` on; a line that a crash cut short is passed over."""
        with suppress(FileNotFoundError), self._path(to).open("rb") as lines:
            lines.seek(start)
            position = start
            for line in lines:
                post = _read(str(position), line)
                position += len(line)
                if post:
                    yield post

    def end(self, to: Destination) -> int:
        """The size of a channel's file: where the next post will begin."""
        with suppress(FileNotFoundError):
            return self._path(to).stat().st_size
        return 0

    def _path(self, to: Destination) -> Path:
        return self._folder / f"{_UNSAFE.sub('_', f'{to.workspace}.{to.channel}')}.jsonl"


def _lock(file: int) -> None:
    """Wait until no other thread or process writes this file; closing it lets the next one in."""
    with suppress(ImportError):
        import fcntl  # noqa: PLC0415 - not on Windows, where nothing else shares the folder

        fcntl.flock(file, fcntl.LOCK_EX)


def _read(position: str, line: bytes) -> Post | None:
    with suppress(ValueError, KeyError, TypeError):
        data = json.loads(line)
        at = datetime.fromisoformat(data["at"])
        return Post(position, data["key"], at, data["title"], data["text"], data.get("origin", ""))
    return None
