"""Markup that is filled in by hand escapes as templates do."""

from uuid import UUID

import pytest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from hypothesis import given
from hypothesis import strategies as some

from spirale.pages.markup import filled, joined

FORM = '<a title="{}" href="{}">{}</a>'


@given(some.text(), some.integers(), some.uuids())
def test_whatever_is_filled_in_is_escaped_as_django_does(words: str, number: int, key: UUID) -> None:
    for values in ((words, number, key), (number, key, words), (key, words, words)):
        assert filled(FORM, *values) == format_html(FORM, *values)
    assert isinstance(filled(FORM, words, number, key), SafeString)


def test_markup_is_put_into_markup_as_it_is_and_words_never_are() -> None:
    bold = filled("<b>{}</b>", "<i>")
    assert filled("<p>{}{}</p>", bold, "<i>") == "<p><b>&lt;i&gt;</b>&lt;i&gt;</p>"
    assert joined([bold, mark_safe("<hr>")]) == "<b>&lt;i&gt;</b><hr>"
    with pytest.raises(TypeError):
        joined([bold, "<script>"])  # type: ignore[list-item]
