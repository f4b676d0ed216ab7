"""The application's commands as Discord keeps them, and how it looks one up for a person who types."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.adapters.discord.guild import Guild
    from tests.adapters.discord.server import DiscordServer

Definition = dict[str, Any]
GUILD, BOT_DM = 0, 1
SLASH, OF_PEOPLE, OF_MESSAGES = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2


class Commands:
    """``everywhere`` are the global ones; ``syncs`` counts how often all were replaced."""

    def __init__(self, discord: "DiscordServer") -> None:
        self.everywhere: dict[str, Definition] = {}
        self.of_guilds: dict[str, dict[str, Definition]] = {}
        self.syncs = 0
        self._discord = discord

    def of(self, guild: str | None) -> dict[str, Definition]:
        """By name: those of one guild, or the global ones."""
        return self.everywhere if guild is None else self.of_guilds.setdefault(guild, {})

    def store(self, given: Definition, guild: str | None) -> Definition:
        """A new one, or the one of that name changed; it keeps its id."""
        before = self.of(guild).get(given["name"], {})
        number = before.get("id") or self._discord.snowflake()
        shown = _stored(given) | {
            "id": number,
            "application_id": self._discord.application_id,
            "version": self._discord.snowflake(),
        }
        if guild is not None:
            shown["guild_id"] = guild
        self.of(guild)[given["name"]] = shown
        return shown

    def named(self, name: str, guild: "Guild | None", kind: int = SLASH) -> Definition:
        """The command of that name; AssertionError where Discord would offer none."""
        offered = {**self.everywhere, **(self.of(guild.id) if guild else {})}
        known = [each for each, command in offered.items() if command["type"] == kind]
        assert name in known, f"no command {name!r} was synced; there are: {known}"
        return offered[name]

    def typed(self, text: str, guild: "Guild | None") -> tuple[Definition, list[Definition]]:
        """The command that begins with these words, and the groups and the subcommand below it that they name.

        Raises AssertionError where Discord would offer no such command.
        """
        name, *below = text.removeprefix("/").split()
        command = self.named(name, guild)
        path, options = [], command.get("options", [])
        for word in below:
            found = next((each for each in options if each["name"] == word and each["type"] <= GROUP), None)
            assert found is not None, f"no {word!r} below /{name}; there are: {[each['name'] for each in options]}"
            path.append(found)
            options = found.get("options", [])
        assert not any(each["type"] <= GROUP for each in options), f"/{text} is a group, not a command"
        return command, path


def _stored(given: Definition) -> Definition:
    """With what Discord fills in."""
    permissions = given.get("default_member_permissions")
    contexts = given.get("contexts")
    return {
        "type": 1,
        "description": "",
        "name_localizations": None,
        "description_localizations": None,
        "nsfw": False,
        **given,
        "integration_types": given.get("integration_types") or [0],
        "default_member_permissions": None if permissions is None else str(permissions),
        "contexts": contexts,
        "dm_permission": contexts is None or BOT_DM in contexts,
        "options": [_option(each) for each in given.get("options", [])],
    }


def _option(given: Definition) -> Definition:
    """What is false or empty, Discord leaves out."""
    kept = {name: value for name, value in given.items() if value not in (None, False, [])}
    if "options" in kept:
        kept["options"] = [_option(each) for each in kept["options"]]
    return {"name_localizations": None, "description_localizations": None, **kept}
