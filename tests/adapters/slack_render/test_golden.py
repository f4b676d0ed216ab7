"""Every kind of answer as Slack is sent it, against its golden file, which can be pasted into Block Kit Builder.

After a change on purpose: ``python -m tests.adapters.slack_render.test_golden`` writes the files anew; read the diff.
"""

import json
from pathlib import Path

import pytest

from adapters.slack.render import message
from bot.codec import encode
from bot.document import Document
from tests.adapters.scenes import LONGEST
from tests.compose.scenes import SCENES

GOLDEN = Path(__file__).parents[2] / "golden" / "slack"
DOCUMENTS = {**SCENES, "longest": LONGEST}


def shown(document: Document) -> str:
    blocks = message(document, encode)["blocks"]
    return json.dumps({"blocks": blocks}, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_message_is_what_its_golden_file_says(name: str):
    assert shown(DOCUMENTS[name]) == (GOLDEN / f"{name}.json").read_text(encoding="utf-8")


def test_there_is_no_golden_file_without_its_scene():
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(DOCUMENTS)


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for scene, document in DOCUMENTS.items():
        (GOLDEN / f"{scene}.json").write_text(shown(document), encoding="utf-8")
