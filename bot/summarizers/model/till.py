"""Pays for what a model is asked: first reserved, then asked, then settled; nothing is asked that nobody can pay."""

import asyncio
from dataclasses import dataclass

from bot.compose import findings
from bot.document import Finding
from bot.errors import UserError
from bot.model import Destination
from bot.model.spending import Cost, Prices, Spent
from bot.ports import Clock, Meter
from bot.storage.people import Workspace
from bot.storage.spending import Spending
from bot.summarizers.model.client import Endpoint
from bot.summarizers.model.prompt import Messages
from bot.summarizers.model.replies import Reply, Unanswered

PER_MESSAGE = 16
"""Tokens that an endpoint may put around each message, generously."""


class OverBudget(UserError):
    """The workspace has spent what it may spend today; nothing was asked."""


@dataclass(frozen=True, slots=True)
class Till:
    """One endpoint, its prices, and what each workspace may spend on it in a day of UTC."""

    endpoint: Endpoint
    spending: Spending
    prices: Prices
    allowed: Cost
    clock: Clock
    meter: Meter

    async def ask(self, messages: Messages, payer: Destination) -> Reply:
        """The reply, at the cost of the payer's workspace.

        Raises:
            OverBudget: it might cost more than is left of today's allowance.
            Unanswered: there is none.
        """
        workspace, day = (payer.platform, payer.workspace), self.clock.now().date()
        most = self.most(messages)
        if not await asyncio.to_thread(self.spending.reserve, workspace, day, most, self.allowed):
            self.meter.asked("over_budget")
            hint = "It goes on tomorrow (UTC). Whoever runs Paperboy sets it: daily_tokens and daily_money under [llm]."
            raise OverBudget("Today's allowance for the model is used up here.", hint)
        spent = self._all_of(messages)
        try:
            reply = await self.endpoint.ask(messages)
            spent = self._told(reply, spent)
        except Unanswered as error:
            spent = Spent() if error.is_free else spent
            self.meter.asked(error.outcome)
            raise
        finally:  # whoever is cancelled while the model answers has paid for it
            self.meter.spent(spent.tokens_in, spent.tokens_out, spent.micros)
            await asyncio.shield(asyncio.to_thread(self.spending.settle, workspace, day, most, spent))
        return reply

    async def examined(self, workspace: Workspace) -> Finding:
        """Whether the endpoint has the model, and whether the workspace may ask it today."""
        problem = ""
        try:
            await self.endpoint.is_there()
        except Unanswered as error:
            problem = str(error)
        spent = await asyncio.to_thread(self.spending.of, workspace, self.clock.now().date())
        return findings.model(self.endpoint.wiring.model, problem, spent, self.allowed)

    def most(self, messages: Messages) -> Cost:
        """The most that it can cost: no token is shorter than a byte."""
        spent = self._all_of(messages)
        return Cost(spent.tokens, spent.micros)

    def _all_of(self, messages: Messages) -> Spent:
        tokens_in = sum(len(message["content"].encode()) + PER_MESSAGE for message in messages)
        return self._spent(tokens_in, self.endpoint.wiring.max_tokens)

    def _told(self, reply: Reply, most: Spent) -> Spent:
        """What the endpoint counted; where it did not say, the most."""
        tokens_in = most.tokens_in if reply.tokens_in is None else reply.tokens_in
        tokens_out = most.tokens_out if reply.tokens_out is None else reply.tokens_out
        return self._spent(tokens_in, tokens_out)

    def _spent(self, tokens_in: int, tokens_out: int) -> Spent:
        return Spent(1, tokens_in, tokens_out, self.prices.of(tokens_in, tokens_out))
