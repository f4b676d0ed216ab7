import json
import logging
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from urllib.parse import quote

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import STRUCK_OUT, Redactor, set_up

TOKEN = 'hf_"naïve\\tök€n/+ %'
Read = Callable[[], str]


@pytest.fixture
def stderr(capsys: pytest.CaptureFixture[str]) -> Iterator[Read]:
    """What was written to the standard error; afterwards logging is as it was before."""
    before = structlog.get_config()
    handlers, level, hook = logging.root.handlers[:], logging.root.level, sys.excepthook
    yield lambda: capsys.readouterr().err
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    sys.excepthook = hook
    structlog.configure(**before)


def test_a_line_is_one_json_object_with_time_level_and_context(stderr: Read):
    set_up("info", "json")
    with structlog.contextvars.bound_contextvars(delivery="abc234"):
        structlog.get_logger("x").info("sent", parts=2)

    line = json.loads(stderr())
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "sent", "level": "info", "parts": 2, "delivery": "abc234"}


def test_libraries_write_the_same_lines_with_the_same_context(stderr: Read):
    set_up("info", "json")
    with structlog.contextvars.bound_contextvars(delivery="abc234"):
        logging.getLogger("slack_sdk").warning("Slow: %s", 7)

    line = json.loads(stderr())
    assert (line["event"], line["level"], line["logger"], line["delivery"]) == (
        "Slow: 7",
        "warning",
        "slack_sdk",
        "abc234",
    )


def test_what_is_below_the_level_is_not_written(stderr: Read):
    set_up("warning", "json")
    structlog.get_logger("x").info("sent")
    logging.getLogger("slack_sdk").info("hello")

    assert stderr() == ""


def test_setting_up_twice_writes_each_line_once(stderr: Read):
    set_up("info", "json")
    set_up("info", "json")
    logging.getLogger("slack_sdk").warning("hello")

    assert stderr().count("hello") == 1


def told_everywhere(token: str) -> None:
    """Put ``token`` into everything that can become a log line."""
    log = structlog.get_logger("x")
    log.info(token, header=f"Bearer {token}", values={"nested": [token, repr(token)]})
    with structlog.contextvars.bound_contextvars(delivery=token):
        log.warning("context")
    try:
        connect(token)
    except ConnectionError:
        log.exception("failed")
        logging.getLogger("aiohttp").exception("failed with %s", token)
    logging.getLogger("aiohttp").warning("answer %r", {"token": token})


def connect(token: str) -> None:
    url = f"postgresql://paperboy:{quote(token, safe='')}@db/paperboy"
    raise ConnectionError(f"{url} refused {token!r} and {token}")


def test_a_log_can_go_to_a_file_instead_of_the_terminal(stderr: Read):
    file = StringIO()
    set_up("info", "json", to=file)
    structlog.get_logger("x").info("sent")
    logging.getLogger("slack_sdk").warning("Slow")

    assert [json.loads(line)["event"] for line in file.getvalue().splitlines()] == ["sent", "Slow"]
    assert stderr() == ""


def test_an_attempt_that_is_repeated_is_only_told_to_who_debugs(stderr: Read):
    for level in ("info", "debug"):
        set_up(level, "json")
        structlog.get_logger("stamina").warning("stamina.retry_scheduled", retry_num=1)
        structlog.get_logger("x").warning(f"told at {level}")

    told = [json.loads(line)["event"] for line in stderr().splitlines()]
    assert told == ["told at info", "stamina.retry_scheduled", "told at debug"]


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize("token", [TOKEN, "hf_abcdefgh", "p@ss w/rd+1%"])
def test_no_line_holds_a_secret_wherever_it_was_put(stderr: Read, form: str, token: str):
    set_up("debug", "json" if form == "json" else "text", [token])
    told_everywhere(token)

    told = stderr()
    assert STRUCK_OUT in told
    for written in (token, quote(token, safe=""), *escaped(token), *escaped(repr(token)[1:-1])):
        assert written not in told


def escaped(text: str) -> tuple[str, str, str]:
    return json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], repr(text)[1:-1]


def test_an_exception_that_nobody_caught_is_told_without_secrets(stderr: Read):
    set_up("info", "json", [TOKEN])
    error = RuntimeError(f"it was {TOKEN}")
    sys.excepthook(RuntimeError, error, None)

    assert stderr() == f"RuntimeError: it was {STRUCK_OUT}\n"


def test_lines_stay_json_when_something_is_struck_out(stderr: Read):
    set_up("info", "json", [TOKEN])
    structlog.get_logger("x").info("asked", header=TOKEN)

    assert json.loads(stderr())["header"] == STRUCK_OUT


def test_a_secret_within_a_secret_is_struck_out_whole():
    assert Redactor(["secret", "secret-and-more"])("a secret-and-more, a secret") == f"a {STRUCK_OUT}, a {STRUCK_OUT}"


def test_what_is_too_short_to_be_a_secret_stays():
    assert Redactor(["abc", ""])("abc") == "abc"


@given(st.text(), st.text(min_size=4), st.text())
def test_no_text_holds_a_secret_after_striking_out(before: str, secret: str, after: str):
    left = Redactor([secret])(f"{before}{secret}{after}")
    assert not any(secret in part for part in left.split(STRUCK_OUT))
