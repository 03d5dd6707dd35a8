"""A meeting where actions are chosen, as tests hold it: three actions, two resources, frozen rules, an open hall."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from factories import HallFactory, MembershipFactory, ParticipantFactory, WorkshopFactory
from spirale.decision.models import ActionSheet, BankPledge, Choice, Need, Resource, Scorer
from spirale.decision.operations.bank import Offer, make_pledge, open_bank
from spirale.decision.operations.choices import CriterionDraft, make_choice, put_sheets, set_rules
from spirale.decision.operations.freezing import freeze_rules
from spirale.decision.operations.scores import add_scorer, give_score, open_scoring
from spirale.decision.queries.choices import rules_seen
from spirale.people.models import Account
from spirale.workshops.models import Participant, Workshop


@dataclass
class Meeting:
    """What a test needs of the meeting; amounts are said in whole units."""

    by: Account
    workshop: Workshop
    choice: Choice
    hours: Resource
    money: Resource
    sheets: dict[str, ActionSheet] = field(default_factory=dict)

    def someone(self, name: str = "Lina", kind: str = "citizen") -> Participant:
        return ParticipantFactory(workshop=self.workshop, first_name=name, kind=kind)

    def offer(self, amount: int = 10, resource: Resource | None = None, **named: object) -> Offer:
        return Offer(resource=(resource or self.hours).pk, amount=100 * amount, **named)  # type: ignore[arg-type]

    def pledge(
        self, amount: int = 10, resource: Resource | None = None, by_phone: Participant | None = None, **named: object
    ) -> BankPledge:
        if by_phone is None:
            named.setdefault("owner", "La mairie")
        return make_pledge(
            pledge_id=uuid4(),
            choice=self.choice,
            offer=self.offer(amount, resource, **named),
            participant=by_phone,
            by=None if by_phone else self.by,
        )

    def score_all(self, values: dict[str, int], scorer: Scorer | None = None) -> Scorer:
        """One table gives each action the same score on every criterion."""
        scorer = scorer or add_scorer(scorer_id=uuid4(), choice=self.choice, name="Table 1", by=self.by)
        for name, value in values.items():
            for criterion in self.choice.criteria.all():
                give_score(
                    choice=self.choice,
                    sheet_id=self.sheets[name].pk,
                    criterion_id=criterion.pk,
                    value=value,
                    scorer=scorer,
                    by=self.by,
                )
        return scorer

    def criterion_id(self) -> UUID:
        return self.choice.criteria.order_by("position").values_list("pk", flat=True)[0]


def a_meeting(*, criteria: int = 2, is_open: bool = True) -> Meeting:
    """Garden needs 10 hours, kitchen 8 hours and 100 of money, bench 4 hours; each reaches people."""
    workshop = WorkshopFactory(title="Rencontre élargie")
    HallFactory(workshop=workshop, opened_at=timezone.now() - timedelta(hours=1))
    territory = workshop.territory
    by = MembershipFactory(territory=territory).account
    choice = make_choice(choice_id=uuid4(), territory=territory, title="Que faisons-nous ?", workshop=workshop, by=by)
    drafts = [CriterionDraft(uuid4(), f"Critère {number + 1}") for number in range(criteria)]
    set_rules(
        choice=choice,
        criteria=drafts,
        criteria_by="weights",
        who_scores="tout le monde",
        minimum=[],
        seen=rules_seen(choice),
        by=by,
    )
    freeze_rules(choice=choice, frozen_id=uuid4(), by=by)
    hours = Resource.objects.create(territory=territory, kind="time", name="jardinage", unit="heures")
    money = Resource.objects.create(territory=territory, kind="money", name="argent", unit="euros", position=1)
    meeting = Meeting(by, workshop, choice, hours, money)
    needs = {"Jardin": [(hours, 10)], "Cuisine": [(hours, 8), (money, 100)], "Banc": [(hours, 4)]}
    for number, (title, asked) in enumerate(needs.items()):
        sheet = ActionSheet.objects.create(
            territory=territory, title=title, what=title, made_at=timezone.now(), reaches={"1": 10 * number}
        )
        for resource, amount in asked:
            Need.objects.create(sheet=sheet, resource=resource, amount=100 * amount)
        meeting.sheets[title] = sheet
    put_sheets(choice=choice, sheet_ids=[sheet.pk for sheet in meeting.sheets.values()], by=by)
    if is_open:
        open_bank(choice=choice, by=by)
        open_scoring(choice=choice, by=by)
    meeting.choice = Choice.objects.select_related("territory", "workshop").get(pk=choice.pk)
    return meeting
