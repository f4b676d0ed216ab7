from bot.compose.cards import Entry, card
from bot.model import SAMPLE_LABEL
from tests.builders import a_paper


def test_words_around_a_match_say_whose_they_are():
    sample = a_paper(abstract=f"{SAMPLE_LABEL} We count primes.")
    assert card(Entry(sample, snippet="We count primes.")).summary_label == "from the sample text"
    assert card(Entry(a_paper(), snippet="We count primes.")).summary_label == "from the abstract"
