"""The page of criteria in the order in which codes teach most."""

import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NoteFactory
from spirale.coding.models import Criterion
from spirale.coding.operations import code_criterion, take_criteria
from spirale.coding.queries import teaching
from spirale.coding.queries.suggestions import suggester_of

pytestmark = pytest.mark.django_db

SAID = ["des bus le soir", "des bus, le soir !", "Les bus du soir", "le bus du soir", "un jardin", "des soins"]


@pytest.fixture
def page_of(client, workshop, question, grid, nadia):
    for text in SAID:
        NoteFactory(workshop=workshop, question=question, text=text)
    take_criteria(workshop=workshop, by=nadia)
    suggester_of(workshop.territory, grid)
    client.force_login(nadia)

    def page(**asked):
        return client.get(reverse("coding:criteria", args=[workshop.pk]), asked)

    return page


def texts_of(answer):
    return [item.row.criterion.text for item in answer.context["page"].rows]


def test_those_whose_decision_teaches_most_come_first_when_asked(page_of):
    answer = page_of(order="teaching")
    assert not answer.context["page"].is_ordering
    assert sorted(texts_of(answer)) == sorted(SAID)
    assert sum("bus" in text for text in texts_of(answer)[:3]) < 3
    assert "order=teaching" in answer.context["query"]
    assert texts_of(page_of(order="teaching")) == texts_of(answer)


def test_what_was_coded_leaves_and_what_is_new_comes_last_until_the_next_order(
    page_of, workshop, question, grid, nadia, monkeypatch
):
    monkeypatch.setattr(teaching, "REST", 10_000)  # however slow the machine, no other order comes meanwhile
    first, *others = texts_of(page_of(order="teaching"))
    code_criterion(coding_id=uuid4(), criterion=Criterion.objects.get(text=first), grid=grid, code="A01", by=nadia)
    NoteFactory(workshop=workshop, question=question, text="une école")
    assert texts_of(page_of(order="teaching"))[-1] == "une école"
    assert texts_of(page_of(order="teaching"))[:-1] == others


def test_an_order_that_is_not_ready_says_so_and_criteria_come_as_written(page_of, monkeypatch):
    is_free = threading.Event()

    def slow(texts, *_):
        is_free.wait(10)
        return list(range(len(texts)))

    monkeypatch.setattr(teaching, "teaching_order", slow)
    monkeypatch.setattr(teaching, "READING", 0)
    answer = page_of(order="teaching")
    assert answer.context["page"].is_ordering
    assert "L’ordre se prépare" in answer.content.decode()
    assert texts_of(answer) == texts_of(page_of())
    is_free.set()


def test_the_order_asks_the_database_no_more_than_the_list_as_it_was_written(page_of):
    page_of(order="teaching")

    def asked(order):
        with CaptureQueriesContext(connection) as queries:
            page_of(order=order)
        return len(queries)

    assert asked("teaching") <= asked("given")


@pytest.mark.parametrize("order", ["", "x", "teaching' --"])
def test_an_unknown_order_is_that_of_writing(page_of, order):
    assert texts_of(page_of(order=order)) == texts_of(page_of())


def test_what_is_coded_has_no_order_of_teaching(page_of):
    answer = page_of(order="teaching", show="all")
    assert texts_of(answer) == texts_of(page_of(show="all"))
    assert not answer.context["page"].is_ordering
