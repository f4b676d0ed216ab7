import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.person_names import Name, read_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Lovelace", Name("Lovelace", "Ada")),
        ("Geoffrey E. Hinton", Name("Hinton", "Geoffrey E.")),
        ("Hinton, Geoffrey E.", Name("Hinton", "Geoffrey E.")),
        ("Ludwig van Beethoven", Name("van Beethoven", "Ludwig")),
        ("Laurens van der Maaten", Name("van der Maaten", "Laurens")),
        ("Van Nguyen", Name("Nguyen", "Van")),
        ("Quoc V. Le", Name("Le", "Quoc V.")),
        ("Nguyen The Anh", Name("Anh", "Nguyen The")),
        ("Qingyao Ai", Name("Ai", "Qingyao")),
        ("John Smith Jr.", Name("Smith", "John", "Jr.")),
        ("John Smith, Jr.", Name("Smith", "John", "Jr.")),
        ("Henry Ford III", Name("Ford", "Henry", "III")),
        ("Plato", Name("Plato")),
        ("\u5f20\u4f1f", Name("\u5f20\u4f1f")),
        ("The BigScience Team", Name("The BigScience Team")),
        ("DeepSeek-AI", Name("DeepSeek-AI")),
        ("Allen Institute for AI", Name("Allen Institute for AI")),
        ("Research, Development, and Design", Name("Research, Development, and Design")),
        (", Ada", Name("Ada")),
        (",", Name(",")),
        (" , ; ", Name(", ;")),
        ("Robert W. Molt,", Name("Molt", "Robert W.")),
    ],
)
def test_a_name_has_a_family_name_and_the_rest(text: str, name: Name):
    assert read_name(text) == name


@given(st.text().filter(str.strip))
def test_every_name_has_something_to_sort_by(text: str):
    assert read_name(text).family
