from typing import Any

import pytest

from tests.adapters.slack.limits import problems, view_problems


def plain(length: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": "x" * length}


def button(**changes: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": "a", "text": plain(75), "value": "v" * 2000} | changes


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def section(length: int, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * length}, **more}


def menu(count: int, kind: str = "static_select") -> dict[str, Any]:
    return {"type": kind, "options": [{"text": plain(75), "value": "v" * 150}] * count}


def select_input(element: dict[str, Any]) -> dict[str, Any]:
    return {"type": "input", "label": plain(2000), "hint": plain(2000), "element": element}


FITS_AND_TOO_MUCH = [
    ({"type": "header", "text": plain(150)}, {"type": "header", "text": plain(151)}),
    (section(3000), section(3001)),
    (section(1), section(0)),
    (section(1, fields=[plain(2000)] * 2), section(1, fields=[plain(2001)])),
    (section(1, fields=[plain(1)] * 10), section(1, fields=[plain(1)] * 11)),
    ({"type": "context", "elements": [plain(1)] * 10}, {"type": "context", "elements": [plain(1)] * 11}),
    (
        actions(*(button(action_id=str(n), value="v") for n in range(25))),
        actions(*(button(action_id=str(n), value="v") for n in range(26))),
    ),
    (actions(button()), actions(button(), button())),
    (actions(button()), actions(button(text=plain(76)))),
    (actions(button()), actions(button(value="v" * 2001))),
    (actions(button(action_id="a" * 255)), actions(button(action_id="a" * 256))),
    (actions(button(url="https://" + "u" * 2992)), actions(button(url="https://" + "u" * 2993))),
    (actions(menu(5, "overflow")), actions(menu(6, "overflow"))),
    (actions(menu(1, "overflow")), actions(menu(0, "overflow"))),
    (section(1, accessory=menu(1, "multi_static_select")), actions(menu(1, "multi_static_select"))),
    (section(1, block_id="b" * 255), section(1, block_id="b" * 256)),
    ({"type": "divider"}, {"type": "divider", "color": "red"}),
    ({"type": "divider"}, {"type": "line"}),
]


@pytest.mark.parametrize(("fits", "too_much"), FITS_AND_TOO_MUCH)
def test_a_block_at_its_limit_is_taken_and_one_beyond_is_not(fits: dict[str, Any], too_much: dict[str, Any]):
    assert problems({"text": "x", "blocks": [fits]}) == []
    assert len(problems({"text": "x", "blocks": [too_much]})) == 1


def test_a_message_has_fifty_blocks_each_with_its_own_id():
    assert problems({"blocks": [{"type": "divider"}] * 50}) == []
    assert problems({"blocks": [{"type": "divider"}] * 51})
    assert problems({"blocks": [{"type": "divider", "block_id": "same"}] * 2})
    assert problems({"blocks": [section(3000)] * 5})
    assert problems({})


@pytest.mark.parametrize(
    ("metadata", "taken"),
    [
        ({"event_type": "digest", "event_payload": {}}, True),
        ({"event_type": "digest"}, False),
        ({"event_type": "digest", "event_payload": "text"}, False),
    ],
)
def test_metadata_has_a_type_and_an_object(metadata: dict[str, Any], *, taken: bool):
    assert (problems({"text": "x", "metadata": metadata}) == []) is taken


VIEW = {
    "type": "modal",
    "title": plain(24),
    "submit": plain(24),
    "close": plain(24),
    "private_metadata": "x" * 3000,
    "blocks": [select_input(menu(100)), *[{"type": "divider"}] * 99],
}


@pytest.mark.parametrize(
    "changes",
    [
        {"title": plain(25)},
        {"submit": plain(25)},
        {"close": plain(25)},
        {"submit": None},
        {"private_metadata": "x" * 3001},
        {"blocks": [{"type": "divider"}] * 101},
        {"blocks": [select_input(menu(101))]},
        {"blocks": [select_input(menu(1) | {"placeholder": plain(151)})]},
        {"blocks": [select_input(menu(1) | {"initial_option": {"text": plain(1), "value": "other"}})]},
        {"blocks": [select_input(menu(1)) | {"label": plain(2001)}]},
        {"blocks": [select_input(menu(1)) | {"hint": plain(2001)}]},
        {"type": "home"},
    ],
)
def test_a_view_at_its_limits_is_taken_and_one_beyond_is_not(changes: dict[str, Any]):
    assert view_problems(VIEW) == []
    assert view_problems(VIEW | changes)
