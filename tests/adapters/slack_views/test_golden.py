"""Each view as Slack is sent it, against its golden file, which can be pasted into Block Kit Builder.

After a change on purpose: ``python -m tests.adapters.slack_views.test_golden`` writes the files anew; read the diff.
"""

import json
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from adapters.slack import views
from bot.codec import encode
from bot.document import Form
from bot.model import Topic
from tests.adapters.slack_views.made import CHOICES, USUAL
from tests.compose.scenes import SCENES

GOLDEN = Path(__file__).parents[2] / "golden" / "slack" / "views"
FIT = "match 9 of 63 papers of the last 3 days"
TOPICS = tuple(
    Topic(kind, value)
    for kind, value in (
        ("text", "diffusion"),
        ("text", "language models"),
        ("category", "cs.CL"),
        ("author", "Geoffrey Hinton"),
        ("author", "Nobody, Jr."),
        ("organisation", "DeepMind"),
    )
)
FILLED_IN = replace(
    USUAL,
    include=TOPICS,
    exclude=(Topic("text", "survey"), Topic("author", "LeCun")),
    sources=("arxiv", "retired"),
    at=time(7, 5),
    zone="Europe/Berlin",
    cadence="weekly",
    weekdays=frozenset({4}),
    min_votes=10,
)
VIEWS: dict[str, dict[str, Any]] = {
    "loading": views.loading("Settings"),
    "subscribe": views.settings(
        Form(USUAL, "#ml-reading", CHOICES[:2], exists=False, fit=FIT), channel_id="C1", locked=True
    ),
    "settings": views.settings(
        Form(FILLED_IN, "#ml-reading", CHOICES[:2], exists=True, fit=FIT),
        channel_id="C1",
        locked=False,
        problem={"sources": "There is no source retired here. Enabled here: arxiv, huggingface."},
    ),
    "search": views.search(),
    "paper": views.details(SCENES["paper"], encode),
    "home": views.home(SCENES["home"], encode),
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
