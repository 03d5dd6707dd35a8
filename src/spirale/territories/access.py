"""The guard that every page starts with: find the thing, and let in only those who may."""

from typing import TypeVar

import rules
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from spirale.people.models import Account
from spirale.territories.rules import is_public, is_reader

Thing = TypeVar("Thing", bound=Model)


def reach(request: HttpRequest, permission: str, things: QuerySet[Thing], **lookup: object) -> Thing:
    """Find one thing and check that this visitor has this permission on it.

    A stranger is asked to sign in; somebody signed in who may not even know of the thing is told that it does not
    exist; somebody who may see its territory is told that this act is not theirs.
    """
    thing = get_object_or_404(things, **lookup)
    if rules.has_perm(permission, request.user, thing):
        return thing
    if not request.user.is_authenticated or is_reader(request.user, thing) or is_public(request.user, thing):
        raise PermissionDenied(permission)
    raise Http404


def account_of(request: HttpRequest) -> Account:
    """Who acts, once `reach` has let them in by a role: roles are held by accounts."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user
