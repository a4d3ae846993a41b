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
  // A channel that is lost, or found again, is announced above the list, and stands where one answers there: the form
  // grows upwards, over what lies beneath, and moves nothing.
  source.addEventListener("hindered", (event) => {
    const { mark, text, here, html } = JSON.parse(event.data);
    for (const notice of document.querySelectorAll("[data-hindrance]")) {
      notice.hidden = mark === live.dataset.hindered;
      notice.querySelector("[data-hindrance-text]").textContent = text;
    }
    const place = document.querySelector("[data-trouble]");
    if (!place || place.dataset.trouble === here) return;
    place.dataset.trouble = here;
    place.innerHTML = html;
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
