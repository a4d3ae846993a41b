// The picture that goes with an answer: its name and a small view of it, and a way to leave it out again; or pasted.
// Without this file the browser's own words say which file was chosen.

const chooser = document.querySelector("[data-picture]");

if (chooser) {
  const composing = chooser.closest("form");
  const chosen = composing.querySelector("[data-chosen]");
  const view = chosen.querySelector("canvas");
  const title = chosen.querySelector("[data-chosen-name]");

  // Drawn, since a blob's address would need a looser content security policy.
  const draw = async (file) => {
    const image = await createImageBitmap(file);
    const side = Math.min(image.width, image.height);
    const [left, top] = [(image.width - side) / 2, (image.height - side) / 2];
    view.getContext("2d").drawImage(image, left, top, side, side, 0, 0, view.width, view.height);
  };

  const show = async () => {
    const [file] = chooser.files;
    chosen.hidden = !file;
    title.textContent = file?.name ?? "";
    view.getContext("2d").clearRect(0, 0, view.width, view.height);
    view.hidden = false;
    if (file) await draw(file).catch(() => { view.hidden = true; }); // the server says what is wrong with it
  };

  const choose = (files) => {
    chooser.files = files;
    chooser.dispatchEvent(new Event("change"));
  };

  chooser.addEventListener("change", show);
  chosen.querySelector("[data-unchoose]").addEventListener("click", () => {
    choose(new DataTransfer().files);
    chooser.focus();
  });
  composing.addEventListener("paste", (event) => {
    if (chooser.disabled || event.clipboardData.files.length !== 1) return;
    event.preventDefault();
    choose(event.clipboardData.files);
  });
  window.addEventListener("pageshow", show); // the browser keeps the choice when somebody comes back
}
