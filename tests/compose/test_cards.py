from datetime import timedelta

from bot.compose.cards import Entry, card
from bot.model import SAMPLE_LABEL
from tests.builders import TODAY, a_paper


def test_words_around_a_match_say_whose_they_are():
    sample = a_paper(abstract=f"{SAMPLE_LABEL} We count primes.")
    assert card(Entry(sample, snippet="We count primes.")).summary_label == "from the sample text"
    assert card(Entry(a_paper(), snippet="We count primes.")).summary_label == "from the abstract"


def test_a_card_does_not_repeat_the_day_that_its_list_is_about():
    paper = a_paper(announced_on=TODAY)
    assert card(Entry(paper), today=TODAY).announced == "Tue 3 Mar"
    assert card(Entry(paper), today=TODAY, told=TODAY).announced == ""
    assert card(Entry(paper), today=TODAY, told=TODAY - timedelta(days=1)).announced == "Tue 3 Mar"
