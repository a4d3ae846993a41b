// Comfort on top of plain forms: everything on the page works without this file.

const dialog = document.querySelector("[data-keys-dialog]");
const reply = document.querySelector("[data-reply]");

function isTyping(target) {
  return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog[open]") !== null;
}

// The conversations of the page, and behind them the way to the next page.
function rows() {
  return [...document.querySelectorAll("[data-row], [data-further]")];
}

// A browser may forbid its storage: then the list begins at its first row.
function stored(use) {
  try { return use(sessionStorage); } catch { return null; }
}

// Whoever comes back to the list goes on from the conversation that they left.
const shown = document.querySelector("[data-row][aria-current]");
if (shown) stored((store) => store.setItem("left", shown.dataset.row));
const left = shown ?? document.querySelector(`[data-row="${stored((store) => store.getItem("left"))}"]`);

function currentRow() {
  return rows().find((row) => row === document.activeElement) ?? left;
}

function moveTo(step) {
  const all = rows();
  const from = all.indexOf(currentRow());
  all[Math.min(Math.max(from + step, 0), all.length - 1)]?.focus();
}

function write(mode) {
  const way = document.querySelector(`[name=mode][value="${mode}"]:enabled`);
  if (way && !way.checked) way.click();
  reply?.focus();
}

function open(menu) {
  const found = document.querySelector(`[data-menu="${menu}"]`);
  if (!found) return;
  found.open = true;
  found.querySelector("select, input:not([type=hidden]), button:not(.unseen), a")?.focus();
}

function choose() {
  const box = currentRow()?.closest("li")?.querySelector("[data-choose]");
  box?.click();
}

// With conversations chosen, the keys act on those.
function withChosen(field) {
  const bulk = document.querySelector("#bulk");
  const found = document.querySelector("[data-choose]:checked") && bulk?.querySelector(field);
  if (found?.matches("button")) found.click();
  else found?.focus();
  return Boolean(found);
}

const actions = {
  j: () => moveTo(1),
  k: () => moveTo(-1),
  r: () => write(document.querySelector("[name=mode][value=reply]:enabled") ? "reply" : "message"),
  p: () => write("private_reply"),
  n: () => write("note"),
  a: () => withChosen("select[name=who]") || open("a"),
  s: () => withChosen("[value=snooze]") || open("s"),
  l: () => withChosen("[name=label]") || open("l"),
  t: () => open("t"),
  m: () => open("m"),
  e: () => withChosen("[value=resolve]") || document.querySelector("[data-resolve]")?.click(),
  z: () => document.querySelector("[data-undo]")?.click(),
  u: () => document.querySelector("[data-back]")?.click(),
  x: choose,
  X: () => document.querySelector("[data-every]")?.click(),
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": () => dialog?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    closeMenus();
    if (isTyping(event.target) && !event.target.closest("dialog")) event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

// One menu at a time, and none that stays open behind one's back.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.act[open], details.more[open], details.account[open]")) {
    if (menu === except) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details")));

for (const button of document.querySelectorAll("[data-keys]")) {
  button.hidden = false;
  button.addEventListener("click", () => dialog?.showModal());
}
