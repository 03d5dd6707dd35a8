"""A phone in the hall, as tests hold it."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories import HallFactory, QuestionSheetFactory, key_number
from spirale.cycles.models import Question
from spirale.workshops.models import Hall, Participant, Workshop


def open_room(workshop: Workshop, *questions: Question) -> Hall:
    """A hall that has been open for an hour, with a sealed sheet for each question."""
    for question in questions:
        QuestionSheetFactory(workshop=workshop, question=question)
    return HallFactory(workshop=workshop, opened_at=timezone.now() - timedelta(hours=1))


class Phone:
    """A phone: its id, its recovery code, and the door it knocks at."""

    def __init__(self, workshop: Workshop, number: int = 1, participant: Participant | None = None) -> None:
        self.client, self.workshop = Client(), workshop
        self.id = str(participant.pk) if participant else str(uuid4())
        self.key = participant.__dict__["key"] if participant else key_number(number)

    def act(self, kind: str, **fields: Any) -> dict[str, Any]:
        return {"id": str(uuid4()), "kind": kind, "by": self.id, "key": self.key, **fields}

    def write(self, question: Question, text: str, **fields: Any) -> dict[str, Any]:
        return self.act("write", note=str(uuid4()), question=str(question.pk), text=text, **fields)

    def send(self, *acts: Any) -> list[dict[str, Any]]:
        answer = self.post({"acts": acts})
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    def post(self, sent: Any) -> Any:
        address = reverse("workshops:acts", args=[self.workshop.pk])
        body = sent if isinstance(sent, (str, bytes)) else json.dumps(sent)
        return self.client.post(address, body, content_type="application/json")

    def said(self, *acts: Any) -> list[str]:
        return [result["state"] for result in self.send(*acts)]

    def state(self) -> Any:
        headers = {"X-Hall-Participant": self.id, "X-Hall-Key": self.key}
        return self.client.get(reverse("workshops:state", args=[self.workshop.pk]), headers=headers)

    def recover(self, key: str) -> Any:
        address = reverse("workshops:recover", args=[self.workshop.pk])
        return self.client.post(address, json.dumps({"key": key}), content_type="application/json")
