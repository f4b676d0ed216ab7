from datetime import date

import pytest

from bot import commands as c
from bot.commands import Command
from bot.errors import NotUnderstood
from bot.parse import Ask, parse
from tests.builders import TODAY

PAPER = "arxiv:2405.15738"
WEEKLY = c.Changes(cadence="weekly", count=3)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", c.Help()),
        ("/papers", c.Help()),
        ("help", c.Help()),
        ("help me please", c.Help()),
        ("today", c.Today()),
        ("/papers TODAY, please!", c.Today()),
        ("yesterday", c.Day(date(2026, 3, 2))),
        ("date 2026-03-01", c.Day(date(2026, 3, 1))),
        ("day 1 March page:2", c.Day(date(2026, 3, 1), 2)),
        ("2026-02-27", c.Day(date(2026, 2, 27))),
        ("monday", c.Day(date(2026, 3, 2))),
        ("week", c.Week(date(2026, 3, 2))),
        ("week 2026-W09", c.Week(date(2026, 2, 23))),
        ("last week", c.Week(date(2026, 2, 23))),
        ("month", c.Month(date(2026, 3, 1))),
        ("month 2025-12", c.Month(date(2025, 12, 1))),
        ("last month", c.Month(date(2026, 2, 1))),
        ("top", c.Top()),
        ("top 30d", c.Top(30)),
        ("top here", c.Top(here=True)),
        ("top 2 weeks here page:3", c.Top(14, here=True, page=3)),
        ("show 2405.15738v2", c.Show(PAPER)),
        ("2405.15738", c.Show(PAPER)),
        ("email me@example.org", c.Email("me@example.org")),
        ("mail <mailto:me@example.org|me@example.org>", c.Email("me@example.org")),
        ("E-Mail Me@Example.org weekly count:3", c.Email("Me@Example.org", WEEKLY)),
        ("similar to https://arxiv.org/abs/2405.15738", c.Similar(PAPER)),
        ("Cite <https://arxiv.org/abs/2405.15738|this>.", c.Cite(PAPER)),
        ("why arXiv:2405.15738?", c.Why(PAPER)),
        ("save huggingface.co/papers/2405.15738", c.Save(PAPER)),
        ("unsave 2405.15738", c.Unsave(PAPER)),
        ("saved", c.Saved()),
        ("reading list page:2", c.Saved(page=2)),
        ("saved export", c.Saved("bibtex")),
        ("saved export RIS", c.Saved("ris")),
        ("saved json", c.Saved("json")),
        ("export ris", c.Saved("ris")),
        ("vote up 2405.15738", c.Vote(PAPER, 1)),
        ("downvote 2405.15738", c.Vote(PAPER, -1)),
        ("unvote 2405.15738", c.Vote(PAPER, 0)),
        ("subscribe", c.Subscribe()),
        ("settings", c.Settings()),
        ("unsubscribe", c.Unsubscribe()),
        ("preview", c.Preview()),
        ("pause", c.Pause()),
        ("pause 3d", c.Pause(3)),
        ("pause for 2 weeks", c.Pause(14)),
        ("resume", c.Resume()),
        ("status", c.Status()),
        ("doctor", c.Doctor()),
        ("forget me", c.ForgetMe()),
        ("forget-me confirm", c.ForgetMe(confirmed=True)),
    ],
)
def test_what_people_type_is_understood(text: str, command: Command):
    assert parse(text, TODAY).command == command


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("search diffusion language models", c.Search("diffusion language models")),
        ("/search attention", c.Search("attention")),
        ("Search for Mamba?", c.Search("Mamba")),
        ("search \u201cstate space\u201d models", c.Search('"state space" models')),
        ("search C++ & R&D 100%", c.Search("C++ & R&D 100%")),
        ("search x author:Hinton", c.Search("x", author="Hinton")),
        ('search x author: "Geoffrey Hinton"', c.Search("x", author="Geoffrey Hinton")),
        ("search author:Hinton", c.Search("", author="Hinton")),
        ("search x since:2w", c.Search("x", since=date(2026, 2, 17))),
        ("search x since:2025", c.Search("x", since=date(2025, 1, 1))),
        ("search x source:hf sort:newest page:2", c.Search("x", source="huggingface", sort="new", page=2)),
        ('search "author:none of these"', c.Search('"author:none of these"')),
        ('search an "open quote', c.Search("an open quote")),
        ("search two\nlines\u200b", c.Search("two lines")),
    ],
)
def test_a_search_takes_words_and_filters(text: str, search: c.Search):
    assert parse(text, TODAY).command == search


@pytest.mark.parametrize("flag", ["--post", "--share", "\u2014post"])
def test_an_answer_can_be_shared(flag: str):
    assert parse(f"today {flag}", TODAY) == Ask(c.Today(), share=True)
    assert not parse("today", TODAY).share


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("serch mamba", 'There is no command "serch".', "Did you mean search mamba?"),
        ("tody", 'There is no command "tody".', "Did you mean today?"),
        ("bibtx 2405.15738", 'There is no command "bibtx".', "Did you mean show arxiv:2405.15738?"),
        ("settigns count 5", 'There is no command "settigns".', "Did you mean settings count 5?"),
        (
            "diffusion models",
            'There is no command "diffusion".',
            "To look for papers: search diffusion models. All commands: help",
        ),
        (
            "https://example.com/x",
            "This address does not tell which paper it is about.",
            "Addresses of arXiv, Hugging Face, alphaXiv and doi.org do, and so does an arXiv id.",
        ),
        ("today tomorrow", 'today takes nothing else, and there is "tomorrow".', "Type today alone."),
        ("date", "date needs a day.", "For example: date 2026-03-03"),
        ("date 03/04/2026", 'date does not understand "03/04/2026".', "For example: date 2026-03-03"),
        ("week 2026-W60", 'week does not understand "2026-W60".', "For example: week 2026-W10"),
        ("date 2026-03-03 page:0", '"0" is no page.', "For example: page:2"),
        ("top of the pops", 'top does not understand "pops".', "For example: top 7d, top 2w here"),
        ("search", "search needs a few words.", "For example: search diffusion language models since:2w"),
        ("search x since:soon", 'since does not understand "soon".', "For example: since:2w, since:2026-03"),
        ("search x source:hugingface", 'There is no source "hugingface".', "Did you mean huggingface?"),
        ("search x sort:random", 'There is no order "random".', "There are: sort:relevance, sort:new, sort:votes"),
        (
            "search x autor:Li",
            'There is no filter "autor".',
            'Did you mean author:Li? To search for it as it is, put it in quotes: "autor:Li"',
        ),
        ("show", "show needs the id or the address of a paper.", "For example: show 2405.15738"),
        (
            "cite attention is all",
            '"attention is all" is no id and no address of a paper.',
            "To find a paper by its title: search attention is all",
        ),
        (
            "why 2405.157",
            '"2405.157" is no arXiv id.',
            "Such ids have four digits, a point and five digits (four until 2014). For example: why 2405.15738",
        ),
        ("saved export docx", 'There is no format "docx".', "For example: saved export bibtex, ris or json"),
        ("vote 2405.15738", "vote needs up, down or none, and a paper.", "For example: vote up 2405.15738"),
        ("email", "email needs the address to send papers to.", "For example: email me@example.org"),
        ("email me", '"me" is no mail address.', "For example: email me@example.org"),
        ("pause until May", 'pause does not understand "until May".', "For example: pause, pause 3d, pause 2 weeks"),
        ("forget-me not", 'forget-me does not understand "not".', "Type forget-me, or forget-me confirm."),
        ("x" * 5000, "That is longer than 4000 characters.", "Type help to see what can be asked."),
    ],
)
def test_what_is_not_understood_says_what_to_type(text: str, message: str, hint: str):
    with pytest.raises(NotUnderstood) as raised:
        parse(text, TODAY)
    assert (raised.value.message, raised.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("ask 2405.15738 which data it uses", "which data it uses"),
        ("ask https://arxiv.org/abs/2405.15738v2 Why is it fast?", "Why is it fast?"),
        ("please ask 2405.15738 why is it fast?! Thanks.", "why is it fast?"),
        ('ask "2405.15738" “What is it for?”', "What is it for?"),
        ("question 2405.15738 is it better than GPT-4", "is it better than GPT-4"),
    ],
)
def test_a_question_stands_behind_its_paper(text: str, question: str):
    assert parse(text, TODAY).command == c.Ask(PAPER, question)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("ask", "For example: ask 2405.15738"),
        ("ask 2405.15738", "For example: ask 2405.15738 which data it uses"),
        ("ask which data?", "search which"),
        (f"ask 2405.15738 {'why ' * 200}", "One thing at a time."),
        (f"ask 2405.15738 {'w' * 500}?", "One thing at a time."),
    ],
)
def test_a_question_without_a_paper_or_without_words_gets_an_example(text: str, hint: str):
    with pytest.raises(NotUnderstood) as caught:
        parse(text, TODAY)
    assert hint in caught.value.hint
