"""Forms of this room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from spirale.coding.models import GridVersion
from spirale.coding.queries.entry import QuestionChoice
from spirale.cycles.models import Question
from spirale.workshops.models import Workshop

LARGEST_GRID = 2 * 1024 * 1024


class EntryForm(forms.Form):
    """One paper note, typed in."""

    note_id = forms.UUIDField(widget=forms.HiddenInput)
    question = forms.ChoiceField(label=_("Question"), widget=forms.RadioSelect)
    sign = forms.TypedChoiceField(label=_("Sign"), coerce=int, choices=Question.Sign.choices, widget=forms.RadioSelect)
    sheet = forms.IntegerField(label=_("Number of the paper sheet"), min_value=1, max_value=32_000, required=False)
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
            "sheet": asked.get("sheet", "")[:5],
        }

    def note(self) -> dict[str, Any]:
        """What the operation needs."""
        return {
            "note_id": self.cleaned_data["note_id"],
            "question": self.workshop.campaign.questions.get(id=self.cleaned_data["question"]),
            "sign": self.cleaned_data["sign"],
            "text": self.cleaned_data["text"],
            "sheet": self.cleaned_data["sheet"],
        }

    def presets(self) -> str:
        """The question, the sign and the number of the sheet, kept for the next note."""
        kept = {name: self.cleaned_data[name] for name in ("question", "sign", "sheet")}
        return urlencode({name: value for name, value in kept.items() if value is not None})


class GridForm(forms.Form):
    """A version of the grid, in a file."""

    grid_id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the grid"), max_length=80)
    version = forms.CharField(label=_("Version"), max_length=20, help_text=_("For instance a year: 2026."))
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Columns: kind, code, parent, label_fr, label_en, note, status, source. In UTF-8."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def grid(self) -> dict[str, Any]:
        """What the operation needs."""
        said = self.cleaned_data
        return {
            "grid_id": said["grid_id"],
            "name": said["name"],
            "version": said["version"],
            "content": said["file"].read(),
        }

    def clean_file(self) -> UploadedFile[bytes]:
        return _small_enough(self.cleaned_data["file"])


class MappingForm(forms.Form):
    """How the codes of one version read in another, in a file."""

    mapping_id = forms.UUIDField(widget=forms.HiddenInput)
    source = forms.ChoiceField(label=_("From the version"))
    target = forms.ChoiceField(label=_("To the version"))
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Columns: from_code, to_code. Several rows for one code leave the choice to people."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def __init__(self, *args: Any, versions: Sequence[GridVersion], own: Sequence[GridVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {str(version.pk): version for version in versions}
        self.fields["source"].choices = [(key, str(version)) for key, version in self.versions.items()]  # type: ignore[attr-defined]
        self.fields["target"].choices = [(str(version.pk), str(version)) for version in own]  # type: ignore[attr-defined]

    def mapping(self) -> dict[str, Any]:
        """What the operation needs."""
        said = self.cleaned_data
        return {
            "mapping_id": said["mapping_id"],
            "source": self.versions[said["source"]],
            "target": self.versions[said["target"]],
            "content": said["file"].read(),
        }

    def clean_file(self) -> UploadedFile[bytes]:
        return _small_enough(self.cleaned_data["file"])


def _small_enough(file: UploadedFile[bytes]) -> UploadedFile[bytes]:
    if (file.size or 0) > LARGEST_GRID:
        raise forms.ValidationError(_("This file is larger than 2 MB: it cannot be a grid."))
    return file
