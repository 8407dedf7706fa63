// A list whose filter changes in place: keeps what is unfolded and the focus, and says the new number. Without this script links load whole pages.
"use strict";

(() => {
  const LIST = "list";
  let open = [];
  let typed = null;

  const folds = () => document.querySelectorAll(`#${LIST} details[id]`);

  const leave = (event) => window.location.assign(event.detail.pathInfo.finalRequestPath);

  document.addEventListener("htmx:configRequest", (event) => {
    const sent = event.detail.formData; // what was left open stays out of the address
    for (const name of new Set(sent.keys())) {
      const values = sent.getAll(name).filter((value) => value !== "");
      sent.delete(name);
      for (const value of values) sent.append(name, value);
    }
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status !== 200 || !xhr.responseText.includes(`id="${LIST}"`)) {
      event.detail.shouldSwap = false; // somebody was logged out, or something is wrong: the page itself says it
      leave(event);
      return;
    }
    const at = document.activeElement;
    typed = at && at.form && at.id && at.value !== at.defaultValue ? { id: at.id, value: at.value } : null; // typed while the answer was on its way
    open = [...folds()].filter((fold) => fold.open).map((fold) => fold.id);
  });

  document.addEventListener("htmx:afterSettle", () => {
    for (const fold of folds()) if (open.includes(fold.id)) fold.open = true;
    const again = typed && document.getElementById(typed.id);
    if (again && again.tagName === "INPUT") again.value = typed.value;
    typed = null;
    const found = document.getElementById("found");
    const said = document.getElementById("list-said");
    if (!found) return;
    if (said) said.textContent = found.firstChild.textContent.trim();
    if (!document.activeElement || document.activeElement === document.body) found.focus({ preventScroll: true });
    for (const next of document.querySelectorAll(".language input[name='next']")) next.value = window.location.pathname + window.location.search;
  });

  document.addEventListener("htmx:sendError", leave);
})();
