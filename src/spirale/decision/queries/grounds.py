"""What a choice rests on: each part is read once, for all that one page or one act tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from spirale.decision.models import (
    ActionSheet,
    BankPledge,
    Choice,
    ChoiceCriterion,
    Decided,
    FrozenRules,
    Need,
    Resource,
    Result,
)
from spirale.decision.queries.cases import case_from
from spirale.decision.queries.meeting import sheets_of
from spirale.method.choice.values import Case


@dataclass(frozen=True)
class Grounds:
    """The rows that a choice rests on, each kind read when it is first asked for and then kept.

    Made anew for each page and after each act, and never kept on the choice: what it holds is that of one moment.
    """

    choice: Choice

    @cached_property
    def frozen(self) -> list[FrozenRules]:
        """All rules that were ever frozen, oldest first."""
        return list(self.choice.frozen_rules.order_by("number"))

    @property
    def rules(self) -> FrozenRules | None:
        """The rules that are frozen now, or nothing when they were never frozen or stand reopened."""
        return next((one for one in self.frozen if one.reopened_at is None), None)

    @cached_property
    def criteria(self) -> list[ChoiceCriterion]:
        """The criteria in their order."""
        return list(self.choice.criteria.filter(retired_at=None).order_by("position", "pk"))

    @cached_property
    def sheets(self) -> list[ActionSheet]:
        """The actions that stand, in the order of their titles."""
        return sheets_of(self.choice)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What people call the actions, by their ids as the method knows them."""
        return {str(one.pk): one.title for one in self.sheets}

    @cached_property
    def needs(self) -> list[Need]:
        """What the actions cannot do without."""
        found = Need.objects.filter(sheet__in=[one.pk for one in self.sheets], retired_at=None)
        return list(found.order_by("resource", "from_on", "pk"))

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        """The resources of the territory in its order, retired ones too, by their ids as the method knows them."""
        found = Resource.objects.filter(territory=self.choice.territory_id).order_by("position", "name", "pk")
        return {str(one.pk): one for one in found}

    @property
    def offered(self) -> list[Resource]:
        """The resources that may be pledged."""
        return [one for one in self.resources.values() if one.retired_at is None]

    @cached_property
    def pledges(self) -> list[BankPledge]:
        """All pledges in the order in which they were made, withdrawn ones too, with their conditions."""
        found = BankPledge.objects.filter(choice=self.choice).prefetch_related("only_for", "only_if")
        return list(found.order_by("made_at", "pk"))

    @cached_property
    def decided(self) -> list[Decided]:
        """What people decided last of each action."""
        found = Decided.objects.filter(choice=self.choice, retired_at=None)
        return list(found.select_related("result").order_by("at"))

    @cached_property
    def finished(self) -> Result | None:
        """What was found last."""
        ended = Result.objects.filter(choice=self.choice, ended_at__isnull=False, problem="")
        return ended.order_by("-asked_at", "-pk").first()

    @cached_property
    def chosen(self) -> frozenset[UUID]:
        """The actions that people chose; before they decide, those of the best set found last."""
        if self.choice.decided_at:
            return frozenset(one.sheet_id for one in self.decided if one.is_in)
        best = self.finished.document["sets"]["best"]["actions"] if self.finished else []
        return frozenset(UUID(one) for one in best)

    @cached_property
    def case(self) -> Case:
        """The choice as the method sees it. Raises Problem("rules are not frozen")."""
        return self._case_of(self.sheets)

    @property
    def case_anew(self) -> Case:
        """The same to choose from anew: without actions that were retired, though people had decided on them."""
        return self._case_of([one for one in self.sheets if one.retired_at is None])

    def _case_of(self, sheets: list[ActionSheet]) -> Case:
        return case_from(
            choice=self.choice,
            frozen=self.frozen,
            sheets=sheets,
            needs=self.needs,
            resources=self.resources.values(),
            pledges=self.pledges,
        )
