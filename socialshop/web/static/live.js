// What is new announces itself and waits: nothing on the page moves until the reader asks for it.

const live = document.querySelector("[data-live]");

if (live) {
  const source = new EventSource(live.dataset.live);
  const title = document.title;

  source.addEventListener("news", (event) => {
    const { count, here, text } = JSON.parse(event.data);
    for (const notice of document.querySelectorAll("[data-news]")) {
      const about = notice.dataset.news === "here" ? here : count > 0;
      if (!about) continue;
      notice.hidden = false;
      const label = notice.querySelector("[data-news-text]");
      if (label) label.textContent = text;
    }
    document.title = `(${count}) ${title}`;
  });
  // Who else is there: the composer, if there is one, knows what follows from it.
  source.addEventListener("presence", (event) => {
    document.dispatchEvent(new CustomEvent("company", { detail: JSON.parse(event.data) }));
  });
  // What becomes of an answer shows where it stands.
  source.addEventListener("delivery", (event) => {
    const { message, html } = JSON.parse(event.data);
    const line = document.querySelector(`[data-delivery="${message}"]`);
    if (line) line.outerHTML = html;
  });
  // Whoever was signed out elsewhere reads no further: the page leads to the door, and back once they are in.
  source.addEventListener("signed-out", () => {
    source.close();
    location.reload();
  });
  // A page that the browser keeps for 'back' must not keep its connection.
  window.addEventListener("pagehide", () => source.close());
}
