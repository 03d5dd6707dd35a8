"""Suggestions of codes: proposals learnt from the codes that a territory has retained so far.

What was learnt stays in the process. When people decide more, it is learnt anew beside the pages, which go on with what
was known a moment before: nobody waits for a suggestion while typing.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spirale.coding.models import GridVersion
from spirale.coding.queries.criteria import retained_codings
from spirale.coding.queries.encoding import shared_encoder
from spirale.coding.queries.grids import read_grid, words_of
from spirale.coding.queries.shelf import REST, Shelf
from spirale.method.coding import Example, Suggester, Suggestion
from spirale.method.grid import Grid
from spirale.territories.models import Territory

ENGINE = "suggester-1"
_GLANCE = 2.0  # seconds during which what was decided meanwhile may be overlooked
_LONGEST_ENTRY = 2_000
_TYPING = 0.2  # seconds that somebody who types may wait, when the process has just started
READING = 3.0  # seconds that a page of criteria may wait then

Marker = tuple[int, datetime | None]


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A suggestion as people read it: the code in words, how sure, and why."""

    code: str
    label: str
    is_verified: bool
    confidence: float
    percent: int
    sure: str
    nearest: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    engine: str
    others: tuple[tuple[str, str], ...] = ()

    @property
    def why(self) -> str:
        """The reasons in one sentence."""
        said = []
        if self.nearest:
            text, code = self.nearest[0]
            said.append(_("Like “%(text)s”, coded %(code)s.") % {"text": _shortened(text), "code": code})
        if self.words:
            said.append(_("Words: %(words)s.") % {"words": ", ".join(self.words)})
        return " ".join(said)


class _Learnt:
    """What one territory's decisions taught, in one grid, and up to which decision."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.ready = threading.Event()
        self.suggester: Suggester | None = None
        self.marker: Marker | None = None
        self.looked_at = 0.0
        self.rests_until = 0.0
        self.is_learning = False


_shelf = Shelf(_Learnt, kept=16)
"""What each territory taught, in each grid."""


def suggester_of(territory: Territory, grid: GridVersion, *, patience: float | None = None) -> Suggester | None:
    """What was learnt from the codes this territory retained.

    Without `patience`, it is learnt up to the very last code. With it (in seconds), what was known a moment before
    will do, and nothing comes back when there is nothing yet after that time: the process has just started.
    """
    place = _shelf.place(territory.pk, grid.digest)
    now = time.monotonic()
    if patience is not None and place.suggester and (now - place.looked_at < _GLANCE or now < place.rests_until):
        return place.suggester
    marker = _marker(territory, grid)
    place.looked_at = now
    if place.suggester and place.marker == marker:
        return place.suggester
    if patience is None:
        return _learn(place, _examples(territory, grid), read_grid(grid), marker)
    if not place.is_learning:
        place.is_learning = True
        examples = _examples(territory, grid)
        threading.Thread(target=_learn_beside, args=(place, examples, read_grid(grid), marker), daemon=True).start()
    if place.suggester is None:
        place.ready.wait(patience)
    return place.suggester


def suggestions(
    territory: Territory, grid: GridVersion, texts: Sequence[str], *, patience: float | None = None
) -> list[Reasoned | None]:
    """One suggestion per text, or none for a text in which there is nothing to read."""
    suggester = suggester_of(territory, grid, patience=patience) if texts else None
    if suggester is None:
        return [None] * len(texts)
    reading = read_grid(grid)
    return [_reasoned(suggestion, reading) for suggestion in suggester.suggest(list(texts))]


def suggest_for_entry(territory: Territory, grid: GridVersion, text: str) -> dict[str, object]:
    """The suggestion for a text being typed, as the page's script reads it."""
    if not text.strip():
        return {"code": "", "is_ready": True}
    found = suggestions(territory, grid, [text[:_LONGEST_ENTRY]], patience=_TYPING)[0]
    if found is None:
        return {"code": "", "is_ready": suggester_of(territory, grid, patience=0) is not None}
    return {
        "code": found.code,
        "label": found.label,
        "is_verified": found.is_verified,
        "confidence": found.confidence,
        "sure": f"{found.sure} ({found.percent}\u00a0%)",
        "why": found.why,
        "engine": found.engine,
        "is_ready": True,
    }


def warm_up(territory: Territory, grid: GridVersion) -> None:
    """Learn beside the page that will ask for suggestions in a moment."""
    suggester_of(territory, grid, patience=0)


def forget_learnt() -> None:
    """Forget everything learnt, as when the process starts."""
    _shelf.clear()


def _marker(territory: Territory, grid: GridVersion) -> Marker:
    decided = retained_codings(grid).filter(criterion__note__workshop__group__territory=territory)
    found = decided.order_by().aggregate(count=Count("id"), last=Max("made_at"))
    return found["count"], found["last"]


def _examples(territory: Territory, grid: GridVersion) -> list[Example]:
    decided = retained_codings(grid).filter(criterion__note__workshop__group__territory=territory)
    rows = decided.values_list("criterion__text", "code", "criterion_id")
    return [Example(text, code, str(criterion)) for text, code, criterion in rows]


def _learn(place: _Learnt, examples: list[Example], grid: Grid, marker: Marker) -> Suggester:
    with place.turn:
        if place.suggester is None or place.marker != marker:
            started = time.monotonic()
            place.suggester = Suggester.learn(examples, encoder=shared_encoder(), grid=grid)
            place.marker = marker
            ended = time.monotonic()
            place.rests_until = ended + REST * (ended - started)
            place.ready.set()
        return place.suggester


def _learn_beside(place: _Learnt, examples: list[Example], grid: Grid, marker: Marker) -> None:
    try:
        _learn(place, examples, grid, marker)
    finally:
        place.is_learning = False


def _reasoned(suggestion: Suggestion, grid: Grid) -> Reasoned | None:
    if not suggestion.label:
        return None
    language = (get_language() or "fr")[:2]
    words = words_of(grid, suggestion.label, language)
    return Reasoned(
        code=words.code,
        label=words.label,
        is_verified=words.is_verified,
        confidence=suggestion.confidence,
        percent=round(100 * suggestion.confidence),
        sure=sure_in_words(suggestion.confidence),
        nearest=tuple((example.text, example.label) for example, _likeness in suggestion.because.nearest),
        words=suggestion.because.words,
        engine=f"{ENGINE} {shared_encoder().name}",
        others=tuple((code, words_of(grid, code, language).label) for code, _chance in suggestion.alternatives),
    )


def sure_in_words(confidence: float) -> str:
    """How sure a suggestion is, said plainly."""
    if confidence >= 0.8:
        return _("almost sure")
    if confidence >= 0.6:
        return _("likely")
    if confidence >= 0.35:
        return _("possible")
    return _("a mere guess")


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rstrip() + "…"
