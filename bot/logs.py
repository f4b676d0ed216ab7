"""Structured logs to the standard error: text on a terminal, one JSON object a line elsewhere. No secret goes in.

Our own lines and those of the libraries take the same way: context (such as the delivery under way), level, time, text,
and at the very end, when everything is one string, the secrets are struck out, wherever they came from.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Collection
from types import TracebackType
from typing import Literal, TextIO
from urllib.parse import quote, quote_plus

import structlog

Level = Literal["debug", "info", "warning", "error"]
Format = Literal["auto", "text", "json"]

STRUCK_OUT = "[secret]"
SHORTEST_SECRET = 4
"""What is shorter is no secret, and would be struck out of ordinary words."""

_EVERY_LINE: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


class Redactor:
    """Strikes secrets out of text: as they are, and as addresses, JSON and ``repr`` write them."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        forms = {form for secret in secrets if len(secret) >= SHORTEST_SECRET for form in _forms(secret)}
        longest_first = sorted(forms, key=len, reverse=True)  # a secret may be part of another one
        self._any = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def __call__(self, text: str) -> str:
        """``text`` without secrets."""
        return self._any.sub(STRUCK_OUT, text) if self._any else text


def _forms(secret: str) -> set[str]:
    once = repr(secret)[1:-1]
    plain = {secret, once, repr(once)[1:-1]}
    addresses = {quote(secret), quote(secret, safe=""), quote_plus(secret)} if _is_utf8(secret) else set()
    lower = {re.sub("%[0-9A-F]{2}", lambda byte: byte[0].lower(), address) for address in addresses}
    escaped = {json.dumps(form, ensure_ascii=ascii_only)[1:-1] for form in plain for ascii_only in (True, False)}
    return plain | addresses | lower | escaped


def _is_utf8(secret: str) -> bool:
    """The environment gives bytes that are none as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in secret)


class _Handler(logging.StreamHandler):  # type: ignore[type-arg] # generic for type checkers only
    """Ours, so that setting up again takes the place of what was set up before."""


def set_up(
    level: Level = "info", form: Format = "auto", secrets: Collection[str] = (), to: TextIO | None = None
) -> None:
    """Send every log line of ours, and warnings of the libraries', ``to`` a file or the standard error.

    ``secrets`` are left out, also of what is told of an exception that nobody caught.
    """
    threshold = logging.getLevelNamesMapping()[level.upper()]
    out = to or sys.stderr
    text = form == "text" or (form == "auto" and out.isatty())
    redactor = Redactor(secrets)
    rendering = _rendering(redactor, text=text, colors=out.isatty())
    structlog.configure(
        processors=[*([] if threshold <= logging.DEBUG else [_without_retries]), *_EVERY_LINE, *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    _take_over_libraries(out, rendering, max(threshold, logging.WARNING))
    sys.excepthook = _Uncaught(redactor)


def _without_retries(_logger: object, _name: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """What becomes of an attempt that is repeated is told at its end, in one line."""
    if line.get("event") == "stamina.retry_scheduled":
        raise structlog.DropEvent
    return line


def _rendering(redactor: Redactor, *, text: bool, colors: bool) -> list[structlog.typing.Processor]:
    def struck_out(_logger: object, _name: str, line: structlog.typing.EventDict | str) -> str:
        return redactor(str(line))

    if text:
        # A plain traceback: the default one, where Rich is installed, shows the values of local variables, in pieces.
        plain = structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)
        return [plain, struck_out]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(), struck_out]


def _take_over_libraries(out: TextIO, rendering: list[structlog.typing.Processor], threshold: int) -> None:
    handler = _Handler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
            foreign_pre_chain=[*_EVERY_LINE, structlog.stdlib.add_logger_name],
        )
    )
    logging.root.handlers = [each for each in logging.root.handlers if not isinstance(each, _Handler)] + [handler]
    logging.root.setLevel(threshold)


class _Uncaught:
    """What Python says of an exception that ends the program, without secrets."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        told = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(self._redactor(told))
