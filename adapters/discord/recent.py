"""What people have searched for lately, for their own eyes: in the memory of this process only."""

from collections import OrderedDict

from bot.model import Person

MOST_PEOPLE = 10_000
MOST_KEPT = 10
LONGEST = 100
"""Characters of a search that is kept: what Discord lets be chosen."""


class Recent:
    """The last searches of each person in each workspace; who has searched longest ago is forgotten first."""

    def __init__(self) -> None:
        self._searches: OrderedDict[Person, tuple[str, ...]] = OrderedDict()

    def add(self, person: Person, words: str) -> None:
        """They searched for this just now."""
        words = " ".join(words.split())
        if not words or len(words) > LONGEST:
            return
        earlier = (each for each in self._searches.pop(person, ()) if each.casefold() != words.casefold())
        self._searches[person] = (words, *earlier)[:MOST_KEPT]
        while len(self._searches) > MOST_PEOPLE:
            self._searches.popitem(last=False)

    def like(self, person: Person, typed: str) -> tuple[str, ...]:
        """Those in which what is typed stands, the newest first."""
        asked = " ".join(typed.casefold().split())
        return tuple(each for each in self._searches.get(person, ()) if asked in each.casefold())

    def forget(self, person: Person) -> None:
        """As if they had never searched."""
        self._searches.pop(person, None)
