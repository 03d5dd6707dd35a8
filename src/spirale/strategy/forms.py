"""Forms of this room."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from spirale.cycles.models import Cycle
from spirale.mobilisation.models import Group
from spirale.strategy.models import Axis, Existing
from spirale.strategy.queries.axes import working_groups
from spirale.territories.models import Territory


class AxisForm(forms.Form):
    """How an axis is worded."""

    title = forms.CharField(
        label=_("Title"),
        max_length=160,
        help_text=_("A direction, in a few words: for instance “To meet again in the evening”."),
    )
    text = forms.CharField(
        label=_("What it is about"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What the group saw in the confrontation: who already acts, what stands in the way, what lacks."),
    )
    cycle = forms.ModelChoiceField(
        label=_("Cycle"), queryset=Cycle.objects.none(), required=False, empty_label=_("not said")
    )

    def __init__(self, *args: Any, territory: Territory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cycle = self.fields["cycle"]
        assert isinstance(cycle, forms.ModelChoiceField)  # noqa: S101  declared above
        cycle.queryset = Cycle.objects.filter(territory=territory)


class NewAxisForm(AxisForm):
    id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)


class ChangeAxisForm(AxisForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ExistingForm(forms.Form):
    """What something that exists is called, and what it does."""

    name = forms.CharField(label=_("Name"), max_length=160)
    description = forms.CharField(
        label=_("What it does, with whom"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NewExistingForm(ExistingForm):
    id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    column = forms.ChoiceField(label=_("Column"), choices=Existing.Column.choices, widget=forms.RadioSelect)

    field_order = ("id", "column", "name", "description")


class ExistingFileForm(forms.Form):
    """A table of what exists."""

    file = forms.FileField(
        label=_("Table of what exists"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.ods"}),
        error_messages={"empty": _("This file is empty."), "required": _("Choose a file first.")},
    )
    column = forms.ChoiceField(
        label=_("Its rows are"),
        required=False,
        choices=[("", _("what each row says")), *Existing.Column.choices],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = _(
            "CSV, Excel (XLSX) or LibreOffice (ODS), one creator, tool or public policy a row, with a first row that "
            "names the columns. %(limit)s MiB at most."
        )
        self.fields["file"].help_text = said % {"limit": settings.UPLOAD_LIMIT // 2**20}


class ChangeExistingForm(ExistingForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class GroupForm(forms.Form):
    """The working group of an axis: one that is there, or one to form."""

    group = forms.ModelChoiceField(
        label=_("A working group that is there"),
        queryset=Group.objects.none(),
        required=False,
        empty_label=_("none"),
    )
    new_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    new_name = forms.CharField(
        label=_("Or form one: its name"),
        max_length=120,
        required=False,
        help_text=_("Whoever wants to work on this axis may join: creators, institutions and citizens together."),
    )

    def __init__(self, *args: Any, axis: Axis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.fields["group"]
        assert isinstance(group, forms.ModelChoiceField)  # noqa: S101  declared above
        group.queryset = working_groups(axis.territory, besides=axis.group)
