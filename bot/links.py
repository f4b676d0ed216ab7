"""Links whose holder needs no account: what they are for is sealed in them, and nothing of it is stored."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

from bot.codec import decode, written
from bot.commands import Email
from bot.errors import NotUnderstood
from bot.model import Destination
from bot.ports import Clock, Purpose, SignUp
from bot.sealing import Tokens

CONFIRMED_WITHIN = timedelta(hours=24)
_PATHS: Mapping[Purpose, str] = {
    "confirm": "/email/confirm?t={}",
    "settings": "/email/settings?t={}",
    "unsubscribe": "/email/unsubscribe?t={}",
    "digest": "/digest/{}",
    "feed": "/feeds/digests/{}.atom",
}
_DELIVERY = re.compile("[a-z2-7]{22}")


class SealedLinks:
    """A ``ports.Links`` to the pages below ``base_url``.

    ``public``: a digest is read by whoever knows the key of its delivery, and links to it hold that key as it is.
    """

    def __init__(self, tokens: Tokens, base_url: str, clock: Clock, *, public: bool = False) -> None:
        self._tokens = tokens
        self._base_url = base_url.rstrip("/")
        self._clock = clock
        self._public = public

    def of(self, purpose: Purpose, text: str) -> str:
        """A whole address of the page that is about ``text``."""
        as_it_is = purpose == "digest" and self._public
        token = text if as_it_is else self._tokens.issue(purpose, text, self._clock.now())
        return self._base_url + _PATHS[purpose].format(quote(token, safe=""))

    def read(self, purpose: Purpose, token: str) -> str | None:
        """What a link was made for; ``None`` where it is not ours, for something else, or too old."""
        if purpose == "digest" and self._public and _DELIVERY.fullmatch(token):
            return token
        within = CONFIRMED_WITHIN if purpose == "confirm" else None
        return self._tokens.read(purpose, token, self._clock.now(), within)

    def confirming(self, sign_up: SignUp) -> str:
        """The address at which ``sign_up`` is confirmed."""
        return self.of("confirm", written(Email(sign_up.address, sign_up.changes)))

    def read_confirming(self, token: str) -> SignUp | None:
        """What is confirmed with it; also ``None`` where another version of Paperboy wrote it."""
        held = self.read("confirm", token)
        try:
            command = decode(held) if held else None
        except NotUnderstood:
            return None
        return SignUp(command.address, command.changes) if isinstance(command, Email) else None

    def feed(self, destination: Destination) -> str:
        """The address of a feed of a channel's digests."""
        return self.of("feed", json.dumps([destination.platform, destination.workspace, destination.channel]))

    def read_feed(self, token: str) -> Destination | None:
        """Whose feed it is."""
        held = self.read("feed", token)
        return Destination(*json.loads(held)) if held else None
