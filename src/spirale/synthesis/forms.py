"""Forms of this room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spirale.cycles.models import Campaign, Question
from spirale.mobilisation.models import Group
from spirale.synthesis.models import Synthesis
from spirale.territories.models import Territory


class QuestionsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Questions by their short name and wording, with the campaign when there are several."""

    many_campaigns = False

    def label_from_instance(self, question: Question) -> str:
        named = f"{question.code} {question.wording}"
        return f"{question.campaign.name}: {named}" if self.many_campaigns else named


class NewSynthesisForm(forms.Form):
    """What a synthesis is about, and how one begins."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Title"),
        max_length=160,
        help_text=_("As people will read it at the top of the page: for instance “What matters to us in Val d’Arome”."),
    )
    questions = QuestionsField(
        label=_("Questions"),
        queryset=Question.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ideas of different questions are kept apart; a sentence may join them."),
    )
    group = forms.ModelChoiceField(
        label=_("Of whom"), queryset=Group.objects.none(), required=False, empty_label=_("The whole territory")
    )
    origin = forms.ChoiceField(
        label=_("How to begin"),
        choices=[
            (Synthesis.Origin.PROPOSED, _("The engine proposes ideas, people decide")),
            (Synthesis.Origin.FREE, _("Freely: every note lies on a board, people group them")),
        ],
        initial=Synthesis.Origin.PROPOSED,
        widget=forms.RadioSelect,
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=2_147_483_647,
        initial=1,
        required=False,
        help_text=_("A number kept with the synthesis, so that anyone can make the same proposal again."),
    )

    def __init__(self, *args: Any, territory: Territory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = Question.objects.filter(campaign__territory=territory).select_related("campaign")
        field = self.fields["questions"]
        assert isinstance(field, QuestionsField)  # noqa: S101  declared above
        field.queryset = questions.order_by("-campaign__opened_on", "campaign", "position", "code")
        field.many_campaigns = Campaign.objects.filter(territory=territory).count() > 1
        group = self.fields["group"]
        assert isinstance(group, forms.ModelChoiceField)  # noqa: S101  declared above
        group.queryset = Group.objects.filter(territory=territory, archived_at=None)

    def clean_questions(self) -> Any:
        chosen = self.cleaned_data["questions"]
        if len({question.campaign_id for question in chosen}) > 1:
            raise forms.ValidationError(_("Choose questions of one campaign: what was asked apart is kept apart."))
        return chosen


class FreezeForm(forms.Form):
    """Who validated a version, and whether all may read it."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    validated_by = forms.CharField(
        label=_("Validated by"),
        max_length=200,
        help_text=_("The group, and how: for instance “the three groups, at their second meeting on 14 March”."),
    )
    is_public = forms.BooleanField(
        label=_("Show it to all, without signing in"),
        required=False,
        help_text=_("Otherwise only the people of the territory read it. You can change this later."),
    )


class RivalWordingForm(forms.Form):
    """Another way to say a sentence or an idea."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("How would you say it?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the wording leaves out, or says otherwise than the notes do."),
    )
