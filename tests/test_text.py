# ruff: noqa: RUF001, SIM905, E501 - typographic and mathematical signs are the subject; tables read best unbroken
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.text import clean, compact, readable, sentences, shorten, verbatim

FRAGMENTS = st.sampled_from(
    r"\ $ $$ { } ^ _ ~ - -- --- ` `` ' '' \' \" \^ \~ \c \v \% \$ \{ \} \\ \( \) \[ \] \alpha \frac \sqrt \mathbb \text "
    r"\cite \left \right \not \over \foo \textbackslash \textasciitilde \sim \b{eta} x y 5 100 ab to . , ( ) [ ] # & 3sim4 "
    r"2times leq5% textit{O} {,} https://a.b/c_d {here} C:\path \\server \1 ^\circ ∘ \deg".split(" ")
)
TEXLIKE = st.lists(FRAGMENTS | st.just(" ") | st.text(max_size=2), max_size=14).map("".join)
ANY = st.text() | TEXLIKE


@settings(max_examples=1500)
@given(ANY)
@example("\\$5_\\alpha$x$")
@example("{" * 3000 + "}" * 3000)
@example("$" + "\\frac" * 900 + "$")
@example("\\'" * 2000)
def test_readable_is_idempotent_and_never_empty_for_what_is_not_blank(text: str):
    shown = readable(text)
    assert readable(shown) == shown
    assert bool(shown) == bool(text.strip())


@given(ANY)
def test_readable_is_one_line_without_control_or_override_characters(text: str):
    shown = readable(text)
    assert shown == " ".join(shown.split())
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} or "\u202a" <= c <= "\u202e" for c in shown)
    shown.encode()


PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Cn"], exclude_characters="\\$`~{}^_-")
)


@given(PLAIN)
def test_text_without_tex_keeps_everything_but_its_white_space(text: str):
    marks = ("times", "leq", "geq", "approx", "pm", "sim", "arrow")
    if not any(mark in text for mark in marks):
        assert readable(text) == " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "100% of $5 to $10 deals",
        "from US$5 to US$10, or A$7",
        "earned $3.5B, up from $2B (R&D included)",
        "$foo_bar and $baz, $HOME/$USER and $PATH",
        "costs 5$ or 6 $ a month",
        "R&D",
        "<b>bold</b> &amp; x < y > z",
        r"C:\path and C:\alpha\beta",
        r"\\server\share\alpha",
        r"the regular expression \d+\w*",
        "run it with --help, or -v",
        "<!-- a comment -->",
        "(i--) and ---- and -->",
        "~100 GPUs, 75%~89%, X~N(0,1)",
        "https://a.example/~user/b--c_{d}",
        "snake_case, x^2, {a: 1} and set {0, 1}",
        "don't, 'tis and O'Neill's \"x\"",
        "שלום עולם",
        "深度学习。很好",
        "👩‍👩‍👧 and 🇩🇪",
        "sim2real, sim-to-real, x2014, simple times, 3pm, delta, pi-Flow, UFO^3",
    ],
)
def test_what_only_looks_like_tex_stays(text: str):
    assert readable(text) == text


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        ("PanGu-$α$: Large-scale", "PanGu-α: Large-scale"),
        (r"$\mathcal{O}(n^2)$ time", "O(n²) time"),
        (r"\textsc{Ofa}: Unifying", "Ofa: Unifying"),
        (r"as shown~\cite{a,b}, we", "as shown, we"),
        (r"see Fig.~\ref{x} and Eq.~(3)", "see Fig. and Eq. (3)"),
        ("pages 1--10 and so---on", "pages 1–10 and so—on"),
        ("``quoted'' and `single'", "“quoted” and ‘single’"),
        (r"Schr\"odinger, Erd\H{o}s, {\O}re, Stra\ss e, \v{C}ech, fa\c cade, na\"{\i}ve, \'{e}", "Schrödinger, Erdős, Øre, Straße, Čech, façade, naïve, é"),
        (r"He said \"only\" and don\'t", "He said \"only\" and don't"),
        (r"$x_1$, $x_{ij}$, $10^{-3}$, CO$_2$, $^{13}$C, 30$^\circ$C", "x₁, xᵢⱼ, 10⁻³, CO₂, ¹³C, 30°C"),
        (r"$x_F$, $D_{KL}$, $2^{\Omega(n)}$, $a^{b/c}$", "x_F, D_(KL), 2^(Ω(n)), a^(b/c)"),
        (r"$\frac{1}{2}$, $\frac{a+b}{2}$, $\sqrt{n}$, $\sqrt{n+1}$, $\sqrt[3]{x}$", "1/2, (a+b)/2, √n, √(n+1), ∛x"),
        (r"$\alpha \leq \beta$, $n\log n$, $f: \mathbb{R}^n \to \mathbb{R}$", "α ≤ β, n log n, f: ℝⁿ → ℝ"),
        (r"$\leq 5$, $\sim$10, 10$\times$, $\hat{x}$, $p\bar{p}$", "≤5, ∼10, 10×, x̂, pp̄"),
        (r"5\% \& more \#1 a\_b \{c\} \$7", "5% & more #1 a_b {c} $7"),
        (r"{\bf bold} {\em it} \emph{em} \texttt{code} {\sigma}", "bold it em code σ"),
        (r"\(x^2\) and \[y_1\] and $$z$$", "x² and y₁ and z"),
        (r"\href{https://a.example}{this page}, \url{https://b.example}", "this page (https://a.example), https://b.example"),
        (r"\method{} is \b{eta}-Ga and \foo{bar baz}", "method is β-Ga and bar baz"),
        (r"the $n$-gram, $k$NN, $p < 0.05$, $G=(V,E)$, $HST$", "the n-gram, kNN, p < 0.05, G=(V,E), HST"),
        ("a title\n  with a\tbreak", "a title with a break"),
        ("a\u202eb\x00c\u200bd\x1b[31m", "abcd[31m"),
        ("lost \ud83d half", "lost \ufffd half"),
    ],
)  # fmt: skip
def test_tex_becomes_readable(tex: str, shown: str):
    assert readable(tex) == shown


@pytest.mark.parametrize(
    ("torn", "mended"),
    [
        ("1.45times faster, 256times256, 8timesA800", "1.45× faster, 256×256, 8×A800"),
        ("with leq5% and geq3B, approx10", "with ≤5% and ≥3B, ≈10"),
        ("textit{O} and mathcal{O}(n) and emph{this}", "O and O(n) and this"),
        ("sim4.4 and sim20% and 20sim40", "~4.4 and ~20% and 20~40"),
        ("360^circ, 360^{circ} (0.73rightarrow0.90)", "360°, 360° (0.73→0.90)"),
        ("3.5pm0.2 and {sim}11% and 1{,}879", "3.5±0.2 and ~11% and 1,879"),
        ("at https://a.example/b{this URL}.", "at this URL (https://a.example/b)."),
        ("at https://a.example/b{https://a.example/b}.", "at https://a.example/b."),
        (r"less than \0.1 or \81 on one GPU", "less than $0.1 or $81 on one GPU"),
    ],
)
def test_what_hugging_face_tore_is_mended_where_that_is_certain(torn: str, mended: str):
    assert readable(torn) == mended


def test_a_text_too_long_to_be_read_keeps_its_tex():
    hostile = "x^{" * 10_000

    assert readable(hostile) == hostile
    assert readable("x^{2}" + " word" * 3_000).startswith("x²")


def test_what_would_vanish_altogether_stays_as_it_was():
    assert readable(r"\cite{x}") == r"\cite{x}"
    assert readable("$$") == "$$"
    assert readable("\x00") == "\ufffd"


@settings(max_examples=500)
@given(st.text() | st.text("ab .!?e\u0301\u200d👩🇩🇪"), st.integers(-2, 60))
def test_shorten_keeps_its_limit(text: str, limit: int):
    assert len(shorten(text, limit)) <= max(limit, 0)
    if len(text) <= limit:
        assert shorten(text, limit) == text.strip()


@pytest.mark.parametrize(
    ("limit", "shown"),
    [
        (80, "We propose a thing. It is very good, and fast. Done."),
        (50, "We propose a thing. It is very good, and fast."),
        (40, "We propose a thing. It is very good…"),
        (24, "We propose a thing."),
        (12, "We propose…"),
        (5, "We…"),
        (1, "…"),
        (0, ""),
    ],
)
def test_shorten_prefers_whole_sentences_then_whole_words(limit: int, shown: str):
    assert shorten("We propose a thing. It is very good, and fast. Done.", limit) == shown


def test_shorten_never_tears_a_visible_character():
    assert shorten("family👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 12) == "family…"
    assert shorten("abcde\u0301\u0301\u0301fgh", 7) == "abcd…"
    assert shorten("xx🇩🇪🇫🇷🇮🇹", 6) == "xx🇩🇪…"
    assert shorten("深度学习模型的研究", 5) == "深度学习…"


@given(st.text() | st.text("abA .!?。e.g.\n\"')"))
def test_sentences_joined_are_the_text(text: str):
    assert "".join(sentences(text)) == text


def test_a_million_full_stops_are_one_sentence_and_cost_no_square():
    text = "." * 1_000_000
    assert sentences(text) == [text]


def test_abbreviations_decimals_and_initials_end_no_sentence():
    text = "We use e.g. This, see Fig. 3 of J. Smith et al. 2020 in 3.5 s. It works! Does it? 中文。好"
    assert [sentence.strip() for sentence in sentences(text)] == [
        "We use e.g. This, see Fig. 3 of J. Smith et al. 2020 in 3.5 s.",
        "It works!",
        "Does it?",
        "中文。",
        "好",
    ]


def test_a_sentence_may_begin_with_a_name_in_lower_case():
    text = "We train scGPT, e.g. scGPT-2. scGPT reads cells. mRNA is read, too. so it is."
    assert [sentence.strip() for sentence in sentences(text)] == [
        "We train scGPT, e.g. scGPT-2.",
        "scGPT reads cells.",
        "mRNA is read, too. so it is.",
    ]


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1k"),
        (1234, "1.2k"),
        (35_180, "35.1k"),
        (123_456, "123k"),
        (1_999_999, "1.9M"),
        (-1500, "-1.5k"),
    ],
)
def test_counts_are_compact(number: int, shown: str):
    assert compact(number) == shown


@given(ANY)
def test_cleaning_twice_is_cleaning_once(text: str):
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters()))
def test_what_is_shown_holds_no_control_character_and_no_override(text: str):
    for shown in (clean(text), verbatim(text).replace("\n", "")):
        assert not any(unicodedata.category(c) in {"Cc", "Cs"} or "\u202a" <= c <= "\u202e" for c in shown)
        assert len(shown.splitlines()) <= 1


def test_text_to_copy_keeps_its_lines_and_its_indents():
    assert verbatim("@misc{a,\r\n  year = {2026}\x1b[0m\n}") == "@misc{a,\n  year = {2026}[0m\n}"
