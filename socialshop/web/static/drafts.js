// What somebody writes is not lost: each letter is in this browser at once, and on the server soon after. What the server
// does not have yet (no connection, signed out, the window closed) is there again when the same person comes back.

export function watchDraft(composer, tell) {
  const KEEP_AFTER = 800;
  const AGAIN_AFTER = 5_000;
  const form = composer.querySelector(".composer");
  const text = form.querySelector("[data-reply]");
  const base = form.elements.base; // marks the draft that the server has, as far as this window knows
  const unkept = form.querySelector("[data-unkept]");
  const other = form.querySelector("[data-other]");
  const here = `draft ${composer.dataset.person} ${composer.dataset.composer} `;
  const place = `${here}${Date.now()}-${Math.random()}`;
  let kept = text.value;
  let timer = null;
  let ended = false;
  let shown = { words: "", base: "", places: [] }; // what waits to be decided on

  const mode = () => form.querySelector("[name=mode]:checked")?.value ?? "";

  // A browser may forbid or fill its storage: then the server alone keeps the draft.
  const storage = (use) => {
    try { return use(localStorage); } catch { return null; }
  };
  const remember = () => storage((store) => {
    if (text.value === kept) store.removeItem(place);
    else store.setItem(place, JSON.stringify({ text: text.value, base: base.value, mode: mode() }));
  });

  const showOther = (found) => {
    shown = found;
    other.querySelector("[data-other-text]").textContent = found.words;
    other.hidden = found.words === "";
  };

  const settle = (words) => {
    if (words === text.value) {
      kept = words;
      unkept.hidden = true;
    }
    remember();
  };

  const keep = async (options) => {
    clearTimeout(timer);
    if (ended || text.value === kept || shown.words) return;
    const words = text.value;
    try {
      const answer = await tell("/draft", { text: words, mode: mode(), base: base.value }, options);
      if (answer.status !== 200) throw new Error(answer.statusText); // signed out: the answer leads to the door
      const told = await answer.json();
      if (told.other) return showOther({ words: told.other, base: told.base, places: [] });
      base.value = told.base;
      settle(words);
    } catch {
      unkept.hidden = ended;
      timer = setTimeout(keep, AGAIN_AFTER);
    }
  };

  const changed = () => {
    remember();
    clearTimeout(timer);
    timer = setTimeout(keep, KEEP_AFTER);
  };

  const write = (words) => {
    text.value = words;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const decide = (whole) => {
    base.value = shown.base;
    for (const one of shown.places) storage((store) => store.removeItem(one));
    showOther({ words: "", base: "", places: [] });
    kept = null;
    write(whole);
    text.focus();
  };

  // What was sent after all stands in the conversation: its copy has done its duty.
  const wasSent = (words) => [...document.querySelectorAll(".said.ours .bubble, .noted .words")].some(
    (said) => said.textContent.trim() === words.trim(),
  );

  const takeUp = (copy) => {
    storage((store) => store.removeItem(copy.place));
    const way = form.querySelector(`[name=mode][value="${CSS.escape(copy.mode)}"]`);
    if (way) way.checked = true;
    write(copy.text);
  };

  const copies = () => storage((store) => Object.keys(store).filter((name) => name.startsWith(here)).map((name) => (
    { ...JSON.parse(store.getItem(name)), place: name }
  ))) ?? [];

  const restore = () => {
    for (const copy of copies()) {
      if (text.value.includes(copy.text) || wasSent(copy.text)) storage((store) => store.removeItem(copy.place));
      else if (text.value === "" || copy.base === base.value) takeUp(copy);
      else {
        const words = [shown.words, copy.text].filter(Boolean).join("\n");
        showOther({ words, base: base.value, places: [...shown.places, copy.place] });
      }
    }
  };

  text.addEventListener("input", changed);
  text.addEventListener("blur", () => keep());
  for (const one of form.querySelectorAll("[name=mode]")) one.addEventListener("change", () => {
    if (text.value.trim() === "") return;
    kept = null; // the same words, meant for others
    changed();
  });
  window.addEventListener("online", () => keep());
  window.addEventListener("pagehide", () => keep({ keepalive: true }));
  form.querySelector("[data-other-add]").addEventListener("click", () => {
    decide([shown.words, text.value].filter(Boolean).join("\n"));
  });
  form.querySelector("[data-other-drop]").addEventListener("click", () => decide(text.value));
  form.querySelector("[data-keep]").hidden = true;

  return {
    restore,
    keep,
    // While it is sent nothing is kept; what became of it is on the next page.
    end: () => { ended = true; clearTimeout(timer); kept = null; remember(); },
    goOn: () => { ended = false; },
  };
}
