"""The page of agreement: components that coders take one for the other."""

import csv
import io
import json
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from factories import NoteFactory
from spirale.coding.models import Criterion
from spirale.coding.operations import code_criterion, take_criteria

pytestmark = pytest.mark.django_db

APART = [("B01", "B01"), ("C01", "C01"), ("D01", "D01"), ("F01", "F01")] * 5
EITHER_WAY = [("A01", "A02"), ("A02", "A01")] * 5


@pytest.fixture
def coded(workshop, question, grid, yann, lucie, nadia):
    """Have two people code criteria, each with their own codes; a text per criterion."""

    def give(codings, text="critère {}"):
        for place, codes in enumerate(codings):
            note = NoteFactory(workshop=workshop, question=question, text=text.format(place))
            take_criteria(workshop=workshop, by=nadia)
            criterion = Criterion.objects.get(note=note)
            for coder, code in zip((yann, lucie), codes, strict=True):
                code_criterion(coding_id=uuid4(), criterion=criterion, grid=grid, code=code, by=coder)

    return give


@pytest.fixture
def page_of(client, workshop):
    def page(account):
        client.force_login(account)
        return client.get(reverse("coding:agreement", args=[workshop.pk]))

    return page


def test_components_used_alike_are_proposed_to_be_merged_with_their_criteria(coded, page_of, nadia):
    coded(APART)
    coded(EITHER_WAY, "<b>pain</b> ou soins {}")
    answer = page_of(nadia)
    (pair,) = answer.context["page"].pairs
    assert (pair.one.code, pair.other.code, pair.is_to_merge, pair.into.code) == ("A01", "A02", True, "A")
    assert len(pair.criteria) == 10
    said = answer.content.decode()
    assert "À réunir, peut-être\u00a0: codez les deux A" in said
    assert "&lt;b&gt;pain&lt;/b&gt; ou soins 0" in said
    assert "<b>pain" not in said


def test_a_habit_names_the_coder_to_facilitators_and_to_that_coder_alone(coded, page_of, nadia, yann, lucie, reader):
    coded(APART)
    coded([("A01", "A02")] * 9)
    assert "Lucie donne A02 là où d’autres donnent A01\u00a0: 9 fois sur 9." in page_of(nadia).content.decode()
    assert "Vous donnez A02 là où d’autres donnent A01" in page_of(lucie).content.decode()
    for other in (yann, reader):
        said = page_of(other).content.decode()
        assert "Lucie" not in said
        assert "Une personne qui code donne A02" in said


def test_who_did_not_code_sees_the_pair_without_its_criteria(coded, page_of, reader, yann):
    coded([*APART, *EITHER_WAY])
    assert page_of(reader).context["page"].pairs[0].criteria == ()
    assert len(page_of(yann).context["page"].pairs[0].criteria) == 10


def test_coders_who_agree_have_no_pair_to_talk_over(coded, page_of, nadia):
    coded(APART)
    answer = page_of(nadia)
    assert answer.context["page"].pairs == ()
    assert "aucune paire de composantes ne se rencontre plus souvent" in answer.content.decode()


def test_the_proposal_is_said_in_english_too(coded, page_of, nadia):
    coded([*APART, *EITHER_WAY])
    pair = page_of(nadia).context["page"].pairs[0]
    with translation.override("en"):
        assert pair.proposal.startswith("To merge, perhaps")
        assert pair.why.startswith("Coders give one or the other")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_agreement_leaves_whole(coded, client, workshop, nadia, kind):
    coded(APART)
    coded(EITHER_WAY, "=SUM({})")
    client.force_login(nadia)
    answer = client.get(reverse("coding:export_agreement", args=[workshop.pk, kind]))
    content = b"".join(answer.streaming_content)
    assert "agreement-" in answer["Content-Disposition"]
    if kind == "xlsx":
        assert content.startswith(b"PK")
        return
    rows = (
        json.loads(content)["agreement"]
        if kind == "json"
        else list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    )
    assert [row["measured"] for row in rows] == ["level"] * 3 + ["dimension"] * 5 + ["pair of components"]
    assert (rows[-1]["proposal"], rows[-1]["because"], str(rows[-1]["criteria"])) == ("merge", "used alike", "10")
    assert "SUM(9)" in rows[-1]["criteria_that_divide"]
    if kind == "csv":
        assert not rows[-1]["criteria_that_divide"].startswith("=")


def test_agreement_leaves_in_no_unknown_kind(client, workshop, nadia):
    client.force_login(nadia)
    assert client.get(reverse("coding:export_agreement", args=[workshop.pk, "exe"])).status_code == 404
