"""How good a summary one sentence of the abstract is: ``python -m benchmarks.summaries DATA_DIR [--page N]``.

Needs ``rouge-score`` (``.venv/bin/python -m pip install rouge-score``). Reads ``summaries/`` and ``hf_daily/`` in
DATA_DIR and prints

* ROUGE-1/2/L F, stemmed, per paper against the reference with the best ROUGE-1: on SciTLDR dev, which the weights never
  saw; on SciTLDR train in five folds, by weights fitted on the other four; and against Hugging Face's ``ai_summary``;
  with a 95 % interval of ROUGE-1 over papers, and the mean number of words;
* how many summaries have which fault (``bot.summarizers.extractive.soundness``), over all those abstracts;
* the processor time a summary takes.

``--page N`` prints N titles, each with its summary, for reading, and nothing else.
"""

import argparse
import gzip
import json
import math
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.train_summaries import Example, fit, read
from bot.summarizers.extractive.choosing import Weights, extract, split
from bot.summarizers.extractive.features import stems
from bot.summarizers.extractive.soundness import faults
from bot.text import readable

try:
    from rouge_score.rouge_scorer import RougeScorer
except ModuleNotFoundError:
    sys.exit("This benchmark needs rouge-score. Install it: .venv/bin/python -m pip install rouge-score")

FOLDS = 5
MEASURES = ("rouge1", "rouge2", "rougeL")
SAMPLED = 1_500
"""Papers with a summary by Hugging Face's model on which ROUGE is measured."""
Choice = Callable[[Example], str]
Scores = tuple[float, float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--page", type=int, metavar="N")
    given = parser.parse_args()
    daily = list(hugging_face(given.folder / "hf_daily" / "daily_responses.jsonl.gz"))
    dev = read(given.folder / "summaries" / "scitldr_a.dev.jsonl.gz")
    if given.page:
        page(daily, dev, given.page)
        return
    train = read(given.folder / "summaries" / "scitldr_a.train.jsonl.gz")
    table("SciTLDR dev", dev, BASELINES | OURS)
    table("SciTLDR train, five folds", train, BASELINES | {"Paperboy, refitted": refitted(train)})
    summarized = [paper for paper in daily if paper.references[0]]
    sample = random.Random(0).sample(summarized, min(SAMPLED, len(summarized)))
    table("Hugging Face, ai_summary", sample, BASELINES | OURS)
    broken({"Hugging Face": daily, "SciTLDR": train + dev})
    speed(daily)


def hugging_face(path: Path) -> Iterator[Example]:
    """Every paper of the daily lists, once; the reference is empty where there is no ``ai_summary``."""
    seen = set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for entry in (entry for line in lines for entry in json.loads(line)["response"]):
            paper = entry["paper"]
            if paper["id"] not in seen and paper.get("summary", "").strip():
                seen.add(paper["id"])
                summary = readable(paper.get("ai_summary") or "")
                yield Example(readable(paper["title"]), readable(paper["summary"]), (summary,))


def shipped(example: Example) -> str:
    return extract(example.abstract, example.title)


def uncut(example: Example) -> str:
    """The whole sentence that the summary was made of."""
    told = set(stems(shipped(example)))
    return max(example.sentences, key=lambda sentence: len(told.intersection(stems(sentence))))


def two(example: Example) -> str:
    """The summary, and the summary of what is left without its sentence."""
    first = uncut(example)
    rest = " ".join(sentence for sentence in example.sentences if sentence != first)
    return f"{shipped(example)} {extract(rest, example.title)}"


def refitted(examples: Sequence[Example]) -> Choice:
    """Summaries by weights that never saw the paper."""
    order = random.Random(0).sample(range(len(examples)), len(examples))
    fold = {id(examples[place]): number % FOLDS for number, place in enumerate(order)}
    weights: list[Weights] = [fit([one for one in examples if fold[id(one)] != number]) for number in range(FOLDS)]
    return lambda example: extract(example.abstract, example.title, weights[fold[id(example)]])


def lead(example: Example) -> str:
    return example.sentences[0]


def title(example: Example) -> str:
    return example.title


_ANNOUNCED = re.compile(
    r"\b(?:we|this (?:paper|work|article))(?: \w+ly| also)? "
    r"(?:propos|present|introduc|develop|describ|stud|investigat|show|demonstrat|design|provid|explor|address)",
    re.IGNORECASE,
)


def announced(example: Example) -> str:
    """The first sentence with "we propose" or the like, else with "we", else the first."""
    ours = [one for one in example.sentences if re.search(r"\b[Ww]e\b", one)]
    return next((one for one in example.sentences if _ANNOUNCED.search(one)), (ours or example.sentences)[0])


def lexrank(example: Example, rounds: int = 50, damping: float = 0.85) -> str:
    """The most central sentence: PageRank over cosines of tf-idf vectors, idf counted within the abstract."""
    counts = [Counter(stems(sentence)) for sentence in example.sentences]
    spread = Counter(word for one in counts for word in one)
    vectors = [{w: n * math.log(1 + len(counts) / spread[w]) for w, n in one.items()} for one in counts]
    links = [[cosine(one, other) for other in vectors] for one in vectors]
    totals = [sum(row) or 1 for row in links]
    ranks = [1 / len(counts)] * len(counts)
    for _ in range(rounds):
        flows = [sum(r * links[j][i] / totals[j] for j, r in enumerate(ranks)) for i in range(len(counts))]
        ranks = [(1 - damping) / len(counts) + damping * flow for flow in flows]
    return example.sentences[max(range(len(counts)), key=lambda index: ranks[index])]


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    norms = math.sqrt(sum(v * v for v in one.values()) * sum(v * v for v in other.values()))
    return sum(value * other.get(word, 0) for word, value in one.items()) / norms if norms else 0.0


def oracle(example: Example) -> str:
    """The sentence that the references themselves would choose."""
    return max(example.sentences, key=lambda sentence: rouge(sentence, example.references)[0])


BASELINES: dict[str, Choice] = {
    "lead sentence": lead,
    "LexRank": lexrank,
    'first "we propose…"': announced,
    "title": title,
    "oracle sentence": oracle,
}
OURS: dict[str, Choice] = {"Paperboy": shipped, "the same, uncut": uncut, "and a second": two}
_SCORER = RougeScorer(MEASURES, use_stemmer=True)


def rouge(text: str, references: Sequence[str]) -> Scores:
    """F of each measure against the reference with the best ROUGE-1."""
    found = [_SCORER.score(reference, text) for reference in references]
    best = max(found, key=lambda scores: scores["rouge1"].fmeasure)
    one, two, longest = (float(best[measure].fmeasure) for measure in MEASURES)
    return one, two, longest


def table(name: str, examples: Sequence[Example], choices: Mapping[str, Choice]) -> None:
    print(f"{name}: {len(examples):,} papers")
    print(f"{'':22}{'ROUGE-1':>9}{'±':>6}{'ROUGE-2':>9}{'ROUGE-L':>9}{'words':>7}")
    for label, choice in choices.items():
        texts = [choice(example) for example in examples]
        rows = [rouge(text, example.references) for text, example in zip(texts, examples, strict=True)]
        means = [100 * sum(column) / len(rows) for column in zip(*rows, strict=True)]
        around = 100 * 1.96 * deviation([row[0] for row in rows]) / math.sqrt(len(rows))
        words = sum(len(text.split()) for text in texts) / len(texts)
        print(f"{label:22}{means[0]:>9.1f}{around:>6.1f}{means[1]:>9.1f}{means[2]:>9.1f}{words:>7.1f}", flush=True)
    print()


def deviation(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))


def broken(sets: Mapping[str, Sequence[Example]]) -> None:
    """Print how often which fault is left."""
    for name, examples in sets.items():
        counted = [faults(shipped(example)) for example in examples]
        kinds = Counter(fault for found in counted for fault in found)
        told = ", ".join(f"{fault} {count}" for fault, count in kinds.most_common()) or "none"
        print(f"faults, {name}: {sum(map(bool, counted))} of {len(examples):,} summaries ({told})")


def speed(examples: Sequence[Example]) -> None:
    chosen = examples[:2_000]
    begun = time.process_time()
    for example in chosen:
        shipped(example)
    spent = (time.process_time() - begun) / len(chosen)
    sentences = sum(len(split(example.abstract)) for example in chosen) / len(chosen)
    print(f"processor time: {1000 * spent:.2f} ms a summary, of {sentences:.1f} sentences")


def page(daily: Sequence[Example], dev: Sequence[Example], count: int) -> None:
    """Print summaries to read, two thirds of Hugging Face's papers."""
    draw = random.Random(count)
    chosen = draw.sample(daily, count * 2 // 3) + draw.sample(dev, count - count * 2 // 3)
    for number, example in enumerate(chosen, start=1):
        text = shipped(example)
        print(f"{number}. {example.title}\n   {text}\n   {', '.join(faults(text))}")


if __name__ == "__main__":
    main()
