import tomllib
from pathlib import Path

from bot.config import Settings, load
from bot.config.given import variable
from bot.config.mistakes import is_secret, leaves

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def test_the_example_loads_and_is_the_default(tmp_path: Path):
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    (tmp_path / "example.toml").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert load(tmp_path / "example.toml", {}) == load(tmp_path / "config.toml", {})


def test_the_example_has_every_key_with_its_true_default():
    written = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    for path, info in leaves(Settings):
        if is_secret(info):
            continue
        table = written
        for part in path[:-1]:
            table = table[part]
        assert path[-1] in table, ".".join(path)
    assert Settings.model_validate(written) == Settings()


def test_the_example_names_every_secret_and_holds_none():
    text = EXAMPLE.read_text(encoding="utf-8")
    secrets = [path for path, info in leaves(Settings) if is_secret(info)]
    assert secrets
    assert all(variable(path) in text for path in secrets)
