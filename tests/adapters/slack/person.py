"""What a person does in Slack, and what they see. Each act returns once the app has acknowledged it."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.adapters.slack import delivery, inputs, web_views
from tests.adapters.slack.finding import Found, find, found_input
from tests.adapters.slack.hooks import Hook, answered, new_hook
from tests.adapters.slack.shown import shown
from tests.adapters.slack.state import VALUES, initial_state
from tests.adapters.slack.workspace import Channel, Message, User, View

if TYPE_CHECKING:
    from tests.adapters.slack.server import SlackServer
    from tests.adapters.slack.team import Team

Answer = dict[str, Any]
"""What an acknowledgement carried; {} for a bare one."""


class Person:
    """One member of one workspace, in front of their screen."""

    def __init__(self, slack: "SlackServer", team: "Team", user: User) -> None:
        self.slack = slack
        self.team = team
        self.user = user
        self.id = user.id

    # What they see

    def sees(self, channel: Channel | str) -> list[Message]:
        """The channel as they see it: without replies, with what only they see; the oldest first."""
        return [each for each in self._visible(self._channel(channel)) if not each.is_reply or each.broadcast]

    def thread(self, message: Message) -> list[Message]:
        """The replies to a message, what only they see included."""
        inside = self._visible(self.team.channels[message.channel])
        return [each for each in inside if each.is_reply and each.thread_ts == message.ts]

    def reads(self, channel: Channel | str) -> str:
        """The whole channel as text."""
        return "\n\n".join(shown(each) for each in self.sees(channel))

    @property
    def dm(self) -> Channel:
        return self.team.dm(self.id)

    @property
    def modals(self) -> list[View]:
        return self.team.modals.get(self.id, [])

    @property
    def modal(self) -> View | None:
        """The one on top."""
        return self.modals[-1] if self.modals else None

    @property
    def home(self) -> View | None:
        return self.team.homes.get(self.id)

    async def awaits(self, words: str, channel: Channel | str) -> Message:
        """The newest message they see there with these words in it, once it is there."""

        def newest() -> Message | None:
            return next((each for each in reversed(self.sees(channel)) if words in shown(each)), None)

        found = await self.slack.until(newest, f"{self.user.name} to read {words!r}")
        assert found is not None
        return found

    async def awaits_modal(self, words: str = "") -> View:
        """The modal on top, once it has these words in it."""

        def on_top() -> View | None:
            return self.modal if self.modal and words in shown(self.modal) else None

        found = await self.slack.until(on_top, f"{self.user.name} to see a modal with {words!r}")
        assert found is not None
        return found

    async def awaits_home(self, words: str = "") -> View:
        """The app's home tab, once it has these words in it."""

        def there() -> View | None:
            return self.home if self.home and words in shown(self.home) else None

        found = await self.slack.until(there, f"{self.user.name} to see a home with {words!r}")
        assert found is not None
        return found

    # What they do

    async def types(self, text: str, channel: Channel | str = "general") -> Answer:
        """A slash command; an answer in the acknowledgement is posted, as Slack does."""
        place = self._channel(channel)
        name, _, words = text.partition(" ")
        url = new_hook(self.slack, self.team.id, place.id, self.id)
        form = {
            "token": "verification",
            "team_id": self.team.id,
            "team_domain": self.team.domain,
            "channel_id": place.id,
            "channel_name": {"im": "directmessage", "private": "privategroup"}.get(place.kind, place.name),
            "user_id": self.id,
            "user_name": self.user.name,
            "command": name,
            "text": words,
            "api_app_id": "A1",
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": self.slack.trigger(self.id),
        }
        answer = await delivery.command(self.slack, form)
        if answer.get("text") or answer.get("blocks"):
            answered(self.slack, Hook(self.team.id, place.id, self.id, self.slack.clock.now(), []), answer)
        return answer

    async def presses(
        self, label: str, where: Message | View | None = None, *, beside: str = "", nth: int = 0
    ) -> Answer:
        """A button or an overflow option by its words: the first at or below the words ``beside``, or the nth."""
        place = self._place(where)
        found = find(place, label, beside=beside, nth=nth)
        return await self._acts(place, found)

    async def fills(self, label: str, value: Any, where: View | Message | None = None) -> None:
        """Put a value into an input, found by label, block, action or placeholder; nothing is sent."""
        place = self._place(where)
        found = found_input(place, label)
        held = await inputs.value(self, place, found, value)
        inputs.store(place, found, held)

    async def chooses(self, label: str, value: Any, where: Message | View | None = None) -> Answer:
        """As ``fills``; and the app hears of it where it listens: dispatch_action, a section, actions."""
        await self.fills(label, value, where)
        place = self._place(where)
        found = found_input(place, label)
        if found.block["type"] == "input" and not found.block.get("dispatch_action"):
            return {}
        return await self._acts(place, found)

    async def submits(self, view: View | None = None, values: Mapping[str, Any] | None = None) -> Answer:
        """The submit button of the modal; with {label: value} filled in before. Errors stand in ``view.errors``."""
        place = view or self._modal()
        for label, value in (values or {}).items():
            await self.fills(label, value, place)
        inputs.check(place)
        payload = self._common("view_submission") | {"view": place.as_json(), "response_urls": []}
        answer = await delivery.interaction(self.slack, payload)
        self._apply(place, answer)
        return answer

    async def closes(self, view: View | None = None) -> Answer:
        """The close button; the app hears of it where it has asked to."""
        place = view or self._modal()
        self.modals.remove(place)
        self.slack.changed()
        if not place.content.get("notify_on_close"):
            return {}
        payload = self._common("view_closed") | {"view": place.as_json(), "is_cleared": False}
        return await delivery.interaction(self.slack, payload)

    async def suggests(self, label: str, query: str, where: Message | View | None = None) -> list[dict[str, Any]]:
        """What an external select offers for what was typed into it: options."""
        place = self._place(where)
        found = found_input(place, label)
        container = self._container(place)
        about = {"block_id": found.block["block_id"], "action_id": found.element["action_id"], "value": query}
        payload = self._common("block_suggestion") | container | about
        del payload["trigger_id"]
        return inputs.offered(await delivery.interaction(self.slack, payload))

    async def shortcut(self, name: str, message: Message) -> Answer:
        """A message shortcut, from the menu of that message: its words in ``slack.shortcuts``, or its callback_id."""
        channel = self.team.channels[message.channel]
        payload = self._common("message_action") | {
            "callback_id": self.slack.shortcuts.get(name, name),
            "channel": {"id": channel.id, "name": channel.name},
            "message": message.as_json(),
            "message_ts": message.ts,
            "action_ts": self.slack.ts(),
            "response_url": new_hook(self.slack, self.team.id, channel.id, self.id, message),
        }
        return await delivery.interaction(self.slack, payload)

    async def shortcut_global(self, name: str) -> Answer:
        """A shortcut that is about no message; named likewise."""
        named = {"callback_id": self.slack.shortcuts.get(name, name), "action_ts": self.slack.ts()}
        payload = self._common("shortcut") | named
        return await delivery.interaction(self.slack, payload)

    async def reacts(self, name: str, message: Message) -> str:
        """Add a reaction; the event's id."""
        message.reactions.setdefault(name, []).append(self.id)
        return await self._reaction("reaction_added", name, message)

    async def unreacts(self, name: str, message: Message) -> str:
        message.reactions[name].remove(self.id)
        return await self._reaction("reaction_removed", name, message)

    def says(self, text: str, channel: Channel | str = "general", *, under: Message | None = None) -> Message:
        """A message of their own, which the app is not told of."""
        thread = (under.thread_ts or under.ts) if under else None
        return self.team.post(self._channel(channel), self.id, text=text, thread_ts=thread)

    async def pastes(self, link: str, channel: Channel | str = "general") -> Message:
        """A message with a link in it, or several with spaces between, of domains that the app unfurls."""
        links = link.split()
        message = self.says(" ".join(f"<{each}>" for each in links), channel)
        unfurl_id = self.slack.new_id("unfurl")
        self.slack.unfurl_ids[unfurl_id] = (message.channel, message.ts)
        parts = [{"domain": re.sub(r"^https?://(?:www\.)?([^/]+).*$", r"\1", each), "url": each} for each in links]
        inside = self.team.bot.id in self.team.channels[message.channel].members
        ends = {"unfurl_id": unfurl_id, "source": "conversations_history", "is_bot_user_member": inside}
        where = {"channel": message.channel, "message_ts": message.ts, "user": self.id}
        await self.team.happens("link_shared", links=parts, **where, **ends)
        return message

    async def opens_home(self) -> str:
        shown_now = {"view": self.home.as_json()} if self.home else {}
        return await self.team.happens("app_home_opened", user=self.id, channel=self.dm.id, tab="home", **shown_now)

    async def mentions_bot(self, text: str, channel: Channel | str = "general") -> Message:
        """A message that begins with the bot's name."""
        message = self.says(f"<@{self.team.bot.id}> {text}", channel)
        fields = {"channel": message.channel, "user": self.id, "text": message.text, "ts": message.ts}
        await self.team.happens("app_mention", **fields)
        return message

    # How it is said to the app

    def _common(self, kind: str) -> dict[str, Any]:
        return delivery.common(self.slack, self.team, self.user, kind)

    async def _acts(self, place: Message | View, found: Found) -> Answer:
        payload = self._common("block_actions") | self._container(place)
        payload["actions"] = [self._action(place, found)]
        if isinstance(place, Message):
            payload["response_url"] = new_hook(self.slack, self.team.id, place.channel, self.id, place)
        return await delivery.interaction(self.slack, payload)

    def _action(self, place: Message | View, found: Found) -> dict[str, Any]:
        element = found.element
        action = {name: element[name] for name in ("type", "action_id", "value", "style", "url") if name in element}
        action |= {"block_id": found.block["block_id"], "action_ts": self.slack.ts()}
        if element["type"] == "button":
            action["text"] = element["text"]
        elif found.option is not None:
            action["selected_option"] = {name: found.option[name] for name in ("text", "value") if name in found.option}
        else:
            held = place.state[found.block["block_id"]][element["action_id"]]
            name = VALUES[element["type"]][0]
            action[name] = held[name]
        return action

    def _container(self, place: Message | View) -> dict[str, Any]:
        if isinstance(place, View):
            return {"container": {"type": "view", "view_id": place.id}, "view": place.as_json()}
        channel = self.team.channels[place.channel]
        ephemeral = place.seen_by is not None
        container = {"type": "message", "message_ts": place.ts, "channel_id": channel.id, "is_ephemeral": ephemeral}
        if place.thread_ts:
            container["thread_ts"] = place.thread_ts
        names = {"im": "directmessage", "private": "privategroup"}
        about = {"container": container, "channel": {"id": channel.id, "name": names.get(channel.kind, channel.name)}}
        if not ephemeral:
            about["message"] = place.as_json()
        return about | {"state": {"values": place.state}}

    def _apply(self, view: View, answer: Answer) -> None:
        """What Slack does with the answer to a submission."""
        action = answer.get("response_action")
        view.errors = answer.get("errors", {}) if action == "errors" else {}
        unknown = set(view.errors) - {block["block_id"] for block in view.blocks if block["type"] == "input"}
        assert not unknown, f"errors for blocks that are no inputs: {unknown}"
        if action is None:
            self.modals.remove(view)
        elif action == "clear":
            self.modals.clear()
        elif action == "update":
            web_views.replace(self.slack.new_id("hash"), view, web_views.checked(answer["view"], "modal"))
        elif action == "push":
            number = self.slack.new_id("V")
            content = web_views.checked(answer["view"], "modal")
            pushed = View(number, self.team.id, content, self.slack.new_id("hash"), view.root, previous=view.id)
            pushed.state = initial_state(pushed.blocks)
            self.modals.append(pushed)
        self.slack.changed()

    async def _reaction(self, kind: str, name: str, message: Message) -> str:
        item = {"type": "message", "channel": message.channel, "ts": message.ts}
        return await self.team.happens(kind, user=self.id, reaction=name, item=item, item_user=message.user)

    def _visible(self, channel: Channel) -> list[Message]:
        return [each for each in channel.messages if each.seen_by in {None, self.id}]

    def _channel(self, channel: Channel | str) -> Channel:
        if isinstance(channel, Channel):
            return channel
        return self.team.channels.get(channel) or self.team.channel(channel)

    def _place(self, where: Message | View | None) -> Message | View:
        return where if where is not None else self._modal()

    def _modal(self) -> View:
        assert self.modal is not None, f"no modal is open before {self.user.name}"
        return self.modal
