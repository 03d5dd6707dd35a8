"""What people fill in on the pages of this room."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spirale.action.models import Covenant
from spirale.decision.models import ActionSheet, BankPledge

KINDS = [("", "—"), *BankPledge.Kind.choices]


class DateInput(forms.DateInput):
    """The browser's own calendar, which asks for the date as machines write it."""

    input_type = "date"

    def __init__(self, **more: Any) -> None:
        super().__init__(format="%Y-%m-%d", **more)


class SigningForm(forms.Form):
    """A name typed, and the drawing that the page adds where one can draw."""

    signed_as = forms.CharField(
        label=_("Sign: your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    signature = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput(attrs={"data-path": ""}))


class PromiseForm(forms.Form):
    """Who promises what by when; signed at once where a name is given."""

    commitment_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    who = forms.CharField(label=_("Who commits"), max_length=120)
    kind = forms.ChoiceField(label=_("Comes as"), choices=KINDS)
    what = forms.CharField(label=_("What they promise"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = forms.DateField(label=_("By when"), required=False, widget=DateInput)
    signed_as = forms.CharField(
        label=_("Sign: your name"),
        max_length=120,
        required=False,
        help_text=_("Left empty, it waits for its signature."),
    )
    signature = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput(attrs={"data-path": ""}))

    def clean_due_on(self) -> date | None:
        day: date | None = self.cleaned_data["due_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is past."))
        return day


class PromiseAtDoorForm(PromiseForm):
    """The same, on the phone of whoever promises: it is signed there and then."""

    signed_as = forms.CharField(label=_("Sign: your name"), max_length=120)


class NewCovenantForm(forms.Form):
    covenant_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind of text"), choices=Covenant.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=160)
    sheet = forms.ModelChoiceField(
        label=_("For one action"),
        queryset=ActionSheet.objects.none(),
        required=False,
        empty_label=_("the whole territory"),
    )


class CovenantForm(forms.Form):
    """The two parts of the text, and the version they were written on."""

    version_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    based_on = forms.IntegerField(widget=forms.HiddenInput)
    fundamental = forms.CharField(
        label=_("Fundamental principles"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("A line that begins with a dash is an item of a list."),
    )
    practical = forms.CharField(
        label=_("Practical principles"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 14})
    )
    why = forms.CharField(label=_("What changed, and why"), required=False, max_length=200)


class SignCovenantForm(SigningForm):
    signature_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    number = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Comes as"), choices=KINDS)
