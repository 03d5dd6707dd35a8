"""What commands need of the site: its settings, and the territory that is named."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from spirale.method.problems import Problem

if TYPE_CHECKING:
    from spirale.territories.models import Territory


def open_site() -> None:
    """Make the site's settings and database ready for a command; the database must be up to date."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spirale.config.settings")
    django.setup()
    from spirale.cli.serve import update_database

    update_database()


def territory_named(slug: str) -> Territory:
    """The territory of this short address. Raises Problem("territory unknown")."""
    from spirale.territories.models import Territory

    found = Territory.objects.filter(slug=slug).first()
    if found is None:
        known = tuple(Territory.objects.values_list("slug", flat=True)[:13])
        raise Problem("territory unknown", slug=slug, known=known or ("-",))
    return found
