"""From what people say they could do to what they offer: the short list of actions and the pledges under them."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from spirale.territories.models import Territory
from spirale.workshops.models.hall import Participant
from spirale.workshops.models.meetings import Workshop
from spirale.workshops.models.notes import Note


class ShortlistedAction(models.Model):
    """An action that the group keeps from its ideas, to see who would bring what."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="shortlisted_actions")
    title = models.CharField(_("action"), max_length=200)
    note = models.ForeignKey(Note, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def territory(self) -> Territory:
        return self.workshop.territory


class Pledge(models.Model):
    """What somebody brings to an action, and how to reach them. The contact is read by facilitators and its owner.

    `withdrawn_by` is the facilitator who withdrew it; nobody, where its owner did, and then it does not come back.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    action = models.ForeignKey(ShortlistedAction, on_delete=models.PROTECT, related_name="pledges")
    participant = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT, related_name="pledges")
    name = models.CharField(_("name"), max_length=120, blank=True)
    contact = models.CharField(_("how to reach you"), max_length=200, blank=True)
    brings = models.TextField(_("what you bring"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["made_at", "id"]

    def __str__(self) -> str:
        return self.brings[:60]

    @property
    def territory(self) -> Territory:
        return self.action.territory
