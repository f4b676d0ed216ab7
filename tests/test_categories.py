import pytest

from bot.categories import CATEGORIES, find_category, nearest_category


@pytest.mark.parametrize(
    ("typed", "category"),
    [
        ("cs.CL", "cs.CL"),
        ("CS.cl", "cs.CL"),
        ("cs", "cs.*"),
        ("cs.*", "cs.*"),
        ("Hep-TH", "hep-th"),
        ("cond-mat.Mtrl-Sci", "cond-mat.mtrl-sci"),
        ("hep-th.*", None),
        ("cs.XX", None),
        ("", None),
    ],
)
def test_a_category_is_found_in_any_case(typed: str, category: str | None):
    assert find_category(typed) == category


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cs.ML", "stat.ML"),
        ("csCL", "cs.CL"),
        ("quant-phy", "quant-ph"),
        ("cs.XX", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_a_wrong_category_suggests_one_that_exists(typed: str, meant: str | None):
    assert nearest_category(typed) == meant


def test_every_category_is_itself():
    assert [find_category(name) for name in CATEGORIES] == list(CATEGORIES)
