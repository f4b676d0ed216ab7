"""Every kind of digest as a mail, against its golden files: the mail as it is handed in, its text, its HTML.

After a change on purpose: ``python -m tests.adapters.email_render.test_golden`` writes the files anew; read the diff,
and open the HTML in a browser.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.email_render.made import LETTER, part, raw
from tests.adapters.scenes import DIGEST
from tests.compose.scenes import SCENES

GOLDEN = Path(__file__).parents[2] / "golden" / "email"
LETTERS = frozenset({"stopped", "forgotten", "crash"})
"""What is written to one person, and is no digest."""
DOCUMENTS = {
    "everything": DIGEST,
    **{
        name: document for name, document in SCENES.items() if name.startswith(("digest", "nothing")) or name in LETTERS
    },
}


def files(name: str) -> Iterator[tuple[str, str]]:
    """By ending: what the mail holds."""
    mailed = raw(DOCUMENTS[name], LETTER) if name in LETTERS else raw(DOCUMENTS[name])
    yield "txt", part(mailed, "plain")
    yield "html", part(mailed, "html")
    if name == "everything":
        yield "eml", mailed.decode("ascii").replace("\r\n", "\n")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_mail_is_what_its_golden_files_say(name: str):
    for ending, shown in files(name):
        assert shown == (GOLDEN / f"{name}.{ending}").read_text(encoding="utf-8")


def test_there_is_no_golden_file_without_its_scene():
    expected = {f"{name}.{ending}" for name in DOCUMENTS for ending, _ in files(name)}

    assert {path.name for path in GOLDEN.iterdir()} == expected


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for scene in DOCUMENTS:
        for kind, content in files(scene):
            (GOLDEN / f"{scene}.{kind}").write_text(content, encoding="utf-8")
