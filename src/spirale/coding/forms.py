"""Forms of this room."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from spirale.coding.queries.entry import QuestionChoice
from spirale.cycles.models import Question
from spirale.workshops.models import Workshop


class EntryForm(forms.Form):
    """One paper note, typed in."""

    note_id = forms.UUIDField(widget=forms.HiddenInput)
    question = forms.ChoiceField(label=_("Question"), widget=forms.RadioSelect)
    sign = forms.TypedChoiceField(label=_("Sign"), coerce=int, choices=Question.Sign.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("What is written on the note"), widget=forms.Textarea(attrs={"rows": 3}), strip=True)

    def __init__(self, *args: Any, questions: Sequence[QuestionChoice], workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        self.fields["question"].choices = [(str(choice.id), choice.code) for choice in questions]  # type: ignore[attr-defined]

    @staticmethod
    def first(questions: Sequence[QuestionChoice], asked: Mapping[str, str]) -> dict[str, object]:
        """What is preset: the question and sign just used, else the first question and its usual sign."""
        known = {str(choice.id): choice for choice in questions}
        chosen = known.get(asked.get("question", "")) or (questions[0] if questions else None)
        sign = asked.get("sign", "")
        return {
            "note_id": uuid4(),
            "question": str(chosen.id) if chosen else "",
            "sign": int(sign) if sign in {"-1", "0", "1"} else (chosen.sign if chosen else 0),
        }

    def note(self) -> dict[str, Any]:
        """What the operation needs."""
        return {
            "note_id": self.cleaned_data["note_id"],
            "question": self.workshop.campaign.questions.get(id=self.cleaned_data["question"]),
            "sign": self.cleaned_data["sign"],
            "text": self.cleaned_data["text"],
        }

    def presets(self) -> str:
        """The question and the sign, kept for the next note."""
        return urlencode({name: self.cleaned_data[name] for name in ("question", "sign")})
