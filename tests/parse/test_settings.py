from datetime import time

import pytest

from bot.commands import Changes, Settings, Subscribe
from bot.errors import NotUnderstood
from bot.model import MONDAY_TO_FRIDAY, Topic
from bot.parse import parse, read_topics, typed
from tests.builders import TODAY


def text(value: str) -> Topic:
    return Topic("text", value)


def changes(typed_text: str) -> Changes:
    command = parse(f"settings {typed_text}", TODAY).command
    assert isinstance(command, Settings)
    return command.changes


def test_everything_can_be_said_at_once():
    command = parse(
        'subscribe diffusion, "language models", -survey cat:cs.cl author:Hinton org:DeepMind at 9:30 weekdays '
        "tz Europe/Berlin count:5 min:10 window:3 sources:huggingface,arxiv summary:abstract when-nothing:say "
        "catch-up:3 patience:3 per-topic:2",
        TODAY,
    ).command
    assert command == Subscribe(
        Changes(
            include=(
                text("diffusion"),
                text("language models"),
                Topic("category", "cs.CL"),
                Topic("author", "Hinton"),
                Topic("organisation", "DeepMind"),
            ),
            exclude=(text("survey"),),
            sources=("huggingface", "arxiv"),
            count=5,
            min_votes=10,
            window_days=3,
            per_topic=2,
            summary="abstract",
            when_nothing="say",
            at=time(9, 30),
            zone="Europe/Berlin",
            cadence="daily",
            weekdays=MONDAY_TO_FRIDAY,
            catch_up_days=3,
            patience_hours=3,
        )
    )


@pytest.mark.parametrize(
    ("typed_text", "include", "exclude"),
    [
        ("diffusion models", ("diffusion models",), None),
        ("diffusion models, RL", ("diffusion models", "RL"), None),
        ("diffusion,agents", ("diffusion", "agents"), None),
        ("diffusion and agents", ("diffusion", "agents"), None),
        ("to papers about diffusion", ("diffusion",), None),
        ('"diffusion and agents"', ("diffusion and agents",), None),
        ("attention at scale", ("attention at scale",), None),
        ("SAT, count on me", ("SAT", "count on me"), None),
        ("-surveys", None, ("surveys",)),
        ('agents, -"survey paper"', ("agents",), ("survey paper",)),
        ("agents, not survey papers, RL", ("agents", "RL"), ("survey papers",)),
        ("exclude:survey,review", None, ("survey", "review")),
        ("topics:none", (), None),
        ("topics none exclude:none", (), ()),
        ("agents, Agents, agents", ("agents", "Agents"), None),
        ("C++, R&D, 3D", ("C++", "R&D", "3D"), None),
        ('"at 9:30"', ("at 9:30",), None),
    ],
)
def test_topics_are_words_between_commas(
    typed_text: str, include: tuple[str, ...] | None, exclude: tuple[str, ...] | None
):
    found = changes(typed_text)
    assert found.include == (None if include is None else tuple(map(text, include)))
    assert found.exclude == (None if exclude is None else tuple(map(text, exclude)))


@pytest.mark.parametrize(
    ("typed_text", "topic"),
    [
        ("cs.CL", Topic("category", "cs.CL")),
        ("CS.cl", Topic("category", "cs.CL")),
        ("cs.*", Topic("category", "cs.*")),
        ("cat:cs", Topic("category", "cs.*")),
        ("hep-th", Topic("category", "hep-th")),
        ("math", Topic("text", "math")),
        ('author:"Geoffrey Hinton"', Topic("author", "Geoffrey Hinton")),
        ("by: Hinton", Topic("author", "Hinton")),
        ("lab=DeepMind", Topic("organisation", "DeepMind")),
    ],
)
def test_a_topic_can_be_a_category_an_author_or_an_organisation(typed_text: str, topic: Topic):
    assert changes(typed_text).include == (topic,)
    assert changes(f"-{typed_text}").exclude == (topic,)


@pytest.mark.parametrize(
    ("typed_text", "wanted"),
    [
        ("at 9", Changes(at=time(9))),
        ("at 9:30 pm", Changes(at=time(21, 30))),
        ("8:15", Changes(at=time(8, 15))),
        ("at noon tz America/new york", Changes(at=time(12), zone="America/New_York")),
        ("Europe/Berlin", Changes(zone="Europe/Berlin")),
        ("weekdays", Changes(cadence="daily", weekdays=MONDAY_TO_FRIDAY)),
        ("daily", Changes(cadence="daily", weekdays=frozenset(range(7)))),
        ("every day", Changes(cadence="daily", weekdays=frozenset(range(7)))),
        ("mon,wed,fri", Changes(cadence="daily", weekdays=frozenset({0, 2, 4}))),
        ("mon, wed, fri", Changes(cadence="daily", weekdays=frozenset({0, 2, 4}))),
        ("mondays and thursdays", Changes(cadence="daily", weekdays=frozenset({0, 3}))),
        ("on tue", Changes(weekdays=frozenset({1}))),
        ("days:mon-wed", Changes(weekdays=frozenset({0, 1, 2}))),
        ("weekly", Changes(cadence="weekly")),
        ("weekly on friday", Changes(cadence="weekly", weekdays=frozenset({4}))),
        ("every fri", Changes(cadence="weekly", weekdays=frozenset({4}))),
        ("monthly", Changes(cadence="monthly")),
        ("cadence:daily", Changes(cadence="daily")),
        ("count 7 papers", Changes(count=7)),
        ("min 5 votes, window 4 days", Changes(min_votes=5, window_days=4)),
        ("patience 2h catch-up:1d", Changes(patience_hours=2, catch_up_days=1)),
        ("sources hf, arxiv", Changes(sources=("huggingface", "arxiv"))),
        ("sources:all", Changes(sources=())),
        ("layout:papers", Changes(layout="papers")),
        ("layout thread", Changes(layout="thread")),
        ("layout=one", Changes(layout="message")),
        ("summary hf when-nothing quiet", Changes(summary="huggingface", when_nothing="silent")),
    ],
)
def test_each_setting_can_be_said_as_people_say_it(typed_text: str, wanted: Changes):
    assert changes(typed_text) == wanted


@pytest.mark.parametrize(
    ("typed_text", "message", "hint"),
    [
        ("at 25:00", '"25:00" is no time of day.', "For example: at 9:30"),
        ("tz Berlin", 'There is no time zone "Berlin".', "Did you mean Europe/Berlin?"),
        ("tz new york", 'There is no time zone "new york".', "Did you mean America/New_York?"),
        ("tz UTC+1", 'There is no time zone "UTC+1".', "For example: tz Europe/Berlin"),
        ("days:someday", '"someday" are no days of the week.', "For example: days:mon,wed,fri"),
        ("count 50", '"50" is no good for count: it is a number from 1 to 20.', "For example: count:5"),
        ("count:five", '"five" is no good for count: it is a number from 1 to 20.', "For example: count:5"),
        ("patience:", '"" is no good for patience: it is a number from 0 to 24.', "For example: patience:5"),
        ("sources:arvix", 'There is no source "arvix".', "Did you mean arxiv?"),
        (
            "summary:abstrct",
            '"abstrct" is no summary: it is one of extractive, huggingface, abstract, model.',
            "Did you mean summary:abstract?",
        ),
        (
            "when-nothing:shout",
            '"shout" is no when-nothing: it is one of silent, say.',
            "For example: when-nothing:silent",
        ),
        (
            "layout:paper",
            '"paper" is no layout: it is one of message, thread, papers.',
            "Did you mean layout:papers?",
        ),
        ("cuont:5", 'There is no setting "cuont".', "Did you mean count:5?"),
        ("foobar:5", 'There is no setting "foobar".', 'If it is a topic, put it in quotes: "foobar:5"'),
        ("cat:cs.ML", 'There is no arXiv category "cs.ML".', "Did you mean stat.ML?"),
        ("cs.XX", 'There is no arXiv category "cs.XX".', "For example: cat:cs.CL"),
        ("x" * 81, "A topic has at most 80 characters.", "Put a comma between two topics."),
        (
            ", ".join(f"t{n}" for n in range(41)),
            "That is more than 40 topics.",
            "A category such as cs.CL says more in less.",
        ),
    ],
)
def test_a_bad_setting_is_named_with_an_example(typed_text: str, message: str, hint: str):
    with pytest.raises(NotUnderstood) as raised:
        changes(typed_text)
    assert (raised.value.message, raised.value.hint) == (message, hint)


@pytest.mark.parametrize(
    "canonical",
    [
        "settings diffusion",
        'settings diffusion, "language models", cat:cs.CL, author:Hinton, -survey weekdays at:09:30',
        "settings weekly friday count:7",
        "subscribe daily tz:Europe/Berlin sources:all",
        "settings cadence:weekly days:mon,tue",
        'settings topics:none -"survey paper"',
    ],
)
def test_settings_are_written_as_they_are_typed(canonical: str):
    assert typed(parse(canonical, TODAY).command) == canonical


@pytest.mark.parametrize(
    "typed_text", ["mention:123", "mention=123", "-mention:123", "role:123", "calls:123", "notify:1"]
)
def test_whom_a_post_calls_cannot_be_typed(typed_text: str):
    with pytest.raises(NotUnderstood, match="There is no setting"):
        changes(typed_text)


@pytest.mark.parametrize("typed_text", ["mention 123", "mention", "<@&123>", "@everyone", "calls 123"])
def test_words_about_calling_are_topics(typed_text: str):
    assert changes(typed_text).mention is None


@pytest.mark.parametrize("text", ["agents, count:7", "daily", "source:arxiv", "at 09:00", "diffusion layout:thread"])
def test_a_field_of_topics_takes_topics_alone(text: str):
    with pytest.raises(NotUnderstood, match="Only topics go here"):
        read_topics(text)


def test_topics_in_a_field_are_read_as_they_are_typed():
    found = read_topics('agents, -rlhf, author:Hinton, "daily news"')
    assert [str(topic) for topic in found.include or ()] == ["agents", "author:Hinton", '"daily news"']
    assert [str(topic) for topic in found.exclude or ()] == ["rlhf"]
