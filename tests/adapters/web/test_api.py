"""What programs read is what ``openapi.json`` says."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession
from jsonschema import Draft202012Validator
from structlog.testing import capture_logs

from adapters.web import api
from adapters.web.listeners import WebFace
from tests.adapters.web.installation import NEWEST
from tests.adapters.web.reading_room import OPTIONS, SITE, FakeLibrary, FakeLinks, not_now, reading
from tests.adapters.web.test_sample import PAPER
from tests.builders import a_paper
from tests.fakes import FakeClock

DESCRIBED = api.description(SITE)

ASKED = [
    ("/api/today", "/api/today", 200),
    ("/api/today?page=9", "/api/today", 200),
    (f"/api/days/{NEWEST}", "/api/days/{day}", 200),
    ("/api/days/2026-01-01", "/api/days/{day}", 200),
    ("/api/days/2026-02-30", "/api/days/{day}", 404),
    ("/api/weeks/2026-W16", "/api/weeks/{week}", 200),
    ("/api/weeks/2026-W99", "/api/weeks/{week}", 404),
    ("/api/months/2026-04?page=2", "/api/months/{month}", 200),
    ("/api/months/2026", "/api/months/{month}", 404),
    ("/api/search?q=world+models", "/api/search", 200),
    ("/api/search?q=wrold&sort=new", "/api/search", 200),
    ("/api/search?author=Cao&since=2026-04-01", "/api/search", 200),
    ("/api/search", "/api/search", 400),
    ("/api/search?q=x&sort=best", "/api/search", 400),
    ("/api/suggest?q=wor", "/api/suggest", 200),
    ("/api/suggest", "/api/suggest", 200),
    (f"/api/papers/{PAPER}", "/api/papers/{key}", 200),
    ("/api/papers/arxiv:0000.00000", "/api/papers/{key}", 404),
    ("/api/openapi.json", "/api/openapi.json", 200),
]


def against(schema: dict[str, Any]) -> Draft202012Validator:
    """Reads ``schema`` with the components that it refers to."""
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator({**schema, "components": DESCRIBED["components"]}, format_checker=checker)


def answered(path: str, status: int) -> dict[str, Any]:
    """The schema of an answer."""
    content: dict[str, Any] = DESCRIBED["paths"][path]["get"]["responses"][str(status)]["content"]
    schema: dict[str, Any] = content["application/json"]["schema"]
    return schema


@pytest.mark.parametrize(("path", "described", "status"), ASKED)
async def test_every_answer_is_as_described(reader: ClientSession, path: str, described: str, status: int):
    answer = await reader.get(path)
    found = await answer.json()

    assert answer.status == status, found
    errors = [error.message for error in against(answered(described, status)).iter_errors(found)]
    assert errors == []


async def test_what_cannot_be_read_and_what_breaks_is_told_in_json_too(library: FakeLibrary):
    library.failure = not_now()
    async with reading(library) as reader:
        answer = await reader.get("/api/today")
        assert answer.status == 503
        against(answered("/api/today", 503)).validate(await answer.json())
        library.failure = RuntimeError("host db7")
        with capture_logs():
            broken = await reader.get("/api/today")
        assert broken.status == 500
        assert "db7" not in await broken.text()


async def test_before_anything_is_collected_there_is_no_today():
    async with reading(FakeLibrary()) as reader:
        answer = await reader.get("/api/today")

        assert answer.status == 404
        assert (await answer.json())["error"] == "Nothing has been collected yet."


def test_every_route_is_described_and_nothing_else():
    face = WebFace(OPTIONS, FakeLibrary(), FakeLinks(), FakeClock())
    served = {re.sub(r":[^}]*}", "}", route.path) for route in face.routes() if route.path.startswith("/api/")}

    assert served == set(DESCRIBED["paths"])


def test_the_description_is_one_that_programs_understand():
    assert DESCRIBED["openapi"].startswith("3.1.")
    assert DESCRIBED["servers"] == [{"url": SITE}]
    schemas = DESCRIBED["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    for reference in _references(DESCRIBED):
        assert reference.removeprefix("#/components/schemas/") in schemas
    operations = [path["get"]["operationId"] for path in DESCRIBED["paths"].values()]
    assert len(set(operations)) == len(operations)
    for path, item in DESCRIBED["paths"].items():
        named = {each["name"] for each in item["get"].get("parameters", ()) if each["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))


async def test_what_is_suggested_leads_to_its_page(library: FakeLibrary):
    async with reading(library) as reader:
        found = (await (await reader.get("/api/suggest?q=noi")).json())["suggestions"]

        assert found == [
            {"title": "Ladders of Noise", "key": "arxiv:2603.00002", "path": "/paper/arxiv:2603.00002"},
        ]
        assert (await reader.get(found[0]["path"])).status == 200


async def test_links_are_whole_and_only_to_the_web():
    paper = replace(a_paper(), code_url="javascript:alert(1)", project_url="https://example.org/p")
    async with reading(FakeLibrary(paper)) as reader:
        links = (await (await reader.get(f"/api/papers/{paper.key}")).json())["links"]

    assert links["page"] == f"{SITE}/paper/{paper.key}"
    assert links["code"] is None
    assert links["project"] == "https://example.org/p"


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for inner in value.values():
            yield from _references(inner)
    if isinstance(value, list):
        for inner in value:
            yield from _references(inner)
