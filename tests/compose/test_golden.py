"""Every kind of answer against its golden file.

After a wording is changed on purpose: ``python -m tests.compose.test_golden`` writes the files anew; read the diff.
"""

from pathlib import Path

import pytest

from tests.compose.plain import plain
from tests.compose.scenes import SCENES

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.mark.parametrize("name", SCENES)
def test_a_document_reads_as_its_golden_file_says(name: str):
    assert plain(SCENES[name]) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_there_is_no_golden_file_without_its_scene():
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(SCENES)


if __name__ == "__main__":
    for scene, document in SCENES.items():
        (GOLDEN / f"{scene}.txt").write_text(plain(document), encoding="utf-8")
