"""Tags that every template has at hand."""

import rules
from django import template
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

register = template.Library()


@register.simple_tag
def may(permission: str, account: object, thing: models.Model | None = None) -> bool:
    """Whether this account may do this: `{% may "workshops.enter" request.user workshop as can_enter %}`."""
    return bool(rules.has_perm(permission, account, thing))


@register.filter
def sign_mark(sign: int) -> str:
    """A sign as it is drawn: `+`, `−` (the true minus), or nothing."""
    return {1: "+", -1: "−"}.get(sign, "")


@register.filter
def sign_word(sign: int) -> str:
    """A sign as it is read aloud."""
    return {1: gettext("well-being"), -1: gettext("ill-being")}.get(sign, "")


@register.simple_tag
def note_mark(code: str, sign: int = 0) -> SafeString:
    """What a note carries beside its colour: its question and its sign, drawn for the eye and said for the ear."""
    if not sign_mark(sign):
        return format_html("{}", code)
    return format_html(
        '{} <span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>',
        code,
        sign_mark(sign),
        sign_word(sign),
    )
