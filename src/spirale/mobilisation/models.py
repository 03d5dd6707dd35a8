"""Groups of a territory."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from spirale.territories.models import Territory


class Group(models.Model):
    """People who meet: alike in situation, one of each kind, or freely gathered."""

    class Kind(models.TextChoices):
        COORDINATION = "coordination", _("coordination group")
        HOMOGENEOUS = "homogeneous", _("homogeneous group")
        RAINBOW = "rainbow", _("rainbow group")
        CITIZEN = "citizen", _("citizen group")
        WORKING = "working", _("working group")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.HOMOGENEOUS)
    profile = models.CharField(_("profile"), max_length=200, blank=True, help_text=_("What its people have in common."))
    size = models.PositiveSmallIntegerField(_("number of people"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["territory", "name"], name="group_name_once_per_territory")
        ]

    def __str__(self) -> str:
        return self.name
