"""What is filled in to open a territory, to change it, and to give roles."""

from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from spirale.territories.models import Membership, Role, Territory


class TerritoryForm(forms.ModelForm[Territory]):
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("The one most of its people speak and write.")
    )

    class Meta:
        model = Territory
        fields = ["name", "description", "language", "is_public"]
        labels = {
            "name": _("Name of the territory"),
            "description": _("In a few words"),
            "is_public": _("Everyone may see its page"),
        }
        help_texts = {
            "name": _("A municipality, a valley, a neighbourhood; or a school, a firm, an association."),
            "description": _("Where it is, who takes part, since when."),
            "is_public": _(
                "Its name, its place in the spiral and its published syntheses. Notes and people are never shown there."
            ),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}


class NewTerritoryForm(TerritoryForm):
    territory_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)

    class Meta(TerritoryForm.Meta):
        fields = ["name", "kind", "description", "language", "is_public"]


class NewMemberForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.MEMBER)


class RoleForm(forms.ModelForm[Membership]):
    class Meta:
        model = Membership
        fields = ["role"]
