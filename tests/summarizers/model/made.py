"""A paper, and what a model wrote of it."""

from bot.model import Paper
from tests.builders import a_paper

ABSTRACT = (
    "Large language models are slow at long inputs. We present TurnipNet-2, a sparse attention method for long "
    "documents. On LongBench and 12 other benchmarks it is 3.5x faster than FlashAttention and improves accuracy by "
    "4.2%, with a 7B model trained on 1,000 documents."
)
PAPER: Paper = a_paper(title="TurnipNet: Sparse Attention for Long Documents", abstract=ABSTRACT)
GOOD = (
    "TurnipNet-2 is a sparse attention method that makes LLMs 3.5x faster on long documents, with 4.2% more accuracy."
)
