"""Messages of ours for the tests of this package: digests as they are posted, and buttons of any id."""

from dataclasses import replace

from bot.commands import Caller, Preview
from bot.document import Actions, Button, Document
from bot.model import Receipt
from tests.adapters.discord.state import Channel, Message
from tests.adapters.discord_posting.office import Office


async def a_digest(office: Office, channel: Channel, key: str = "k1", under: Receipt | None = None) -> Message:
    """A digest as it is posted in a channel."""
    caller = Caller("9", office.place(channel), channel_name=f"#{channel.name}")
    document = replace(await office.handle(Preview(), caller), private=False)
    receipt = await office.adapter.send(office.place(channel), document, key=key, under=under)
    place = channel if under is None else (office.discord.channel(under.message_id) or channel)
    message = place.message(receipt.message_id)
    assert message
    return message


async def a_button(office: Office, channel: Channel, custom_id: str) -> Message:
    """A message of ours with a button of that id."""
    document = Document("Old", (Actions((Button("Press", Preview()),)),))
    receipt = await office.adapter.send(office.place(channel), document, key="k2")
    message = channel.message(receipt.message_id)
    assert message
    message.components[0]["components"][-1]["components"][0]["custom_id"] = custom_id
    return message
