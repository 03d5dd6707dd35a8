"""Territories of co-responsibility and the memberships that carry roles."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Territory(models.Model):
    """A place, or a collective actor, with a space of its own."""

    class Kind(models.TextChoices):
        PLACE = "place", _("place")
        COLLECTIVE_ACTOR = "collective_actor", _("collective actor")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short address"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.PLACE)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    is_public = models.BooleanField(_("visible to all"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name", "slug"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("administrator")
    FACILITATOR = "facilitator", _("facilitator")
    MEMBER = "member", _("member")
    READER = "reader", _("reader")


class Membership(models.Model):
    """An account's role in a territory."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="memberships")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["territory", "account"], name="one_role_per_territory")
        ]

    def __str__(self) -> str:
        return f"{self.account}, {self.get_role_display()}"
