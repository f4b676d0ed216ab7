import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.names import people, person


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("", ()),
        ("Ada Lovelace, Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Ada Lovelace and Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Ada Lovelace, Alan Turing, and Kurt Gödel", ("Ada Lovelace", "Alan Turing", "Kurt Gödel")),
        ("Ada Lovelace, \\and Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Sandy Anderson", ("Sandy Anderson",)),
        ("Martin Luther King, Jr., Rosa Parks", ("Martin Luther King Jr.", "Rosa Parks")),
        ("Ada Lovelace (Lab (X), London), Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Lovelace, Ada; Turing, Alan", ("Ada Lovelace", "Alan Turing")),
        ("Lovelace, Ada", ("Lovelace", "Ada")),
        ("Ada Lovelace; Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Ada Lovelace, ; Alan Turing, Kurt Gödel", ("Ada Lovelace", "Alan Turing", "Kurt Gödel")),
    ],
)
def test_names_come_apart_however_they_are_written(line: str, names: tuple[str, ...]):
    assert people(line) == names


def test_one_name_loses_its_affiliation():
    assert person("  Ada   Lovelace (London)") == "Ada Lovelace"
    assert person(" ") == ""


@given(st.lists(st.from_regex(r"[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}", fullmatch=True), max_size=5))
def test_names_that_are_joined_by_commas_come_back(names: list[str]):
    assert people(", ".join(names)) == tuple(names)


@given(st.text())
def test_no_line_is_an_exception_and_no_name_is_empty(line: str):
    assert all(people(line))
