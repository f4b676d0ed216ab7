"""Feeds and pages as arXiv writes them, in small."""

from collections.abc import Sequence
from html import escape

OPEN_RSS = """<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel>
<title>cs.CL updates on arXiv.org</title><link>http://rss.arxiv.org/rss/cs.CL</link><description>x</description>
"""
SKIP_DAYS = "<skipDays><day>Sunday</day><day>Saturday</day></skipDays>"


def item(
    identifier: str = "2603.00001v1",
    kind: str = "new",
    title: str = "A Study",
    abstract: str = "We study it.",
    extra: str = "",
) -> str:
    return f"""<item><title>{escape(title)}</title><link>https://arxiv.org/abs/{identifier.partition("v")[0]}</link>
<description>arXiv:{identifier} Announce Type: {kind}
Abstract: {escape(abstract)}</description><guid isPermaLink="false">oai:arXiv.org:{identifier}</guid>
<category>cs.CL</category><category>cs.LG</category><pubDate>Tue, 03 Mar 2026 00:00:00 -0500</pubDate>
<arxiv:announce_type>{kind}</arxiv:announce_type><dc:creator>Ada Lovelace, Alan Turing</dc:creator>{extra}</item>
"""


def feed(*items: str, published: str = "Tue, 03 Mar 2026 00:00:00 -0500") -> str:
    date = f"<pubDate>{published}</pubDate>" if published else ""
    return f"{OPEN_RSS}{date}{SKIP_DAYS}{''.join(items)}</channel></rss>\n"


def entry(identifier: str = "2603.00001v2", title: str = "A Study", extra: str = "") -> str:
    return f"""<entry><id>http://arxiv.org/abs/{identifier}</id><title>{title}</title>
<updated>2026-03-02T10:00:00Z</updated><published>2026-02-27T18:00:00Z</published>
<summary>  We study it.
</summary><category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/><category term="cs.CL"/>
<category term="68T50 (Primary)"/><arxiv:primary_category term="cs.CL"/>
<author><name>Ada Lovelace</name><arxiv:affiliation>London</arxiv:affiliation></author>
<author><name>Alan Turing</name></author>{extra}</entry>
"""


def page(entries: Sequence[str], total: int | None = None, start: int = 0) -> str:
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns="http://www.w3.org/2005/Atom"><id>https://arxiv.org/api/x</id><title>arXiv Query</title>
<opensearch:itemsPerPage>100</opensearch:itemsPerPage>
<opensearch:totalResults>{len(entries) if total is None else total}</opensearch:totalResults>
<opensearch:startIndex>{start}</opensearch:startIndex>
{"".join(entries)}</feed>
"""


REFUSAL = page(
    [
        """<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_x</id><title>Error</title>
<summary>incorrect id format for x</summary><author><name>arXiv api core</name></author></entry>"""
    ]
)
