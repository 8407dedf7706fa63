/* Says at once that a file is too large, before it is sent, and takes an untouched title from the file's name. Without it the service says so. */
"use strict";

(() => {
  const form = document.getElementById("evidence-form");
  const input = form && form.querySelector('input[type="file"]');
  if (!input) return;
  const zone = input.closest(".drop");
  const note = zone.querySelector('[role="alert"]');
  const title = form.querySelector('[name="title"]');

  const fits = () => {
    const file = input.files[0];
    const tooLarge = Boolean(file) && file.size > Number(input.dataset.largest);
    note.hidden = !tooLarge;
    note.textContent = tooLarge ? input.dataset.tooLarge : "";
    return !tooLarge;
  };

  input.addEventListener("change", () => {
    if (fits() && input.files[0] && title && !title.value) title.value = input.files[0].name.replace(/\.[^.]+$/, "");
  });
  form.addEventListener("submit", (event) => {
    if (fits()) return;
    event.preventDefault();
    input.focus();
  });
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, () => zone.classList.add("over"));
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
})();
