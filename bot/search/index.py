"""The face of search. Cheap to import: Tantivy is loaded when an index is first opened."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.errors import StorageError
from bot.model import Paper, PaperKey
from bot.search.folder import FORMAT, Folder, Manifest, Stamp
from bot.search.meaning import Meaning, Model, answers, are_sound, inherit, once, own_model
from bot.search.records import Hit, PaperLog, Progress, Query, Results

if TYPE_CHECKING:
    import tantivy

    from bot.search.view import View

Answer = TypeVar("Answer")


class TantivyError(Exception):
    """Tantivy met damage, a full disk, or a mistake of ours; its own words."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """The commit that is being read, and by which manifest it was found."""

    stamp: Stamp
    manifest: Manifest
    index: "tantivy.Index"
    view: "View"


class SearchIndex:
    """One index in the folder ``path``, derived from the database: written by one process, read by all.

    Every method may be called from any thread. Each search sees the newest commit of whichever process made it.
    Deleting the folder is always safe: the next ``catch_up`` makes it again. ``model`` makes the vectors by which
    papers are also compared; without one the words alone decide.
    """

    def __init__(self, path: Path, model: Model | None = own_model) -> None:
        self._model = once(model) if model else None
        self._folder = Folder(path)
        self._opening = threading.Lock()
        self._opened: _Opened | None = None
        self._checked = False

    def revision(self) -> int | None:
        """The database's revision that searches see; ``None`` while there is no index that can be read."""
        try:
            opened = self._current()
        except StorageError:
            return None
        return opened.manifest.revision if opened else None

    def catch_up(self, papers: PaperLog, *, progress: Progress | None = None) -> int:
        """Write what changed since the index's own revision; the number of papers written.

        An index that is missing, damaged, of another format, or ahead of the database (restored from a copy) is
        rebuilt beside the old one, which answers until then. Does nothing when another process is writing: that one
        looks again after it has finished. ``progress`` is told the revisions done, and all that are to be done.

        Raises:
            StorageError: it cannot be written.
        """
        written = 0
        try:
            while self.revision() != papers.revision():
                with self._folder.writing() as mine:
                    if not mine:
                        break
                    written += self._write(papers, progress or _untold)
        except OSError as error:
            raise self._unwritable(error) from error
        return written

    def search(self, query: Query) -> Results:
        """The papers that ``query`` asks for; nothing where nothing was ever indexed.

        Raises:
            StorageError: the index is damaged or of another version, and not yet rebuilt.
        """
        from bot.search.finding import find  # noqa: PLC0415 - loads Tantivy

        return self._asked(lambda view: find(view, query), Results())

    def similar(self, paper: Paper, limit: int) -> list[Hit]:
        """The papers that share most of the telling words of ``paper``, best first, without itself.

        Raises:
            StorageError: as ``search``.
        """
        return self._asked(lambda view: view.similar(paper, limit), [])

    def titles(self, text: str, limit: int) -> list[tuple[str, PaperKey]]:
        """The papers that somebody may mean who has typed ``text`` so far: title and key, best first.

        Raises:
            StorageError: as ``search``.
        """
        from bot.search.completing import complete  # noqa: PLC0415 - loads Tantivy

        return self._asked(lambda view: complete(view, text, limit), [])

    def close(self) -> None:
        """Let go of the files; the next search opens them again."""
        with self._opening:
            self._opened = None

    def _asked(self, ask: "Callable[[View], Answer]", nothing: Answer) -> Answer:
        opened = self._current()
        if not opened:
            return nothing
        try:
            with _tantivy_errors():
                return ask(opened.view)
        except TantivyError as error:
            if self._is_sound(opened.manifest):  # then it is a mistake of ours
                raise
            self._folder.condemn(opened.manifest)
            raise self._unreadable() from error

    def _current(self) -> _Opened | None:
        with self._opening:
            try:
                while stamp := self._folder.stamp():
                    if not (self._opened and self._opened.stamp == stamp):
                        self._opened = self._open(stamp)
                    if self._opened:
                        return self._opened
            except PermissionError as error:
                raise StorageError(
                    f"The search index in {self._folder.path} cannot be read ({error}). "
                    "Let the user who runs Paperboy read and write that folder."
                ) from error
            return None

    def _open(self, stamp: Stamp) -> _Opened | None:
        """What the manifest names; ``None`` when it changed meanwhile and has to be read again."""
        from bot.search.engine import open_index  # noqa: PLC0415 - loads Tantivy
        from bot.search.view import View  # noqa: PLC0415 - loads Tantivy

        manifest = self._folder.manifest()
        if not (manifest and manifest.usable):
            raise self._unreadable()
        before = self._opened
        try:
            with _tantivy_errors():
                if before and before.manifest.generation == manifest.generation:
                    index = before.index
                    index.reload()
                else:
                    index = open_index(self._folder.generation(manifest.generation))
        except TantivyError as error:
            if self._folder.stamp() != stamp:
                return None
            self._folder.condemn(manifest)
            raise self._unreadable() from error
        folder = self._folder.generation(manifest.generation)
        meaning = Meaning(folder, manifest.model, self._model) if self._model else None
        return _Opened(stamp, manifest, index, View(index, meaning))

    def _write(self, papers: PaperLog, progress: Progress) -> int:
        """Write and publish what is new, in the index in force or in a new one; only for the holder of the lock."""
        base = self._base(papers)
        generation = base.generation if base else self._new_generation()
        try:
            with _tantivy_errors():
                return self._write_into(generation, base, papers, progress)
        except TantivyError as error:
            if not base or self._is_sound(base):
                raise self._unwritable(error) from error
            self._folder.condemn(base)
            return 0

    def _new_generation(self) -> str:
        """A folder for a rebuild, with the vectors that are known already: models take their time, or money."""
        current = self._folder.manifest()
        name = self._folder.new_generation()
        if current and current.generation and self._model:
            old, new = self._folder.generation(current.generation), self._folder.generation(name)
            inherit(old, new, self._model())
        return name

    def _write_into(self, generation: str, base: Manifest | None, papers: PaperLog, progress: Progress) -> int:
        from bot.search.writer import CatchUp  # noqa: PLC0415 - loads Tantivy

        embedder = self._model() if self._model else None
        folder, start = self._folder.generation(generation), base.revision if base else None
        with contextlib.closing(CatchUp(papers, folder, start, embedder)) as catch_up:
            written, reached = catch_up.write(progress)
            lacking = catch_up.lacking or bool(base and base.lacking)
            manifest = Manifest(generation, reached, model=self._model_name(), lacking=lacking)
            self._folder.publish(manifest)
            catch_up.merge()
        self._folder.publish(manifest)  # once more: readers move to the merged segments
        self._folder.tidy(keep=generation)
        return written

    def _base(self, papers: PaperLog) -> Manifest | None:
        """The index in force, if it can be written on; if it has to be rebuilt, one log line says why."""
        current = self._folder.manifest()
        if not current:
            return None
        if current.format != FORMAT:
            reason = "of another version"
        elif current.revision > papers.revision():
            reason = "ahead of the database"
        elif current.model != self._model_name():
            reason = "of another model"
        elif self.revision() is None or not (self._checked or self._is_sound(current)):
            reason = "damaged"
        elif current.lacking and self._model and answers(self._model()):
            reason = "without some vectors"
        else:
            self._checked = True
            return current
        import structlog  # noqa: PLC0415 - takes longer to load than everything else here

        structlog.get_logger(__name__).warning("search_index_rebuilt", path=str(self._folder.path), reason=reason)
        return None

    def _is_sound(self, manifest: Manifest) -> bool:
        from bot.search.engine import is_sound  # noqa: PLC0415 - loads Tantivy

        folder = self._folder.generation(manifest.generation)
        return is_sound(folder) and (self._model is None or are_sound(folder, self._model()))

    def _model_name(self) -> str:
        return self._model().name if self._model else ""

    def _unreadable(self) -> StorageError:
        return StorageError(
            f"The search index in {self._folder.path} is damaged or of another version. "
            "It is being rebuilt from the database with the next collect; try again in a minute."
        )

    def _unwritable(self, error: Exception) -> StorageError:
        return StorageError(
            f"The search index in {self._folder.path} cannot be written ({error}). Make room on the disk, "
            "or delete that folder: it is made again from the database."
        )


@contextlib.contextmanager
def _tantivy_errors() -> Iterator[None]:
    """Turn what Tantivy raises into ``TantivyError``: ValueError, OSError, or a Rust panic, which is no Exception."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise TantivyError(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise TantivyError(str(error)) from error


def _untold(_done: int, _to_do: int) -> None:
    """Nobody asked for progress."""
