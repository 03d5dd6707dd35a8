"""Who a request comes from."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from spirale.people.models import Account


def signed_in(request: HttpRequest) -> Account:
    """The account behind a request; a stranger is asked to sign in."""
    if isinstance(request.user, Account):
        return request.user
    raise PermissionDenied("sign in")
