"""What Discord refuses for its form, one by one; what it takes, its own description takes too."""

from typing import Any

import pytest

from tests.adapters.discord import command_limits, contract, limits
from tests.adapters.discord.guild import Guild
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.small_bot import Bot, post, refused, v2

TEXT = {"type": 10, "content": "x"}
LINK = {"type": 2, "style": 5, "label": "x", "url": "https://a.example"}
OPTION = {"label": "x", "value": "x"}


def button(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "x", "custom_id": f"b{number}", **more}


def row(*inside: Any) -> dict[str, Any]:
    return {"type": 1, "components": list(inside)}


def select(**more: Any) -> dict[str, Any]:
    return {"type": 3, "custom_id": "s", "options": [OPTION], **more}


def section(*inside: Any, **more: Any) -> dict[str, Any]:
    return {"type": 9, "components": list(inside), "accessory": button(99), **more}


def container(*inside: Any, **more: Any) -> dict[str, Any]:
    return {"type": 17, "components": list(inside), **more}


def options(count: int) -> list[dict[str, Any]]:
    return [{"label": "x", "value": str(number)} for number in range(count)]


TAKEN = [
    {"content": "x" * 2000},
    {"content": "x", "components": [row(button(n)) for n in range(5)], "nonce": "n" * 25},
    {"embeds": [{"title": "x" * 256, "description": "x" * 4096, "fields": [{"name": "n", "value": "v"}]}]},
    v2(*[TEXT] * 40),
    v2({"type": 10, "content": "x" * 4000}),
    v2(container(section(TEXT, TEXT, TEXT), {"type": 14, "spacing": 2}, row(*[button(n) for n in range(5)]))),
    v2(row(select(options=options(25), max_values=25, placeholder="x" * 150))),
    v2(section(TEXT, accessory={"type": 11, "media": {"url": "https://a.example/x.png"}})),
    v2({"type": 12, "items": [{"media": {"url": "https://a.example/x.png"}}]}),
    v2(row(LINK, button(custom_id="x" * 100, emoji={"name": "👍"}))),
    v2(TEXT, allowed_mentions={"parse": [], "roles": ["1"]}),
]
REFUSED = [
    ({"content": "x" * 2001}, "content"),
    ({"content": "x", "nonce": "n" * 26}, "nonce"),
    ({"content": "x", "components": [row(button(n)) for n in range(6)]}, "components"),
    ({"content": "x", "components": [TEXT]}, "components.0.type"),
    ({"content": "x", "components": [container(TEXT)]}, "components.0.type"),
    ({"content": "x", "components": [row(*[button(n) for n in range(6)])]}, "components.0.components"),
    ({"content": "x", "components": [row(select(), button())]}, "components.0.components"),
    ({"embeds": [{"title": "x"}] * 11}, "embeds"),
    ({"embeds": [{"description": "x" * 4096}, {"description": "x" * 1905}]}, "embeds"),
    ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
    ({"embeds": [{"title": "x", "fields": [{"name": "n", "value": "v"}] * 26}]}, "embeds.0.fields"),
    ({"embeds": [{"title": "x", "fields": [{"name": "n", "value": ""}]}]}, "embeds.0.fields.0.value"),
    ({"embeds": [{"title": "x", "url": "javascript:alert(1)"}]}, "embeds.0.url"),
    ({"embeds": [{"color": 1}]}, "embeds.0"),
    (v2(TEXT, content="x"), "content"),
    (v2(TEXT, embeds=[{"title": "x"}]), "embeds"),
    (v2(), "components"),
    (v2(*[TEXT] * 41), "components"),
    (v2(container(*[TEXT] * 40)), "components"),
    (v2({"type": 10, "content": "x" * 2001}, {"type": 10, "content": "x" * 2000}), "components"),
    (v2({"type": 10, "content": ""}), "components.0.content"),
    (v2({"type": 10, "content": " \n"}), "components.0.content"),
    (v2(button()), "components.0.type"),
    (v2(container(container(TEXT))), "components.0.components.0.type"),
    (v2(container()), "components.0.components"),
    (v2(row()), "components.0.components"),
    (v2(row(button(), button())), "components"),
    (v2({**TEXT, "id": 1}, {**TEXT, "id": 1}), "components"),
    (v2(row(button(custom_id="x" * 101))), "components.0.components.0.custom_id"),
    (v2(row(button(custom_id=""))), "components.0.components.0.custom_id"),
    (v2(row(button(label="x" * 81))), "components.0.components.0.label"),
    (v2(row(button(label=""))), "components.0.components.0"),
    (v2(row(button(url="https://a.example"))), "components.0.components.0.url"),
    (v2(row({**LINK, "url": "ftp://a.example"})), "components.0.components.0.url"),
    (v2(row({**LINK, "url": "https://a.example/" + "x" * 512})), "components.0.components.0.url"),
    (v2(row({**LINK, "custom_id": "x"})), "components.0.components.0.custom_id"),
    (v2(row(button(emoji={"name": "thumbsup"}))), "components.0.components.0.emoji.name"),
    (v2(row(select(options=options(26)))), "components.0.components.0.options"),
    (v2(row(select(options=[]))), "components.0.components.0.options"),
    (v2(row(select(options=[OPTION, OPTION]))), "components.0.components.0.options"),
    (v2(row(select(options=[OPTION | {"label": "x" * 101}]))), "components.0.components.0.options.0.label"),
    (v2(row(select(max_values=2))), "components.0.components.0.max_values"),
    (v2(row(select(min_values=2, max_values=1))), "components.0.components.0.min_values"),
    (v2(row(select(placeholder="x" * 151))), "components.0.components.0.placeholder"),
    (
        v2(row(select(options=[each | {"default": True} for each in options(2)]))),
        "components.0.components.0.options",
    ),
    (v2(section(*[TEXT] * 4)), "components.0.components"),
    (v2({"type": 9, "components": [TEXT]}), "components.0.accessory.type"),
    (v2(section(TEXT, accessory=select())), "components.0.accessory.type"),
    (v2(container(TEXT, accent_color=0x1000000)), "components.0.accent_color"),
    (v2({"type": 14, "spacing": 3}), "components.0.spacing"),
    (v2({"type": 12, "items": []}), "components.0.items"),
    (v2(TEXT, allowed_mentions={"parse": ["roles"], "roles": ["1"]}), "allowed_mentions.roles"),
    (v2(TEXT, allowed_mentions={"everyone": False}), "allowed_mentions.everyone"),
]


@pytest.mark.parametrize("body", TAKEN, ids=map(str, range(len(TAKEN))))
def test_a_message_inside_the_limits_is_taken(body: dict[str, Any]):
    assert limits.problems(body) == []
    assert contract.problems("POST", "/channels/{channel}/messages", body) == []


@pytest.mark.parametrize(("body", "at"), REFUSED, ids=[f"{number} {at}" for number, (_, at) in enumerate(REFUSED)])
def test_a_message_outside_the_limits_is_refused_where_it_is_wrong(body: dict[str, Any], at: str):
    assert at in {problem.partition(":")[0] for problem in limits.problems(body)}


@pytest.mark.skipif(not contract.DOCUMENT.is_file(), reason="Discord's description is not on this machine")
@pytest.mark.parametrize(
    ("body", "at"),
    [
        (v2(container(section(TEXT, accessory={"type": 2, "custom_id": "x"}))), "components.0.components.0.accessory"),
        (v2(row(button(style="2"))), "components.0.components.0.style"),
        (v2(TEXT, nonce=[]), "nonce"),
        ({"content": 1}, "content"),
    ],
)
def test_discords_own_description_refuses_too(body: dict[str, Any], at: str):
    assert {place for place, _ in contract.problems("POST", "/channels/{channel}/messages", body)} == {at}


def modal(*components: Any, **more: Any) -> dict[str, Any]:
    return {"custom_id": "form", "title": "Form", "components": list(components), **more}


def labelled(component: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": 18, "label": "x", "component": component, **more}


def entry(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": 4, "custom_id": f"i{number}", "style": 1, **more}


GOOD_MODALS = [
    modal(*[labelled(entry(n), description="x" * 100) for n in range(5)], title="x" * 45),
    modal(TEXT, labelled(select(max_values=1, min_values=0, required=False))),
    modal(row(entry(label="x"))),
    modal(labelled(entry(value="x" * 300, max_length=300, min_length=1))),
    modal(labelled({"type": 21, "custom_id": "r", "options": options(2)})),
    modal(labelled({"type": 22, "custom_id": "c", "options": options(10), "min_values": 0, "required": False})),
]
BAD_MODALS = [
    (modal(), "components"),
    (modal(*[labelled(entry(n)) for n in range(6)]), "components"),
    (modal(labelled(entry()), title="x" * 46), "title"),
    (modal(labelled(entry()), custom_id="x" * 101), "custom_id"),
    (modal(labelled(entry()), labelled(entry())), "components"),
    (modal(labelled(entry(), label="x" * 46)), "components.0.label"),
    (modal(labelled(entry(), description="x" * 101)), "components.0.description"),
    (modal(labelled(entry(label="x"))), "components.0.component.label"),
    (modal(labelled(entry(value="xx", max_length=1))), "components.0.component.value"),
    (modal(labelled(entry(value="x", min_length=2))), "components.0.component.value"),
    (modal(labelled(entry(max_length=4001))), "components.0.component.max_length"),
    (modal(labelled(entry(placeholder="x" * 101))), "components.0.component.placeholder"),
    (modal(labelled(select(min_values=0))), "components.0.component.min_values"),
    (modal(labelled(select(disabled=True))), "components.0.component.disabled"),
    (modal(row(button())), "components.0.components.0.type"),
    (modal(row(entry())), "components.0.components.0.label"),
    (modal(labelled({"type": 21, "custom_id": "r", "options": options(1)})), "components.0.component.options"),
    (modal(entry()), "components.0.type"),
]


@pytest.mark.parametrize("data", GOOD_MODALS, ids=map(str, range(len(GOOD_MODALS))))
def test_a_modal_inside_the_limits_is_taken(data: dict[str, Any]):
    assert limits.modal_problems(data) == []
    body = {"type": 9, "data": data}
    assert contract.problems("POST", "/interactions/{interaction}/{token}/callback", body) == []


@pytest.mark.parametrize(("data", "at"), BAD_MODALS, ids=[f"{n} {at}" for n, (_, at) in enumerate(BAD_MODALS)])
def test_a_modal_outside_the_limits_is_refused_where_it_is_wrong(data: dict[str, Any], at: str):
    assert at in {problem.partition(":")[0] for problem in limits.modal_problems(data)}


def command(**more: Any) -> dict[str, Any]:
    return {"name": "papers", "description": "Papers", "type": 1, **more}


def opt(name: str = "x", kind: int = 3, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "x", "type": kind, **more}


CHOICES = [{"name": "x" * 90, "value": f"v{n}"} for n in range(20)]
BAD_COMMANDS = [
    (command(name="Papers"), "0.name"),
    (command(name="x" * 33), "0.name"),
    (command(name="a b"), "0.name"),
    (command(description=""), "0.description"),
    (command(description="x" * 101), "0.description"),
    (command(options=[opt(f"o{n}") for n in range(26)]), "0.options"),
    (command(options=[opt(), opt()]), "0.options"),
    (command(options=[opt("a"), opt("b", required=True)]), "0.options"),
    (command(options=[opt("a", 1), opt("b")]), "0.options"),
    (command(options=[opt("a", 1, options=[opt("b", 1)])]), "0.options.0.options.0.type"),
    (command(options=[opt(choices=[{"name": "x", "value": "x" * 101}])]), "0.options.0.choices.0.value"),
    (command(options=[opt(choices=[OPTION | {"name": "x"}] * 26)]), "0.options.0.choices"),
    (command(options=[opt(autocomplete=True, choices=[{"name": "x", "value": "x"}])]), "0.options.0.choices"),
    (command(options=[opt(f"o{n}", choices=CHOICES) for n in range(5)]), "0"),
    (command(contexts=[3]), "0.contexts"),
    (command(type=3), "0.description"),
    (command(type=3, name="x" * 33), "0.name"),
]


@pytest.mark.parametrize(("given", "at"), BAD_COMMANDS, ids=[f"{n} {at}" for n, (_, at) in enumerate(BAD_COMMANDS)])
def test_a_command_outside_the_limits_is_refused_where_it_is_wrong(given: dict[str, Any], at: str):
    assert at in {where for where, _, _ in command_limits.commands([given])}


def test_a_command_inside_the_limits_is_taken():
    group = opt("g", 2, options=[opt("s", 1, options=[opt("needed", required=True), opt("a", 4, min_value=1)])])
    given = [command(options=[group, opt("t", 1)], default_member_permissions=32, contexts=[0, 1])]
    assert [*command_limits.commands(given)] == []
    assert contract.problems("PUT", "/applications/{application}/commands", given) == []


async def test_what_is_refused_is_answered_as_discord_does_and_noted(discord: DiscordServer, bot: Bot, acme: Guild):
    error = await refused(post(bot, acme.channel("general"), {"content": "x" * 2001}), 400, 50035)
    assert "In content: Must be between 0 and 2000 in length, not 2001." in str(error)
    await refused(post(bot, acme.channel("general"), {"content": ""}), 400, 50006)
    assert len(discord.malformed) == 2
    discord.malformed.clear()


async def test_an_edit_is_checked_for_what_the_message_then_is(discord: DiscordServer, bot: Bot, acme: Guild):
    general = acme.channel("general")
    sent = await post(bot, general, {"content": "x"})
    await refused(bot.http.edit_message(general.id, sent["id"], params=Parameters(v2(TEXT))), 400, 50035)
    await bot.http.edit_message(general.id, sent["id"], params=Parameters(v2(TEXT, content=None)))
    await refused(bot.http.edit_message(general.id, sent["id"], params=Parameters({"content": "x"})), 400, 50035)
    await refused(
        bot.http.edit_message(general.id, sent["id"], params=Parameters({"flags": 0, "content": "x"})), 400, 50035
    )
    assert general.messages[0].is_v2
    discord.malformed.clear()


async def test_much_text_of_many_bytes_fails_for_ever(
    discord: DiscordServer, bot: Bot, acme: Guild, monkeypatch: pytest.MonkeyPatch
):
    async def at_once(_: float) -> None:
        """In place of the library's waits."""

    monkeypatch.setattr("discord.http.asyncio.sleep", at_once)
    await refused(post(bot, acme.channel("general"), v2({"type": 10, "content": "機" * 3900})), 500, 0)
    await post(bot, acme.channel("general"), v2({"type": 10, "content": "機" * 3000}))
    assert len(discord.calls_of("POST", "/channels/{channel}/messages")) == 6


async def test_checks_can_be_switched_off(discord: DiscordServer, bot: Bot, acme: Guild):
    discord.checks = False
    await post(bot, acme.channel("general"), {"content": "x" * 3000})
    assert len(acme.channel("general").messages) == 1


class Parameters:
    """As the library hands them over where there are no files."""

    files = None

    def __init__(self, payload: dict[str, Any]) -> None:
        self.payload = payload
