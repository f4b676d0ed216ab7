from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.zones import find_zone, is_zone, local_zone, nearest_zone, zone_names


def test_every_name_that_can_be_chosen_can_be_used():
    for name in zone_names():
        assert ZoneInfo(name).key == name


@pytest.mark.parametrize("name", ["Europe/Berlin", "UTC", "Etc/GMT+5", "America/Argentina/Buenos_Aires"])
def test_a_zone_is_known_by_its_name(name: str):
    assert is_zone(name)


@pytest.mark.parametrize("name", ["", "Europe", "europe/berlin", "EST", "MST", "../etc/passwd", "Europe/Berlin\0"])
def test_what_is_no_zone_or_not_what_anyone_means_is_refused(name: str):
    assert not is_zone(name)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("  AMERICA/NEW YORK ", "America/New_York"),
        ("utc", "UTC"),
        ("Berlin", None),
        ("", None),
    ],
)
def test_case_and_spaces_do_not_matter(typed: str, zone: str | None):
    assert find_zone(typed) == zone


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("Europe/Munich", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("San Francisco", "America/Los_Angeles"),
        ("EST", "America/New_York"),
        ("pst", "America/Los_Angeles"),
        ("Europe/Berlln", "Europe/Berlin"),
        ("Asia/Tokio", "Asia/Tokyo"),
        ("Kolkatta", "Asia/Kolkata"),
        ("Indianapolis", "America/Indianapolis"),
        ("UTC+1", None),
        ("+02:00", None),
        ("xyzzyplugh", None),
        ("", None),
    ],
)
def test_a_wrong_name_suggests_the_right_one(typed: str, zone: str | None):
    assert nearest_zone(typed) == zone


@given(st.text())
def test_whatever_is_suggested_exists(typed: str):
    suggested = nearest_zone(typed)
    assert suggested is None or is_zone(suggested)


def test_the_machine_says_its_zone_in_tz_first(tmp_path: Path):
    (tmp_path / "timezone").write_text("Asia/Tokyo\n", encoding="utf-8")
    assert local_zone({"TZ": ":Europe/Paris"}, tmp_path) == "Europe/Paris"
    assert local_zone({"TZ": "/usr/share/zoneinfo/Europe/Rome"}, tmp_path) == "Europe/Rome"
    assert local_zone({"TZ": "CET-1CEST"}, tmp_path) == "Asia/Tokyo"
    assert local_zone({}, tmp_path) == "Asia/Tokyo"


def test_the_machine_says_its_zone_by_a_link(tmp_path: Path):
    named = tmp_path / "zoneinfo" / "America" / "Lima"
    named.parent.mkdir(parents=True)
    named.touch()
    (tmp_path / "localtime").symlink_to(named)
    assert local_zone({}, tmp_path) == "America/Lima"


def test_a_machine_that_does_not_say_is_in_utc(tmp_path: Path):
    (tmp_path / "timezone").write_bytes(b"\xff\xfe")
    assert local_zone({}, tmp_path) == "UTC"
