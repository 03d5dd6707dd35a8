"""Forms of this room."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from spirale.cycles.models import Cycle
from spirale.decision.models import ActionSheet, Resource
from spirale.strategy.models import Axis
from spirale.territories.models import Territory
from spirale.workshops.models import Workshop


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SheetForm(forms.Form):
    """All fields of an action sheet but its needs and links, with what the method asks of each."""

    title = forms.CharField(label=_("Title"), max_length=160, help_text=_("A few words by which everyone knows it."))
    what = forms.CharField(
        label=_("What"), max_length=4000, widget=_area(4), help_text=_("What is done, so that one sees it happen.")
    )
    for_whom = forms.CharField(label=_("For whom"), max_length=4000, required=False, widget=_area(2))
    situation = forms.CharField(
        label=_("The extreme situation it touches"),
        max_length=4000,
        required=False,
        widget=_area(2),
        help_text=_("The most urgent situation it changes, and for whom; usual answers often fail there."),
    )
    with_whom = forms.CharField(
        label=_("Who does it, with whom"),
        max_length=4000,
        required=False,
        widget=_area(2),
        help_text=_("Actors who do not usually work together make it a demonstration."),
    )
    tomorrow = forms.CharField(
        label=_("What can be done tomorrow morning"),
        max_length=4000,
        required=False,
        widget=_area(2),
        help_text=_("The first step, which needs nobody’s leave."),
    )
    first_results = forms.CharField(
        label=_("First results expected"),
        max_length=4000,
        required=False,
        widget=_area(2),
        help_text=_("What will be seen in about three months."),
    )
    first_results_on = forms.DateField(
        label=_("First results by"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    lasting = forms.CharField(
        label=_("How it lasts"),
        max_length=4000,
        required=False,
        widget=_area(2),
        help_text=_("Without wearing out people, nature or energy."),
    )
    reach = forms.ChoiceField(
        label=_("Class"),
        choices=ActionSheet.Reach.choices,
        initial=ActionSheet.Reach.NOW,
        widget=forms.RadioSelect,
        help_text=_(
            "What can be done now belongs to the first cycle, with a partnership at once; the rest to the second or "
            "third."
        ),
    )
    place = forms.CharField(label=_("Neighbourhood or place"), max_length=120, required=False)
    axis = forms.ModelChoiceField(
        label=_("Strategic axis"), queryset=Axis.objects.none(), required=False, empty_label=_("none for now")
    )
    cycle = forms.ModelChoiceField(
        label=_("Cycle"), queryset=Cycle.objects.none(), required=False, empty_label=_("not said")
    )
    joined = forms.CharField(
        label=_("Who joined since"),
        max_length=200,
        required=False,
        help_text=_("An action changes with those who join it: their names, or their group’s."),
    )
    why = forms.CharField(label=_("What changed, and why"), max_length=200, required=False)

    def __init__(self, *args: Any, territory: Territory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "axis", Axis.objects.filter(territory=territory, retired_at=None))
        _choose(self, "cycle", Cycle.objects.filter(territory=territory).order_by("-number"))


def _choose(form: forms.Form, name: str, things: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared in the form
    field.queryset = things


class TableForm(forms.Form):
    """A table of actions."""

    file = forms.FileField(label=_("Table"))


class ResourceForm(forms.Form):
    """A kind of thing that the bank counts."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = forms.ChoiceField(label=_("Kind"), choices=Resource.Kind.choices)
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("For hours, one line a skill: “hours of gardening”.")
    )
    unit = forms.CharField(
        label=_("Unit"),
        max_length=40,
        help_text=_("An hour, a day, a euro: it is fixed once a need or a pledge counts in it."),
    )
    is_shared = forms.BooleanField(
        label=_("Serves all who need it, and is not used up"),
        required=False,
        help_text=_("Such as a permission that holds for several actions."),
    )


class ChoiceForm(forms.Form):
    """A choice between actions: mostly one enlarged meeting."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Title"), max_length=160, help_text=_("For instance “Enlarged meeting of 14 March”.")
    )
    cycle = forms.ModelChoiceField(
        label=_("Cycle"), queryset=Cycle.objects.none(), required=False, empty_label=_("not said")
    )
    workshop = forms.ModelChoiceField(
        label=_("Meeting"),
        queryset=Workshop.objects.none(),
        required=False,
        empty_label=_("none for now"),
        help_text=_("The workshop whose phones and projector serve for scoring and for the bank."),
    )

    def __init__(self, *args: Any, territory: Territory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "cycle", Cycle.objects.filter(territory=territory).order_by("-number"))
        meetings = Workshop.objects.filter(group__territory=territory).select_related("group")
        _choose(self, "workshop", meetings.order_by("-held_on", "title"))
