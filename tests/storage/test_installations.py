"""Workspaces that added Paperboy: sealed, apart from each other, and added by nobody who was not sent there."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.model import Installation
from bot.sealing import Sealer, new_key
from bot.storage.copying import copy
from bot.storage.installations import STATE_LASTS, Installations
from bot.storage.store import Store
from tests.builders import NOW

KEY = new_key()
ACME = Installation(
    platform="slack",
    workspace="T1",
    name="Acme",
    token="xoxb-acme-token",
    bot_id="B1",
    bot_user_id="U9",
    scopes=("chat:write", "commands"),
    installed_by="U1",
    installed_at=NOW,
    refresh_token="xoxe-acme-refresh",
    expires_at=NOW + timedelta(hours=12),
)


@pytest.fixture
def kept(store: Store) -> Installations:
    return store.installations(Sealer([KEY]))


def test_an_installation_comes_back_as_it_was(kept: Installations):
    kept.save(ACME)
    assert kept.find("slack", "T1") == ACME


def test_a_workspace_has_one_and_the_last_counts(kept: Installations):
    kept.save(ACME)
    again = replace(ACME, token="xoxb-newer", refresh_token=None, expires_at=None, installed_by="U2")
    kept.save(again)
    assert kept.find("slack", "T1") == again


def test_nothing_of_one_workspace_is_found_in_another(kept: Installations):
    kept.save(ACME)
    assert kept.find("slack", "T2") is None
    assert kept.find("discord", "T1") is None
    kept.save(replace(ACME, workspace="T2", token="xoxb-other"))
    kept.remove("slack", "T2")
    assert kept.find("slack", "T1") == ACME


def test_what_was_removed_is_gone(kept: Installations):
    kept.save(ACME)
    kept.remove("slack", "T1")
    kept.remove("slack", "T1")
    assert kept.find("slack", "T1") is None


def test_no_token_stands_in_the_files_of_the_database(sqlite_url: str, tmp_path: Path):
    with Store.open(sqlite_url) as store:
        kept = store.installations(Sealer([KEY]))
        kept.save(replace(ACME, token="xoxb-earlier-token"))
        kept.save(ACME)
        state = kept.issue_state(NOW)
        files = b"".join(file.read_bytes() for file in tmp_path.glob("paperboy.db*"))  # with what is not yet merged
    files += b"".join(file.read_bytes() for file in tmp_path.glob("paperboy.db*"))
    assert b"Acme" in files
    assert ACME.refresh_token
    for secret in (ACME.token, ACME.refresh_token, "xoxb-earlier-token", state, KEY):
        assert secret.encode() not in files


def test_a_copied_database_is_opened_with_the_same_key_and_no_other(sqlite_url: str, empty_sqlite_url: str):
    with Store.open(sqlite_url) as store:
        store.installations(Sealer([KEY])).save(ACME)
    copy(sqlite_url, empty_sqlite_url)
    with Store.open(empty_sqlite_url) as store:
        assert store.installations(Sealer([KEY])).find("slack", "T1") == ACME
        with pytest.raises(StorageError, match="PAPERBOY_ENCRYPTION_KEY"):
            store.installations(Sealer([new_key()])).find("slack", "T1")


def test_what_an_older_key_sealed_is_sealed_with_the_new_one_when_it_is_kept_again(kept: Installations, store: Store):
    kept.save(ACME)
    newer = new_key()
    both = store.installations(Sealer([newer, KEY]))
    found = both.find("slack", "T1")
    assert found == ACME
    both.save(found)
    assert store.installations(Sealer([newer])).find("slack", "T1") == ACME


def test_a_token_is_not_shown_where_the_record_is(kept: Installations):
    kept.save(ACME)
    assert "token" not in repr(kept.find("slack", "T1")).replace("installed", "")
    assert ACME.token not in repr(ACME)


def test_a_state_is_good_once(kept: Installations):
    state = kept.issue_state(NOW)
    assert kept.take_state(state, NOW)
    assert not kept.take_state(state, NOW)


def test_a_state_is_good_for_ten_minutes(kept: Installations):
    state, late = kept.issue_state(NOW), kept.issue_state(NOW)
    assert kept.take_state(state, NOW + STATE_LASTS - timedelta(seconds=1))
    assert not kept.take_state(late, NOW + STATE_LASTS)


@pytest.mark.parametrize("state", ["", "guessed", "\ud83d", "x" * 10_000])
def test_what_was_never_issued_is_no_state(kept: Installations, state: str):
    kept.issue_state(NOW)
    assert not kept.take_state(state, NOW)


def test_states_are_different_and_old_ones_are_swept_away(kept: Installations):
    states = {kept.issue_state(NOW) for _ in range(5)}
    assert len(states) == 5
    last = kept.issue_state(NOW + timedelta(hours=1))
    assert not any(kept.take_state(state, NOW) for state in states)
    assert kept.take_state(last, NOW + timedelta(hours=1))
