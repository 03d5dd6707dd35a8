"""Tags that every template has at hand."""

import rules
from django import template
from django.db import models

register = template.Library()


@register.simple_tag
def may(permission: str, account: object, thing: models.Model | None = None) -> bool:
    """Whether this account has this permission on this thing: `{% may "workshops.enter" request.user workshop as can_enter %}`."""
    return bool(rules.has_perm(permission, account, thing))
