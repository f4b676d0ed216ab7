"""How a paper is trending: a forecast of its settled votes, and the reasons in plain words. PURE."""

from bot.trend.coefficients import Coefficients, Fact, Forecast, shipped
from bot.trend.scoring import SETTLED_HOURS, UNVOTED, Trend, has_settled, prospect, score

__all__ = [
    "SETTLED_HOURS",
    "UNVOTED",
    "Coefficients",
    "Fact",
    "Forecast",
    "Trend",
    "has_settled",
    "prospect",
    "score",
    "shipped",
]
