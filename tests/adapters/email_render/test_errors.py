"""What is certain about a mail, by the step it had come to and what was said there. The rest is tested over SMTP."""

import ssl
from typing import get_args

import pytest
from aiosmtplib import SMTPConnectError, SMTPDataError, SMTPException, SMTPResponseException, SMTPServerDisconnected
from hypothesis import given
from hypothesis import strategies as st

from adapters.email.errors import MailError, Step, as_send_error, known
from bot.errors import DestinationGone, OutcomeUnknown, Rejected, RetryLater, Throttled

STEPS: tuple[Step, ...] = get_args(Step)
BEFORE = tuple(step for step in STEPS if step != "content")
CODES = st.integers(-1, 999)
WORDS = st.sampled_from(("", "5.1.1 who?", "5.7.1 no", "4.2.0 later", "5.2.1 closed", "4.7.0 rate limit")) | st.text()


def told(step: Step, code: int, words: str = "") -> object:
    return as_send_error(MailError(step, SMTPResponseException(code, words)))


@given(st.sampled_from(STEPS), st.integers(400, 499), WORDS)
def test_4xx_is_certainly_not_taken_whatever_the_step(step: Step, code: int, words: str):
    assert isinstance(told(step, code, words), RetryLater)


@given(st.sampled_from(STEPS), CODES, WORDS)
def test_the_servers_words_are_repeated_nowhere(step: Step, code: int, words: str):
    secret = f"{words} ada@example.org"

    error = told(step, code, secret)

    assert "ada@example.org" not in f"{error}"


@pytest.mark.parametrize("step", BEFORE)
@pytest.mark.parametrize(
    "why", [TimeoutError(), ConnectionResetError(), SMTPServerDisconnected("x"), SMTPException("x")]
)
def test_before_the_mail_has_left_silence_means_no(step: Step, why: Exception):
    assert isinstance(as_send_error(MailError(step, why)), RetryLater)


@pytest.mark.parametrize(
    "why", [TimeoutError(), ConnectionResetError(), SMTPServerDisconnected("x"), SMTPException("x")]
)
def test_after_it_silence_means_nothing(why: Exception):
    assert type(as_send_error(MailError("content", why))) is OutcomeUnknown


@pytest.mark.parametrize("code", [-1, 100, 199, 354, 600, 999])
def test_after_it_what_is_no_answer_means_nothing(code: int):
    assert type(told("content", code)) is OutcomeUnknown


@pytest.mark.parametrize("words", ["", "5.1.1 x", "5.1.10 x", "5.2.1 x", "5.2.2 full"])
@pytest.mark.parametrize("code", [550, 551, 552, 553, 554])
def test_a_refused_recipient_is_gone(code: int, words: str):
    assert isinstance(told("recipient", code, words), DestinationGone)


@pytest.mark.parametrize(
    ("code", "words"), [(550, "5.7.1 relay denied"), (554, "5.7.1 x"), (530, ""), (503, "5.5.1 x"), (501, "syntax")]
)
def test_a_recipient_that_is_refused_because_of_us_is_not(code: int, words: str):
    error = told("recipient", code, words)

    assert isinstance(error, RetryLater)
    assert "Whoever runs Paperboy" in error.action


def test_a_recipient_whose_address_makes_no_sense_to_the_server_is_gone():
    assert isinstance(told("recipient", 501, "5.1.3 bad address"), DestinationGone)


@pytest.mark.parametrize("step", ["data", "content"])
def test_refused_content_is_a_mistake_of_that_mail_alone(step: Step):
    error = as_send_error(MailError(step, SMTPDataError(554, "5.7.1 spam")))

    assert isinstance(error, Rejected)


@pytest.mark.parametrize("words", ["4.7.0 Too many messages", "4.7.1 rate limit exceeded"])
def test_who_is_too_fast_is_told_so(words: str):
    error = told("sender", 450, words)

    assert isinstance(error, Throttled)
    assert error.everywhere


def test_a_greylist_is_no_reason_for_others_to_wait():
    assert not isinstance(told("recipient", 451, "4.7.1 greylisted, come back"), Throttled)


def test_a_certificate_is_found_behind_what_the_library_makes_of_it():
    why = SMTPConnectError("x")
    why.__cause__ = ssl.SSLCertVerificationError("bad")

    error = as_send_error(MailError("connection", why))

    assert error.code == "certificate not trusted"


def test_what_is_known_has_a_code_and_what_is_not_has_none():
    assert known(MailError("recipient", SMTPResponseException(550, "5.1.1 x"))) == "550 5.1.1 at RCPT"
    assert known(Rejected("x")) == "x"
    assert known(ValueError()) is None
