"""A whole installation with a model, put together from its configuration, against a real endpoint."""

import sys
from pathlib import Path

import pytest

from bot.bootstrap import App, load_settings
from bot.commands import Ask, Doctor, Preview, Settings
from bot.errors import ConfigError
from tests.builders import a_sighting
from tests.compose.plain import plain
from tests.summarizers.model.made import GOOD, PAPER
from tests.summarizers.model.server import KEY, MODEL, ModelServer

CONFIG = """
[sources]
enabled = ["huggingface"]

[llm]
base_url = "{url}/v1"
model = "{model}"
price_in = 0.15
price_out = 0.6
"""


def an_app(folder: Path, server: ModelServer) -> App:
    config = folder / "config.toml"
    config.write_text(CONFIG.format(url=server.url, model=MODEL), encoding="utf-8")
    app = App(load_settings(config))
    app.store.papers.record([a_sighting(PAPER, day=app.today)])
    app.catch_up()
    return app


async def asked(app: App, command: Ask | Doctor | Preview | Settings) -> str:
    return plain(await app.answerer("/papers")(command, app.caller))


async def test_a_question_is_answered_and_paid_and_the_doctor_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PAPERBOY_LLM__API_KEY", KEY)
    async with ModelServer() as server:
        server.answers("It is 3.5x faster than FlashAttention.")
        app = an_app(tmp_path, server)
        assert "It is 3.5x faster than FlashAttention." in await asked(app, Ask(PAPER.key, "How fast is it?"))
        told = await asked(app, Doctor())
        assert f"The model {MODEL} answers. Used here today: 540 of 200,000 tokens" in told
        assert server.headers[0]["Authorization"] == f"Bearer {KEY}"
        await app.disconnect()
        app.close()


async def test_the_doctor_says_why_a_model_cannot_be_asked(tmp_path: Path):
    async with ModelServer() as server:
        server.models = ["another"]
        app = an_app(tmp_path, server)
        assert f"The endpoint does not list a model {MODEL}." in await asked(app, Doctor())
        await app.disconnect()
        app.close()


async def test_a_preview_has_the_model_s_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PAPERBOY_DEFAULTS__SUMMARY", "model")
    async with ModelServer() as server:
        server.answers(GOOD)
        app = an_app(tmp_path, server)
        assert GOOD in await asked(app, Preview())
        await app.disconnect()
        app.close()


def test_without_the_library_the_error_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(url="http://127.0.0.1:9", model=MODEL), encoding="utf-8")
    app = App(load_settings(config))
    for name in [name for name in sys.modules if name.startswith("bot.summarizers.model.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(ConfigError, match=r"paperboy\[llm\]"):
        _ = app.model
    app.close()


def test_without_a_model_its_library_is_not_loaded(tmp_path: Path):
    config = tmp_path / "config.toml"
    config.write_text("", encoding="utf-8")
    app = App(load_settings(config))
    assert app.model is None
    assert "model" not in app.summarizers
    app.close()
