"""One choice in the demonstration, held at its open hall and decided: each page of the meeting has what to show."""

from typing import Any
from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from spirale.decision.models import ActionSheet, BankPledge, Choice, Need, Resource, Scorer
from spirale.decision.operations.bank import Offer, make_pledge, open_bank
from spirale.decision.operations.choices import CriterionDraft, make_choice, put_sheets, set_rules
from spirale.decision.operations.choosing import Verdict, decide
from spirale.decision.operations.freezing import freeze_rules
from spirale.decision.operations.scores import add_scorer, open_scoring
from spirale.decision.queries.choices import rules_seen
from spirale.people.models import Account
from spirale.workshops.models import Workshop

TITLE = "Par quoi commencer ?"


@transaction.atomic
def hold_a_choice(workshop: Workshop, by: Account) -> None:
    """A frozen criterion, an action that needs hours, a pledge, a table that scores, and what people decided."""
    territory = workshop.territory
    choice = make_choice(
        choice_id=uuid5(workshop.pk, "choice"),
        territory=territory,
        title=TITLE,
        workshop=workshop,
        by=by,
    )
    set_rules(
        choice=choice,
        criteria=[CriterionDraft(uuid5(choice.pk, "criterion"), "Faisable demain matin")],
        criteria_by="weights",
        who_scores="toutes les personnes présentes",
        minimum=[],
        seen=rules_seen(choice),
        by=by,
    )
    freeze_rules(choice=choice, frozen_id=uuid5(choice.pk, "rules"), by=by)
    hours, _ = Resource.objects.get_or_create(
        territory=territory, name="temps de jardinage", defaults={"kind": "time", "unit": "heures"}
    )
    sheet = ActionSheet.objects.create(
        id=uuid5(choice.pk, "sheet"), territory=territory, title="Un verger", what="Planter", made_at=timezone.now()
    )
    Need.objects.create(sheet=sheet, resource=hours, amount=1000)
    put_sheets(choice=choice, sheet_ids=[sheet.pk], by=by)
    choice = open_scoring(choice=open_bank(choice=choice, by=by), by=by)
    make_pledge(
        pledge_id=uuid5(choice.pk, "pledge"), choice=choice, offer=Offer(hours.pk, 1200, owner="La mairie"), by=by
    )
    add_scorer(scorer_id=uuid5(choice.pk, "scorer"), choice=choice, name="Table 1", by=by)
    decide(choice=choice, verdicts=[Verdict(sheet.pk, is_in=True)], decided_by="la rencontre élargie", by=by)


def things_of_the_choice() -> dict[str, Any]:
    """One thing of each kind at that meeting, by the name that addresses give it."""

    def first(model: Any, **lookup: Any) -> Any:
        return getattr(model.objects.filter(**lookup).first(), "pk", None)

    return {
        "decided_choice_id": first(Choice, title=TITLE),
        "scorer_id": first(Scorer, choice__title=TITLE, participant=None),
        "bank_pledge_id": first(BankPledge, choice__title=TITLE),
        "meeting_panel": "bank",
    }
