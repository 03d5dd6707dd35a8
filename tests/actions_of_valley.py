"""Actions and choices of the demonstration, made by the same acts as people make them."""

from typing import Any
from uuid import UUID, uuid5

from spirale.decision.drafts import NeedDraft, SheetDraft
from spirale.decision.models import ActionSheet, Choice, Resource
from spirale.decision.operations.choices import CriterionDraft, make_choice, put_sheets, set_rules
from spirale.decision.operations.freezing import freeze_rules
from spirale.decision.operations.resources import add_resource
from spirale.decision.operations.sheets import Told, save_sheet
from spirale.decision.queries.choices import rules_seen
from spirale.people.models import Account
from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.queries.frozen import version_page
from spirale.territories.models import Territory


def propose_actions(frozen: FrozenSynthesis, facilitator: Account, turn: int = 0) -> None:
    """Two sheets in two versions that serve ideas and need hours, a choice frozen with them, and one still open."""
    territory = frozen.territory

    def name(*told: object) -> UUID:
        return uuid5(territory.pk, f"actions {turn} {told}")

    hours = add_resource(
        resource_id=name("hours"),
        territory=territory,
        kind="time",
        name=f"jardinage {turn}",
        unit="heure",
        by=facilitator,
    )
    ideas = tuple((frozen.pk, idea) for idea in sorted(version_page(frozen).ideas)[: 2 + turn])
    for place in range(2):
        others = frozenset({name("sheet", 0)} if place else ())
        needs = (NeedDraft(name("need", place), hours.pk, 1250),)
        for number in range(2):
            save_sheet(
                sheet_id=name("sheet", place),
                save_id=name("save", place, number),
                territory=territory,
                draft=SheetDraft(
                    f"Un verger {turn} {place}", f"Planter {number}", needs=needs, ideas=ideas, requires=others
                ),
                seen=number,
                told=Told("les voisins") if number else Told(),
                by=facilitator,
            )
    for kind in ("open", "frozen"):
        criteria = [CriterionDraft(name(kind, "criterion"), "faisable")]
        choice = make_choice(
            choice_id=name(kind),
            territory=territory,
            title=f"Réunion élargie {kind} {turn}",
            criteria=criteria,
            by=facilitator,
        )
        set_rules(
            choice=choice,
            criteria=criteria,
            criteria_by="weights",
            who_scores="tous les présents",
            minimum=[],
            seen=rules_seen(choice),
            by=facilitator,
        )
    freeze_rules(choice=choice, frozen_id=name("rules"), by=facilitator)
    undecided = Choice.objects.filter(territory=territory, decided_at=None)
    for each in undecided.filter(frozen_rules__reopened_at=None, frozen_rules__number=1):
        sheets = list(ActionSheet.objects.filter(territory=territory).values_list("pk", flat=True))
        put_sheets(choice=each, sheet_ids=sheets, by=facilitator)


def things_of_actions() -> dict[str, Any]:
    """One of each, by the name that addresses give it; nothing in a demonstration without actions."""
    territory = Territory.objects.get()
    undecided = Choice.objects.filter(territory=territory, decided_at=None).order_by("made_at")
    return {
        "resource_id": getattr(Resource.objects.filter(territory=territory).first(), "pk", None),
        "action_sheet_id": getattr(ActionSheet.objects.filter(territory=territory, decided=None).first(), "pk", None),
        "choice_id": getattr(undecided.filter(frozen_rules__number=1).first(), "pk", None),
        "open_choice_id": getattr(undecided.filter(frozen_rules=None).first(), "pk", None),
    }
