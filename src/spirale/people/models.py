"""Accounts: people who sign in. Most participants have none."""

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        account = self.model(email=email.strip().lower(), **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by a link sent to an e-mail address, or by a password."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "email"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return self.name or self.email


class SignInAttempt(models.Model):
    """A link asked for, or a password that did not fit. Kept a quarter of an hour, to slow down guessing.

    The address is kept as a digest, whether or not it has an account: so an answer never tells which.
    """

    class Kind(models.TextChoices):
        LINK = "link"
        PASSWORD = "password"  # noqa: S105  # a kind of attempt

    address_digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["address_digest", "kind", "at"], name="attempts_of_address")]
