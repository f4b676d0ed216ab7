"""The settings panel and its forms as Discord is sent them, against golden files.

After a change on purpose: ``python -m tests.adapters.discord_views.test_golden`` writes the files anew; read the diff.
"""

import json
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from adapters.discord.settings_view import FORMS, modal, panel
from bot.codec import encode
from bot.document import Document, Form
from bot.model import Topic
from tests.adapters.slack_views.made import CHOICES, USUAL
from tests.compose.scenes import SCENES

GOLDEN = Path(__file__).parents[2] / "golden" / "discord" / "views"
FILLED_IN = replace(
    USUAL,
    include=(
        *(Topic("text", "diffusion"), Topic("text", "language models"), Topic("category", "cs.CL")),
        *(Topic("author", "Geoffrey Hinton"), Topic("author", "Nobody, Jr."), Topic("organisation", "DeepMind")),
    ),
    exclude=(Topic("text", "survey"), Topic("author", "LeCun")),
    sources=("arxiv", "retired"),
    at=time(7, 5),
    zone="Europe/Berlin",
    cadence="weekly",
    weekdays=frozenset({4}),
    min_votes=10,
    mention="1234567890",
)
FORM = Form(FILLED_IN, "#ml-reading", CHOICES[:2], exists=True, fit="match 9 of 63 papers of the last 3 days")
VIEWS: dict[str, dict[str, Any]] = {
    "panel": panel(SCENES["form"], encode),
    "panel_filled": panel(Document("Settings of #ml-reading", (FORM,)), encode),
    **{name: modal(name, FORM) for name in FORMS},
}


def shown(view: dict[str, Any]) -> str:
    return json.dumps(view, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_what_its_golden_file_says(name: str):
    assert shown(VIEWS[name]) == (GOLDEN / f"{name}.json").read_text(encoding="utf-8")


def test_there_is_no_golden_file_without_its_view():
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(VIEWS)


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for each, view in VIEWS.items():
        (GOLDEN / f"{each}.json").write_text(shown(view), encoding="utf-8")
