"""The voices of a hall as its facilitator sees them, and as the wall shows them: in words and whole numbers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from spirale.method.voice import HEARD_FROM, Distribution, Reason, Share
from spirale.workshops.models import Turn, Workshop
from spirale.workshops.queries.voice import Queued, Round, Somebody, kind_name, round_of, seconds_of

TURNS_TO_PUT_RIGHT: Final = 12
WAITING_IN_PANEL: Final = 12
WAITING_ON_WALL: Final = 5


@dataclass(frozen=True, slots=True)
class Speaking:
    """Whoever has the floor, for how many seconds so far."""

    turn: UUID
    somebody: Somebody
    seconds: int
    each: int

    @property
    def clock(self) -> str:
        return clock(self.seconds)

    @property
    def is_over(self) -> bool:
        return self.seconds > self.each


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody in the queue, and in words why they stand there."""

    queued: Queued

    @property
    def somebody(self) -> Somebody:
        return self.queued.somebody

    @property
    def why(self) -> str:
        if self.queued.reason == Reason.NEW_KIND:
            return _("not heard yet, and nobody of this kind was")
        if self.queued.reason == Reason.NOT_HEARD:
            return _("not heard yet")
        return _("heard for %(time)s") % {"time": clock(self.queued.seconds)}


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A part of the time in whole percents, beside the part that would be equal."""

    name: str
    people: int
    heard: int
    time: str
    percent: int
    equal: int


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A turn that can be put right."""

    turn: Turn
    name: str
    time: str

    @property
    def is_taken_back(self) -> bool:
        return self.turn.taken_back_at is not None


@dataclass(frozen=True, slots=True)
class VoicePanel:
    """All that the panel of voices shows."""

    speaking: Speaking | None
    waiting: tuple[WaitingRow, ...]
    more: int
    not_heard: tuple[Somebody, ...]
    heard: tuple[Somebody, ...]
    shares: Distribution
    each: int
    kinds: tuple[ShareRow, ...]
    persons: tuple[ShareRow, ...]
    signs: tuple[str, ...]
    turns: tuple[TurnRow, ...]

    @property
    def each_clock(self) -> str:
        return clock(self.each)

    @property
    def total(self) -> str:
        return clock(self.shares.seconds)

    @property
    def gini(self) -> float:
        return round(self.shares.gini, 2)


@dataclass(frozen=True, slots=True)
class VoiceWall:
    """What the wall shows of the voices: who speaks, who comes next, and how many were heard."""

    speaking: Speaking | None
    speaker: str
    next: tuple[str, ...]
    more: int
    heard: int
    people: int
    each_clock: str
    kinds: tuple[ShareRow, ...]


def voice_panel(workshop: Workshop, *, now: datetime | None = None) -> VoicePanel:
    """The panel of voices, in the round trips of `round_of`."""
    voices = round_of(workshop, now=now)
    first = voices.queue[:WAITING_IN_PANEL]
    in_queue = {queued.somebody.id for queued in first}
    busy = {*in_queue, *([voices.of(voices.running).id] if voices.running else [])}
    seconds = {share.of: share.seconds for share in voices.shares.persons}
    free = [somebody for somebody in voices.people.values() if somebody.id not in busy]
    by_time = sorted(voices.shares.persons, key=lambda share: -share.seconds)
    return VoicePanel(
        speaking=_speaking(voices),
        waiting=tuple(WaitingRow(queued) for queued in first),
        more=len(voices.queue) - len(first),
        not_heard=tuple(somebody for somebody in free if seconds[somebody.id] < HEARD_FROM),
        heard=tuple(somebody for somebody in free if seconds[somebody.id] >= HEARD_FROM),
        shares=voices.shares,
        each=voices.each,
        kinds=_kinds(voices.shares),
        persons=tuple(_row(voices.people[share.of].said, share) for share in by_time if share.seconds),
        signs=tuple(_sign(voices, share) for share in voices.takes_more),
        turns=tuple(
            TurnRow(turn, voices.of(turn).said, clock(seconds_of(turn, voices.at)))
            for turn in reversed(voices.turns[-TURNS_TO_PUT_RIGHT:])
        ),
    )


def voice_wall(workshop: Workshop, *, now: datetime | None = None) -> VoiceWall:
    """The voices for the wall; nobody is named for having taken much."""
    voices = round_of(workshop, now=now)
    return VoiceWall(
        speaking=_speaking(voices),
        speaker=_on_wall(voices.of(voices.running)) if voices.running else "",
        next=tuple(_on_wall(queued.somebody) for queued in voices.queue[:WAITING_ON_WALL]),
        more=max(0, len(voices.queue) - WAITING_ON_WALL),
        heard=voices.shares.heard,
        people=voices.shares.people,
        each_clock=clock(voices.each),
        kinds=_kinds(voices.shares) if voices.shares.seconds else (),
    )


def clock(seconds: float) -> str:
    """A duration as a clock shows it: minutes and seconds."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def _speaking(voices: Round) -> Speaking | None:
    turn = voices.running
    if turn is None:
        return None
    return Speaking(turn.pk, voices.of(turn), int(seconds_of(turn, voices.at)), voices.each)


def _on_wall(somebody: Somebody) -> str:
    """A name for everybody to read: never the signs of a recovery code."""
    return somebody.said if somebody.name or somebody.table or somebody.paper_number else _("somebody without a name")


def _kinds(shares: Distribution) -> tuple[ShareRow, ...]:
    """Kinds of actors, the largest part first; no table where everybody is of one kind."""
    if len(shares.kinds) < 2:
        return ()
    ordered = sorted(shares.kinds, key=lambda share: (-share.seconds, -share.people, share.of))
    return tuple(_row(kind_name(share.of) or _("kind not said"), share) for share in ordered)


def _row(name: str, share: Share) -> ShareRow:
    return ShareRow(
        name, share.people, share.heard, clock(share.seconds), round(100 * share.share), round(100 * share.equal)
    )


def _sign(voices: Round, share: Share) -> str:
    """The gentle sign, in a calm sentence."""
    told = {"time": clock(share.seconds), "total": clock(voices.shares.seconds)}
    if share.of in voices.people and share.people == 1 and share in voices.shares.persons:
        said = _("%(name)s has spoken for %(time)s of the %(total)s so far, clearly more than an equal part.")
        return said % {"name": voices.people[share.of].said, **told}
    said = _("“%(kind)s”: %(time)s of the %(total)s spoken so far, clearly more than their part in the room.")
    return said % {"kind": kind_name(share.of), **told}
