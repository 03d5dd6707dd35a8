"""The pages on which a synthesis is made, read and checked: they work as plain forms."""

import json
import re
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import AccountFactory, MembershipFactory
from spirale.people.models import Account
from spirale.synthesis import operations
from spirale.synthesis.models import Edit, FrozenSynthesis, Idea, Synthesis
from spirale.synthesis.queries.working import ledger_of
from spirale.tables import read_table
from spirale.territories.models import Role

from .conftest import World, criterion, frozen, idea_of, ideas_of, texts_under, written

pytestmark = pytest.mark.database


@pytest.fixture
def synthesis(world: World) -> Synthesis:
    made = world.proposed()
    written(world, made)
    return made


@pytest.fixture
def version(world: World, synthesis: Synthesis) -> FrozenSynthesis:
    return frozen(world, synthesis, is_public=True)


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def working_addresses(synthesis: Synthesis) -> list[str]:
    idea = ideas_of(synthesis)[0]
    return [
        reverse("synthesis:syntheses", args=[synthesis.territory.slug]),
        reverse("synthesis:editor", args=[synthesis.pk]),
        reverse("synthesis:board", args=[synthesis.pk]),
        reverse("synthesis:idea", args=[synthesis.pk, idea.pk]),
        reverse("synthesis:progress", args=[synthesis.pk]),
    ]


def editing_addresses(synthesis: Synthesis) -> list[str]:
    sentence = synthesis.sentences.get()
    return [
        reverse("synthesis:new", args=[synthesis.territory.slug]),
        reverse("synthesis:chosen", args=[synthesis.pk]) + f"?idea={ideas_of(synthesis)[0].pk}",
        reverse("synthesis:sentence", args=[synthesis.pk, sentence.pk]),
        reverse("synthesis:sentence", args=[synthesis.pk, uuid4()]),
        reverse("synthesis:freeze", args=[synthesis.pk]),
        reverse("synthesis:title", args=[synthesis.pk]),
    ]


def reading_addresses(version: FrozenSynthesis) -> list[str]:
    document = json.loads(version.document)
    at = [version.synthesis_id, version.version]
    return [
        reverse("synthesis:public", args=at),
        reverse("synthesis:public", args=at) + "?check=now&find=jardin",
        reverse("synthesis:printed", args=at),
        reverse("synthesis:public_idea", args=[*at, document["ideas"][0]["id"]]),
        *(reverse("synthesis:note_trace", args=[*at, note["id"]]) for note in document["notes"]),
        *(
            reverse("synthesis:export", args=[*at, form])
            for form in ("document.json", "prov.json", "trace.csv", "trace.xlsx")
        ),
    ]


def test_every_page_answers_a_facilitator(facilitator: Client, synthesis: Synthesis, version: FrozenSynthesis) -> None:
    for address in [*working_addresses(synthesis), *editing_addresses(synthesis), *reading_addresses(version)]:
        assert facilitator.get(address).status_code == 200, address


def test_readers_read_and_do_not_edit(world: World, synthesis: Synthesis) -> None:
    reader = signed_in(MembershipFactory(territory=world.territory, role=Role.READER).account)
    for address in working_addresses(synthesis):
        answer = reader.get(address)
        assert answer.status_code == 200, address
        assert 'form="act"' not in answer.content.decode()
    for address in editing_addresses(synthesis):
        assert reader.get(address).status_code == 403, address
    assert reader.post(reverse("synthesis:act", args=[synthesis.pk]), {"do": "undo"}).status_code == 403


def test_strangers_reach_nothing_of_a_working_synthesis(world: World, synthesis: Synthesis, client: Client) -> None:
    world.territory.is_public = False
    world.territory.save()
    stranger = signed_in(AccountFactory())
    for address in [*working_addresses(synthesis), *editing_addresses(synthesis)]:
        assert stranger.get(address).status_code == 404, address
        assert client.get(address).status_code == 302, address
    assert stranger.post(reverse("synthesis:act", args=[synthesis.pk]), {"do": "undo"}).status_code == 404


def test_a_public_version_is_read_by_anyone_and_another_by_nobody_else(
    client: Client, world: World, synthesis: Synthesis, version: FrozenSynthesis
) -> None:
    for address in reading_addresses(version):
        assert client.get(address).status_code == 200, address
    operations.unpublish(frozen=version, by=world.facilitator)
    for address in reading_addresses(version):
        assert client.get(address).status_code == 302, address


def test_the_list_shows_strangers_only_what_is_public(
    client: Client, world: World, synthesis: Synthesis, version: FrozenSynthesis
) -> None:
    address = reverse("synthesis:syntheses", args=[world.territory.slug])
    assert synthesis.title in client.get(address).content.decode()
    operations.unpublish(frozen=version, by=world.facilitator)
    assert synthesis.title not in client.get(address).content.decode()


def test_queries_do_not_grow_with_notes(
    facilitator: Client, world: World, synthesis: Synthesis, version: FrozenSynthesis
) -> None:
    addresses = [*working_addresses(synthesis), *editing_addresses(synthesis), *reading_addresses(version)[:4]]
    before = {address: queries_of(facilitator, address) for address in addresses}
    for place in range(30):
        world.write("Q1", f"une toute autre chose {place}", minutes=200 + place)
    operations.gather_arrivals(synthesis=synthesis, by=world.facilitator)
    written(world, synthesis, "Encore une phrase.")
    for address in addresses:
        assert queries_of(facilitator, address) <= before[address], address


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        client.get(address)
    return len(caught)


# Acts


def send(client: Client, synthesis: Synthesis, **fields: object) -> str:
    """Send one act as a script does, and give what was said."""
    answer = client.post(reverse("synthesis:act", args=[synthesis.pk]), fields, headers={"Accept": "application/json"})
    return str(answer.json()["said"])


def place(synthesis: Synthesis, text: str) -> str:
    return f"{criterion(synthesis, text).pk}:{idea_of(synthesis, text).pk}"


def test_ticked_notes_are_moved_by_a_plain_form(facilitator: Client, synthesis: Synthesis) -> None:
    garden = idea_of(synthesis, "un jardin partagé dans le quartier")
    answer = facilitator.post(
        reverse("synthesis:act", args=[synthesis.pk]),
        {"do": "move", "note": place(synthesis, "le silence de la montagne"), "to": garden.pk, "page": uuid4()},
        follow=True,
    )
    assert "le silence de la montagne" in texts_under(garden.pk)
    assert "Note déplacée vers" in answer.content.decode()


def test_merging_renaming_splitting_and_undoing_through_the_page(facilitator: Client, synthesis: Synthesis) -> None:
    garden, silence = (
        idea_of(synthesis, "un jardin partagé dans le quartier"),
        idea_of(synthesis, "le silence de la montagne"),
    )
    send(facilitator, synthesis, do="merge", idea=[garden.pk, silence.pk], wording="Nature", page=uuid4())
    kept = idea_of(synthesis, "le silence de la montagne")
    assert kept.wording == "Nature"
    send(facilitator, synthesis, do=f"rename:{kept.pk}", wording="La nature", page=uuid4())
    send(
        facilitator,
        synthesis,
        do="make",
        note=place(synthesis, "le silence de la montagne"),
        question=kept.question_id,
        wording="Du silence",
        page=uuid4(),
    )
    assert idea_of(synthesis, "le silence de la montagne").wording == "Du silence"
    send(facilitator, synthesis, do="undo", page=uuid4())
    assert idea_of(synthesis, "le silence de la montagne").wording == "La nature"
    send(facilitator, synthesis, do="redo", page=uuid4())
    assert idea_of(synthesis, "le silence de la montagne").wording == "Du silence"
    assert ledger_of(synthesis).closes


def test_singles_that_are_ticked_can_be_merged_under_one_wording(facilitator: Client, synthesis: Synthesis) -> None:
    silence, garden = (
        idea_of(synthesis, "le silence de la montagne"),
        idea_of(synthesis, "un jardin partagé dans le quartier"),
    )
    address = reverse("synthesis:chosen", args=[synthesis.pk])
    ticked = {"note": place(synthesis, "le silence de la montagne"), "idea": str(garden.pk)}
    page = facilitator.get(address, ticked).content.decode()
    assert 'value="merge"' in page
    assert f'name="idea" value="{silence.pk}"' in re.sub(r"\s+", " ", page)
    only_some = {"note": place(synthesis, "un jardin partagé près des immeubles"), "idea": str(silence.pk)}
    assert 'value="merge"' not in facilitator.get(address, only_some).content.decode()


def test_the_same_form_sent_twice_is_one_act(facilitator: Client, synthesis: Synthesis) -> None:
    fields = {"do": "make", "note": place(synthesis, "le silence de la montagne"), "wording": "x", "page": uuid4()}
    edits = Edit.objects.count()
    send(facilitator, synthesis, **fields)
    send(facilitator, synthesis, **fields)
    assert Edit.objects.count() == edits + 1


def test_an_act_done_again_after_it_was_undone_is_done(facilitator: Client, synthesis: Synthesis) -> None:
    garden = idea_of(synthesis, "un jardin partagé dans le quartier")
    fields = {"do": f"rename:{garden.pk}", "wording": "Des jardins", "page": uuid4()}
    send(facilitator, synthesis, **fields)
    send(facilitator, synthesis, do="undo", page=uuid4())
    send(facilitator, synthesis, **fields)
    assert Idea.objects.get(pk=garden.pk).wording == "Des jardins"


def test_setting_aside_taking_back_and_ordering_through_the_page(facilitator: Client, synthesis: Synthesis) -> None:
    silence = criterion(synthesis, "le silence de la montagne")
    send(
        facilitator,
        synthesis,
        do="aside",
        note=place(synthesis, "le silence de la montagne"),
        reason="hors de la question",
        page=uuid4(),
    )
    page = facilitator.get(reverse("synthesis:editor", args=[synthesis.pk])).content.decode()
    assert "hors de la question" in page
    send(facilitator, synthesis, do=f"back:{silence.pk}", page=uuid4())
    first, second = [idea for idea in ideas_of(synthesis) if idea.question == ideas_of(synthesis)[0].question][:2]
    send(facilitator, synthesis, do=f"down:{first.pk}", page=uuid4())
    assert [idea.pk for idea in ideas_of(synthesis)][:2] == [second.pk, first.pk]
    said = send(facilitator, synthesis, do=f"up:{second.pk}", page=uuid4())
    assert said == "C’est déjà au début."


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "move"},
        {"do": "move", "note": "not an id", "to": "neither"},
        {"do": "rename:nothing", "wording": "x"},
        {"do": "merge", "idea": "x"},
        {"do": "unknown"},
        {},
        {"do": f"remove:{UUID(int=3)}"},
        {"do": "aside", "reason": "x"},
    ],
)
def test_an_act_that_makes_no_sense_is_refused_in_words(
    facilitator: Client, synthesis: Synthesis, fields: dict[str, str]
) -> None:
    address = reverse("synthesis:act", args=[synthesis.pk])
    answer = facilitator.post(address, fields, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert len(answer.json()["said"]) > 20
    assert facilitator.post(address, fields).status_code == 302


def test_criteria_of_another_synthesis_cannot_be_moved(facilitator: Client, world: World, synthesis: Synthesis) -> None:
    other = world.begin(group=world.workshops[0].group, origin=Synthesis.Origin.FREE)
    elsewhere = criterion(synthesis, "un jardin partagé près des immeubles")
    target = ideas_of(other)[0]
    said = send(facilitator, other, do="move", note=str(elsewhere.pk), to=target.pk, page=uuid4())
    assert "cochée" in said or "ailleurs" in said
    assert elsewhere.text not in texts_under(target.pk)


def test_a_form_never_leads_to_another_site(facilitator: Client, synthesis: Synthesis) -> None:
    address = reverse("synthesis:act", args=[synthesis.pk])
    for wanted in ("https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"):
        assert "elsewhere" not in facilitator.post(address, {"do": "look", "next": wanted}).headers["Location"]


# Sentences


def test_a_stale_save_shows_both_wordings(facilitator: Client, world: World, synthesis: Synthesis) -> None:
    sentence = synthesis.sentences.get()
    other = MembershipFactory(territory=world.territory, account__name="Paul").account
    operations.write_sentence(
        synthesis=synthesis, sentence_id=sentence.pk, text="Celle de Paul.", version=1, by=other, edit_id=uuid4()
    )
    ideas = [str(idea.pk) for idea in ideas_of(synthesis)[:1]]
    address = reverse("synthesis:sentence", args=[synthesis.pk, sentence.pk])
    answer = facilitator.post(address, {"text": "La mienne.", "version": "1", "idea": ideas, "page": uuid4()})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Celle de Paul." in page
    assert "La mienne." in page
    shown = re.search(r'name="version"\s+value="(\d+)"', page)
    assert shown
    facilitator.post(address, {"text": "La mienne.", "version": shown[1], "idea": ideas, "page": uuid4()})
    sentence.refresh_from_db()
    assert sentence.text == "La mienne."


def test_a_sentence_is_written_over_ticked_ideas(facilitator: Client, synthesis: Synthesis) -> None:
    ideas = [str(idea.pk) for idea in ideas_of(synthesis)[:2]]
    address = reverse("synthesis:sentence", args=[synthesis.pk, uuid4()])
    assert "checked" in facilitator.get(address, {"idea": ideas}).content.decode()
    facilitator.post(address, {"text": "Tout se tient.", "version": "0", "idea": ideas, "page": uuid4()})
    assert synthesis.sentences.get(text="Tout se tient.").ideas.count() == 2


# Beginning, asking the engine, freezing


def test_a_synthesis_goes_from_its_form_to_a_public_page(facilitator: Client, world: World) -> None:
    answer = facilitator.post(
        reverse("synthesis:new", args=[world.territory.slug]),
        {
            "id": uuid4(),
            "title": "Notre synthèse",
            "questions": [question.pk for question in world.questions.values()],
            "origin": "proposed",
            "seed": "3",
        },
    )
    synthesis = Synthesis.objects.get(title="Notre synthèse")
    assert answer.headers["Location"] == reverse("synthesis:editor", args=[synthesis.pk])
    editor = facilitator.get(answer.headers["Location"]).content.decode()
    assert "Proposer des idées" in editor
    facilitator.post(reverse("synthesis:compute", args=[synthesis.pk]), {"kind": "propose", "page": uuid4()})
    assert ledger_of(synthesis).closes
    done = facilitator.post(
        reverse("synthesis:freeze", args=[synthesis.pk]),
        {"id": uuid4(), "validated_by": "Le groupe", "is_public": "on"},
        follow=True,
    )
    assert "Validée par Le groupe" in done.content.decode()


def test_freezing_too_early_says_what_to_do(facilitator: Client, world: World, synthesis: Synthesis) -> None:
    world.write("Q1", "apprendre le piano")
    answer = facilitator.post(
        reverse("synthesis:freeze", args=[synthesis.pk]), {"id": uuid4(), "validated_by": "Le groupe"}
    )
    assert answer.status_code == 422
    assert "Accueillez" in answer.content.decode()
    assert not synthesis.versions.exists()


def test_many_criteria_are_grouped_in_the_background(
    facilitator: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spirale.synthesis import tasks

    monkeypatch.setattr(tasks, "AT_ONCE", 3)
    synthesis = world.begin()
    asked = uuid4()
    facilitator.post(reverse("synthesis:compute", args=[synthesis.pk]), {"kind": "propose", "page": asked})
    assert synthesis.computations.get().ended_at is None
    assert "Le moteur travaille" in facilitator.get(reverse("synthesis:editor", args=[synthesis.pk])).content.decode()
    tasks.compute.func(str(asked))
    assert synthesis.computations.get().placed == 9
    assert ledger_of(synthesis).closes


# Reading and checking


def test_a_sentence_leads_to_its_notes_and_a_note_to_its_sentences(client: Client, version: FrozenSynthesis) -> None:
    document = json.loads(version.document)
    [sentence] = document["sentences"]
    page = client.get(reverse("synthesis:public", args=[version.synthesis_id, version.version])).content.decode()
    heard = {each["criterion"] for each in document["placements"] if each["idea"] in sentence["ideas"]}
    notes = [each["note"] for each in document["criteria"] if each["id"] in heard]
    assert notes
    for note in notes:
        address = reverse("synthesis:note_trace", args=[version.synthesis_id, version.version, note])
        assert address in page
        assert f"#sentence-{sentence['id']}" in client.get(address).content.decode()


def test_every_note_is_on_the_page(client: Client, version: FrozenSynthesis) -> None:
    page = client.get(reverse("synthesis:public", args=[version.synthesis_id, version.version])).content.decode()
    for note in json.loads(version.document)["notes"]:
        assert note["text"].replace("'", "&#x27;") in page


def test_checking_finds_a_document_changed_after_it_was_frozen(client: Client, version: FrozenSynthesis) -> None:
    address = reverse("synthesis:public", args=[version.synthesis_id, version.version]) + "?check=now"
    assert 'class="fails"' not in client.get(address).content.decode()
    changed = version.document.replace("jardin", "parking")
    FrozenSynthesis.objects.filter(pk=version.pk).update(document=changed)
    assert 'class="fails"' in client.get(address).content.decode()


def test_a_document_that_cannot_be_read_any_more_says_so(client: Client, version: FrozenSynthesis) -> None:
    FrozenSynthesis.objects.filter(pk=version.pk).update(document="{}")
    answer = client.get(reverse("synthesis:public", args=[version.synthesis_id, version.version]))
    assert answer.status_code == 500
    assert version.digest in answer.content.decode()


def test_the_downloaded_document_has_the_printed_digest(client: Client, version: FrozenSynthesis) -> None:
    import hashlib

    address = reverse("synthesis:export", args=[version.synthesis_id, version.version, "document.json"])
    assert hashlib.sha256(client.get(address).content).hexdigest() == version.digest


def test_the_trace_leaves_as_a_table_that_reads_back(client: Client, world: World, synthesis: Synthesis) -> None:
    world.act(operations.rename_idea, synthesis, idea_id=ideas_of(synthesis)[0].pk, wording="=cmd|' /C calc'!A0")
    version = frozen(world, synthesis, is_public=True)
    for form in ("trace.csv", "trace.xlsx"):
        answer = client.get(reverse("synthesis:export", args=[synthesis.pk, version.version, form]))
        table = read_table(b"".join(answer.streaming_content), form)  # type: ignore[attr-defined]
        assert len(table.rows) > 20


def test_an_unknown_export_or_note_is_not_found(client: Client, version: FrozenSynthesis) -> None:
    at = [version.synthesis_id, version.version]
    assert client.get(reverse("synthesis:export", args=[*at, "secrets.txt"])).status_code == 404
    assert client.get(reverse("synthesis:note_trace", args=[*at, uuid4()])).status_code == 404
    assert client.get(reverse("synthesis:public", args=[version.synthesis_id, 99])).status_code == 404


def test_my_note_is_found_without_accents_or_capitals(client: Client, version: FrozenSynthesis) -> None:
    address = reverse("synthesis:public", args=[version.synthesis_id, version.version])
    page = client.get(address, {"find": "JARDIN partage"}).content.decode()
    assert "3 notes contiennent ces mots." in page


def test_what_changed_between_versions_is_told(
    client: Client, world: World, synthesis: Synthesis, version: FrozenSynthesis
) -> None:
    garden = idea_of(synthesis, "un jardin partagé dans le quartier")
    world.act(operations.rename_idea, synthesis, idea_id=garden.pk, wording="Des jardins ouverts")
    second = frozen(world, synthesis, is_public=True)
    page = client.get(reverse("synthesis:changes", args=[synthesis.pk, second.version])).content.decode()
    assert "<ins>Des jardins ouverts</ins>" in re.sub(r"\s*\n\s*", "", page)


def test_markup_in_notes_stays_words(client: Client, world: World) -> None:
    world.write("Q1", "<script>alert(1)</script> & <b>fort</b>")
    synthesis = world.proposed()
    version = frozen(world, synthesis, is_public=True)
    facilitator = signed_in(world.facilitator)
    for address in [*working_addresses(synthesis), *reading_addresses(version)[:3]]:
        assert "<script>alert" not in facilitator.get(address).content.decode(), address


def test_anyone_signed_in_says_it_otherwise_and_it_stands_beside(client: Client, version: FrozenSynthesis) -> None:
    [sentence] = json.loads(version.document)["sentences"]
    address = reverse("synthesis:rival_sentence", args=[version.synthesis_id, version.version, sentence["id"]])
    assert client.get(address).status_code == 302
    reader = signed_in(AccountFactory())
    reader.post(address, {"id": uuid4(), "text": "Des jardins, et de l'ombre.", "reason": "l'ombre manque"})
    page = client.get(reverse("synthesis:public", args=[version.synthesis_id, version.version])).content.decode()
    assert "de l&#x27;ombre." in page


def test_a_hidden_wording_shows_only_the_reason(
    client: Client, facilitator: Client, world: World, version: FrozenSynthesis
) -> None:
    [sentence] = json.loads(version.document)["sentences"]
    wording = operations.propose_rival_wording(
        wording_id=uuid4(),
        frozen=version,
        kind="sentence",
        object_id=sentence["id"],
        text="Une insulte",
        by=AccountFactory(),
    )
    facilitator.post(reverse("synthesis:hide_rival", args=[wording.pk]), {"reason": "insulte"})
    page = Client().get(reverse("synthesis:public", args=[version.synthesis_id, version.version])).content.decode()
    assert "Une insulte" not in page
    assert "insulte" in page


def test_acts_and_problems_have_words(settings: object) -> None:
    """Every verb told by an act, and every problem of this room, is put into words."""
    from pathlib import Path

    from spirale.pages.sentences import SENTENCES
    from spirale.synthesis.views.saying import ACTS

    folder = Path(operations.__file__).parent
    sources = "".join(path.read_text() for path in sorted(folder.glob("*.py")))
    assert set(re.findall(r'acting\("([^"]+)"', sources)) == set(ACTS)
    codes = set(re.findall(r'Problem\(\s*"([^"]+)"', sources))
    assert codes <= {*SENTENCES, "edit was built on"}
