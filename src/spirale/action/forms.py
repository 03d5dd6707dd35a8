"""What people fill in on the pages of this room."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spirale.action.models import Covenant, Letterbox, Task
from spirale.decision.models import ActionSheet, Resource
from spirale.territories.models import Territory
from spirale.workshops.models import Participant

LONGEST: Final = 3_653
"""Days that a task lasts, or that are left between two, at most: ten years, as the method has it."""
KINDS = [("", "—"), *Participant.Kind.choices]


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


class TaskForm(forms.Form):
    """A task: what, who, how long, when at the earliest and at the latest, after what."""

    task_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    edit_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    based_on = forms.IntegerField(initial=0, widget=forms.HiddenInput)
    title = forms.CharField(label=_("What is to be done"), max_length=160)
    owners = forms.CharField(
        label=_("Who does it"),
        required=False,
        max_length=600,
        help_text=_("Names with commas between them, as in the commitments."),
        widget=forms.TextInput(attrs={"list": "owners"}),
    )
    skill = forms.ModelChoiceField(
        label=_("Skill it asks for"),
        queryset=Resource.objects.none(),
        required=False,
        help_text=_("Its hours are then drawn from all who pledged this skill to the bank."),
    )
    work = forms.DecimalField(
        label=_("Hours of work"),
        required=False,
        min_value=0,
        max_value=100_000,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    days = forms.IntegerField(label=_("Days it lasts"), required=False, min_value=0, max_value=LONGEST)
    from_on = forms.DateField(label=_("Not before"), required=False, widget=DateInput)
    due_on = forms.DateField(label=_("Promised by"), required=False, widget=DateInput)
    start_on = forms.DateField(
        label=_("First day, if you set it"),
        required=False,
        widget=DateInput,
        help_text=_("Left empty, the schedule finds it."),
    )
    is_milestone = forms.BooleanField(label=_("A milestone: a day to reach, without work"), required=False)
    waits_for = forms.MultipleChoiceField(
        label=_("After which tasks"), required=False, widget=forms.SelectMultiple(attrs={"size": 7})
    )
    lag = forms.IntegerField(
        label=_("Days to leave after those you add to this list"),
        required=False,
        min_value=0,
        max_value=LONGEST,
        help_text=_("For paint to dry, an answer to come, a delay of the law. Left empty: it may begin the next day."),
    )

    def for_plan(
        self,
        territory: Territory,
        tasks: Iterable[Task],
        besides: UUID | None = None,
        waits: Iterable[tuple[UUID, int]] = (),
    ) -> None:
        """Offer what this plan has: its skills, its other tasks by action, and days after each it waits for now."""
        titles = {}
        skills = Resource.objects.filter(territory=territory, kind=Resource.Kind.TIME, retired_at=None)
        self.fields["skill"].queryset = skills  # type: ignore[attr-defined]
        by_action: dict[str, list[tuple[str, str]]] = {}
        for task in tasks:
            titles[task.pk] = task.title
            if task.pk != besides:
                by_action.setdefault(task.sheet.title, []).append((str(task.pk), task.title))
        self.fields["waits_for"].choices = list(by_action.items())  # type: ignore[attr-defined]
        for before, lag in waits:
            label = _("Days to leave after “%(task)s”") % {"task": titles[before]}
            self.fields[f"lag_{before}"] = forms.IntegerField(
                label=label, initial=lag, required=False, min_value=0, max_value=LONGEST
            )

    def waits(self) -> dict[UUID, int]:
        """What the task waits for, with the days to leave after each; those of which nothing was sent stay."""
        return {UUID(key): self._lag(f"lag_{key}") for key in self.cleaned_data["waits_for"]}

    def _lag(self, name: str) -> int:
        if name not in self.fields:
            return self.cleaned_data["lag"] or 0
        return (self.cleaned_data[name] if name in self.data else self.fields[name].initial) or 0

    def clean_owners(self) -> list[str]:
        names = (" ".join(name.split())[:120] for name in self.cleaned_data["owners"].split(","))
        return list(dict.fromkeys(name for name in names if name))

    def fields_of_task(self) -> dict[str, Any]:
        """What is kept of the task, in the units of the table."""
        said, skill = self.cleaned_data, self.cleaned_data["skill"]
        return {
            "title": said["title"].strip(),
            "owners": said["owners"],
            "skill_id": skill.pk if skill else None,
            "work": int((said["work"] or 0) * 100),
            "days": said["days"] or 0,
            "from_on": said["from_on"],
            "due_on": said["due_on"],
            "start_on": said["start_on"],
            "is_milestone": said["is_milestone"],
        }


class ReportForm(forms.Form):
    """How far a task is, and what stands in its way."""

    edit_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    based_on = forms.IntegerField(widget=forms.HiddenInput)
    done = forms.IntegerField(label=_("Share done, in %"), min_value=0, max_value=100)
    obstacles = forms.CharField(
        label=_("Obstacles"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class MoveForm(forms.Form):
    """A first day, or none: the schedule finds it."""

    edit_id = forms.UUIDField()
    based_on = forms.IntegerField()
    start_on = forms.DateField(required=False)


class FirstDayForm(forms.Form):
    start_on = forms.DateField(label=_("First day of the plan"), widget=DateInput)


class RhythmForm(forms.Form):
    """How often letters of reminders come."""

    rhythm = forms.ChoiceField(label=_("Letters come"), choices=Letterbox.Rhythm.choices, widget=forms.RadioSelect)


class PhotoForm(forms.Form):
    """A photo with what it shows; for those inside alone until the people on it agree that all see it."""

    photo_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    picture = forms.FileField(
        label=_("Photo"),
        help_text=_("Taken now, or from your pictures. Where and when it was taken is not kept."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    shows = forms.CharField(
        label=_("What it shows"),
        max_length=300,
        help_text=_("For those who do not see it: who does what, where."),
        widget=forms.TextInput,
    )
    is_agreed = forms.BooleanField(
        label=_("All may see it: the people one can recognise on it agree, or there are none"), required=False
    )
