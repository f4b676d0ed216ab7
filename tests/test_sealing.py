import sys

import pytest

from bot.errors import ConfigError, StorageError
from bot.sealing import Sealer, is_key, new_key

OLD, NEW = new_key(), new_key()


def test_what_is_sealed_is_opened_and_cannot_be_read():
    sealed = Sealer([OLD]).seal("xoxb-token")
    assert "xoxb" not in sealed
    assert Sealer([OLD]).open(sealed) == "xoxb-token"


def test_the_same_is_sealed_differently_each_time():
    sealer = Sealer([OLD])
    assert sealer.seal("xoxb-token") != sealer.seal("xoxb-token")


def test_a_new_key_before_the_old_one_opens_both():
    both = Sealer([NEW, OLD])
    assert both.open(Sealer([OLD]).seal("a")) == "a"
    assert Sealer([NEW]).open(both.seal("b")) == "b"


def test_another_key_opens_nothing_and_the_error_says_what_to_do_without_the_token():
    sealed = Sealer([OLD]).seal("xoxb-token")
    with pytest.raises(StorageError, match="behind the new one") as error:
        Sealer([NEW]).open(sealed)
    assert sealed not in str(error.value)


def test_what_was_changed_is_noticed():
    sealed = Sealer([OLD]).seal("xoxb-token")
    changed = sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB")
    with pytest.raises(StorageError):
        Sealer([OLD]).open(changed)


@pytest.mark.parametrize("keys", [[], ["short"], [OLD, "not a key"]])
def test_what_is_no_key_is_told_with_the_command_that_makes_one(keys: list[str]):
    with pytest.raises(ConfigError, match="paperboy slack key"):
        Sealer(keys).seal("a")


def test_a_key_is_known_without_the_library_and_as_the_library_knows_it():
    assert is_key(OLD)
    assert not any(map(is_key, ["", "short", "ключ", OLD[:-4], OLD + NEW, f"{OLD} "]))


def test_where_the_library_is_missing_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "cryptography.fernet", None)
    for use in (new_key, lambda: Sealer([OLD]).seal("a")):
        with pytest.raises(ConfigError, match=r"pip install 'paperboy\[slack\]'"):
            use()
