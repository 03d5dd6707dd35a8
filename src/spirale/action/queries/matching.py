"""Pledges of the bank matched to what chosen actions need: proposals to answer, what was answered, gaps, who could."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from spirale.action.models import Ability, Commitment, MatchAnswer
from spirale.action.queries.able import Could, abilities_of, as_actors, could_fill, people_of
from spirale.action.queries.answers import counting
from spirale.action.queries.commitments import chosen_sheets
from spirale.decision.models import ActionSheet, BankPledge, Choice, Need, Resource
from spirale.method.choice.matching import Matching, match
from spirale.method.choice.values import Action, Pledge
from spirale.method.choice.values import Need as Asked
from spirale.method.choice.values import Resource as Kind
from spirale.method.text import fold
from spirale.territories.models import Territory


@dataclass(frozen=True, slots=True)
class Proposal:
    """So much of a pledge that would serve a need; one that is bound already asks for no answer."""

    pledge: BankPledge
    amount: int
    is_bound: bool = False


@dataclass(slots=True)
class NeedMatched:
    """A need of a chosen action: what was accepted for it, what is proposed, what lacks then, who could fill it."""

    need: Need
    accepted: list[MatchAnswer] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    missing: int = 0
    could: tuple[Could, ...] = ()
    is_past: bool = False

    @property
    def taken(self) -> int:
        return sum(one.amount for one in self.accepted)


@dataclass(slots=True)
class ActionMatched:
    """A chosen action with its needs in the order in which they press, and the pledges refused for it."""

    sheet: ActionSheet
    needs: list[NeedMatched] = field(default_factory=list)
    refused: list[MatchAnswer] = field(default_factory=list)

    @property
    def lacks(self) -> int:
        return sum(1 for one in self.needs if one.missing)


@dataclass(frozen=True, slots=True)
class Left:
    """What no need asks of a pledge, and whose pledges it hangs on that are gone."""

    pledge: BankPledge
    amount: int
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Covered:
    """How much of a resource the chosen actions need, how much is accepted, and how much with all proposals."""

    resource: Resource
    needed: int
    taken: int
    reached: int

    @property
    def missing(self) -> int:
        return self.needed - self.reached


@dataclass(frozen=True, slots=True)
class Matched:
    """All of it for one territory; `abilities` are what facilitators noted, `fallen` answers that count no more."""

    parts: tuple[ActionMatched, ...]
    left: tuple[Left, ...]
    covered: tuple[Covered, ...]
    fallen: tuple[MatchAnswer, ...]
    abilities: tuple[Ability, ...]

    @property
    def proposals(self) -> int:
        return sum(not one.is_bound for part in self.parts for need in part.needs for one in need.proposals)

    @property
    def gaps(self) -> int:
        return sum(part.lacks for part in self.parts)


@dataclass(slots=True)
class _Read:
    """The rows that a matching is made from, read once."""

    sheets: list[ActionSheet]
    needs: list[Need]
    pledges: list[BankPledge]
    answers: list[MatchAnswer]
    counting: set[UUID]
    bound: dict[UUID, set[UUID]]
    resources: list[Resource]
    on: date


def matching_of(territory: Territory, *, on: date) -> Matched:
    """Match what is left of the pledges to what is left of the needs, on a day, in a constant number of queries.

    What was accepted is taken from both first; what was refused is not proposed; a pledge that is a commitment to some
    actions, with no amount told, serves these alone. What is past by that day is neither served nor serves.
    """
    read = _read(territory, on)
    abilities = tuple(abilities_of(territory))
    people = people_of(territory, read.resources, read.pledges, abilities)
    accepted: dict[UUID, list[MatchAnswer]] = defaultdict(list)
    fallen: list[MatchAnswer] = []
    for one in read.answers:
        if one.verdict == MatchAnswer.Verdict.ACCEPTED and one.need_id:
            (accepted[one.need_id] if one.pk in read.counting else fallen).append(one)
    rows = {one.pk: NeedMatched(one, accepted[one.pk], is_past=_is_past(one.to_on, on)) for one in read.needs}
    pledges = _pledges(read)
    refused = [one for one in read.answers if one.verdict == MatchAnswer.Verdict.REFUSED]
    found = match(
        _actions(read, rows),
        [Kind(str(one.pk), one.unit, one.is_shared) for one in read.resources],
        pledges,
        as_actors(people),
        [(str(one.pledge_id), str(one.sheet_id)) for one in refused],
    )
    _tell(found, rows, read)
    for row, could in _gaps(found, rows):
        row.could = could_fill(could, row.need.resource_id, people)
    parts = {sheet.pk: ActionMatched(sheet) for sheet in read.sheets}
    for row in rows.values():
        parts[row.need.sheet_id].needs.append(row)
    for one in refused:
        if one.sheet_id in parts:
            parts[one.sheet_id].refused.append(one)
    return Matched(tuple(parts.values()), _left(found, read), _covered(rows, read), tuple(fallen), abilities)


def _read(territory: Territory, on: date) -> _Read:
    sheets = list(chosen_sheets(territory))
    keys = [one.pk for one in sheets]
    needs = Need.objects.filter(sheet__in=keys, retired_at=None).select_related("resource")
    bound: dict[UUID, set[UUID]] = defaultdict(set)
    commitments = Commitment.objects.filter(sheet__in=keys, retired_at=None, pledge__isnull=False)
    answers = list(_answers(territory))
    counted = set(counting(_answers(territory)).values_list("pk", flat=True))
    told = {(one.pledge_id, one.sheet_id) for one in answers if one.pk in counted}
    for pledge, sheet in commitments.values_list("pledge_id", "sheet_id"):
        if pledge and (pledge, sheet) not in told:
            bound[pledge].add(sheet)
    return _Read(
        sheets,
        sorted(needs, key=lambda one: (str(one.to_on or "9999"), str(one.from_on or ""), one.resource.name, one.pk)),
        list(standing_pledges(territory)),
        answers,
        counted,
        bound,
        list(Resource.objects.filter(territory=territory).order_by("position", "name", "pk")),
        on,
    )


def standing_pledges(territory: Territory) -> "QuerySet[BankPledge]":
    """What stands of the pledges to the choices in which an action was chosen."""
    chosen = Choice.objects.filter(territory=territory, decided__is_in=True, decided__retired_at=None)
    found = BankPledge.objects.filter(choice__in=chosen, withdrawn_at=None).select_related("resource")
    return found.prefetch_related("only_for", "only_if").order_by("made_at", "pk")


def _answers(territory: Territory) -> "QuerySet[MatchAnswer]":
    standing = MatchAnswer.objects.filter(sheet__territory=territory, retired_at=None)
    return standing.select_related("pledge__resource", "commitment", "need", "by", "sheet").order_by("at", "pk")


def _is_past(last: date | None, on: date) -> bool:
    return last is not None and last < on


def _actions(read: _Read, rows: dict[UUID, NeedMatched]) -> list[Action]:
    asked: dict[UUID, list[Asked]] = defaultdict(list)
    for row in rows.values():
        if not row.is_past:
            asked[row.need.sheet_id].append(_asked(row))
    return [Action(str(one.pk), tuple(asked[one.pk])) for one in read.sheets]


def _asked(row: NeedMatched) -> Asked:
    need = row.need
    left = max(0, need.amount - row.taken)
    return Asked(str(need.resource_id), left, _day(need.from_on), _day(need.to_on), fold(need.place))


def _pledges(read: _Read) -> list[Pledge]:
    """What is left of each pledge; one that is past is there for those that hang on it, and gives nothing."""
    taken: dict[UUID, int] = defaultdict(int)
    for one in read.answers:
        if one.pk in read.counting:
            taken[one.pledge_id] += one.amount
    return [
        Pledge(
            id=str(one.pk),
            owner=fold(one.owner),
            resource=str(one.resource_id),
            amount=0 if _is_past(one.to_on, read.on) else _still(one, taken[one.pk]),
            from_on=_day(one.from_on),
            to_on=_day(one.to_on),
            only_for=tuple(
                sorted(str(key) for key in read.bound.get(one.pk) or {each.pk for each in one.only_for.all()})
            ),
            only_if=tuple(sorted(str(other.pk) for other in one.only_if.all())),
            place=fold(one.place),
        )
        for one in read.pledges
    ]


def _still(pledge: BankPledge, taken: int) -> int:
    return pledge.amount if pledge.resource.is_shared else max(0, pledge.amount - taken)


def _tell(found: Matching, rows: dict[UUID, NeedMatched], read: _Read) -> None:
    """Put what serves under the needs; those that ask for the very same are filled one after the other."""
    alike = _alike(rows)
    known = {str(one.pk): one for one in read.pledges}
    for row in rows.values():
        row.missing = 0 if row.is_past else _asked(row).amount
    for one in found.served:
        amount, pledge = one.amount, known[one.pledge]
        for row in alike[one.action, one.need]:
            part = min(amount, row.missing)
            if part:
                is_bound = row.need.sheet_id in read.bound.get(pledge.pk, ())
                row.proposals.append(Proposal(pledge, part, is_bound))
                row.missing -= part
                amount -= part


def _alike(rows: dict[UUID, NeedMatched]) -> dict[tuple[str, Asked], list[NeedMatched]]:
    alike: dict[tuple[str, Asked], list[NeedMatched]] = defaultdict(list)
    for row in rows.values():
        if not row.is_past:
            alike[str(row.need.sheet_id), _asked(row)].append(row)
    return alike


def _gaps(found: Matching, rows: dict[UUID, NeedMatched]) -> Iterable[tuple[NeedMatched, Sequence[str]]]:
    could = {(gap.action, gap.need): gap.could for gap in found.gaps}
    for key, alike in _alike(rows).items():
        yield from ((row, could.get(key, ())) for row in alike if row.missing)


def _left(found: Matching, read: _Read) -> tuple[Left, ...]:
    """What serves nothing, by the order in which it was promised."""
    known = {str(one.pk): one for one in read.pledges}
    unused = {one.pledge: one for one in found.unused}
    return tuple(
        Left(pledge, unused[key].amount, tuple(known[name].owner for name in unused[key].lacking if name in known))
        for key, pledge in known.items()
        if key in unused
    )


def _covered(rows: dict[UUID, NeedMatched], read: _Read) -> tuple[Covered, ...]:
    needed: dict[UUID, list[NeedMatched]] = defaultdict(list)
    for row in rows.values():
        if not row.is_past:
            needed[row.need.resource_id].append(row)
    return tuple(
        Covered(
            one,
            sum(row.need.amount for row in needed[one.pk]),
            sum(min(row.need.amount, row.taken) for row in needed[one.pk]),
            sum(row.need.amount - row.missing for row in needed[one.pk]),
        )
        for one in read.resources
        if one.pk in needed
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
