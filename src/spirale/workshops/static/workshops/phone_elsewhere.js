// Another page for phones where something is open now for those in this hall: a link to it, as long as it is.

// `number` is that of the last event the hall's state knows.
export function startElsewhere({ elsewhereAddress, elsewhereFollows }, number) {
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

  function askSoon() {
    clearTimeout(soon);
    // Not all phones in the same instant; and later than the moment for which an answer from before serves them all.
    soon = setTimeout(ask, 2_200 + Math.random() * 2_000);
  }

  const began = JSON.parse(document.getElementById("hall-state").textContent);
  show(began.elsewhere);
  if (number > began.number) askSoon(); // it may have opened between the page and this file, with nobody here to hear
  return {
    hear(news) {
      if (news.some(({ verb }) => follows.includes(verb))) askSoon();
    },
    askSoon,
  };
}
