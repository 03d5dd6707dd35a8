// The clock of whoever has the floor runs between two readings of the page, and says softly when the time is over.
// It counts from what the page said when it came, so that no clock of this computer matters.
const seen = new WeakMap();
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function tick() {
  for (const time of document.querySelectorAll("[data-turn-clock]")) {
    if (!seen.has(time)) seen.set(time, performance.now());
    const seconds = Math.floor(Number(time.dataset.seconds) + (performance.now() - seen.get(time)) / 1000);
    const shown = clock(seconds);
    if (time.textContent !== shown) time.textContent = shown;
    const place = time.closest(".voice-now, .voice-clock");
    place?.toggleAttribute("data-over", seconds > Number(time.dataset.each));
  }
}

tick();
setInterval(tick, 1000);
