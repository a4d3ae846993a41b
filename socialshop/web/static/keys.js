// Comfort on top of plain forms: everything on the page works without this file.
"use strict";

const dialog = document.querySelector("[data-keys-dialog]");
const reply = document.querySelector("[data-reply]");

function isTyping(target) {
  return target.closest("input, textarea, select, dialog[open]") !== null;
}

function moveTo(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const focused = rows.indexOf(document.activeElement);
  const from = focused >= 0 ? focused : rows.findIndex((row) => row.hasAttribute("aria-current"));
  rows[Math.min(Math.max(from + step, 0), rows.length - 1)]?.focus();
}

const actions = {
  j: () => moveTo(1),
  k: () => moveTo(-1),
  r: () => reply?.focus(),
  "?": () => dialog?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

for (const button of document.querySelectorAll("[data-keys]")) {
  button.hidden = false;
  button.addEventListener("click", () => dialog?.showModal());
}

if (reply) {
  const count = document.querySelector("[data-count]");
  const limit = Number(reply.dataset.limit);
  const number = new Intl.NumberFormat(document.documentElement.lang);

  const showCount = () => {
    const length = [...reply.value.trim()].length; // code points, as the server counts them
    count.textContent = `${number.format(length)} / ${number.format(limit)}`;
    count.classList.toggle("over", length > limit);
  };

  reply.addEventListener("input", showCount);
  reply.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      reply.form.requestSubmit();
    }
  });
  showCount();

  // Twice pressed is once meant: a second reply would stand there for everybody to see.
  let sent = false;
  reply.form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => {
    sent = false;
  });
}
