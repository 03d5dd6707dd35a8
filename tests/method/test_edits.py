"""What people moved, merged, split, worded or refused holds in every later run, whatever else was said meanwhile."""

import random
from dataclasses import dataclass, field, replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spirale.method.encoders import NgramEncoder
from spirale.method.ideas import (
    Act,
    Arrivals,
    Edits,
    Idea,
    Parted,
    Proposal,
    Put,
    Said,
    StandingIdea,
    Worded,
    edits_of,
    place_arrivals,
    propose_ideas,
)
from spirale.method.ideas.bonds import Bonds
from spirale.method.problems import Problem
from spirale.method.synthesis import freeze_proposal

SUBJECTS = ("des bus", "un jardin partagé", "la médiathèque")
FRAMES = ("{}", "plus souvent {}", "{} le soir", "Il faut {} !", "pas {}", "{} pour les enfants et leurs parents")
TEXTS = [frame.format(subject) for subject in SUBJECTS for frame in FRAMES]

notes = st.builds(
    Said,
    id=st.just(""),
    text=st.sampled_from([*TEXTS, "", "…"]),
    group=st.sampled_from(["jeunes", "aînés", ""]),
    question=st.sampled_from(["Q1", "Q1", "Q1", "Q2"]),
    sign=st.sampled_from([1, 1, 1, -1]),
    code=st.sampled_from(["", "", "", "A10", "A10/P", "D03"]),
    on=st.sampled_from(["", "2026-03-21", "2026-03-28"]),
)
numbers = st.integers(0, 10_000)
steps = st.lists(
    st.tuples(
        st.sampled_from(["move", "move", "merge", "split", "word", "refuse", "propose", "arrive", "renew"]),
        numbers,
        numbers,
        st.lists(notes, max_size=3),
    ),
    max_size=10,
)


@dataclass
class Seen:
    """An idea as people see it."""

    members: frozenset[str]
    wording: str
    id: str = ""
    decided: bool = False


@dataclass
class Hall:
    """People who see ideas and act on them, and what they last said of each pair and of each wording."""

    said: list[Said]
    seen: list[Seen] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    pairs: dict[frozenset[str], bool] = field(default_factory=dict)
    worded: dict[str, tuple[int, str]] = field(default_factory=dict)

    def say(self, idea: frozenset[str], out_of: frozenset[str] = frozenset()) -> None:
        """Keep that these are one idea, and that none of those is in it."""
        self.pairs |= {frozenset(pair): True for pair in combinations(idea, 2)}
        self.pairs |= {frozenset((one, other)): False for one in idea for other in out_of}

    def do(self, step: str, one: int, other: int) -> None:
        able = [idea for idea in self.seen if len(idea.members) > 1 or step not in ("split", "refuse")]
        if not able:
            return
        first = able[one % len(able)]
        alike = [idea for idea in self.seen if idea is not first and self.place_of(idea) == self.place_of(first)]
        chosen = sorted(first.members)[other % len(first.members)]
        if step == "move" and alike:
            target = alike[other % len(alike)]
            rest = first.members - {chosen}
            self.acts.append(Put([chosen], beside=sorted(target.members), leaving=sorted(rest)))
            self.worded.pop(chosen, None)
            self.say(rest)
            self.say(target.members | {chosen}, rest)
            self.pairs |= {frozenset((chosen, left)): False for left in rest}
            self.pairs = {
                pair: value
                for pair, value in self.pairs.items()
                if not self.is_old(pair, chosen, rest | target.members)
            }
            self.replace([first, target], [(rest, first.wording), (target.members | {chosen}, target.wording)])
        elif step == "merge" and alike:
            target = alike[other % len(alike)]
            self.acts.append(Put(sorted(first.members), beside=sorted(target.members)))
            for member in first.members:
                self.worded.pop(member, None)
            self.say(first.members | target.members)
            self.replace([first, target], [(first.members | target.members, target.wording)])
        elif step == "split":
            gone = frozenset(sorted(first.members)[: 1 + other % (len(first.members) - 1)])
            rest = first.members - gone
            self.acts.append(Put(sorted(gone), leaving=sorted(rest)))
            for member in gone:
                self.worded.pop(member, None)
            self.say(rest)
            self.say(gone, rest)
            self.replace([first], [(rest, first.wording), (gone, "")])
        elif step == "word":
            wording = f"Nom {other % 5}"
            self.acts.append(Worded(sorted(first.members), wording))
            self.worded |= dict.fromkeys(first.members, (len(self.acts), wording))
            self.say(first.members)
            self.replace([first], [(first.members, wording)])
        elif step == "refuse":
            self.acts.append(Parted(sorted(first.members)))
            for member in first.members:
                self.worded.pop(member, None)
            self.pairs |= {frozenset(pair): False for pair in combinations(first.members, 2)}
            self.replace([first], [(frozenset({member}), "") for member in sorted(first.members)])

    def is_old(self, pair: frozenset[str], chosen: str, now: frozenset[str]) -> bool:
        """Whether people said of two criteria that they are together before they moved one of them elsewhere."""
        return chosen in pair and self.pairs[pair] and not (pair - {chosen}) <= now

    def replace(self, old: list[Seen], new: list[tuple[frozenset[str], str]]) -> None:
        self.seen = [idea for idea in self.seen if idea not in old]
        self.seen += [
            Seen(held, wording, f"p{len(self.acts)}.{n}", True) for n, (held, wording) in enumerate(new) if held
        ]

    def place_of(self, idea: Seen) -> tuple[str, int]:
        return next((one.question, one.sign) for one in self.said if one.id in idea.members)

    def arrive(self, coming: list[Said], like: int) -> list[Said]:
        """Notes that came, a copy of one that is there, and one that says nearly the same."""
        model = self.said[like % len(self.said)]
        words = model.text.split()
        near = replace(model, text=" ".join([*words, ("aussi", "vite", "ici")[like % 3]]))
        came = [*coming, model, near]
        return [replace(one, id=f"c{len(self.said) + n:03}", on="2026-04-04") for n, one in enumerate(came)]


def vectors_of(said):
    return NgramEncoder(128).encode([one.text for one in said])


def proposed(said, edits):
    return propose_ideas(said, vectors_of(said), seed=7, edits=edits)


def shuffled(edits, order):
    return replace(edits, together=tuple(mixed(edits.together, order)), apart=tuple(mixed(edits.apart, order)))


def mixed(values, order):
    return order.sample(list(values), len(values))


def named(texts, **more):
    return [Said(f"c{place}", text, **more) for place, text in enumerate(texts)]


def groups_of(ideas):
    return sorted(idea.members for idea in ideas if not idea.height)


@settings(max_examples=60, deadline=None)
@given(begun=st.lists(notes, min_size=2, max_size=14), asked=steps, seed=numbers)
def test_whatever_people_do_and_whatever_arrives_every_decision_holds(begun, asked, seed):
    order = random.Random(seed)  # noqa: S311  (an order, not a secret)
    hall = Hall([replace(one, id=f"c{place:03}") for place, one in enumerate(begun)])
    propose_again(hall, order)
    for step, one, other, coming in [*asked, ("propose", 0, 0, []), ("renew", 0, 0, [])]:
        if step == "propose":
            propose_again(hall, order)
        elif step == "arrive":
            came = hall.arrive(coming, one)
            hall.said += came
            place_beside(hall, hall.seen, came, order)
        elif step == "renew":
            kept = [idea for idea in hall.seen if idea.decided]
            kept = [idea for place, idea in enumerate(kept) if not other >> place % 12 & 1]  # the others by edits alone
            held = {member for idea in kept for member in idea.members}
            came = hall.arrive(coming, one) if coming else []
            hall.said += came
            place_beside(hall, kept, [each for each in hall.said if each.id not in held], order)
        else:
            hall.do(step, one, other)
        assert_decisions_hold(hall)


def propose_again(hall: Hall, order: random.Random) -> None:
    """All is proposed anew under the edits, twice, in two orders."""
    edits = edits_of(hall.acts)
    proposal = proposed(hall.said, edits)
    again = proposed(mixed(hall.said, order), shuffled(edits, order))
    assert freeze_proposal(proposal) == freeze_proposal(again)
    assert_all_accounted_for(hall.said, proposal)
    assert proposal.ledger.closes
    leaves = [idea for idea in proposal.ideas if not idea.height]
    decided = decided_in(hall)
    hall.seen = [seen(idea, decided) for idea in leaves]


def place_beside(hall: Hall, kept: list[Seen], loose: list[Said], order: random.Random) -> None:
    """Criteria find a place beside ideas that stand, twice, in two orders."""
    standing = [StandingIdea(idea.id, tuple(sorted(idea.members)), idea.wording) for idea in kept]
    new = {one.id for one in loose}
    known = [one for one in hall.said if one.id not in new]
    edits = edits_of(hall.acts)

    def placed(known, loose, standing, edits):
        return place_arrivals(standing, known, loose, vectors_of([*known, *loose]), seed=7, edits=edits)

    found = placed(known, loose, standing, edits)
    assert found == placed(mixed(known, order), mixed(loose, order), mixed(standing, order), shuffled(edits, order))
    assert_all_accounted_for(loose, found)
    joins: dict[str, set[str]] = {}
    for identifier, name, _ in found.placements:
        assert identifier in new
        joins.setdefault(name, set()).add(identifier)
    assert joins.keys() <= {idea.id for idea in kept}
    decided = decided_in(hall)
    hall.seen = [replace(idea, members=idea.members | joins.get(idea.id, set())) for idea in kept]
    hall.seen += [seen(idea, decided) for idea in found.ideas if not idea.height]


def decided_in(hall: Hall) -> set[str]:
    return {member for idea in hall.seen if idea.decided for member in idea.members}


def seen(idea: Idea, decided: set[str]) -> Seen:
    return Seen(frozenset(idea.members), idea.wording, idea.id, not decided.isdisjoint(idea.members))


def assert_all_accounted_for(said: list[Said], found: Proposal | Arrivals) -> None:
    placements = found.placements if isinstance(found, Arrivals) else ()
    accounted = [
        *(identifier for identifier, _, _ in placements),
        *(member for idea in found.ideas if not idea.height for member in idea.members),
        *(identifier for identifier, _ in found.set_aside),
    ]
    assert sorted(accounted) == sorted(one.id for one in said)


def assert_decisions_hold(hall: Hall) -> None:
    idea_of = {member: place for place, idea in enumerate(hall.seen) for member in idea.members}
    for pair, together in hall.pairs.items():
        if len(pair) == 2:
            left, right = pair
            assert (idea_of[left] == idea_of[right]) == together
    for idea in hall.seen:
        wordings = [hall.worded[member] for member in idea.members if member in hall.worded]
        if wordings:
            assert idea.wording == max(wordings)[1]


def test_who_is_joined_with_a_criterion_is_parted_from_all_it_is_parted_from():
    said = named(["des bus", "une crèche", "Des bus", "la médiathèque"])
    edits = Edits(together=(("c0", "c1"),), apart=(("c1", "c2"),))
    assert groups_of(proposed(said, edits).ideas) == [("c0", "c1"), ("c2",), ("c3",)]


def test_what_is_said_alike_does_not_join_what_people_parted_through_others():
    said = named(["des bus", "une crèche", "Des bus", "Une crèche", "la médiathèque"])
    edits = Edits(together=(("c0", "c1"),), apart=(("c2", "c3"),))
    found = groups_of(proposed(said, edits).ideas)
    assert not any({"c2", "c3"} <= {*members} for members in found)
    assert any({"c0", "c1"} <= {*members} for members in found)


def test_whoever_joins_others_inherits_what_they_are_apart_from():
    bonds = Bonds(Edits(apart=(("b", "c"),), wordings=(("a", "Un"),)), dict.fromkeys("abc", "Q1"))
    assert not bonds.are_apart("a", "c")
    assert bonds.join("a", "b")
    assert bonds.are_apart("a", "c")
    assert bonds.are_apart("c", "a")
    assert bonds.wording_of("b") == "Un"


def test_two_wordings_keep_two_ideas_until_people_join_them():
    said = named(["des bus le soir", "des bus le soir aussi"])
    edits = Edits(wordings=(("c0", "Des bus"), ("c1", "Des bus tard")))
    assert {idea.wording for idea in proposed(said, edits).ideas} == {"Des bus", "Des bus tard"}
    joined = proposed(said, replace(edits, together=(("c0", "c1"),)))
    assert [idea.wording for idea in joined.ideas] == ["Des bus tard"]


def test_edits_that_contradict_one_another_are_refused():
    said = named(["des bus", "une crèche", "la médiathèque"])
    with pytest.raises(Problem, match=r"ideas\.joined_and_parted"):
        proposed(said, Edits(together=(("c0", "c1"), ("c1", "c2")), apart=(("c0", "c2"),)))


def test_arrivals_that_people_parted_do_not_meet_in_an_idea_that_stands():
    said = named(["un jardin partagé", "un jardin partagé ici", "un jardin partagé"])
    edits = Edits(apart=(("c1", "c2"),))
    placed = place_arrivals([StandingIdea("i", ("c0",))], said[:1], said[1:], vectors_of(said), seed=7, edits=edits)
    assert [(identifier, idea) for identifier, idea, _ in placed.placements] == [("c2", "i")]
    assert groups_of(placed.ideas) == [("c1",)]


def test_arrivals_that_people_joined_go_as_one_and_where_they_joined_them():
    said = named(["un jardin partagé", "la retraite à 60 ans", "le silence"])
    edits = Edits(together=(("c1", "c2"),))
    standing = [StandingIdea("i", ("c0",))]
    placed = place_arrivals(standing, said[:1], said[1:], vectors_of(said), seed=7, edits=edits)
    assert groups_of(placed.ideas) == [("c1", "c2")]
    edits = Edits(together=(("c1", "c2"), ("c0", "c1")))
    placed = place_arrivals(standing, said[:1], said[1:], vectors_of(said), seed=7, edits=edits)
    assert [(identifier, idea) for identifier, idea, _ in placed.placements] == [("c1", "i"), ("c2", "i")]


def test_an_arrival_that_people_worded_keeps_its_wording():
    said = named(["un jardin partagé", "un jardin partagé ici"])
    standing = [StandingIdea("i", ("c0",), "Jardiner")]

    def joins(wording):
        edits = Edits(wordings=(("c1", wording),))
        placed = place_arrivals(standing, said[:1], said[1:], vectors_of(said), seed=7, edits=edits)
        return bool(placed.placements)

    assert joins("Jardiner")
    assert not joins("Cultiver")


def test_what_was_done_last_wins():
    apart = Put(["a"], leaving=["b", "c"])
    assert edits_of([apart]) == Edits(together=(("b", "c"),), apart=(("a", "b"), ("a", "c")))
    assert edits_of([apart, Put(["a"], beside=["b", "c"])]) == Edits(together=(("a", "b"), ("a", "c")))
    refused = edits_of([Worded(["a", "b"], "Un"), Parted(["a", "b"])])
    assert refused == Edits(apart=(("a", "b"),))


def test_a_wording_stays_with_those_that_were_not_moved_and_the_last_given_with_those_merged():
    worded = [Worded(["a", "b"], "Un"), Worded(["c"], "Deux")]
    assert edits_of([*worded, Put(["a"], leaving=["b"])]).wordings == (("b", "Un"), ("c", "Deux"))
    assert edits_of([*worded, Put(["c", "b", "a"])]).wordings == ()
    joined = edits_of([*worded, Worded(["a", "b"], "Trois"), Put([], beside=["a", "b", "c"])])
    assert joined == Edits(together=(("a", "b"), ("a", "c")), wordings=(("a", "Trois"),))


criteria = st.lists(st.sampled_from("abcdefg"), max_size=4, unique=True)
acts = st.one_of(
    st.builds(Put, criteria, criteria, criteria),
    st.builds(Parted, criteria),
    st.builds(Worded, criteria, st.sampled_from(["Un", "Deux"])),
)


@given(done=st.lists(acts, max_size=12))
def test_no_history_of_acts_contradicts_itself(done):
    edits = edits_of(done)
    bonds = Bonds(edits, dict.fromkeys("abcdefg", "Q1"))
    assert all(bonds.group_of(left) == bonds.group_of(right) for left, right in edits.together)
    assert all(bonds.are_apart(left, right) for left, right in edits.apart)
