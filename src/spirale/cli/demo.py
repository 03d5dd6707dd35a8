"""`spirale demo`: the demonstration valley, made once, and the site that shows it."""

from __future__ import annotations

import os

import click

from spirale.cli import terminal


@click.command("demo")
@click.option("--serve", "serves", is_flag=True, help="Then serve the site, and print its address and a sign-in link.")
@terminal.json_option
def command(*, serves: bool) -> None:
    """Make the demonstration: an invented valley, its notes and what people made of them.

    Where it is already, nothing changes. Without --serve, only the database is made ready.
    """
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spirale.config.settings")
    django.setup()
    from django.conf import settings

    from spirale.cli import serve
    from spirale.demo.operations import build_demonstration, facilitator_of_demonstration
    from spirale.people.operations import sign_in_link_for

    serve.update_database()
    acts = {
        "territory": "Opening the demonstration valley",
        "notes": "Gathering its notes",
        "codes": "Coding its criteria",
        "syntheses": "Writing its syntheses",
        "actions": "Choosing its actions, and promising",
        "hall": "Opening a hall that one can join",
    }
    territory = build_demonstration(progress=lambda act: terminal.tell(f"{acts[act]}..."))
    link = sign_in_link_for(facilitator_of_demonstration())
    terminal.answer(
        {"territory": territory.slug, "address": settings.PUBLIC_ADDRESS, "sign_in_link": link},
        f"\n  Spirale      {settings.PUBLIC_ADDRESS}\n"
        f"  Sign in as   {facilitator_of_demonstration()}, who facilitates {territory.name}\n"
        f"               {link}\n"
        "               (works once, within the hour; start again for another)\n",
    )
    if serves:
        serve.run(opens=False)
