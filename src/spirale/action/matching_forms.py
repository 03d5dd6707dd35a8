"""What people fill in of matches: how much of a pledge, in what words, for which commitment; and what one could do."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spirale.action.forms import DateInput
from spirale.action.models import Commitment
from spirale.decision.models import Resource
from spirale.pages.amounts import amount_written
from spirale.pages.problems import Problem
from spirale.pages.sentences import sentence
from spirale.strategy.models import Existing


class MatchForm(forms.Form):
    """A proposal as a person changes it before they accept it, or why they refuse it."""

    answer_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    commitment_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    amount = forms.CharField(
        label=_("How much of it"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    what = forms.CharField(label=_("What they promise"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = forms.DateField(label=_("By when"), required=False, widget=DateInput)
    adds_to = forms.ModelChoiceField(
        label=_("It adds to"),
        queryset=Commitment.objects.none(),
        required=False,
        empty_label=_("a commitment of its own"),
        help_text=_("The words of a commitment that stands are not changed."),
    )

    def for_action(self, commitments: Iterable[Commitment]) -> None:
        """Offer the commitments that stand for this action."""
        self.fields["adds_to"].queryset = commitments  # type: ignore[attr-defined]

    def clean_amount(self) -> int:
        try:
            return amount_written(self.cleaned_data["amount"])
        except Problem as found:
            raise ValidationError(sentence(found)) from found

    def clean_due_on(self) -> date | None:
        day: date | None = self.cleaned_data["due_on"]
        if day and day < timezone.localdate():
            raise ValidationError(_("This day is past."))
        return day


class RefuseForm(forms.Form):
    answer_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why not"), max_length=300, required=False)


class AbilityForm(forms.Form):
    """Somebody of the list of creators, what they are able to bring, and where."""

    ability_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    creator = forms.ModelChoiceField(label=_("Who is able to"), queryset=Existing.objects.none())
    resource = forms.ModelChoiceField(label=_("What they could bring"), queryset=Resource.objects.none())
    place = forms.CharField(label=_("Only at this place"), max_length=120, required=False)

    def of_territory(self, creators: Any, resources: Any) -> None:
        """Offer the list of actors and the resources of this territory."""
        self.fields["creator"].queryset = creators  # type: ignore[attr-defined]
        self.fields["resource"].queryset = resources  # type: ignore[attr-defined]


class WishForm(forms.Form):
    """What somebody could do: picked, not kept anywhere."""

    what = forms.MultipleChoiceField(
        label=_("What could you bring?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    from_on = forms.DateField(label=_("Free from"), required=False, widget=DateInput)
    to_on = forms.DateField(label=_("Free until"), required=False, widget=DateInput)
    place = forms.ChoiceField(label=_("Where"), required=False)

    def offer(self, resources: Iterable[Resource], places: Iterable[str]) -> None:
        """Offer what actions lack, and the places that they name."""
        self.fields["what"].choices = [(str(one.pk), one.name) for one in resources]  # type: ignore[attr-defined]
        self.fields["place"].choices = [("", _("anywhere")), *((one, one) for one in places)]  # type: ignore[attr-defined]
