// Another page for phones where something is open now for those in this hall: a link to it, as long as it is.

export function startElsewhere({ elsewhereAddress, elsewhereFollows }) {
  const follows = elsewhereFollows.split(",");
  const line = document.getElementById("elsewhere");
  let soon = 0;

  function show([there]) {
    line.hidden = !there;
    if (!there) return;
    const link = line.querySelector("a");
    link.href = there.address;
    if (link.textContent !== there.said) link.textContent = there.said;
  }

  async function ask() {
    try {
      const answer = await fetch(elsewhereAddress, { credentials: "omit", cache: "no-store" });
      if (answer.ok) show((await answer.json()).elsewhere);
    } catch {
      // No network: the next news asks again.
    }
  }

  show(JSON.parse(document.getElementById("hall-state").textContent).elsewhere);
  return {
    hear(news) {
      if (!news.some(({ verb }) => follows.includes(verb))) return;
      clearTimeout(soon);
      // Not all phones in the same instant; and later than the moment for which an answer from before serves them all.
      soon = setTimeout(ask, 2_200 + Math.random() * 2_000);
    },
  };
}
