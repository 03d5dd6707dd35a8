"""Frames: what people said together, and how they joined it; the sentence is left to them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spirale.method.encoders import encoder_named
from spirale.method.ideas import StandingIdea
from spirale.method.problems import Problem
from spirale.method.relations import EMPTY_FRAMES, RELATIONS, Frame, empty_frame, propose_frames
from spirale.method.synthesis import Criterion, Note

ENCODER = encoder_named("ngrams")


class Said:
    """Notes with their criteria, and ideas named by one letter: `tell("a b", "des bus", "parce que", "on sort")`."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self.criteria: list[Criterion] = []
        self.members: dict[str, list[str]] = {}

    def tell(
        self, ideas: str, text: str, *pieces: str, group: str = "lycéens", question: str = "Q1", sign: int = 1
    ) -> "Said":
        note = f"n{len(self.notes)}"
        self.notes.append(Note(note, text, group, question, sign))
        for place, (idea, piece) in enumerate(zip(ideas.split(), pieces or (text,), strict=True)):
            name = f"{note}.{place}"
            self.criteria.append(Criterion(name, note, piece, "", sign))
            for each in idea.split("+"):
                self.members.setdefault(each, []).append(name)
        return self

    def code(self, code: str, *ideas: str) -> "Said":
        coded = {name for idea in ideas for name in self.members[idea]}
        self.criteria = [
            Criterion(one.id, one.note, one.text, code, one.sign) if one.id in coded else one for one in self.criteria
        ]
        return self

    def frames(self, **given: Any) -> tuple[Frame, ...]:
        return propose_frames(*self.parts(), **({"acting": {"Q3"}, "language": "fr"} | given))

    def parts(self, order: Sequence[int] | None = None) -> tuple[Any, ...]:
        def shuffled(rows: list[Any]) -> list[Any]:
            return rows if order is None else [row for _, row in sorted(zip(order, rows, strict=False), key=_first)]

        ideas = [StandingIdea(name, tuple(shuffled(held))) for name, held in self.members.items()]
        criteria = shuffled(self.criteria)
        vectors = np.asarray(ENCODER.encode([one.text for one in criteria]))
        return shuffled(ideas), shuffled(self.notes), criteria, vectors


def _first(pair: tuple[int, Any]) -> int:
    return pair[0]


def twice(ideas: str, text: str, *pieces: str, language: str = "fr") -> Frame:
    """The one frame that two notes of two groups, joined by the same words, give."""
    said = Said().tell(ideas, text, *pieces).tell(ideas, text, *pieces, group="anciens")
    [frame] = said.frames(language=language)
    return frame


JOINED = [
    ("fr", "cause", "je ne sors plus", "parce que", "il n'y a pas de bus"),
    ("fr", "cause", "je ne sors plus", "parce qu'", "on a peur la nuit"),
    ("fr", "condition", "on viendra au marché", "à condition que", "le bus passe"),
    ("fr", "condition", "pas de travail", "sans", "une voiture à soi"),
    ("fr", "means", "la rue est calme", "grâce aux", "chicanes devant l'école"),
    ("fr", "means", "on respire mieux", "en plantant", "des arbres partout"),
    ("fr", "opposition", "la montagne est belle", "mais", "tout est trop loin"),
    ("fr", "opposition", "les loyers montent", "alors que", "les salaires baissent"),
    ("en", "cause", "we stay at home", "because", "the last bus leaves at six"),
    ("en", "condition", "we will come", "provided that", "there is a bus"),
    ("en", "means", "the street is calm", "thanks to", "the trees we have planted"),
    ("en", "opposition", "the village is beautiful", "but", "it is too far from school"),
    ("ro", "cause", "nu mai ieșim din casă", "pentru că", "nu avem autobuz"),
    ("ro", "condition", "venim și noi la piață", "dacă", "trece autobuzul"),
    ("ro", "means", "strada este curată", "datorită", "vecinilor care mătură"),
    ("ro", "opposition", "satul este frumos", "dar", "școala este prea departe"),
    ("it", "cause", "non usciamo più la sera", "perché", "l'autobus non passa"),
    ("it", "condition", "verremo al mercato", "a condizione che", "ci sia un autobus"),
    ("it", "means", "la strada è tranquilla", "grazie agli", "alberi che abbiamo piantato"),
    ("it", "opposition", "il paese è bello", "ma", "la scuola è troppo lontana"),
    ("pt", "cause", "não saímos de casa", "porque", "não há autocarro à noite"),
    ("pt", "condition", "vamos ao mercado", "desde que", "haja um autocarro"),
    ("pt", "means", "a rua está calma", "graças às", "árvores que plantámos"),
    ("pt", "opposition", "a aldeia é bonita", "mas", "a escola fica muito longe"),
    ("el", "cause", "δεν βγαίνουμε το βράδυ", "επειδή", "δεν υπάρχει λεωφορείο"),
    ("el", "condition", "θα έρθουμε στην αγορά", "αν", "περνάει το λεωφορείο"),
    ("el", "means", "ο δρόμος είναι ήσυχος", "χάρη στα", "δέντρα που φυτέψαμε"),
    ("el", "opposition", "το χωριό είναι όμορφο", "αλλά", "το σχολείο είναι μακριά"),
    ("es", "cause", "no salimos por la noche", "porque", "no hay autobús"),
    ("es", "condition", "vendremos al mercado", "siempre que", "pase el autobús"),
    ("es", "means", "la calle está tranquila", "gracias a", "los árboles que plantamos"),
    ("es", "opposition", "el pueblo es bonito", "pero", "la escuela está muy lejos"),
    ("de", "cause", "wir bleiben zu Hause", "weil", "der Bus nicht mehr fährt"),
    ("de", "condition", "wir kommen auf den Markt", "wenn", "ein Bus fährt"),
    ("de", "means", "die Straße ist ruhig", "dank", "der Bäume, die wir gepflanzt haben"),
    ("de", "opposition", "das Dorf ist schön", "aber", "die Schule ist zu weit weg"),
]


@pytest.mark.parametrize(("language", "relation", "main", "connective", "other"), JOINED)
def test_the_connective_of_the_notes_tells_the_relation(
    language: str, relation: str, main: str, connective: str, other: str
) -> None:
    frame = twice("a b", f"{main} {connective} {other}", main, other, language=language)
    assert frame.relation == relation
    if relation != "opposition":
        assert (frame.first, frame.second) == ("a", "b")


def test_the_language_of_a_note_is_read_from_its_own_words() -> None:
    text = "no salimos por la noche porque no hay autobús en el pueblo"
    frame = twice("a b", text, "no salimos por la noche", "no hay autobús en el pueblo", language="fr")
    assert frame.relation == "cause"
    assert {reason.said for reason in frame.reasons if reason.kind == "told"} == {"porque"}


@pytest.mark.parametrize("connective", ["pour que", "afin que", "de sorte que"])
def test_what_people_aim_at_comes_first_and_what_serves_it_is_the_means(connective: str) -> None:
    frame = twice(
        "bus sortir", f"des bus le soir {connective} les jeunes sortent", "des bus le soir", "les jeunes sortent"
    )
    assert (frame.first, frame.relation, frame.second) == ("sortir", "means", "bus")


def test_a_consequence_comes_first_and_what_brings_it_is_the_cause() -> None:
    frame = twice("bus seul", "plus de bus donc on reste seul chez soi", "plus de bus", "on reste seul chez soi")
    assert (frame.first, frame.relation, frame.second) == ("seul", "cause", "bus")


def test_a_connective_before_the_first_part_is_about_that_part() -> None:
    frame = twice("bus venir", "Si le bus passe, nous viendrons tous", "le bus passe", "nous viendrons tous")
    assert (frame.first, frame.relation, frame.second) == ("venir", "condition", "bus")


def test_a_connective_kept_in_the_criterion_tells_too() -> None:
    frame = twice("a b", "on sort peu car le bus manque", "on sort peu", "car le bus manque")
    assert frame.relation == "cause"


def test_a_criterion_worded_a_little_otherwise_is_found_in_its_note() -> None:
    text = "Ici on ne sort plus trop le soir parce que le dernier bus part à six heures"
    frame = twice("a b", text, "on ne sort plus le soir", "le dernier bus part à six heures")
    assert frame.relation == "cause"


def test_a_connective_inside_one_part_says_nothing_of_two() -> None:
    said = Said()
    for group in ("lycéens", "anciens"):
        said.tell(
            "a b",
            "un jardin parce que ça vit. et le silence",
            "un jardin parce que ça vit",
            "et le silence",
            group=group,
        )
    assert said.frames() == ()


def test_one_note_alone_is_too_little() -> None:
    said = Said().tell("a b", "je sors peu parce que le bus manque", "je sors peu", "le bus manque")
    assert said.frames() == ()
    said.tell("a b", "le bus manque et je sors peu", "le bus manque", "je sors peu")
    [frame] = said.frames()
    assert (frame.relation, frame.notes, frame.groups, frame.score) == ("cause", 2, 1, 4)


def test_notes_that_say_two_things_side_by_side_tell_no_relation() -> None:
    said = Said()
    for group in ("lycéens", "anciens", "parents", "commerçants"):
        said.tell("a b", "des arbres, un marché", "des arbres", "un marché", group=group)
    assert said.frames() == ()


def test_a_criterion_in_two_ideas_does_not_join_them() -> None:
    said = Said()
    for group in ("lycéens", "anciens"):
        said.tell("a+b a", "des bus parce que c'est loin", "des bus", "c'est loin", group=group)
    assert said.frames() == ()


def test_notes_of_several_groups_weigh_more() -> None:
    said = [Said().tell("a b", "x1 y2 parce que z3 t4", "x1 y2", "z3 t4") for _ in range(2)]
    said[0].tell("a b", "x1 y2 parce que z3 t4", "x1 y2", "z3 t4")
    said[1].tell("a b", "x1 y2 parce que z3 t4", "x1 y2", "z3 t4", group="anciens")
    [[alone], [together]] = [each.frames() for each in said]
    assert together.score == alone.score + 1
    assert (alone.groups, together.groups) == (1, 2)


def well_and_ill() -> Said:
    said = Said()
    for place, group in enumerate(("lycéens", "anciens", "parents")):
        said.tell("bus", f"des bus le soir {place}", group=group)
        said.tell("sansbus", f"pas de bus le soir {place}", question="Q2", sign=-1, group=group)
        said.tell("miel", f"du miel de lavande {place}", group=group)
        said.tell("bruit", f"chantier, vacarme, poussière {place}", question="Q2", sign=-1, group=group)
        said.tell("agir", f"conduire le bus le soir {place}", question="Q3", group=group)
    for place, other in enumerate(("une école", "le médecin", "la rivière", "un marché", "nos fêtes", "la forêt")):
        said.tell(f"autre{place}", other)
    return said


def test_well_being_and_ill_being_that_are_alike_oppose_each_other() -> None:
    frames = {(frame.first, frame.second): frame for frame in well_and_ill().frames()}
    assert frames["bus", "sansbus"].relation == "opposition"
    assert not {name for pair in frames for name in pair} & {"miel", "bruit"}


def test_what_people_can_do_is_a_means_to_well_being_and_answers_ill_being() -> None:
    frames = {(frame.first, frame.second): frame.relation for frame in well_and_ill().frames()}
    assert frames["bus", "agir"] == "means"
    assert frames["agir", "sansbus"] == "cause"


def test_ideas_of_one_nature_are_not_joined_by_their_likeness() -> None:
    said = Said()
    for place in range(3):
        said.tell("a", f"des bus le soir {place}").tell("b", f"des bus le soir encore {place}")
    assert said.frames() == ()


def test_one_voice_against_another_is_too_little_however_alike() -> None:
    said = Said().tell("a", "des bus le soir").tell("b", "pas de bus le soir", question="Q2", sign=-1)
    assert said.frames() == ()


def test_a_code_in_common_counts_with_some_likeness_and_neither_alone() -> None:
    said = Said()
    for place in range(2):
        said.tell("toit", f"une maison chaude {place}").tell("air", f"respirer les sapins {place}")
        said.tell("froid", f"grelotter dans la maison glacée {place}", question="Q2", sign=-1)
    for place, other in enumerate(("une école", "le médecin", "la rivière", "un marché", "nos fêtes", "la forêt")):
        said.tell(f"autre{place}", other)
    assert said.frames() == ()
    assert said.code("A04", "air", "froid").frames() == ()
    [frame] = said.code("A04", "toit", "froid").frames()
    assert (frame.first, frame.relation, frame.second) == ("toit", "opposition", "froid")
    assert [reason.kind for reason in frame.reasons] == ["alike", "coded"]


def test_what_people_decided_never_comes_again() -> None:
    said = well_and_ill()
    for frame in said.frames():
        again = said.frames(decided=[(frame.second, frame.first)])
        assert (frame.first, frame.second) not in {(each.first, each.second) for each in again}


def test_an_idea_stands_in_few_frames_and_the_list_is_short() -> None:
    said = Said()
    for other in "bcdef":
        for group in ("lycéens", "anciens"):
            said.tell(
                f"a {other}",
                f"on sort parce que {other}{other} {other}3",
                "on sort",
                f"{other}{other} {other}3",
                group=group,
            )
    assert len(said.frames()) == 2
    assert len(said.frames(most=1)) == 1


PIECES = ("le bus", "un jardin", "la peur", "des voisins", "un marché", "le bruit")
JOINING = ("parce que", "mais", "si", "grâce à", "et", "pour que", "donc", "")


@st.composite
def things_said(draw: st.DrawFn) -> Said:
    said = Said()
    for _ in range(draw(st.integers(1, 14))):
        left, right = draw(st.permutations(range(len(PIECES))))[:2]
        joined = f"{PIECES[left]} {draw(st.sampled_from(JOINING))} {PIECES[right]}"
        question, sign = draw(st.sampled_from([("Q1", 1), ("Q2", -1), ("Q3", 1)]))
        names = f"{question}{left} {question}{right}"
        said.tell(
            names, joined, PIECES[left], PIECES[right], group=draw(st.sampled_from("xyz")), question=question, sign=sign
        )
    return said


@given(said=things_said(), data=st.data())
def test_the_order_in_which_things_come_changes_nothing(said: Said, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(max(len(said.criteria), len(said.members)))))
    assert propose_frames(*said.parts(order), acting={"Q3"}, language="fr") == said.frames()


@given(said=things_said())
def test_two_ideas_have_one_frame_at_most_whose_worth_adds_up(said: Said) -> None:
    frames = said.frames()
    pairs = [frozenset((frame.first, frame.second)) for frame in frames]
    assert len(set(pairs)) == len(pairs)
    notes = {note.id: note for note in said.notes}
    for frame in frames:
        assert frame.score == sum(reason.worth for reason in frame.reasons) >= 4
        told = {reason.note for reason in frame.reasons if reason.note}
        assert (frame.notes, frame.groups) == (len(told), len({notes[name].group for name in told}))
        held = [{name.partition(".")[0] for name in said.members[idea]} for idea in (frame.first, frame.second)]
        assert told <= held[0] & held[1]


@given(said=things_said(), data=st.data())
def test_what_is_decided_is_closed_and_the_rest_is_as_it_was(said: Said, data: st.DataObject) -> None:
    everything = said.frames(most=1000)
    decided = data.draw(st.lists(st.sampled_from([(f.second, f.first) for f in everything] or [("x", "y")])))
    left = said.frames(most=1000, decided=decided)
    before = {frozenset((f.first, f.second)): f for f in everything}
    assert all(before.get(frozenset((f.first, f.second)), f) == f for f in left)
    assert not {frozenset(pair) for pair in decided} & {frozenset((f.first, f.second)) for f in left}


def test_ideas_of_criteria_that_are_not_there_are_refused() -> None:
    said = Said().tell("a", "des bus")
    ideas, notes, criteria, vectors = said.parts()
    with pytest.raises(Problem, match=r"synthesis\.unknown"):
        propose_frames([StandingIdea("a", ("nowhere",))], notes, criteria, vectors)
    with pytest.raises(Problem, match=r"synthesis\.unknown"):
        propose_frames(ideas, [], criteria, vectors)
    with pytest.raises(Problem, match=r"ideas\.vectors"):
        propose_frames(ideas, notes, criteria, vectors[:0])


def test_nothing_said_gives_no_frame() -> None:
    assert propose_frames([], [], [], np.zeros((0, 4), dtype=np.float32)) == ()


def test_each_language_has_an_empty_frame_for_each_relation() -> None:
    for language in ("fr", "en", "ro", "it", "pt", "el", "es", "de"):
        assert set(EMPTY_FRAMES[language]) == set(RELATIONS)
        for relation in RELATIONS:
            frame = empty_frame(relation, language)
            assert frame.startswith("… ")
            assert frame.endswith(" …")
