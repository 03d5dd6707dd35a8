"""What is filled in: a workshop, a correction, a file of notes and how to read it."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spirale.cycles.models import Question
from spirale.mobilisation.models import Group
from spirale.workshops.models import Note, Step, Workshop
from spirale.workshops.queries import campaigns_for
from spirale.workshops.sheets import ROLES, Choices, SheetReading

ROLE_NAMES = {
    "text": _("Notes"),
    "question": _("Question"),
    "sign": _("Sign"),
    "written_at": _("Written on"),
    "id": _("Identifier"),
}


class DateInput(forms.DateInput):
    """The browser's own date field, whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class WorkshopForm(forms.ModelForm[Workshop]):
    workshop_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)

    class Meta:
        model = Workshop
        fields = ["title", "campaign", "held_on", "place", "participants"]
        labels = {
            "title": _("Title"),
            "campaign": _("Campaign of questions"),
            "held_on": _("Held on"),
            "place": _("Place"),
            "participants": _("Number of participants"),
        }
        help_texts = {
            "title": _("For instance: First meeting of the young people."),
            "campaign": _("The questions that people answer there."),
        }
        widgets = {"held_on": DateInput}

    def __init__(self, *given: Any, group: Group, **named: Any) -> None:
        super().__init__(*given, **named)
        campaign = self.fields["campaign"]
        assert isinstance(campaign, forms.ModelChoiceField)  # noqa: S101 - told to the type checker
        campaign.queryset = campaigns_for(group)
        campaign.empty_label = None
        self.fields["held_on"].initial = timezone.localdate
        if self.instance.pk and not self.instance._state.adding:  # noqa: SLF001 - Django documents _state
            del self.fields["workshop_id"]


class CorrectionForm(forms.Form):
    note_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    text = forms.CharField(label=_("What was written"), widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}))
    question = forms.ModelChoiceField(Question.objects.none(), label=_("Question"), empty_label=None)
    sign = forms.TypedChoiceField(label=_("Sign"), choices=Question.Sign, coerce=int, widget=forms.RadioSelect)

    def __init__(self, *given: Any, note: Note, **named: Any) -> None:
        named["initial"] = {"text": note.text, "question": note.question_id, "sign": note.sign}
        super().__init__(*given, **named)
        question = self.fields["question"]
        assert isinstance(question, forms.ModelChoiceField)  # noqa: S101 - told to the type checker
        question.queryset = Question.objects.filter(campaign=note.workshop.campaign_id)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("For instance: typed in twice."))


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File of notes"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.ods"}),
        error_messages={"empty": _("This file is empty."), "required": _("Choose a file first.")},
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        said = _(
            "CSV, Excel (XLSX) or LibreOffice (ODS), one note a row, with a first row that names the columns."
            " %(limit)s MiB at most."
        )
        self.fields["file"].help_text = said % {"limit": settings.UPLOAD_LIMIT // 2**20}


class ReadingForm(forms.Form):
    """How a sheet is read: a column for each role, or one question for all of its rows."""

    def __init__(self, *given: Any, columns: Sequence[str], questions: Sequence[Question], **named: Any) -> None:
        super().__init__(*given, **named)
        self.auto_id = "reading_%s"
        nothing = [("", _("none"))]
        of_columns = [(f"={column}", column) for column in columns]
        for role in ROLES:
            self.fields[role] = forms.ChoiceField(
                label=ROLE_NAMES[role], choices=[*nothing, *of_columns], required=False
            )
        self.fields["whole"] = forms.ChoiceField(
            label=_("One question for the whole file"),
            choices=[("", _("as each row says")), *((str(question.pk), str(question)) for question in questions)],
            required=False,
        )

    @classmethod
    def as_read(cls, reading: SheetReading, questions: Sequence[Question]) -> "ReadingForm":
        """The form filled in with how the sheet was read."""
        said = {role: f"={column}" for role, column in reading.roles.items()}
        whole = str(reading.whole_question.pk) if reading.whole_question else ""
        return cls(
            initial={**said, "whole": whole},
            columns=reading.columns,
            questions=questions,
        )


def choices_in(sent: Any) -> Choices:
    """What a person chose, as the reading form sends it; nothing chosen leaves all to the names of the columns."""
    columns = {role: sent[role].removeprefix("=") for role in ROLES if role in sent}
    return Choices(columns=columns, question=sent.get("whole", ""), said_by_others=sent.get("others") == "on")


class StepForm(forms.Form):
    """A step of an agenda: a new one, or what is said of one that is there."""

    step_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=160)
    kind = forms.ChoiceField(
        label=_("What happens in it"),
        choices=Step.Kind,
        help_text=_("Phones show what this step needs: where to write, what to place, the turn to speak, the pledges."),
    )
    question = forms.ModelChoiceField(
        Question.objects.none(), label=_("Question"), required=False, empty_label=_("no question in particular")
    )
    minutes = forms.IntegerField(label=_("Minutes it may take"), min_value=1, max_value=24 * 60, initial=10)
    say = forms.CharField(label=_("What to say"), widget=forms.Textarea(attrs={"rows": 6}), required=False)
    aim = forms.CharField(label=_("Aim"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    material = forms.CharField(label=_("Material"), widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def __init__(self, *given: Any, workshop: Workshop, step: Step | None = None, **named: Any) -> None:
        if step:
            said = ("title", "kind", "minutes", "say", "aim", "material")
            named["initial"] = {name: getattr(step, name) for name in said} | {"question": step.question_id}
        super().__init__(*given, **named)
        if step:
            del self.fields["step_id"]
        question = self.fields["question"]
        assert isinstance(question, forms.ModelChoiceField)  # noqa: S101 - told to the type checker
        question.queryset = Question.objects.filter(campaign=workshop.campaign_id)
