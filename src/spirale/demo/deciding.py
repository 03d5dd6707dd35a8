"""What follows the synthesis of the demonstration: axes, actions, a bank, a choice, promises, and what came of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from spirale.action import operations as action
from spirale.action.tasks import start_schedule
from spirale.cycles.models import Campaign, Cycle
from spirale.decision.drafts import NeedDraft, SheetDraft
from spirale.decision.models import ActionSheet, BankPledge, Choice, Resource, Scorer
from spirale.decision.operations.bank import Offer, close_bank, make_pledge, open_bank
from spirale.decision.operations.choices import CriterionDraft, make_choice, put_sheets, set_rules
from spirale.decision.operations.choosing import Verdict, ask_choice, compute_choice, decide
from spirale.decision.operations.freezing import freeze_rules
from spirale.decision.operations.resources import add_resource
from spirale.decision.operations.scores import ToScore, add_scorer, close_scoring, give_scores, open_scoring
from spirale.decision.operations.sheets import save_sheet
from spirale.decision.queries.choices import rules_seen
from spirale.mobilisation import operations as mobilisation
from spirale.mobilisation.models import Group
from spirale.people.models import Account
from spirale.strategy import operations as strategy
from spirale.strategy.models import Axis, Existing
from spirale.strategy.queries.refs import IdeaRef
from spirale.synthesis.models import FrozenSynthesis
from spirale.territories.models import Territory
from spirale.workshops import operations as workshops

IdOf = Callable[..., UUID]


@dataclass(slots=True)
class Follow:
    """What follows while it is made: what the next acts need to name."""

    scene: Mapping[str, Any]
    id_of: IdOf
    by: Account
    territory: Territory
    cycle: Cycle
    campaign: Campaign
    frozen: FrozenSynthesis
    ideas: Mapping[str, UUID]
    existing: dict[str, Existing] = field(default_factory=dict)
    axes: dict[str, Axis] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    sheets: dict[str, ActionSheet] = field(default_factory=dict)

    def refs(self, keys: list[str]) -> list[IdeaRef]:
        return [IdeaRef(self.frozen.pk, str(self.ideas[key])) for key in keys]


def decide_together(follow: Follow) -> None:
    """Go from the frozen synthesis to what is done and told to others, by the same acts as people do."""
    _make_axes(follow)
    _write_sheets(follow)
    choice = _hold_the_meeting(follow)
    _decide(follow, choice)
    _promise(follow)
    _write_charter(follow)
    _plan(follow)
    _find_what_lacks(follow)
    _evaluate_what_is_done(follow)


def _make_axes(follow: Follow) -> None:
    """Hold what exists against the ideas; then make the axes, each with its working group."""
    for one in follow.scene["existing"]:
        follow.existing[one["key"]] = strategy.add_existing(
            existing_id=follow.id_of("existing", one["key"]),
            territory=follow.territory,
            column=one["column"],
            name=one["name"],
            description=one["description"],
            by=follow.by,
        )
        for verdict in ("confirms", "contradicts"):
            for idea in one.get(verdict, ()):
                _confront(follow, idea, one["column"], verdict, name=one["name"])
    for lack in follow.scene["lacking"]:
        for idea in lack["ideas"]:
            _confront(follow, idea, lack["column"], "lacks", comment=lack["comment"])
    for one in follow.scene["axes"]:
        axis = strategy.make_axis(
            axis_id=follow.id_of("axis", one["key"]),
            territory=follow.territory,
            title=one["title"],
            text=one["text"],
            cycle=follow.cycle,
            ideas=follow.refs(one["ideas"]),
            by=follow.by,
        )
        strategy.link_existing(
            axis=axis, existing_ids=[follow.existing[key].pk for key in one["existing"]], by=follow.by
        )
        follow.axes[one["key"]] = strategy.form_group_for_axis(
            axis=axis,
            group_id=follow.id_of("working group", one["key"]),
            name=one["group"],
            profile=one["profile"],
            by=follow.by,
        )


def _confront(follow: Follow, idea: str, column: str, verdict: str, name: str = "", comment: str = "") -> None:
    strategy.confront(
        confrontation_id=follow.id_of("confrontation", idea, column, verdict, name),
        frozen=follow.frozen,
        idea_id=str(follow.ideas[idea]),
        column=column,
        verdict=verdict,
        name=name,
        comment=comment,
        by=follow.by,
    )


def _write_sheets(follow: Follow) -> None:
    for one in follow.scene["resources"]:
        follow.resources[one["key"]] = add_resource(
            resource_id=follow.id_of("resource", one["key"]),
            territory=follow.territory,
            kind=one["kind"],
            name=one["name"],
            unit=one["unit"],
            is_shared=one.get("is_shared", False),
            by=follow.by,
        )
    # One that names another comes after it.
    for one in sorted(follow.scene["sheets"], key=lambda sheet: len(sheet.get("requires", ())) + _names(sheet)):
        follow.sheets[one["key"]] = save_sheet(
            sheet_id=follow.id_of("sheet", one["key"]),
            save_id=follow.id_of("sheet", one["key"], 1),
            territory=follow.territory,
            draft=_draft(follow, one),
            seen=0,
            by=follow.by,
        )


def _names(sheet: Mapping[str, Any]) -> int:
    return len(sheet.get("excludes", ()))


def _draft(follow: Follow, one: Mapping[str, Any]) -> SheetDraft:
    texts = ("for_whom", "situation", "with_whom", "tomorrow", "first_results", "lasting")
    return SheetDraft(
        title=one["title"],
        what=one["what"],
        texts={name: one[name] for name in texts},
        first_results_on=_in_weeks(one["weeks"]),
        reach=one["reach"],
        axis=follow.axes[one["axis"]].pk,
        cycle=follow.cycle.pk,
        reaches=one["reaches"],
        needs=tuple(
            NeedDraft(follow.id_of("need", one["key"], key), follow.resources[key].pk, amount * 100)
            for key, amount in one["needs"].items()
        ),
        ideas=tuple((ref.frozen, ref.idea) for ref in follow.refs(one["ideas"])),
        requires=frozenset(follow.sheets[key].pk for key in one.get("requires", ())),
        excludes=frozenset(follow.sheets[key].pk for key in one.get("excludes", ())),
    )


def _in_weeks(weeks: int) -> date:
    return timezone.localdate() + timedelta(weeks=weeks)


def _hold_the_meeting(follow: Follow) -> Choice:
    """Freeze the criteria, then put the actions to the choice, take scores and pledges."""
    scene = follow.scene["choice"]
    group = mobilisation.form_group(
        group_id=follow.id_of("group", "coordination"),
        territory=follow.territory,
        by=follow.by,
        name=scene["group"],
        kind=Group.Kind.COORDINATION,
        profile=scene["group_profile"],
        size=scene["group_size"],
    )
    workshop = workshops.open_workshop(
        workshop_id=follow.id_of("workshop", "choice"),
        group=group,
        campaign=follow.campaign,
        title=scene["workshop"],
        held_on=scene["held_on"],
        place=scene["place"],
        by=follow.by,
    )
    criteria = [
        CriterionDraft(follow.id_of("criterion", one["key"]), one["name"], one["meaning"], weight=one["weight"])
        for one in follow.scene["criteria"]
    ]
    choice = make_choice(
        choice_id=follow.id_of("choice"),
        territory=follow.territory,
        title=scene["title"],
        cycle=follow.cycle,
        workshop=workshop,
        by=follow.by,
    )
    set_rules(
        choice=choice,
        criteria=criteria,
        criteria_by=Choice.By.WEIGHTS,
        who_scores=scene["who_scores"],
        minimum=[],
        seen=rules_seen(choice),
        by=follow.by,
    )
    freeze_rules(choice=choice, frozen_id=follow.id_of("rules"), by=follow.by)
    put_sheets(choice=choice, sheet_ids=[sheet.pk for sheet in follow.sheets.values()], by=follow.by)
    _score(follow, choice, criteria)
    _pledge(follow, choice)
    return Choice.objects.select_related("territory").get(pk=choice.pk)


def _score(follow: Follow, choice: Choice, criteria: list[CriterionDraft]) -> None:
    open_scoring(choice=choice, by=follow.by)
    scorers: dict[str, Scorer] = {}
    for one in follow.scene["scorers"]:
        key = one["key"]
        scorers[key] = add_scorer(
            scorer_id=follow.id_of("scorer", key), choice=choice, name=one["name"], kind=one["kind"], by=follow.by
        )
    values: dict[str, dict[ToScore, int]] = {key: {} for key in scorers}
    for sheet, given in follow.scene["scores"].items():
        for scorer, marks in given.items():
            for criterion, mark in zip(criteria, marks, strict=True):
                values[scorer][follow.sheets[sheet].pk, criterion.id] = int(mark)
    for key, each in scorers.items():
        give_scores(scorer=each, values=values[key], by=follow.by)
    close_scoring(choice=choice, by=follow.by)


def _pledge(follow: Follow, choice: Choice) -> None:
    open_bank(choice=choice, by=follow.by)
    for number, one in enumerate(follow.scene["pledges"]):
        make_pledge(
            pledge_id=follow.id_of("pledge", number),
            choice=choice,
            offer=Offer(
                resource=follow.resources[one["resource"]].pk,
                amount=one["amount"] * 100,
                owner=one["owner"],
                kind=one["kind"],
                said=one.get("said", ""),
                only_for=tuple(follow.sheets[key].pk for key in one.get("only_for", ())),
            ),
            by=follow.by,
        )
    close_bank(choice=choice, by=follow.by)


def _decide(follow: Follow, choice: Choice) -> None:
    """Take the best set as a start, and decide otherwise where the meeting did, with its reasons."""
    asked, _ = ask_choice(choice=choice, result_id=follow.id_of("result"), by=follow.by)
    result = compute_choice(result=asked)
    best = set(result.document["sets"]["best"]["actions"])
    reasons = follow.scene["decided"]["reasons"]
    decide(
        choice=choice,
        verdicts=[
            Verdict(sheet.pk, (str(sheet.pk) in best) != (key in reasons), reasons.get(key, ""))
            for key, sheet in follow.sheets.items()
        ],
        decided_by=follow.scene["choice"]["decided_by"],
        result=result,
        start="best",
        by=follow.by,
    )


def _promise(follow: Follow) -> None:
    for number, one in enumerate(follow.scene["commitments"]):
        action.promise(
            commitment_id=follow.id_of("commitment", number),
            sheet=follow.sheets[one["sheet"]],
            who=one["who"],
            kind=one["kind"],
            what=one["promises"],
            due_on=_in_weeks(one["weeks"]),
            signed_as=one["who"],
            by=follow.by,
        )


def _write_charter(follow: Follow) -> None:
    scene = follow.scene["charter"]
    charter = action.begin_covenant(
        covenant_id=follow.id_of("charter"),
        territory=follow.territory,
        kind="charter",
        title=scene["title"],
        by=follow.by,
    )
    version = action.save_covenant(
        covenant=charter,
        version_id=follow.id_of("charter", 2),
        fundamental=scene["fundamental"],
        practical=scene["practical"],
        based_on=1,
        why=scene["why"],
        by=follow.by,
    )
    action.open_signing(covenant=charter, number=version.number, by=follow.by)
    for one in scene["signatories"]:
        action.sign_covenant(
            signature_id=follow.id_of("signature", one["name"]),
            covenant=charter,
            number=version.number,
            who=one["name"],
            kind=one["kind"],
            by=follow.by,
        )


def _plan(follow: Follow) -> None:
    """Write the tasks, each after those it waits for; tell how far the first ones are; then have the days computed."""
    for one in follow.scene["tasks"]:
        is_milestone = one.get("is_milestone", False)
        skill = follow.resources[one["skill"]].pk if "skill" in one else None
        task = action.save_task(
            task_id=follow.id_of("task", one["key"]),
            edit_id=follow.id_of("task", one["key"], "written"),
            sheet=follow.sheets[one["sheet"]],
            fields={
                "title": one["title"],
                "owners": one.get("owners", []),
                "skill_id": skill,
                "work": one.get("hours", 0) * 100,
                "days": one.get("days", 0),
                "is_milestone": is_milestone,
            },
            waits_for={follow.id_of("task", key): 0 for key in one.get("after", ())},
            by=follow.by,
        )
        if "done" in one or "obstacle" in one:
            action.report_task(
                task=task,
                edit_id=follow.id_of("task", one["key"], "reported"),
                done=one.get("done", 0),
                obstacles=one.get("obstacle", ""),
                based_on=task.version,
                by=follow.by,
            )
    start_schedule(follow.territory)


def _find_what_lacks(follow: Follow) -> None:
    """Say of a pledge that it is not for an action after all, and note who is able to bring what lacks there since."""
    for one in follow.scene["refused"]:
        action.refuse_match(
            answer_id=follow.id_of("refused", one["sheet"], one["owner"]),
            sheet=follow.sheets[one["sheet"]],
            pledge=BankPledge.objects.get(owner=one["owner"], resource=follow.resources[one["resource"]]),
            reason=one["reason"],
            by=follow.by,
        )
        for who in one["able"]:
            action.note_ability(
                ability_id=follow.id_of("ability", who, one["resource"]),
                creator=follow.existing[who],
                resource=follow.resources[one["resource"]],
                by=follow.by,
            )


def _evaluate_what_is_done(follow: Follow) -> None:
    """Tell that the promises to an action were kept, evaluate it, and propose it to others."""
    for one in follow.scene["done"]:
        sheet = follow.sheets[one["sheet"]]
        for commitment in sheet.commitments.all():
            action.tell_state(commitment=commitment, state="kept", said=one["kept"], by=follow.by)
        action.save_review(
            save_id=follow.id_of("review", one["sheet"]), sheet=sheet, said=one["review"], seen=0, by=follow.by
        )
        action.propose_extension(
            offer_id=follow.id_of("extension", one["sheet"]),
            sheet=sheet,
            toward=one["toward"],
            said=one["said"],
            by=follow.by,
        )
