import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.addresses import MAX_ADDRESS, mailbox, read_address
from bot.errors import NotUnderstood
from tests.commands_made import addresses


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("me@example.org", "me@example.org"),
        ("  Me.Too+papers@Example.ORG ", "Me.Too+papers@example.org"),
        ("<me@example.org>", "me@example.org"),
        ("mailto:me@example.org", "me@example.org"),
        ("me@bücher.example", "me@xn--bcher-kva.example"),
        ("me@xn--bcher-kva.example", "me@xn--bcher-kva.example"),
        ("me@例え.jp", "me@xn--r8jz45g.jp"),
        ("me@пример.рф", "me@xn--e1afmkfd.xn--p1ai"),
        ("o'neil@mail.example.org", "o'neil@mail.example.org"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str):
    assert read_address(typed) == kept
    assert read_address(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "me",
        "me@",
        "@example.org",
        "me@localhost",
        "me@127.0.0.1",
        "me@[127.0.0.1]",
        "me@example..org",
        "me@-example.org",
        "me@example.org.",
        "a@b@example.org",
        ".me@example.org",
        "me.@example.org",
        "m e@example.org",
        '"m e"@example.org',
        "Me <me@example.org>",
        "me@example.org, you@example.org",
        "me@example.org\r\nBcc: you@example.org",
        "me\r\nBcc: you@example.org",
        "me@example.org\nSubject: x",
        "me\x00@example.org",
        "me@exam\u200dple.org",
        "me@exam\u202eple.org",
        "mé@example.org",
        "me@xn--a.example",
        "x" * 65 + "@example.org",
        "me@" + "a" * 64 + ".org",
        "me@" + ".".join(["abcdefgh"] * 28) + ".org",
    ],
)
def test_what_is_no_address_is_refused_with_a_way_on(typed: str):
    with pytest.raises(NotUnderstood) as refused:
        read_address(typed)
    assert refused.value.hint
    assert refused.value.field == "address"


@pytest.mark.parametrize(
    "typed",
    [
        "me@ex\u0430mple.org",  # a Cyrillic a among Latin letters
        "me@\u0430\u0440\u0440\u04cf\u0435.com",  # nothing but Cyrillic, and reads as Latin
        "me@xn--80ak6aa92e.com",  # the same as mail servers know it
        "me@g\u03bf\u03bfgle.com",  # Greek letters
        "me@stra\u00dfe.example",  # two versions of IDNA disagree
    ],
)
def test_a_domain_that_could_be_taken_for_another_is_refused(typed: str):
    with pytest.raises(NotUnderstood):
        read_address(typed)


@given(st.one_of(st.text(), st.builds("{}@{}".format, st.text(), st.text()), addresses))
def test_whatever_is_typed_the_result_is_one_plain_line_or_nothing(text: str):
    try:
        kept = read_address(text)
    except NotUnderstood:
        return
    assert len(kept) <= MAX_ADDRESS
    assert kept.isascii()
    assert not any(unicodedata.category(character)[0] in "CZ" or character in '<>()[]",:;\\' for character in kept)
    assert read_address(kept) == kept


def test_spellings_that_lead_to_one_person_count_as_one():
    same = {mailbox(read_address(text)) for text in ("me@example.org", "ME+1@Example.org", "me+2@example.org")}
    assert same == {"me@example.org"}
    assert mailbox("+@example.org") != mailbox("me@example.org")
