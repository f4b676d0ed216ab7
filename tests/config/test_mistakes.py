from pathlib import Path

import pytest

from bot.config import load
from bot.errors import ConfigError


def problems(tmp_path: Path, text: str, **environ: str) -> list[str]:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load(path, environ)
    return list(raised.value.problems)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[databse]", "databse: there is no such key. Did you mean database?"),
        ("[log]\nlevl = 'info'", "log.levl: there is no such key. Did you mean log.level?"),
        ("[log]\nbase_url = 'x'", "log.base_url: there is no such key. Did you mean sources.huggingface.base_url?"),
        ("[log]\ncolour = 1", "log.colour: there is no such key. Remove it, or choose one of level, format."),
        ("[log]\nlevel = 'inof'", 'log.level: "inof" is none of debug, info, warning, error. Write "info".'),
        ("[log]\nlevel = 3", 'log.level: "3" is none of debug, info, warning, error. Choose one of these.'),
        ("log = 3", "log: is a section, not a value. Write its name in [brackets] and its keys below."),
        ("[defaults]\ncount = 'five'", "defaults.count: must be a number. Write it without quotes, such as 5."),
        ("[defaults]\ncount = true", "defaults.count: must be a number. Write it without quotes, such as 5."),
        ("[defaults]\ncount = 2.5", "defaults.count: must be a whole number. Leave out what stands behind the point."),
        ("[defaults]\ncount = 0", "defaults.count: must be at least 1. Choose a larger number."),
        ("[defaults]\ncount = 21", "defaults.count: must be at most 20. Choose a smaller number."),
        ("[defaults]\nat = 930", 'defaults.at: must be a time of day. Write it as "09:00".'),
        ("[defaults]\nat = '25:00'", 'defaults.at: must be a time of day. Write it as "09:00".'),
        ("[defaults]\nzone = 'Berlin'", 'defaults.zone: "Berlin" is no time zone. Write "Europe/Berlin".'),
        (
            "[defaults]\nzone = 'UTC+1'",
            'defaults.zone: "UTC+1" is no time zone. Write a name such as "Europe/Berlin".',
        ),
        (
            "[defaults]\nweekdays = []",
            'defaults.weekdays: must be days of the week. Write them as ["mon", "wed", "fri"].',
        ),
        (
            "[defaults]\nsources = ['arxiv']",
            'defaults.sources: "arxiv" is not enabled. Add it to sources.enabled, or take it out here.',
        ),
        ("[sources]\nenabled = []", "sources.enabled: must not be empty. Leave the key out to get its default."),
        ("[sources]\nenabled = 3", 'sources.enabled: must be a list. Write it in brackets: ["a", "b"].'),
        (
            "[sources]\ntimeout_seconds = inf",
            "sources.timeout_seconds: must be at most 3600. Choose a smaller number.",
        ),
        (
            "[sources]\ngive_up_seconds = 5",
            "sources.give_up_seconds: is shorter than sources.timeout_seconds. Make it at least as long.",
        ),
        (
            "[sources.arxiv]\ncategories = ['deep nets']",
            'sources.arxiv.categories: "deep nets" is no arXiv category. Write it as arXiv does, such as "cs.CL".',
        ),
        (
            "[sources.arxiv]\ncategories = ['cs.ML']",
            'sources.arxiv.categories: "cs.ML" is no arXiv category. Write "stat.ML".',
        ),
        (
            "[sources.arxiv]\napi_url = 'arxiv.org'",
            "sources.arxiv.api_url: must be a web address. Write it with http:// or https:// in front.",
        ),
        (
            "[database]\nurl = 'sqlite:///:memory:'",
            "database.url: would forget everything at the end. Name a file.",
        ),
        (
            "[database]\nurl = 'mysql://db/x'",
            (
                'database.url: must be "sqlite:///FILE" or "postgresql://USER@HOST/NAME". '
                'The default is "sqlite:///paperboy.db".'
            ),
        ),
        ("[database]\nurl = 3", "database.url: must be text. Put it in quotes."),
        ("[console]\nuser = ''", "console.user: must not be empty. Leave the key out to get its default."),
    ],
)
def test_a_mistake_says_where_it_is_and_how_to_mend_it(tmp_path: Path, text: str, problem: str):
    assert problems(tmp_path, text) == [problem]


@pytest.mark.parametrize("bad", ["http://", "https:///x", "http://h:99999", "http://[::1", "http://a b", "ftp://x", ""])
def test_no_address_is_no_address(tmp_path: Path, bad: str):
    assert "must be a web address" in problems(tmp_path, f"[sources.huggingface]\nbase_url = '{bad}'")[0]


def test_all_mistakes_are_told_together(tmp_path: Path):
    told = problems(
        tmp_path,
        "speed = 3\n[defaults]\nzone = 'Berlin'\ncount = 0\n[log]\nlevel = 'loud'\n[sources.huggingface]\ntoken = 'x'",
        PAPERBOY_DEFAULTS__AT="late",
    )
    assert [line.split(":")[0] for line in told] == [
        "sources.huggingface.token",
        "defaults.at (from PAPERBOY_DEFAULTS__AT)",
        "defaults.zone",
        "defaults.count",
        "log.level",
        "speed",
    ]


def test_a_mistake_in_the_environment_names_the_variable(tmp_path: Path):
    assert problems(tmp_path, "", PAPERBOY_DATABSE__URL="x", PAPERBOY_DEFAULTS__COUNT="many") == [
        "defaults.count (from PAPERBOY_DEFAULTS__COUNT): must be a number. Write it without quotes, such as 5.",
        "databse (from PAPERBOY_DATABSE__URL): there is no such key. Did you mean database?",
    ]


def test_a_secret_in_the_file_is_a_mistake_that_is_not_repeated(tmp_path: Path):
    told = problems(tmp_path, "[sources.huggingface]\ntoken = 'hf_hush'\n[database]\nurl = 'postgresql://a:hush@b/c'")
    assert len(told) == 2
    assert all("PAPERBOY_" in line and "hush" not in line for line in told)


def test_no_mistake_repeats_a_secret_of_the_environment(tmp_path: Path):
    told = problems(tmp_path, "", PAPERBOY_DATABASE__URL="oracle://a:hush@b/c")
    assert "hush" not in str(told)


def test_a_file_that_was_named_must_be_there(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"nowhere\.toml: there is no such file\. Copy config\.example\.toml there"):
        load(tmp_path / "nowhere.toml", {})


def test_a_folder_is_no_file(tmp_path: Path):
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load(tmp_path, {})


def test_broken_toml_names_its_line(tmp_path: Path):
    assert "at line 2" in problems(tmp_path, "[log]\nlevel = loud")[0]


def test_a_file_in_another_encoding_says_so(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_bytes('user = "Zoë"'.encode("latin-1"))
    with pytest.raises(ConfigError, match="Save it as UTF-8"):
        load(path, {})


def test_a_byte_order_mark_does_no_harm(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_text('[log]\nlevel = "debug"', encoding="utf-8-sig")
    assert load(path, {}).log.level == "debug"
