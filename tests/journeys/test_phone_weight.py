"""How much a phone fetches before its first note can be written, and how long that takes on a slow network."""

import json
import time
from typing import Any

from playwright.sync_api import Browser, expect

BEFORE_THE_FIRST_NOTE, IN_ALL = 60 * 1024, 150 * 1024
"""Bytes as they came over the network, headers included."""

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}


def test_the_page_is_light_and_the_first_note_comes_soon_on_a_slow_network(site: Any, browser: Browser) -> None:
    opened = json.loads(site.run("tests/ask_hall.py", "open", "Rencontre", "2"))
    context = browser.new_context(locale="fr-FR", viewport={"width": 360, "height": 740})
    context.set_default_timeout(60_000)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_3G)
    names: dict[str, str] = {}
    weights: dict[str, int] = {}
    devtools.on("Network.requestWillBeSent", lambda sent: names.update({sent["requestId"]: sent["request"]["url"]}))
    devtools.on(
        "Network.loadingFinished",
        lambda came: weights.update({names.get(came["requestId"], "?"): came["encodedDataLength"]}),
    )
    start = time.monotonic()
    page.goto(f"{site.address.replace('127.0.0.1', 'localhost')}/j/{opened['code']}/", wait_until="commit")
    page.click("#join-form [type=submit]")
    page.click("#key-done")
    expect(page.locator("#note-text")).to_be_focused()
    until_box = time.monotonic() - start
    before_first_note = sum(weights.values())
    page.keyboard.type("la première")
    page.keyboard.press("Enter")
    expect(page.locator("#my-notes > li")).to_have_count(1)
    expect(page.locator("#my-notes > li[data-state=received]")).to_have_count(1, timeout=60_000)
    until_received = time.monotonic() - start
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")  # asked for last, when all else is there
    context.close()
    ours = {url: weight for url, weight in weights.items() if "/live/" not in url or url.endswith(".js")}
    total = sum(ours.values())
    for url, weight in sorted(ours.items(), key=lambda pair: -pair[1]):
        print(f"{weight:8} {url.rpartition('/static/')[2]}")  # noqa: T201 - to be read
    print(  # noqa: T201 - to be read
        f"before the first note: {before_first_note / 1024:.1f} KiB; in all: {total / 1024:.1f} KiB; "
        f"at 400 kbit/s and 400 ms: box after {until_box:.1f} s, note received after {until_received:.1f} s"
    )
    assert before_first_note < BEFORE_THE_FIRST_NOTE
    assert total < IN_ALL
