"""PURE. TeX in running text → Unicode; ``bot.text`` is the door to it."""

from bot.tex.gate import may_hold_tex, typography
from bot.tex.walk import resolved

__all__ = ["resolve"]


def resolve(text: str) -> str:
    """``text`` with its TeX resolved; what is not certainly TeX stays. Total, and linear in the text."""
    return resolved(typography(text)) if may_hold_tex(text) else text
