from bot.model import Summary
from bot.storage.store import Store
from tests.builders import a_paper, a_sighting

ONE, TWO = "arxiv:2603.00001", "arxiv:2603.00002"
SUMMARY = Summary("In short.", "authors' abstract, extract")


def test_a_summary_is_kept_by_paper_and_summarizer(store: Store):
    store.papers.record([a_sighting(a_paper("2603.00001")), a_sighting(a_paper("2603.00002"))])
    store.summaries.record("extractive", {ONE: SUMMARY})
    assert store.summaries.cached([ONE, TWO], "extractive") == {ONE: SUMMARY}
    assert store.summaries.cached([ONE], "huggingface") == {}
    assert store.summaries.cached([], "extractive") == {}


def test_a_newer_summary_replaces_an_older_one(store: Store):
    store.papers.record([a_sighting()])
    newer = Summary("Even shorter.", "extract")
    for summary in (SUMMARY, newer):
        store.summaries.record("extractive", {ONE: summary})
    assert store.summaries.cached([ONE], "extractive") == {ONE: newer}


def test_a_summary_of_an_unknown_paper_is_not_kept(store: Store):
    store.summaries.record("extractive", {ONE: SUMMARY})
    assert store.summaries.cached([ONE], "extractive") == {}


def test_a_summary_is_found_by_an_old_key(store: Store):
    by_doi = a_paper(arxiv_id=None, key="doi:10.1000/x", doi="10.1000/x")
    store.papers.record([a_sighting(by_doi, source="crossref", source_id="77")])
    store.summaries.record("extractive", {"doi:10.1000/x": SUMMARY})
    store.papers.record([a_sighting(a_paper("2603.00001", doi="10.1000/x", title=by_doi.title), source="arxiv")])
    assert store.summaries.cached([ONE, "crossref:77"], "extractive") == {ONE: SUMMARY, "crossref:77": SUMMARY}


def test_many_summaries_are_kept_at_once_by_whatever_keys_their_papers_are_named(store: Store):
    by_doi = a_paper(arxiv_id=None, key="doi:10.1000/x", doi="10.1000/x")
    store.papers.record([a_sighting(by_doi, source="crossref", source_id="77"), a_sighting(a_paper("2603.00002"))])
    later = Summary("Later.", "extract")
    store.summaries.record("extractive", {"doi:10.1000/x": SUMMARY, "crossref:77": later, TWO: later, ONE: SUMMARY})
    kept = store.summaries.cached([TWO, "doi:10.1000/x", ONE], "extractive")
    assert kept == {TWO: later, "doi:10.1000/x": later}


def test_a_summary_of_a_text_that_is_another_one_by_now_is_not_kept(store: Store):
    store.papers.record([a_sighting()])
    paper = store.papers.many([ONE])[ONE]
    assert store.summaries.keep("model", paper, SUMMARY)
    store.papers.record([a_sighting(a_paper(abstract="A longer abstract than before, of the second version." * 4))])
    assert store.summaries.cached([ONE], "model") == {}
    assert not store.summaries.keep("model", paper, SUMMARY)
    assert store.summaries.cached([ONE], "model") == {}


def test_a_summary_of_a_paper_that_is_not_known_is_not_kept_either(store: Store):
    assert not store.summaries.keep("model", a_paper(), SUMMARY)
