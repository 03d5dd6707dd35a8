"""The short list of actions and what people bring to them. How to reach somebody is read on two paths alone.

These are `contacts` asked for by a page that has let a facilitator in, and `pledges_of` for the person themself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When

from spirale.cycles.models import Question
from spirale.journal.statements import Reading, an_id
from spirale.method.text import fold
from spirale.workshops.models import Hall, Note, Participant, Pledge, ShortlistedAction, Step, Workshop, standing

ACTIONS_ASKED_FOR_BY: Final = "Q3"
"""The code of the question whose answers become actions, unless the step at hand says another."""

_LARGEST_PLACES: Final = 30


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody brings to an action. `contact` is empty unless the page may show it."""

    id: UUID
    brings: str
    name: str
    contact: str
    made_at: datetime
    is_withdrawn: bool
    may_come_back: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """An action of the short list and what is brought to it."""

    id: UUID
    title: str
    note: UUID | None
    is_dropped: bool
    offers: tuple[Offer, ...]

    @property
    def standing(self) -> tuple[Offer, ...]:
        return tuple(offer for offer in self.offers if not offer.is_withdrawn)

    @property
    def withdrawn(self) -> tuple[Offer, ...]:
        return tuple(offer for offer in self.offers if offer.is_withdrawn)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A note that could become an action, and how many lie where it was placed."""

    id: UUID
    text: str
    place: str
    beside: int


def standing_pledges(pledges: str = "") -> Q:
    """Pledges that count: not withdrawn, nor of somebody who was set aside. `pledges` is the path to them."""
    return Q(**{f"{pledges}withdrawn_at": None, f"{pledges}participant__set_aside_at": None})


_ACTIONS = Reading(
    lambda: (
        ShortlistedAction.objects.filter(workshop=an_id("workshop"), withdrawn_at=None)
        .annotate(here=Count("pledges", filter=standing_pledges("pledges__")))
        .order_by("made_at", "id")
        .values_list("pk", "title", "here")
    )
)
_PLEDGES = Reading(
    lambda: (
        Pledge.objects.filter(participant=an_id("participant"), withdrawn_at=None)
        .order_by("made_at", "id")
        .values_list("pk", "action_id", "brings", "contact", "name")
    )
)


def actions_part(workshop: Workshop) -> list[dict[str, Any]]:
    """The short list as everybody in the hall may read it: each action and how many bring something to it."""
    return [
        {"id": str(pk), "title": title, "pledges": pledges}
        for pk, title, pledges in _ACTIONS.rows(workshop=workshop.pk)
    ]


def action_told(action: ShortlistedAction) -> dict[str, Any]:
    """One action as everybody in the hall may read it."""
    pledges = Pledge.objects.filter(standing_pledges(), action=action).count()
    return {"id": str(action.pk), "title": action.title, "pledges": pledges}


def pledges_of(participant: Participant) -> list[dict[str, Any]]:
    """The pledges of this participant, for their own eyes: with the contact they gave."""
    return [
        {"id": str(pk), "action": str(action), "brings": brings, "contact": contact, "name": name}
        for pk, action, brings, contact, name in _PLEDGES.rows(participant=participant.pk)
    ]


def pledge_map(workshop: Workshop, *, contacts: bool = False) -> tuple[Offered, ...]:
    """Each action of the short list with what is brought to it; two round trips.

    Contacts, and what was dropped or withdrawn, come only where `contacts` says that a facilitator reads.
    """
    pledges: QuerySet[Pledge] = Pledge.objects.order_by("made_at", "id")
    actions: QuerySet[ShortlistedAction] = ShortlistedAction.objects.filter(workshop=workshop)
    if not contacts:
        pledges = pledges.filter(standing_pledges()).defer("contact")
        actions = actions.filter(withdrawn_at=None)
    else:
        pledges = pledges.filter(participant__set_aside_at=None).exclude(brings="")
        actions = actions.exclude(title="")
    found = actions.order_by("made_at", "id").prefetch_related(Prefetch("pledges", queryset=pledges))
    return tuple(
        Offered(
            action.pk,
            action.title,
            action.note_id,
            action.withdrawn_at is not None,
            tuple(
                Offer(
                    pledge.pk,
                    pledge.brings,
                    pledge.name,
                    pledge.contact if contacts else "",
                    pledge.made_at,
                    pledge.withdrawn_at is not None,
                    _may_come_back(pledge) if contacts else False,
                )
                for pledge in action.pledges.all()
            ),
        )
        for action in found
    )


def _may_come_back(pledge: Pledge) -> bool:
    """Whether a facilitator withdrew it: what its author withdrew, only they pledge anew."""
    return pledge.withdrawn_at is not None and bool(pledge.withdrawn_by_id or not pledge.participant_id)


def question_of_actions(workshop: Workshop) -> Question | None:
    """The question whose answers may become actions: that of the step at hand, else Q3, else the last one asked."""
    hall = Hall.objects.filter(workshop=workshop).select_related("run__step__question").first()
    step = hall.run.step if hall and hall.run else None
    if step and step.kind == Step.Kind.PLEDGE and step.question:
        return step.question
    questions = list(Question.objects.filter(campaign=workshop.campaign_id).order_by("position", "code"))
    usual = [question for question in questions if question.code == ACTIONS_ASKED_FOR_BY]
    return next(iter([*usual, *reversed(questions)]), None)


def notes_for_actions(
    workshop: Workshop, question: Question, *, search: str = "", limit: int = 6
) -> tuple[Sequence[Candidate], int]:
    """Revealed notes of a question that are not on the short list, those that lie with most others first.

    Also how many there are in all. A search finds them by any of its words, without accents or capitals.
    """
    kept = ShortlistedAction.objects.filter(workshop=workshop, withdrawn_at=None, note__isnull=False).values("note")
    notes = Note.objects.filter(standing(), workshop=workshop, question=question).exclude(pk__in=kept)
    if search.strip():
        notes = notes.filter(pk__in=_that_say(fold(search).split(), notes))
    sizes = list(
        Note.objects.filter(standing(), workshop=workshop, question=question, place__isnull=False)
        .exclude(place__move__code="", place__move__pile=None)
        .order_by()
        .values_list("place__move__code", "place__move__pile")
        .annotate(Count("pk"))
    )
    largest = sorted(sizes, key=lambda row: (-row[2], row[0], str(row[1])))[:_LARGEST_PLACES]
    size = [
        When(place__move__pile=pile, then=Value(count)) if pile else When(place__move__code=code, then=Value(count))
        for code, pile, count in largest
    ]
    beside = Case(*size, default=Value(0), output_field=IntegerField()) if size else Value(0)
    found = (
        notes.annotate(beside=beside)
        .order_by("-beside", "place__move__code", "place__move__pile", "id")
        .values_list("pk", "text", "place__move__code", "place__move__pile__name", "beside")
    )
    candidates = [Candidate(pk, text, code or name or "", together) for pk, text, code, name, together in found[:limit]]
    return candidates, notes.count()


def _that_say(words: Iterable[str], notes: QuerySet[Note]) -> list[UUID]:
    wanted = list(words)
    return [pk for pk, text in notes.order_by().values_list("pk", "text") if all(word in fold(text) for word in wanted)]
