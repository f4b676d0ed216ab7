"""What the checks of a model's summaries find, and how often wrongly: ``python -m benchmarks.checks DATA_DIR``.

No model is asked. Reads ``hf_daily/daily_responses.jsonl.gz`` in DATA_DIR: abstracts with the summary (``ai_summary``)
that Hugging Face's model wrote of them, which nobody told to copy names and numbers. Prints

* how many of those summaries would be discarded, and why: over the fifth of the papers that was looked at while the
  rules were written, and over all others, which were not;
* the processor time of checking one;
* how many are discarded once they are spoilt, among those that were not before: a number changed, a number put in from
  elsewhere in the abstract, a name put in that only another paper has, the whole summary of another paper.
"""

import argparse
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.model import Paper
from bot.summarizers.model import checks
from bot.summarizers.model.checks import Discarded
from bot.summarizers.model.claims import Number, names, numbers
from bot.text import readable

LOOKED_AT = 0.2
SAMPLED = 500
Spoil = Callable[["Pair", "Pair", random.Random], str | None]


@dataclass(frozen=True, slots=True)
class Pair:
    """A paper, and what was written of it; ``known``: it was looked at while the rules were written."""

    paper: Paper
    summary: str
    known: bool


def read(folder: Path) -> Iterator[Pair]:
    """Each paper that has a summary, once."""
    chance, seen = random.Random(1), set()
    with gzip.open(folder / "hf_daily" / "daily_responses.jsonl.gz", "rt", encoding="utf-8") as lines:
        for entry in (entry for line in lines for entry in json.loads(line)["response"]):
            told = entry["paper"]
            if not told.get("ai_summary") or told["id"] in seen:
                continue
            seen.add(told["id"])
            paper = Paper(f"arxiv:{told['id']}", readable(told["title"]), readable(told["summary"]))
            yield Pair(paper, readable(told["ai_summary"]), known=chance.random() <= LOOKED_AT)


def why(paper: Paper, summary: str) -> str | None:
    """Why ``summary`` would be discarded; ``None`` where it would be shown."""
    try:
        checks.summary(summary, paper, "English")
    except Discarded as error:
        return str(error)
    return None


def another_number(pair: Pair, _: Pair, chance: random.Random) -> str | None:
    """One digit of a number is another one."""
    places = [place for place, letter in enumerate(pair.summary) if _is_number_at(pair.summary, place)]
    if not places:
        return None
    place = chance.choice(places)
    digit = chance.choice([digit for digit in "123456789" if digit != pair.summary[place]])
    return pair.summary[:place] + digit + pair.summary[place + 1 :]


def _is_number_at(text: str, place: int) -> bool:
    """Whether a digit there belongs to a number and not to a name such as GPT-4."""
    word = text[: place + 1].rsplit(" ", maxsplit=1)[-1]
    return text[place].isdigit() and not any(letter.isalpha() for letter in word)


def misplaced_number(pair: Pair, _: Pair, chance: random.Random) -> str | None:
    """A number of the summary gives way to another one of the same abstract, of the same kind."""
    here = [number for number in numbers(pair.summary) if number.written[0].isdigit()]
    there = [number for number in numbers(pair.paper.abstract) if number.written[0].isdigit()]
    swaps = [(one, two) for one in here for two in there if one.unit == two.unit and not one.values & two.values]
    return _swapped(pair.summary, chance.choice(swaps)) if swaps else None


def _swapped(text: str, swap: tuple[Number, Number]) -> str:
    return text.replace(swap[0].written, swap[1].written, 1)


def another_method(pair: Pair, other: Pair, chance: random.Random) -> str | None:
    """A name gives way to one of another paper's summary that has a capital inside or a digit: ResNet, GPT-4, LLM."""
    return _renamed(pair, [name for name in _names(other) if not name[1:].islower()], chance)


def another_word(pair: Pair, other: Pair, chance: random.Random) -> str | None:
    """A name gives way to a capitalised word of another paper's summary: Stanford, Gaussian, Learning."""
    return _renamed(pair, [name for name in _names(other) if name[1:].islower()], chance)


def _names(pair: Pair) -> list[str]:
    return [name for _, name in names(pair.summary, "English")]


def _renamed(pair: Pair, offered: Sequence[str], chance: random.Random) -> str | None:
    """With one of the ``offered`` names that its paper does not have."""
    text = f"{pair.paper.title} {pair.paper.abstract}".casefold()
    old, new = _names(pair), [name for name in offered if name.casefold() not in text]
    return pair.summary.replace(chance.choice(old), chance.choice(new)) if old and new else None


def another_paper(_: Pair, other: Pair, __: random.Random) -> str:
    """The summary of another paper."""
    return other.summary


SPOILT: dict[str, Spoil] = {
    "one digit of a number is another": another_number,
    "a number of the abstract in the wrong place": misplaced_number,
    "another paper's name (ResNet, GPT-4, LLM)": another_method,
    "another paper's word (Stanford, Gaussian)": another_word,
    "the summary of another paper": another_paper,
}


def false_alarms(pairs: Sequence[Pair]) -> None:
    """Print how many good summaries are discarded, and why."""
    for words, known in (("looked at while the rules were written", True), ("never looked at", False)):
        reasons = Counter(why(pair.paper, pair.summary) for pair in pairs if pair.known == known)
        total = reasons.total()
        print(f"\n{total:,} summaries, {words}")
        print(f"  {'shown':55} {reasons[None]:6,} {reasons[None] / total:7.2%}")
        for reason, count in reasons.most_common():
            if reason:
                print(f"  {reason:55} {count:6,} {count / total:7.2%}")


def cost(pairs: Sequence[Pair]) -> None:
    """Print the processor time that one check takes."""
    begun = time.process_time()
    for pair in pairs:
        why(pair.paper, pair.summary)
    print(f"\n{(time.process_time() - begun) / len(pairs) * 1000:.1f} ms to check one")


def catches(pairs: Sequence[Pair]) -> None:
    """Print how many spoilt summaries are discarded, of papers that were never looked at."""
    good = [pair for pair in pairs if not pair.known and why(pair.paper, pair.summary) is None]
    print("\nspoilt summaries, of papers never looked at")
    for words, spoil in SPOILT.items():
        chance = random.Random(2)
        spoilt = [(pair.paper, spoil(pair, chance.choice(good), chance)) for pair in good]
        tried = [(paper, text) for paper, text in spoilt if text]
        caught = sum(why(paper, text) is not None for paper, text in tried)
        print(f"  {words:45} {caught:6,} of {len(tried):6,} {caught / len(tried):7.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    pairs = list(read(parser.parse_args().data))
    false_alarms(pairs)
    cost(pairs[:SAMPLED])
    catches(pairs)


if __name__ == "__main__":
    main()
