// Writing an answer: the conversation is held, and the way of writing shows; drafts.js keeps the draft. All of it works
// without this file: then a draft is kept by its button, and the conversation is held when the answer is sent.

import { watchDraft } from "./drafts.js";

const composer = document.querySelector("[data-composer]");
const form = composer?.querySelector(".composer");

function filled(fields = {}) {
  const body = new FormData();
  body.set("csrf", form.elements.csrf.value);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return body;
}

function tell(path, fields, options) {
  return fetch(composer.dataset.composer + path, { method: "PUT", body: filled(fields), redirect: "manual", ...options });
}

if (form) {
  const text = form.querySelector("[data-reply]");
  const count = form.querySelector("[data-count]");
  const submit = form.querySelector("[data-submit]");
  const modes = [...form.querySelectorAll("[name=mode]")];
  const company = composer.querySelector("[data-company]");
  const takeOver = composer.querySelector("[data-take-over]");
  const picture = form.querySelector("[data-picture]");
  const waits = form.querySelector("[data-waits]");
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const draft = watchDraft(composer, tell);
  const HOLD_EVERY = 60_000;
  let holding = null; // the timer
  let holds = false;
  let busy = false;
  let sent = false;

  const mode = () => modes.find((one) => one.checked);
  const isNote = () => mode().value === "note";
  const isHeld = () => composer.hasAttribute("data-held");

  const placeholders = form.dataset.placeholders.split(" ").map((name) => `{${name}}`);
  const unfilled = form.querySelector("[data-unfilled]");
  const showUnfilled = () => {
    const left = placeholders.filter((one) => text.value.includes(one));
    unfilled.hidden = left.length === 0;
    unfilled.querySelector("[data-unfilled-names]").textContent = left.join(" ");
  };

  const showMode = () => {
    const limit = Number(mode().dataset.limit);
    const length = [...text.value.trim()].length; // code points, as the server counts them
    count.textContent = limit ? `${number.format(length)} / ${number.format(limit)}` : "";
    count.classList.toggle("over", limit > 0 && length > limit);
    submit.textContent = mode().dataset.send;
    submit.disabled = mode().disabled;
    waits.hidden = !isHeld() || isNote() || length === 0;
    text.placeholder = mode().dataset.to;
    // A picture that is chosen already is sent all the same: the page then says why it cannot be.
    if (picture) picture.disabled = !("pictures" in mode().dataset) && picture.files.length === 0;
  };

  const shutWays = () => {
    for (const one of modes) one.disabled = one.hasAttribute("data-shut") || (isHeld() && one.value !== "note");
  };

  // Where somebody else answers, only a note can be written; what is written already stays what it was meant to be:
  // no answer becomes a note, and no note is read by a customer.
  const showCompany = ({ holder, text: sentence }) => {
    company.textContent = sentence;
    company.hidden = sentence === "";
    if (takeOver) takeOver.hidden = holder === "";
    const held = holder !== "";
    if (held === isHeld()) return;
    composer.toggleAttribute("data-held", held);
    shutWays();
    if (text.value.trim() === "") (modes.find((one) => !one.disabled) ?? mode()).checked = true;
    showMode();
  };

  const hold = async () => {
    if (isNote() || isHeld()) return;
    try {
      const answer = await tell("/claim");
      if (answer.ok) showCompany(await answer.json());
    } catch { /* without a connection nobody is told; what is written stays */ }
  };

  // Whoever writes nothing for long leaves it to others, however long the window stays open.
  const goOnHolding = () => {
    if (busy) hold();
    else pause();
    busy = false;
  };

  const pause = () => {
    clearInterval(holding);
    holding = null;
  };

  const letGo = () => {
    pause();
    if (!holds || sent) return;
    holds = false;
    navigator.sendBeacon(`${composer.dataset.composer}/release`, filled());
  };

  const begin = () => {
    busy = true;
    if (holding !== null) return;
    holds = true;
    hold();
    holding = setInterval(goOnHolding, HOLD_EVERY);
  };

  text.addEventListener("focus", begin);
  text.addEventListener("blur", () => {
    if (text.value.trim() === "") letGo();
  });
  text.addEventListener("input", () => {
    if (document.activeElement === text) begin();
    showMode();
    showUnfilled();
  });
  const send = () => {
    if (!submit.disabled) form.requestSubmit(submit);
  };

  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  });
  for (const one of modes) one.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) return send();
    text.focus();
  });
  for (const one of [...modes, picture]) one?.addEventListener("change", showMode);

  // At the cursor, and what was chosen besides stays: the picture, the message that is answered.
  const putIn = async (name) => {
    const answer = await tell("/macro", { macro: name });
    const { text: added } = await answer.json();
    const before = text.value.slice(0, text.selectionStart);
    const apart = before === "" || before.endsWith("\n") ? "" : "\n";
    text.focus();
    text.setRangeText(apart + added, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };

  for (const button of form.querySelectorAll("button[name=macro]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      button.closest("details").open = false;
      putIn(button.value).catch(() => draft.keep()); // which says that there is no connection
    });
  }

  // Twice pressed is once meant: a second reply would stand there for everybody to see.
  form.addEventListener("submit", (event) => {
    if (sent || !navigator.onLine) event.preventDefault();
    if (!navigator.onLine) return draft.keep();
    sent = true;
    draft.end();
  });
  window.addEventListener("pageshow", () => {
    sent = false;
    draft.goOn();
  });
  window.addEventListener("pagehide", () => letGo());
  document.addEventListener("company", (event) => showCompany(event.detail));

  // Who reads the end goes on reading it, however large the form is.
  const talk = composer.parentElement;
  const isAtEnd = () => talk.scrollHeight - talk.clientHeight - talk.scrollTop < 8;
  let atEnd = isAtEnd();
  talk.addEventListener("scroll", () => { atEnd = isAtEnd(); });
  const sizes = new ResizeObserver(() => { if (atEnd) talk.scrollTop = talk.scrollHeight; });
  sizes.observe(composer);
  sizes.observe(talk);

  shutWays();
  draft.restore();
  showMode();
}
