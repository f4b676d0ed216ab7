from datetime import time
from pathlib import Path

import pytest

from bot.config import Settings, load
from bot.model import Rules, Schedule

NO_ENVIRONMENT = {"TZ": "Europe/Vienna", "USER": "ada"}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


def written(folder: Path, text: str, name: str = "config.toml") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_and_no_variables_is_a_good_configuration():
    settings = load(None, NO_ENVIRONMENT)
    assert settings.sources.enabled == ("huggingface",)
    assert settings.defaults.rules() == Rules()
    assert settings.defaults.schedule() == Schedule(zone="Europe/Vienna")


def test_auto_is_what_this_machine_says():
    settings = load(None, NO_ENVIRONMENT)
    assert settings.defaults.zone == "Europe/Vienna"
    assert settings.console.user == "ada"
    assert settings.index_dir == Path.cwd() / "paperboy.index"


def test_the_file_of_the_working_directory_is_found():
    written(Path.cwd(), '[log]\nlevel = "debug"')
    assert load(None, NO_ENVIRONMENT).log.level == "debug"


def test_the_environment_overrules_the_file(tmp_path: Path):
    path = written(tmp_path, '[defaults]\ncount = 3\nmin_votes = 4\n[sources]\nenabled = ["huggingface"]')
    settings = load(
        path,
        NO_ENVIRONMENT
        | {
            "PAPERBOY_DEFAULTS__COUNT": "7",
            "PAPERBOY_DEFAULTS__AT": "8:15",
            "PAPERBOY_DEFAULTS__WEEKDAYS": "mon,thu",
            "PAPERBOY_SOURCES__ENABLED": "huggingface, arxiv",
            "paperboy_log__level": "warning",
        },
    )
    assert (settings.defaults.count, settings.defaults.min_votes) == (7, 4)
    assert settings.defaults.at == time(8, 15)
    assert settings.defaults.weekdays == {0, 3}
    assert settings.sources.enabled == ("huggingface", "arxiv")
    assert settings.log.level == "warning"


def test_an_empty_variable_is_as_good_as_none():
    assert load(None, NO_ENVIRONMENT | {"PAPERBOY_DEFAULTS__ZONE": " "}).defaults.zone == "Europe/Vienna"


def test_relative_paths_start_at_the_file(tmp_path: Path):
    path = written(tmp_path / "etc", '[database]\nurl = "sqlite:///data/my.db"\n[search]\nindex_dir = "index"')
    settings = load(path, NO_ENVIRONMENT)
    assert settings.database.url == f"sqlite:///{tmp_path}/etc/data/my.db"
    assert settings.index_dir == tmp_path / "etc" / "index"


def test_the_index_lies_beside_the_database(tmp_path: Path):
    path = written(tmp_path, f'[database]\nurl = "sqlite:///{tmp_path}/elsewhere/my.db"')
    assert load(path, NO_ENVIRONMENT).index_dir == tmp_path / "elsewhere" / "my.index"


def test_each_postgresql_database_has_an_index_of_its_own(tmp_path: Path):
    def index_of(url: str) -> Path:
        return load(None, {"PAPERBOY_DATABASE__URL": url, "XDG_CACHE_HOME": str(tmp_path)}).index_dir

    one, other = index_of("postgresql://me@db/papers"), index_of("postgresql://me@db/others")
    assert one != other
    assert one.parent == tmp_path / "paperboy"
    assert index_of("postgresql://me:secret@db/papers") == one


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_goes_by_several_names(scheme: str):
    settings = load(None, {"PAPERBOY_DATABASE__URL": f"{scheme}://me:pw@db/papers"})
    assert settings.database.url == "postgresql+psycopg://me:pw@db/papers"


def test_zones_are_spelt_as_iana_does(tmp_path: Path):
    assert load(written(tmp_path, '[defaults]\nzone = "america/new york"'), {}).defaults.zone == "America/New_York"


def test_categories_are_spelt_as_arxiv_does(tmp_path: Path):
    path = written(tmp_path, "[sources.arxiv]\ncategories = ['CS.cl', 'quant-ph', 'stat', 'math.*']")
    assert load(path, {}).sources.arxiv.categories == ("cs.CL", "quant-ph", "stat", "math")


def test_secrets_are_read_from_the_environment_and_never_shown():
    settings = load(
        None,
        {
            "PAPERBOY_SOURCES__HUGGINGFACE__TOKEN": " hf_hush\n",
            "PAPERBOY_DATABASE__URL": "postgresql://me:pass_hush@db/papers",
        },
    )
    token = settings.sources.huggingface.token
    assert token is not None
    assert token.get_secret_value() == "hf_hush"
    assert "hush" not in f"{settings!r} {settings}"


def test_settings_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        Settings().log.level = "debug"  # type: ignore[misc] # that it cannot be done is the point


@pytest.mark.parametrize("layout", ["message", "thread", "papers"])
def test_a_new_subscription_begins_with_the_configured_layout(tmp_path: Path, layout: str):
    assert load(written(tmp_path, f'[defaults]\nlayout = "{layout}"'), {}).defaults.rules().layout == layout
