"""Where one may go on from a page of this room."""

from typing import Any

from django import template

from spirale.decision.models import ActionSheet, Choice
from spirale.decision.onward import onward_from

register = template.Library()


@register.inclusion_tag("decision/onward.html", takes_context=True)
def onward(context: dict[str, Any], thing: ActionSheet | Choice) -> dict[str, Any]:
    """The links that later rooms add for whoever reads: `{% onward sheet %}`."""
    return {"lines": onward_from(thing, context["request"].user)}
