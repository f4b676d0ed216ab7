"""Every kind of answer as Discord is sent it, against its golden file, which can be posted as it is.

After a change on purpose: ``python -m tests.adapters.discord_render.test_golden`` writes the files anew; read the diff.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.discord import embeds, render
from bot.codec import encode
from tests.adapters.discord import contract
from tests.adapters.discord.limits import problems
from tests.adapters.scenes import LONGEST
from tests.compose.scenes import SCENES

GOLDEN = Path(__file__).parents[2] / "golden" / "discord"
DOCUMENTS = {**SCENES, "longest": LONGEST}
EMBEDS = ("digest", "digest_reply", "day", "cite", "settings")
MESSAGES: dict[str, dict[str, Any]] = {
    **{name: render.message(document, encode) for name, document in DOCUMENTS.items()},
    **{f"embeds/{name}": embeds.message(DOCUMENTS[name], encode) for name in EMBEDS},
}


def shown(payload: dict[str, Any]) -> str:
    return json.dumps(payload, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_what_its_golden_file_says(name: str):
    assert shown(MESSAGES[name]) == (GOLDEN / f"{name}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MESSAGES)
def test_it_can_be_posted_as_it_is(name: str):
    assert problems(MESSAGES[name]) == []
    assert contract.problems("POST", "/channels/{channel_id}/messages", MESSAGES[name]) == []


def test_there_is_no_golden_file_without_its_scene():
    files = [*GOLDEN.glob("*.json"), *(GOLDEN / "embeds").glob("*.json")]
    assert {str(path.relative_to(GOLDEN).with_suffix("")) for path in files} == set(MESSAGES)


if __name__ == "__main__":
    (GOLDEN / "embeds").mkdir(parents=True, exist_ok=True)
    for scene, message in MESSAGES.items():
        (GOLDEN / f"{scene}.json").write_text(shown(message), encoding="utf-8")
