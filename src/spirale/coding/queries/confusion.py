"""Components that coders take one for the other, in words: what is proposed, why, and the criteria that show it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from spirale.coding.models import Coding, Criterion
from spirale.coding.queries.grids import CodeWords
from spirale.method.confusion import Confusion, Habit, ReadTogether, confusions
from spirale.people.models import Account

_SHOWN = 12
"""How many criteria one pair shows on the page."""


@dataclass(frozen=True, slots=True)
class ConfusedPair:
    """Two components confused more than by chance, with the proposal to merge or clarify them."""

    one: CodeWords
    other: CodeWords
    into: CodeWords | None
    found: Confusion
    coders: tuple[str, ...]  # those who have a habit; the person who reads is empty
    criteria: tuple[Criterion, ...]

    @property
    def is_to_merge(self) -> bool:
        return self.found.proposal == "merge"

    @property
    def shown(self) -> tuple[Criterion, ...]:
        """The first criteria that divide coders, as many as a page holds."""
        return self.criteria[:_SHOWN]

    @property
    def proposal(self) -> str:
        """What to talk over, in one sentence."""
        if not self.is_to_merge:
            return _("To clarify: say in the grid what goes to one and what goes to the other.")
        if self.into:
            return _("To merge, perhaps: code both %(code)s, or make one component of them.") % {"code": self.into.code}
        return _("To merge, perhaps: make one component of them, in the dimension that fits.")

    @property
    def why(self) -> str:
        """What the proposal rests on, in one sentence."""
        found = self.found
        if found.because == "used alike":
            return _("Coders give one or the other without a pattern: nothing shows that they tell them apart.")
        if found.because == "one covers the other":
            return _("One covers the other: agree on how precise to be. In doubt, the more general.")
        if found.because == "often told apart":
            return _("Most of the time coders tell them apart; what divides them is in the criteria below.")
        if found.because == "some words":
            return _("What divides coders are criteria with these words: %(words)s.") % {
                "words": ", ".join(found.words)
            }
        return self.habits_in_words

    @property
    def habits_in_words(self) -> str:
        """Who gives one of the two where others give the other, a sentence each."""
        return " ".join(map(_habit_in_words, self.coders, self.found.habits))


def confused_pairs(
    criteria: Mapping[UUID, Criterion],
    given: Mapping[UUID, Iterable[Coding]],
    words: Callable[[str], CodeWords],
    reader: Account,
    *,
    sees_all: bool,
) -> tuple[ConfusedPair, ...]:
    """Pairs of components that chance does not explain, the clearest first.

    Whoever does not adjudicate has no names, and among the criteria those that they coded.
    """
    readings = {pk: list(codings) for pk, codings in given.items()}
    coders = {str(coding.coder_id): coding.coder for codings in readings.values() for coding in codings}
    own = {pk for pk, codings in readings.items() if any(coding.coder_id == reader.pk for coding in codings)}
    found = confusions(
        ReadTogether(str(pk), criteria[pk].text, {str(coding.coder_id): coding.code for coding in codings})
        for pk, codings in readings.items()
    )

    def name(coder: str) -> str:
        if coder == str(reader.pk):
            return ""
        return str(coders[coder]) if sees_all else _("One coder")

    return tuple(
        ConfusedPair(
            words(pair.one),
            words(pair.other),
            words(pair.into) if pair.into else None,
            pair,
            tuple(name(habit.coder) for habit in pair.habits),
            tuple(criteria[UUID(pk)] for pk in pair.criteria if sees_all or UUID(pk) in own),
        )
        for pair in found
        if pair.proposal
    )


def _habit_in_words(coder: str, habit: Habit) -> str:
    said = {"gives": habit.gives, "other": habit.instead_of, "times": habit.times, "of": habit.of}
    if not coder:
        return _("You give %(gives)s where others give %(other)s: %(times)s times out of %(of)s.") % said
    sentence = _("%(coder)s gives %(gives)s where others give %(other)s: %(times)s times out of %(of)s.")
    return sentence % {**said, "coder": coder}
