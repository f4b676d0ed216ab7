from pathlib import Path

import pytest

from bot.config import Settings, load, secrets
from bot.errors import ConfigError
from bot.model.spending import Cost, Prices

KEY = "sk-not-for-logs-123456"


def read(folder: Path, text: str, **environ: str) -> Settings:
    config = folder / "config.toml"
    config.write_text(text, encoding="utf-8")
    return load(config, environ)


def test_there_is_no_model_unless_an_endpoint_is_set(tmp_path: Path):
    assert not read(tmp_path, "").llm.is_on


def test_money_becomes_whole_millionths(tmp_path: Path):
    text = '[llm]\nbase_url = "http://127.0.0.1:11434/v1"\nmodel = "qwen3:8b"\nprice_in = 0.15\nprice_out = 0.6\n'
    llm = read(tmp_path, f"{text}daily_tokens = 5000\ndaily_money = 0.1\n").llm
    assert (llm.is_on, llm.prices, llm.allowed) == (True, Prices(150_000, 600_000), Cost(5000, 100_000))


def test_the_key_comes_from_the_environment_and_is_kept_out_of_logs(tmp_path: Path):
    text = '[llm]\nbase_url = "https://api.example.org/v1"\nmodel = "m"\n'
    settings = read(tmp_path, text, PAPERBOY_LLM__API_KEY=KEY)
    assert KEY in secrets(settings)
    assert KEY not in repr(settings)
    with pytest.raises(ConfigError, match="PAPERBOY_LLM__API_KEY"):
        read(tmp_path, f'{text}api_key = "{KEY}"\n')


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[llm]\nmodel = "m"\n', "llm.base_url: is off"),
        ('[llm]\nbase_url = "http://127.0.0.1:1/v1"\n', "llm.model: is missing"),
        ('[llm]\nbase_url = "127.0.0.1:1"\nmodel = "m"\n', "llm.base_url: must be a web address"),
        ('[llm]\nbase_url = "http://me:secret@127.0.0.1/v1"\nmodel = "m"\n', "holds a name or a password"),
        ('[llm]\nlanguage = "Klingon"\n', '"Klingon" is none of English, German'),
        ('[defaults]\nsummary = "model"\n', "Set llm.base_url and llm.model"),
        ("[llm]\ndaily_tokens = -1\n", "llm.daily_tokens: must be at least 0"),
        ("[llm]\ntimeout_seconds = 0\n", "llm.timeout_seconds: must be at least 1"),
    ],
)
def test_a_mistake_is_told_with_its_key_and_what_to_do(tmp_path: Path, text: str, told: str):
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert told in str(caught.value)
    assert "secret" not in str(caught.value)
