"""What is filled in to form a group."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from spirale.mobilisation.models import Group


class GroupForm(forms.ModelForm[Group]):
    class Meta:
        model = Group
        fields = ["name", "kind", "profile", "size"]
        labels = {"name": _("Name of the group"), "kind": _("Kind of group")}
        help_texts = {
            "name": _("For instance: Young parents of the upper town."),
            "size": _("Eight to twelve people speak most easily together."),
        }


class NewGroupForm(GroupForm):
    group_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
