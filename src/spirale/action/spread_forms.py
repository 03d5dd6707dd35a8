"""What people fill in when they evaluate an action, and propose to carry it on."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from spirale.action.models import ExtensionOffer


def _text(label: Any, rows: int = 4) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": rows}))


class ReviewForm(forms.Form):
    """What the people of an action say of it, and the version they had before their eyes."""

    save_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    seen = forms.IntegerField(initial=0, widget=forms.HiddenInput)
    worked = _text(_("What worked"))
    did_not = _text(_("What did not"))
    results = _text(_("Results seen"))
    for_whom = _text(_("For whom, and who was not reached"))
    advice = _text(_("Advice to those who will do it again"))
    who = forms.CharField(
        label=_("Who evaluates"),
        required=False,
        max_length=300,
        help_text=_("The people of the action, by name or role."),
    )


class OfferForm(forms.Form):
    """Where an action that worked is proposed to be carried on, and why."""

    offer_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    toward = forms.ChoiceField(
        label=_("Proposed"),
        choices=ExtensionOffer.Toward.choices,
        initial=ExtensionOffer.Toward.BOTH,
        widget=forms.RadioSelect,
    )
    said = forms.CharField(label=_("In a few words, why"), required=False, max_length=300)
