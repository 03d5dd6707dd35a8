"""What a phone shows at the meeting: what all are told alike, and one's own scores and pledges."""

from collections import defaultdict
from typing import Any

from spirale.decision.models import BankPledge, Choice, Resource, Score
from spirale.decision.queries.cases import counting_in
from spirale.decision.queries.meeting import number_of, sheets_of, space_of
from spirale.live.tickets import address_of
from spirale.pages.amounts import amount_shown
from spirale.workshops.models import Participant


def alike_of(choice: Choice) -> dict[str, Any]:
    """What everybody at the meeting is told: the criteria, the actions, the resources. Nobody's scores nor pledges."""
    number = number_of(choice)
    criteria = choice.criteria.filter(retired_at=None).order_by("position", "pk")
    resources = Resource.objects.filter(territory=choice.territory_id, retired_at=None)
    return {
        "number": number,
        "live": address_of(space_of(choice)),
        "is_scoring_open": choice.is_scoring_open,
        "is_bank_open": choice.is_bank_open,
        "is_decided": choice.decided_at is not None,
        "criteria": [
            {"id": str(one.pk), "name": one.name, "meaning": one.meaning, "lowest": one.lowest, "highest": one.highest}
            for one in criteria
        ],
        "actions": [
            {"id": str(one.pk), "title": one.title, "what": one.what, "tomorrow": one.tomorrow}
            for one in sheets_of(choice)
        ],
        "resources": [{"id": str(one.pk), "name": one.name, "unit": one.unit} for one in resources],
        "pledges": [
            {"id": str(one.pk), "said": f"{one.owner}: {amount_shown(one.amount)} {one.resource.unit} ({one.resource})"}
            for one in to_hang_on(choice)
        ],
    }


def to_hang_on(choice: Choice) -> list[BankPledge]:
    """What phones may hang a pledge on: the promises of institutions and groups, not those of a person."""
    public = BankPledge.objects.filter(choice=choice, withdrawn_at=None, participant=None)
    named = public.exclude(kind__in=("", Participant.Kind.CITIZEN))
    return list(named.select_related("resource").order_by("made_at", "pk")[:40])


def mine_of(choice: Choice, participant: Participant) -> dict[str, Any]:
    """What this participant gave and promised here."""
    scores: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Score.objects.filter(scorer__choice=choice, scorer__participant=participant)
    for one in counting_in(choice, rows):
        scores[str(one.sheet_id)][str(one.criterion_id)] = one.value
    pledges = BankPledge.objects.filter(choice=choice, participant=participant).order_by("made_at", "pk")
    return {
        "id": str(participant.pk),
        "first_name": participant.first_name,
        "is_erased": participant.erased_at is not None,
        "scores": scores,
        "pledges": [
            {
                "pledge": str(one.pk),
                "resource": str(one.resource_id),
                "amount": amount_shown(one.amount),
                "from_on": one.from_on.isoformat() if one.from_on else "",
                "to_on": one.to_on.isoformat() if one.to_on else "",
                "place": one.place,
                "said": one.said,
                "contact": one.contact,
                "only_for": [str(each.pk) for each in one.only_for.all()],
                "only_if": [str(each.pk) for each in one.only_if.all()],
                "is_withdrawn": one.withdrawn_at is not None,
            }
            for one in pledges.prefetch_related("only_for", "only_if")
        ],
    }
