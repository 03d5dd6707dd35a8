"""What is filled in to plan cycles and to ask questions."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spirale.cycles.models import Campaign, Cycle, Phase, Question
from spirale.territories.models import Territory


class DateInput(forms.DateInput):
    """The browser's own date field, whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def numbered_cycles() -> list[tuple[int, str]]:
    """The four cycles with their numbers, in the reader's language."""
    return [(number.value, f"{number.value} · {number.label}") for number in Cycle.Number]


class NewCycleForm(forms.Form):
    cycle_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    number = forms.TypedChoiceField(label=_("Cycle"), choices=numbered_cycles, coerce=int)
    opened_on = forms.DateField(label=_("Opened on"), initial=timezone.localdate, widget=DateInput)


class PhaseForm(forms.ModelForm[Phase]):
    class Meta:
        model = Phase
        fields = ["starts_on", "ends_on"]
        labels = {"starts_on": _("From"), "ends_on": _("To")}
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("This phase would end before it starts."))
        return cleaned


class CampaignForm(forms.ModelForm[Campaign]):
    class Meta:
        model = Campaign
        fields = ["name", "cycle", "opened_on", "closed_on"]
        labels = {
            "name": _("Name of the campaign"),
            "cycle": _("In which cycle"),
            "opened_on": _("Open from"),
            "closed_on": _("Open until"),
        }
        help_texts = {"name": _("For instance: Well-being in the valley, spring.")}
        widgets = {"opened_on": DateInput, "closed_on": DateInput}

    def __init__(self, *given: Any, territory: Territory, **named: Any) -> None:
        super().__init__(*given, **named)
        cycles = self.fields["cycle"]
        assert isinstance(cycles, forms.ModelChoiceField)  # noqa: S101  # tells the type checker
        cycles.queryset = territory.cycles.all()
        cycles.empty_label = _("None in particular")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        opened_on, closed_on = cleaned.get("opened_on"), cleaned.get("closed_on")
        if opened_on and closed_on and closed_on < opened_on:
            self.add_error("closed_on", _("This campaign would end before it starts."))
        return cleaned


class NewCampaignForm(CampaignForm):
    campaign_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    usual = forms.MultipleChoiceField(
        label=_("Questions to begin with"),
        required=False,
        help_text=_("Those of the method. You can then change them, and add your own."),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta(CampaignForm.Meta):
        fields = ["name", "cycle", "opened_on"]

    def __init__(self, *given: Any, usual: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        chosen = self.fields["usual"]
        assert isinstance(chosen, forms.MultipleChoiceField)  # noqa: S101  # tells the type checker
        chosen.choices = usual
        if not self.is_bound:
            self.initial["usual"] = [code for code, _words in usual]
            self.initial.setdefault("opened_on", timezone.localdate())


class QuestionForm(forms.Form):
    """A question with a wording for each language of the site; one is enough."""

    question_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    code = forms.RegexField(
        r"^[\w-]+$",
        label=_("Short name"),
        max_length=12,
        help_text=_("It stands on the notes: for instance Q5."),
        error_messages={"invalid": _("Letters, digits and hyphens only, without a space.")},
    )
    sign = forms.TypedChoiceField(
        label=_("Usual sign of the answers"),
        choices=Question.Sign,
        coerce=int,
        initial=Question.Sign.NEITHER,
        help_text=_("Proposed when a note is typed in; it can be changed on each note."),
    )
    grouping = forms.ChoiceField(
        label=_("How the answers are grouped"),
        choices=Question.Grouping,
        initial=Question.Grouping.GRID,
        help_text=_("With the grid of well-being, or freely, by the group itself."),
    )

    def __init__(self, *given: Any, question: Question | None = None, is_answered: bool = False, **named: Any) -> None:
        if question is not None:
            named["initial"] = {
                "question_id": question.pk,
                "code": question.code,
                "sign": question.sign,
                "grouping": question.grouping,
                **{f"wording_{language}": words for language, words in question.wordings.items()},
            }
        super().__init__(*given, **named)
        wordings = {
            f"wording_{code}": forms.CharField(
                label=_("Question, in %(language)s") % {"language": name},
                required=False,
                max_length=300,
                widget=forms.Textarea(attrs={"rows": 2, "lang": code}),
            )
            for code, name in settings.LANGUAGES
        }
        self.fields = (
            {"question_id": self.fields.pop("question_id"), "code": self.fields.pop("code")} | wordings | self.fields
        )
        if is_answered:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = _("Notes carry this short name: it stays.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["wordings"] = {
            language: cleaned.pop(f"wording_{language}", "").strip() for language, _name in settings.LANGUAGES
        }
        if not any(cleaned["wordings"].values()):
            raise forms.ValidationError(_("Write the question in at least one language."))
        return cleaned
