"""The folder of the index: a small manifest that names the generation in force, the generations, the writer's lock.

::

    search/
    ├── manifest.json     {"format": 4, "generation": "g-…", "revision": 4711, "model": "…"}; replaced as one
    ├── writer.lock       held (flock) by the process that writes; freed by the system when that is killed
    └── g-…/              one Tantivy index, and its ``vectors``; a rebuild makes a new one beside it

A reader never sees half a rebuild: the manifest changes to the new generation when that is complete. The revision is
written after the index has committed; a crash in between makes the next start write the same papers once more.
"""

import contextlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final
from uuid import uuid4

FORMAT: Final = 4
"""Grows with every change of the fields, the analysis or the tags: an index of another format is rebuilt."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The generation in force and the database's revision that it shows; no ``generation`` after damage was found.

    ``model`` made its vectors; empty where it has none. ``lacking``: some papers have none, the model did not answer.
    """

    generation: str
    revision: int
    format: int = FORMAT
    model: str = ""
    lacking: bool = False

    @property
    def usable(self) -> bool:
        """It names an index that this Paperboy can read."""
        return bool(self.generation) and self.format == FORMAT


_ILLEGIBLE: Final = Manifest(generation="", revision=0)


Stamp = tuple[int, int, int]
"""Differs whenever the manifest was replaced."""


class Folder:
    """The files around the index itself."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._manifest = path / "manifest.json"

    def stamp(self) -> Stamp | None:
        """Cheap enough to ask before every search; ``None`` without a manifest."""
        try:
            status = self._manifest.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def manifest(self) -> Manifest | None:
        """The manifest; ``None`` where there is none, one without a generation where it cannot be understood."""
        try:
            read = json.loads(self._manifest.read_bytes())
            known = Manifest(str(read["generation"]), int(read["revision"]), int(read["format"]))
            return replace(known, model=str(read.get("model", "")), lacking=bool(read.get("lacking")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError):
            return _ILLEGIBLE

    def generation(self, name: str) -> Path:
        """Where a generation lies."""
        return self.path / name

    def publish(self, manifest: Manifest) -> None:
        """Put ``manifest`` in force for every process, all of it or nothing."""
        draft = self.path / f"manifest-{uuid4().hex}"
        draft.write_text(json.dumps(asdict(manifest)), encoding="utf-8")
        draft.replace(self._manifest)

    def condemn(self, manifest: Manifest) -> None:
        """Note that the generation of ``manifest`` is damaged, unless another is in force by now."""
        current = self.manifest()
        if current and current.generation == manifest.generation:
            self.publish(replace(manifest, generation=""))

    def new_generation(self) -> str:
        """The name of a new, empty folder for a rebuild."""
        name = f"g-{uuid4().hex}"
        (self.path / name).mkdir()
        return name

    def tidy(self, keep: str) -> None:
        """Remove what other generations and killed writers left; only for the holder of the lock.

        Readers that still have a file of an old generation open keep it until they look again.
        """
        for left in [*self.path.glob("g-*"), *self.path.glob("manifest-*")]:
            if left.name == keep:
                continue
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)

    @contextlib.contextmanager
    def writing(self) -> Iterator[bool]:
        """Hold the writer's lock; ``False`` when another process, or another thread of this one, holds it."""
        import fcntl  # noqa: PLC0415 - searching works where there are no POSIX locks, only writing needs them

        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "writer.lock").open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
