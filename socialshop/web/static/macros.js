// The preview of a text for answers follows what is typed. Without this file it shows what is kept.

const examples = JSON.parse(document.querySelector("[data-examples]").dataset.examples);

for (const form of document.querySelectorAll("[data-macro]")) {
  const text = form.querySelector("[data-macro-text]");
  const preview = form.querySelector("[data-macro-preview]");
  text.addEventListener("input", () => {
    preview.textContent = text.value.replace(/\{([^{}]*)\}/g, (whole, name) => examples[name] ?? whole);
  });
}
