"""Minutes are made from what happened, mended by people, and nothing of them is lost."""

import json
import re
import zlib
from datetime import timedelta
from time import perf_counter
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import NOW, MembershipFactory, NoteFactory
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.workshops.drafting import KEYS, blocks_of
from spirale.workshops.exports import minutes_document, minutes_pdf
from spirale.workshops.models import (
    Hall,
    Minutes,
    Move,
    Participant,
    Pile,
    Place,
    Pledge,
    QuestionSheet,
    ShortlistedAction,
    Step,
    StepRun,
    Turn,
)
from spirale.workshops.operations.minutes import (
    draft_minutes,
    edit_section,
    leave_proposal,
    return_to_version,
    take_proposal,
)

pytestmark = pytest.mark.database

LATER = NOW + timedelta(hours=3)


def joined(workshop, name="", kind="citizen", via="device", **more):
    return Participant.objects.create(
        workshop=workshop, first_name=name, kind=kind, via=via, handle="ABCD", key_digest="", joined_at=NOW, **more
    )


def placed(note, by, code="", pile=None):
    move = Move.objects.create(note=note, code=code, pile=pile, by=by, moved_at=NOW, number=Move.objects.count() + 1)
    return Place.objects.create(note=note, move=move)


@pytest.fixture
def meeting(workshop, question, second_question):
    """A meeting of three people, lived from its welcome to its pledges."""
    hall = Hall.objects.create(workshop=workshop, code="ABCD", template="first", opened_at=NOW, closed_at=LATER)
    ana = joined(workshop, "Ana")
    bruno = joined(workshop, "Bruno", kind="association", via="another", helped_by=ana)
    joined(workshop, kind="", via="paper", paper_number=1)
    joined(workshop, via="paper", paper_number=2)
    Participant.objects.filter(paper_number=2).update(joined_at=None)
    welcome = Step.objects.create(workshop=workshop, position=1, kind="welcome", title="Accueil", minutes=10)
    writing = Step.objects.create(workshop=workshop, position=2, kind="write", title="Écrire", minutes=15)
    Step.objects.create(workshop=workshop, position=3, kind="pause", title="Pause", minutes=5, skipped_at=NOW)
    Step.objects.create(workshop=workshop, position=4, kind="close", title="Clore", minutes=5)
    StepRun.objects.create(step=welcome, started_at=NOW, ended_at=NOW + timedelta(minutes=12))
    for start in (12, 40):
        StepRun.objects.create(
            step=writing,
            started_at=NOW + timedelta(minutes=start),
            ended_at=NOW + timedelta(minutes=start + 10),
            paused_seconds=120,
        )
    QuestionSheet.objects.create(workshop=workshop, question=question, revealed_at=NOW)
    notes = [
        NoteFactory(workshop=workshop, question=question, author=ana, source="screen", text=f"mot secret {n}")
        for n in range(3)
    ]
    NoteFactory(workshop=workshop, question=second_question, author=bruno, source="screen", sign=-1, is_sealed=True)
    NoteFactory(workshop=workshop, question=question, author=bruno, withdrawn_at=NOW, withdrawn_reason="hors du sujet")
    NoteFactory(workshop=workshop, question=question, withdrawn_at=NOW, withdrawn_reason="corrected")
    pile = Pile.objects.create(workshop=workshop, question=question, name="Les voisins", made_at=NOW)
    placed(notes[0], ana, pile=pile)
    placed(notes[1], ana, code="A01")
    Turn.objects.create(workshop=workshop, participant=ana, started_at=NOW, ended_at=NOW + timedelta(minutes=3))
    Turn.objects.create(
        workshop=workshop, participant=bruno, started_at=NOW + timedelta(minutes=4), ended_at=NOW + timedelta(minutes=5)
    )
    action = ShortlistedAction.objects.create(workshop=workshop, title="Un verger", made_at=NOW)
    Pledge.objects.create(
        action=action, participant=ana, name="Ana Roux", contact="ana@example.org", brings="dix arbres", made_at=NOW
    )
    return SimpleNamespace(hall=hall, workshop=workshop, ana=ana, bruno=bruno, notes=notes, action=action)


def drafted(meeting, **more):
    return draft_minutes(workshop=meeting.workshop, by=None, now=LATER, **more)


def text_of(minutes, key):
    return next(section["text"] for section in minutes.sections if section["key"] == key)


def edit(minutes, facilitator, text="Nous plantons un verger.", key="decisions", **more):
    given = {"based_on": minutes.number, "by": facilitator, "now": LATER} | more
    return edit_section(workshop=minutes.workshop, key=key, text=text, **given)


def test_the_same_facts_give_the_same_minutes(meeting):
    first = drafted(meeting)
    assert drafted(meeting).number == first.number == 1
    Minutes.objects.all().delete()
    again = drafted(meeting)
    assert again.sections == first.sections
    assert minutes_pdf(again).pdf == minutes_pdf(first).pdf


def test_minutes_tell_who_took_part_by_kind_and_way_and_how_time_went(meeting):
    minutes = drafted(meeting)
    assert [section["key"] for section in minutes.sections] == list(KEYS)
    attendance = text_of(minutes, "attendance")
    assert re.search(r"\b3\b", attendance.splitlines()[0])
    assert [line for line in attendance.splitlines() if line.startswith("- ")] == [
        line for line in attendance.splitlines() if line.endswith("1")
    ]
    timing = text_of(minutes, "timing").splitlines()
    assert [line.split(" ")[1].rstrip(":") for line in timing if line.startswith("- ")] == [
        "Accueil",
        "Écrire",
        "Pause",
        "Clore",
    ]
    assert "12" in timing[2]
    assert "16" in timing[3]
    assert "15" in timing[3]


def test_minutes_count_notes_late_sealed_and_set_aside_and_say_where_they_were_placed(meeting):
    minutes = drafted(meeting)
    notes, places = text_of(minutes, "notes"), text_of(minutes, "places")
    assert "Q1 Qu'est-ce que le bien-être pour vous ?" in notes
    assert re.search(r"hors du sujet\W+1", notes)
    assert "corrected" not in notes
    assert "Les voisins" in places
    assert re.search(r"A01 [^:]+: 1|A01 [^:]+\u00a0: 1", places)
    assert "B Cadre de vie" in places.split("\n")[-1]
    assert "A Accès" not in places.split("\n")[-1]


def test_minutes_never_tell_who_wrote_or_how_to_reach_anybody(meeting):
    for with_names in (False, True):
        Minutes.objects.all().delete()
        said = json.dumps(drafted(meeting, with_names=with_names).sections, ensure_ascii=False)
        for secret in ("mot secret", "ana@example.org", str(meeting.ana.pk), str(meeting.bruno.pk)):
            assert secret not in said
        assert ("Bruno" in said, "Ana Roux" in said) == (with_names, with_names)


def test_drafting_asks_the_database_as_often_for_many_people_as_for_few(meeting, question):
    def asked():
        Minutes.objects.all().delete()
        with CaptureQueriesContext(
            connection,
        ) as found:
            drafted(meeting)
        return len(found)

    asked()
    few = asked()
    for n in range(12):
        who = joined(meeting.workshop, f"Personne {n}")
        note = NoteFactory(workshop=meeting.workshop, question=question, author=who, source="screen")
        placed(note, who, code=f"B0{n % 5 + 1}")
        Turn.objects.create(workshop=meeting.workshop, participant=who, started_at=NOW, ended_at=LATER)
        action = ShortlistedAction.objects.create(workshop=meeting.workshop, title=f"Action {n}", made_at=NOW)
        Pledge.objects.create(action=action, participant=who, brings="du temps", made_at=NOW)
        step = Step.objects.create(workshop=meeting.workshop, position=9 + n, kind="discuss", title=f"Étape {n}")
        StepRun.objects.create(step=step, started_at=NOW, ended_at=LATER)
    assert asked() == few


def test_wording_a_section_makes_a_version_and_keeps_the_one_before(meeting, facilitator):
    first = drafted(meeting)
    second = edit(first, facilitator)
    assert (second.number, text_of(second, "decisions")) == (2, "Nous plantons un verger.")
    assert text_of(Minutes.objects.get(number=1), "decisions") == ""
    assert edit(second, facilitator).number == 2
    assert Event.objects.filter(verb="minutes kept", space=meeting.workshop.pk).count() == 2


def test_two_people_at_once_see_both_wordings_and_neither_is_lost(meeting, facilitator):
    read = drafted(meeting)
    edit(read, facilitator, "La première.")
    with pytest.raises(Problem) as raised:
        edit(read, facilitator, "La seconde.")
    assert raised.value.code == "minutes changed meanwhile"
    elsewhere = edit(read, facilitator, "Une autre section.", key="voice")
    assert (text_of(elsewhere, "decisions"), text_of(elsewhere, "voice")) == ("La première.", "Une autre section.")


def test_drafting_again_keeps_what_a_person_worded_with_the_new_draft_beside_it(meeting, facilitator, question):
    worded = edit(drafted(meeting), facilitator, "Beaucoup de notes.", key="notes")
    assert drafted(meeting).number == worded.number
    NoteFactory(workshop=meeting.workshop, question=question)
    again = drafted(meeting)
    section = next(each for each in again.sections if each["key"] == "notes")
    assert section["text"] == "Beaucoup de notes."
    assert section["proposal"].startswith("4")
    left = leave_proposal(workshop=meeting.workshop, key="notes", based_on=again.number, by=facilitator, now=LATER)
    assert drafted(meeting).number == left.number
    NoteFactory(workshop=meeting.workshop, question=question)
    more = drafted(meeting)
    taken = take_proposal(workshop=meeting.workshop, key="notes", based_on=more.number, by=facilitator, now=LATER)
    assert text_of(taken, "notes").startswith("5")
    assert not any(each["is_edited"] or each["proposal"] for each in taken.sections)


def test_a_version_can_be_taken_up_again_and_those_between_stay(meeting, facilitator):
    first = drafted(meeting)
    edit(first, facilitator)
    back = return_to_version(workshop=meeting.workshop, number=1, by=facilitator, now=LATER)
    assert (back.number, back.sections) == (3, first.sections)
    assert return_to_version(workshop=meeting.workshop, number=1, by=facilitator, now=LATER).number == 3


def test_only_facilitators_keep_minutes(meeting):
    reader = MembershipFactory(territory=meeting.workshop.territory, role="reader").account
    with pytest.raises(PermissionDenied):
        draft_minutes(workshop=meeting.workshop, by=reader)
    with pytest.raises(PermissionDenied):
        edit(drafted(meeting), reader)


def test_a_dash_makes_a_list_and_an_empty_line_a_paragraph():
    assert blocks_of("un\ndeux\n\n- trois\n– quatre\nfin") == [
        {"kind": "paragraph", "lines": ["un", "deux"]},
        {"kind": "list", "lines": ["trois", "quatre"]},
        {"kind": "paragraph", "lines": ["fin"]},
    ]
    assert blocks_of(" \n\n") == []


HOSTILE = '#eval("1") = $x$ <script>alert(1)</script> \\ @label // *gras* `code` {{ 7 }}'


def letters_in(pdf: bytes) -> str:
    """Every text that a PDF says its glyphs stand for, from its ToUnicode maps and its actual texts."""
    found = []
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            stream = zlib.decompress(packed)
        except zlib.error:
            continue
        if b"begincmap" in stream:
            said = re.findall(rb"<[0-9A-Fa-f]+> ?<([0-9A-Fa-f]+)>", stream)
            found += [bytes.fromhex(each.decode()).decode("utf-16-be") for each in said]
    return "".join(found)


def test_the_pdf_is_tagged_for_reading_aloud_and_its_letters_can_be_taken_out(meeting, facilitator):
    made = minutes_pdf(edit(drafted(meeting), facilitator))
    assert made.pdf.startswith(b"%PDF-")
    assert b"/MarkInfo" in made.pdf or b"StructTreeRoot" in made.pdf
    assert b"pdfuaid:part" in made.pdf
    assert set("Nousplantverg.é") <= set(letters_in(made.pdf))
    assert made.undrawn == ()


def test_hostile_markup_stays_words_in_the_pdf(meeting, facilitator):
    made = minutes_pdf(edit(drafted(meeting), facilitator, HOSTILE))
    assert set(HOSTILE) - {" "} <= set(letters_in(made.pdf))


def test_signs_no_font_has_become_boxes_that_are_explained_and_other_scripts_pass(meeting, facilitator):
    said = "Merci 👩🏽‍🌾 漢字 שלום مرحبا Καλημέρα \u202e oui \u2066x\u2069 \x00\x07 \ud800 fin"
    minutes = edit(drafted(meeting), facilitator, said)
    made = minutes_pdf(minutes)
    assert made.pdf.startswith(b"%PDF-")
    letters = letters_in(made.pdf)
    assert set("שלוםΚαλημέρα") <= set(letters)
    for sign in made.undrawn:
        assert chr(int(sign.split()[0][2:], 16)) not in letters
    if made.undrawn:
        assert "□" in letters
    kept = minutes_document(minutes)
    assert "👩🏽‍🌾 漢字" in json.dumps(kept, ensure_ascii=False)


def test_long_minutes_become_a_pdf_within_a_second(meeting, facilitator):
    minutes = edit(drafted(meeting), facilitator, "- une décision prise ensemble, et ce qui la fonde\n" * 350)
    took = []
    for _ in range(3):
        start = perf_counter()
        minutes_pdf(minutes)
        took.append(perf_counter() - start)
    assert min(took) < 1


class TestPages:
    """What readers and facilitators see."""

    @pytest.fixture
    def address(self, meeting):
        return f"/workshops/{meeting.workshop.pk}/minutes/"

    def test_an_empty_page_says_what_minutes_are_made_from_and_drafts_them(self, at_the_desk, meeting, address):
        assert "workshops" in at_the_desk.get(address).resolver_match.namespaces
        answer = at_the_desk.post(f"{address}draft/", follow=True)
        assert Minutes.objects.count() == 1
        assert "Un verger" in answer.content.decode()

    def test_readers_read_and_take_away_but_do_not_word(self, client, reader, meeting, address):
        drafted(meeting)
        client.force_login(reader)
        page = client.get(address).content.decode()
        assert "Un verger" in page
        assert "sections/" not in page
        assert client.get(f"{address}sections/decisions/").status_code == 403
        pdf = client.get(f"{address}minutes.pdf")
        assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
        assert client.get(f"{address}minutes.json").json()["sections"][0]["key"] == "attendance"
        assert client.get(f"{address}minutes.odt").status_code == 404
        assert client.get(f"{address}v/1/minutes.pdf").content[:5] == b"%PDF-"

    def test_a_stale_wording_comes_back_beside_the_newer_one(self, at_the_desk, meeting, facilitator, address):
        first = drafted(meeting)
        edit(first, facilitator, "Les mots de l'autre.")
        sent = {"text": "<b>Mes mots.</b>", "based_on": "1"}
        answer = at_the_desk.post(f"{address}sections/decisions/", sent)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Les mots de l&#x27;autre." in page
        assert "&lt;b&gt;Mes mots.&lt;/b&gt;</textarea>" in page
        assert 'name="based_on" value="2"' in page
        again = at_the_desk.post(f"{address}sections/decisions/", sent | {"based_on": "2"})
        assert again.status_code == 302
        assert text_of(Minutes.objects.first(), "decisions") == "<b>Mes mots.</b>"

    def test_versions_are_listed_read_and_taken_up_again(self, at_the_desk, meeting, facilitator, address):
        edit(drafted(meeting), facilitator)
        page = at_the_desk.get(f"{address}versions/").content.decode()
        assert page.index("/v/2/") < page.index("/v/1/")
        assert "Nous plantons" not in at_the_desk.get(f"{address}v/1/").content.decode()
        at_the_desk.post(f"{address}v/1/back/")
        assert Minutes.objects.count() == 3
        assert "Nous plantons" not in at_the_desk.get(address).content.decode()
        assert at_the_desk.get(f"{address}v/9/").status_code == 404

    def test_a_newer_draft_is_taken_or_left_from_the_page(self, at_the_desk, meeting, facilitator, question, address):
        edit(drafted(meeting), facilitator, "Beaucoup.", key="notes")
        NoteFactory(workshop=meeting.workshop, question=question)
        again = drafted(meeting)
        assert "sections/notes/weigh/" in at_the_desk.get(address).content.decode()
        at_the_desk.post(f"{address}sections/notes/weigh/", {"take": "yes", "based_on": str(again.number)})
        assert text_of(Minutes.objects.first(), "notes") != "Beaucoup."

    def test_minutes_without_any_are_no_file(self, at_the_desk, address):
        assert at_the_desk.get(f"{address}minutes.pdf").status_code == 404
