"""The categories of arXiv, spelt as arXiv does (https://arxiv.org/category_taxonomy). PURE."""

from collections.abc import Mapping

from bot.nearest import edits, nearest

_SUBJECTS: Mapping[str, str] = {
    "astro-ph": "CO EP GA HE IM SR",
    "cond-mat": "dis-nn mes-hall mtrl-sci other quant-gas soft stat-mech str-el supr-con",
    "cs": "AI AR CC CE CG CL CR CV CY DB DC DL DM DS ET FL GL GR GT HC IR IT LG LO MA MM MS NA NE NI OH OS PF PL RO "
    "SC SD SE SI SY",
    "econ": "EM GN TH",
    "eess": "AS IV SP SY",
    "gr-qc": "",
    "hep-ex": "",
    "hep-lat": "",
    "hep-ph": "",
    "hep-th": "",
    "math": "AC AG AP AT CA CO CT CV DG DS FA GM GN GR GT HO IT KT LO MG MP NA NT OA OC PR QA RA RT SG SP ST",
    "math-ph": "",
    "nlin": "AO CD CG PS SI",
    "nucl-ex": "",
    "nucl-th": "",
    "physics": "acc-ph ao-ph app-ph atm-clus atom-ph bio-ph chem-ph class-ph comp-ph data-an ed-ph flu-dyn gen-ph "
    "geo-ph hist-ph ins-det med-ph optics plasm-ph pop-ph soc-ph space-ph",
    "q-bio": "BM CB GN MN NC OT PE QM SC TO",
    "q-fin": "CP EC GN MF PM PR RM ST TR",
    "quant-ph": "",
    "stat": "AP CO ME ML OT TH",
}
ARCHIVES = frozenset(_SUBJECTS)
CATEGORIES = tuple(
    f"{archive}.{subject}" if subject else archive
    for archive, subjects in _SUBJECTS.items()
    for subject in (subjects.split() or [""])
)
_BY_FOLDED = {name.casefold(): name for name in CATEGORIES} | {
    f"{archive}.*": f"{archive}.*" for archive, subjects in _SUBJECTS.items() if subjects
}


def find_category(text: str) -> str | None:
    """The category, whatever its case: ``cs.cl`` is ``cs.CL``; ``cs`` and ``cs.*`` are all of ``cs.*``."""
    folded = text.strip().casefold()
    return _BY_FOLDED.get(folded) or _BY_FOLDED.get(f"{folded}.*")


def nearest_category(text: str) -> str | None:
    """The category that was probably meant: the same subject elsewhere (``cs.ML`` → ``stat.ML``), else by spelling."""
    folded = text.strip().casefold()
    subject = folded.rpartition(".")[2]
    same = [name for name in CATEGORIES if subject and name.casefold().endswith(f".{subject}")]
    near = same[0] if len(same) == 1 else nearest(folded, CATEGORIES)
    return near if near and (same or edits(folded, near.casefold()) == 1) else None
