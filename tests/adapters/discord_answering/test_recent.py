"""What people have searched for lately."""

from adapters.discord.recent import LONGEST, MOST_KEPT, MOST_PEOPLE, Recent
from bot.model import Person

ADA, BOB = Person("discord", "G1", "ada"), Person("discord", "G1", "bob")


def test_the_newest_comes_first_and_each_once():
    recent = Recent()
    for words in ("noise", "sparse  attention", "Noise"):
        recent.add(ADA, words)
    assert recent.like(ADA, "") == ("Noise", "sparse attention")
    assert recent.like(ADA, "ATT") == ("sparse attention",)
    assert recent.like(ADA, "diffusion") == ()


def test_nobody_sees_what_others_search_for_nor_what_they_did_elsewhere():
    recent = Recent()
    recent.add(ADA, "noise")
    assert recent.like(BOB, "") == ()
    assert recent.like(Person("discord", "G2", "ada"), "") == ()


def test_who_is_to_be_forgotten_is_forgotten_alone():
    recent = Recent()
    recent.add(ADA, "noise")
    recent.add(BOB, "noise")
    recent.forget(ADA)
    recent.forget(ADA)
    assert (recent.like(ADA, ""), recent.like(BOB, "")) == ((), ("noise",))


def test_it_keeps_little():
    recent = Recent()
    for number in range(MOST_KEPT + 5):
        recent.add(ADA, f"words {number}")
    assert len(recent.like(ADA, "")) == MOST_KEPT
    recent.add(BOB, "x" * (LONGEST + 1))
    recent.add(BOB, "   ")
    assert recent.like(BOB, "") == ()
    for number in range(MOST_PEOPLE):
        recent.add(Person("discord", "G1", str(number)), "noise")
    assert recent.like(ADA, "") == ()
    assert recent.like(Person("discord", "G1", "0"), "") == ("noise",)
