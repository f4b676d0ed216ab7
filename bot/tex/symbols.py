# ruff: noqa: RUF001, SIM905 - look-alikes are what these tables are about; word lists are to be read, not quoted
"""PURE. What stands for what: commands, accents, superscripts and subscripts as Unicode.

pylatexenc (imported when a command is met that is not in here) knows some 600 symbols more. Its defaults that read
badly in running text are overruled here: calligraphic, bold and Fraktur letters become plain ones, which every font
has, a search finds and a screen reader says; blackboard letters stay, because people know the sets by them.
"""

import functools
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pylatexenc.macrospec import LatexContextDb

SUPERSCRIPTS: Mapping[str, str] = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUWβγδθφχ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁᵂᵝᵞᵟᶿᵠᵡ",
        strict=True,
    )
)
SUBSCRIPTS: Mapping[str, str] = dict(
    zip(
        "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)
RAISED: Mapping[str, str] = {
    "∘": "°",
    "°": "°",
    "circ": "°",
    "o": "°",
    "*": "*",
    "∗": "*",
    "⋆": "*",
    "†": "†",
    "‡": "‡",
    "⊤": "ᵀ",
    "′": "′",
    "″": "″",
    "′′": "″",
    "TM": "™",
    "®": "®",
}
"""Superscripts that are signs of their own."""
LOWERED: Mapping[str, str] = {"⊙": "⊙", "⊕": "⊕", "☉": "☉"}
"""Subscripts that need no mark: the sun of M⊙."""

ACCENTS: Mapping[str, str] = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "v": "\u030c",
    "c": "\u0327",
    "H": "\u030b",
    "u": "\u0306",
    "k": "\u0328",
    "r": "\u030a",
    "d": "\u0323",
    "b": "\u0331",
}
MATH_ACCENTS: Mapping[str, str] = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "bar": "\u0304",
    "overline": "\u0304",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "dot": "\u0307",
    "ddot": "\u0308",
    "check": "\u030c",
    "acute": "\u0301",
    "grave": "\u0300",
    "breve": "\u0306",
    "mathring": "\u030a",
    "vec": "\u20d7",
    "overrightarrow": "\u20d7",
    "ov": "\u0304",
}
BLACKBOARD: Mapping[str, str] = {
    "C": "ℂ",
    "H": "ℍ",
    "N": "ℕ",
    "P": "ℙ",
    "Q": "ℚ",
    "R": "ℝ",
    "Z": "ℤ",
    **{c: chr(0x1D538 + ord(c) - ord("A")) for c in "ABDEFGIJKLMOSTUVWXY"},
    "k": "𝕜",
    "1": "𝟙",
}

OPERATORS = frozenset(
    "arccos arcsin arctan arg argmax argmin cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup "
    "ln log max min mod bmod Pr sec sin sinh sup tan tanh polylog poly Aut Ext Hom End Gal Spec Tr tr rank diag sign "
    "sgn supp span vol Vol GL SL SO SU Sp PGL PSL".split()
)
FONTS = frozenset(
    "rm bf it em sc sf tt sl cal Cal mit scr frak goth bold bolds bfseries itshape rmfamily sffamily ttfamily "
    "scshape slshape "
    "mdseries upshape normalfont boldmath unboldmath tiny scriptsize footnotesize small normalsize large Large LARGE "
    "huge Huge displaystyle textstyle scriptstyle scriptscriptstyle".split()
)
"""Switches; they take no argument, whatever follows."""
SILENT = frozenset(
    "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm limits nolimits xspace "
    "allowbreak noindent indent centering protect relax nonumber notag hfill hfil vfill newline linebreak smallskip "
    "medskip bigskip par newpage mathop mathrel mathbin mathord mathopen mathclose strut null nobreak maketitle "
    "leavevmode ignorespaces unskip".split()
)
DROPPED: Mapping[str, int] = {
    **dict.fromkeys(
        "cite citep citet citealp citealt citeauthor citeyear citeyearpar Citet Citep parencite textcite autocite "
        "nocite "
        "label ref eqref cref Cref autoref pageref begin end vspace hspace phantom vphantom hphantom color "
        "bibliographystyle "
        "bibliography pagestyle thispagestyle thanks index".split(),
        1,
    ),
    **dict.fromkeys("newcommand renewcommand def setlength".split(), 2),
}
"""Commands that vanish together with so many arguments."""
SECOND_ONLY = frozenset(
    "textcolor colorbox overset underset stackrel raisebox foreignlanguage rotatebox scalebox".split()
)
"""Commands of which the second argument is what one reads."""
WRAPPED: Mapping[str, tuple[str, str]] = {
    "ket": ("|", "⟩"),
    "bra": ("⟨", "|"),
    "norm": ("‖", "‖"),
    "abs": ("|", "|"),
    "set": ("{", "}"),
    "braket": ("⟨", "⟩"),
    "ceil": ("⌈", "⌉"),
    "floor": ("⌊", "⌋"),
    "footnote": (" (", ")"),
    "enquote": ("“", "”"),
    "pmod": (" (mod ", ")"),
}
TEXT_COMMANDS = frozenset(
    "text textrm textnormal textup textit textbf textsl textsf textsc texttt textmd emph mbox hbox mathrm mathsf "
    "mathtt "
    "mathbf mathit mathcal mathscr mathfrak mathnormal operatorname operatornamewithlimits boldsymbol bm pmb "
    "underline uline "
    "url path nolinkurl ensuremath textquote ce uppercase lowercase MakeUppercase fbox makebox".split()
)
LETTERS: Mapping[str, str] = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "aa": "å", "AA": "Å",
    "i": "ı", "j": "ȷ", "dh": "ð", "th": "þ", "DH": "Ð", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ",
}  # fmt: skip
"""Letters: white space behind them only ends the command's name."""
SYMBOLS: Mapping[str, str] = {
    "ldots": "…", "dots": "…", "dotsc": "…", "dotsb": "…", "cdots": "⋯", "textellipsis": "…", "sim": "∼", "le": "≤",
    "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥", "ne": "≠", "neq": "≠", "epsilon": "ε",
    "varepsilon": "ε", "eps": "ε", "ve": "ε", "phi": "φ", "varphi": "φ", "vartheta": "ϑ", "al": "α", "om": "ω",
    "prime": "′", "ast": "*", "star": "⋆", "circ": "∘", "degree": "°", "textdegree": "°", "deg": "deg", "arg": "arg",
    "R": "ℝ", "RR": "ℝ", "C": "ℂ", "CC": "ℂ", "Z": "ℤ", "ZZ": "ℤ", "N": "ℕ", "NN": "ℕ", "Q": "ℚ", "QQ": "ℚ",
    "F": "𝔽", "FF": "𝔽", "PP": "ℙ", "bR": "ℝ", "bQ": "ℚ", "bC": "ℂ", "bZ": "ℤ", "Bbbk": "𝕜", "Re": "Re", "Im": "Im",
    "colon": ":", "over": "/", "lvert": "|", "rvert": "|", "lVert": "‖", "rVert": "‖", "mid": "|", "vert": "|",
    "Vert": "‖", "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]", "langle": "⟨", "rangle": "⟩",
    "backslash": "\\", "textbackslash": "\\", "setminus": "∖", "textasciitilde": "~", "textasciicircum": "^",
    "textunderscore": "_", "textgreater": ">", "textless": "<", "textbar": "|", "lt": "<", "gt": ">", "euro": "€",
    "texteuro": "€", "EUR": "€", "pounds": "£", "quad": " ", "qquad": " ", "space": " ", "enspace": " ",
    "thinspace": " ", "item": "•", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "eg": "e.g.", "ie": "i.e.",
    "etal": "et al.", "etc": "etc.", "aka": "a.k.a.", "wrt": "w.r.t.", "hbar": "ℏ", "ell": "ℓ", "square": "□",
    "lesssim": "≲", "gtrsim": "≳", "checkmark": "✓", "cmark": "✓", "xmark": "✗", "textquotedblleft": "“",
    "textquotedblright": "”", "textquoteleft": "‘", "textquoteright": "’", "textendash": "–", "textemdash": "—",
    "lq": "‘", "rq": "’", "wedge": "∧", "vee": "∨", "iff": "⇔", "implies": "⇒", "impliedby": "⇐", "onehalf": "1/2",
    "ra": "→", "bot": "⊥", "Box": "□", "triangle": "△", "neg": "¬", "lnot": "¬", "alt": "≲", "agt": "≳",
    "choose": " choose ",
    "imath": "ı", "jmath": "ȷ", "Oh": "O", "bigO": "O", "micro": "μ", "slash": "/", "unlhd": "⊴", "nobreakdash": "-",
    "kap": "κ", "lam": "λ", "Lam": "Λ", "Om": "Ω", "ep": "ε", "vphi": "φ", "vp": "φ", "ga": "γ", "Ga": "Γ",
    "loglog": "log log",
    "sp": "^", "dagger": "†", "dag": "†", "ddag": "‡", "ddagger": "‡", "S": "§", "P": "¶", "copyright": "©",
    "textregistered": "®", "texttrademark": "™", "textmu": "μ", "textalpha": "α", "textbeta": "β",
}  # fmt: skip
RELATIONS = frozenset("≤≥≠∼≈≃≅≡∝<>≪≫≲≳→←↔↦⟶⟵⟷⇒⇐⇔⟹⟸⟺↪↠⊂⊃⊆⊇⊊⊋∈∉∋×±∓·⊗⊕∘∪∩∖∧∨⋊⋉⊥∥⊨⊢≺≻≼≽⊴⊵÷•")
"""Signs between two things, set apart by spaces where the author left any."""


def symbol(name: str) -> str | None:
    """The Unicode for a command without arguments, or ``None`` where there is none."""
    known = LETTERS.get(name, SYMBOLS.get(name))
    return known if known is not None else _of_pylatexenc(name) or _own_macro(name)


_CALLIGRAPHIC = re.compile(r"(?:c|s|cal|scr|frak|bf|b)([A-Z])")
_DOUBLE = re.compile(r"(?:bb|mathbb|mbb)([A-Z])")


def _own_macro(name: str) -> str | None:
    r"""What authors define again and again: ``\cA``, ``\calP``, ``\bbR``, ``\varLambda``."""
    if letter := _CALLIGRAPHIC.fullmatch(name):
        return letter[1]
    if letter := _DOUBLE.fullmatch(name):
        return BLACKBOARD[letter[1]]
    return _of_pylatexenc(name[3:]) if name.startswith("var") else None


@functools.lru_cache(maxsize=2048)
def _of_pylatexenc(name: str) -> str | None:
    spec = _pylatexenc().get_macro_spec(name)
    known = spec.simplify_repl if spec else None
    return known.strip() or None if isinstance(known, str) and "%" not in known and "<" not in known else None


@functools.cache
def _pylatexenc() -> "LatexContextDb":
    from pylatexenc.latex2text import get_default_latex_context_db  # noqa: PLC0415 - slow to import, seldom needed

    return get_default_latex_context_db()
