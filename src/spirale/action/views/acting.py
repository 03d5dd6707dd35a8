"""How the pages of this room answer an act: what was done is said, and so is what could not be."""

from collections.abc import Callable

import segno
from django.contrib import messages
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from spirale.pages.problems import Problem, Problems
from spirale.pages.sentences import sentence


def done(request: HttpRequest, act: Callable[[], object], said: str) -> bool:
    """Do an act and say so; or say what is the matter."""
    try:
        act()
    except Problem as found:
        messages.error(request, sentence(found))
        return False
    except Problems as found:
        for each in found.problems:
            messages.error(request, sentence(each))
        return False
    if said:
        messages.success(request, said)
    return True


def code_of(address: str) -> SafeString:
    """An address as a drawing that phones read, dark on light whatever the colours of the page."""
    drawn = segno.make(address, error="m").svg_inline(
        scale=4, border=3, dark="#1f2430", light="#ffffff", omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - drawn here, from an address of this site
