// How many conversations are chosen, and all of them at once. Without this file they are ticked one by one.

const bulk = document.querySelector("#bulk");

if (bulk) {
  const boxes = [...document.querySelectorAll("[data-choose]")];
  const every = bulk.querySelector("[data-every]");
  const shown = bulk.querySelector("[data-chosen-number]");
  const number = new Intl.NumberFormat(document.documentElement.lang);

  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    // Of a list that goes on, the page knows no number: that all are chosen stands beside it.
    const isWhole = every.name !== "" && every.checked && chosen === boxes.length;
    shown.textContent = isWhole ? "" : shown.dataset.chosenNumber.replace("{number}", number.format(chosen));
    if (chosen < boxes.length) every.checked = false;
    else if (!every.name) every.checked = true;
  };

  every.closest("label").hidden = false;
  every.addEventListener("change", () => {
    for (const box of boxes) box.checked = every.checked;
    show();
  });
  for (const box of boxes) box.addEventListener("change", show);
  window.addEventListener("pageshow", show); // the browser keeps what was ticked
}
