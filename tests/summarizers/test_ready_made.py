from bot.model import SAMPLE_LABEL
from bot.summarizers.abstract import LIMIT, Abstract
from bot.summarizers.huggingface import HuggingFaceSummary
from tests.builders import a_paper


async def test_the_model_that_wrote_a_summary_is_named():
    paper = a_paper(ai_summary="A faster\noptimizer.", ai_summary_model="acme/tiny-1b")
    summary = await HuggingFaceSummary().summarize(paper)
    assert summary is not None
    assert summary.text == "A faster optimizer."
    assert summary.provenance == "Hugging Face summary (acme/tiny-1b)"


async def test_a_summary_by_an_unnamed_model_is_still_labelled():
    summary = await HuggingFaceSummary().summarize(a_paper(ai_summary="A faster optimizer."))
    assert summary is not None
    assert summary.provenance == "Hugging Face summary"


async def test_a_paper_that_hugging_face_has_not_summarized_yet_has_none():
    assert await HuggingFaceSummary().summarize(a_paper(ai_summary=None)) is None
    assert await HuggingFaceSummary().summarize(a_paper(ai_summary=" ")) is None


async def test_a_short_abstract_stands_as_it_is():
    summary = await Abstract().summarize(a_paper(abstract="We count\nprimes."))
    assert summary is not None
    assert (summary.text, summary.provenance) == ("We count primes.", "authors' abstract")


async def test_a_long_abstract_is_shortened_and_says_so():
    summary = await Abstract().summarize(a_paper(abstract="We count primes of a certain kind. " * 40))
    assert summary is not None
    assert len(summary.text) <= LIMIT
    assert summary.provenance == "beginning of the authors' abstract"


async def test_without_an_abstract_there_is_none_to_show():
    assert await Abstract().summarize(a_paper(abstract="")) is None


async def test_sample_text_is_not_called_the_authors_own():
    whole = await Abstract().summarize(a_paper(abstract=f"{SAMPLE_LABEL} We count\nprimes."))
    assert whole is not None
    assert (whole.text, whole.provenance) == ("We count primes.", "sample text")
    part = await Abstract().summarize(a_paper(abstract=f"{SAMPLE_LABEL} {'We count primes of a kind. ' * 40}"))
    assert part is not None
    assert part.text.startswith("We count")
    assert part.provenance == "beginning of the sample text"
