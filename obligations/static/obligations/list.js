// A list whose filter changes in place: keeps what is unfolded and the focus, and says the new number. Without this script links load whole pages.
"use strict";

(() => {
  const LIST = "list";
  let open = [];
  let typed = [];

  const folds = () => document.querySelectorAll(`#${LIST} details[id]`);

  /* What was typed and is not in the answer: while it was on its way, or before a facet was chosen in place of "Show". Who clears all clears this too. */
  const unsent = ({ requestConfig, pathInfo }) => {
    const isCleared = !pathInfo.finalRequestPath.includes("?");
    const isUnsent = (field) => field === document.activeElement || (field.form !== requestConfig.elt && !isCleared);
    const fields = [...document.querySelectorAll(`#${LIST} input[id]`)].filter((field) => field.form && field.value !== field.defaultValue);
    return fields.filter(isUnsent).map((field) => [field.id, field.value]);
  };

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
    typed = unsent(event.detail);
    open = [...folds()].filter((fold) => fold.open).map((fold) => fold.id);
  });

  document.addEventListener("htmx:afterSettle", () => {
    for (const fold of folds()) if (open.includes(fold.id)) fold.open = true;
    for (const [id, value] of typed) {
      const again = document.getElementById(id);
      if (again && again.value !== value) again.value = value;
    }
    typed = [];
    const found = document.getElementById("found");
    const said = document.getElementById("list-said");
    if (!found) return;
    if (said) said.textContent = found.firstChild.textContent.trim();
    if (!document.activeElement || document.activeElement === document.body) found.focus({ preventScroll: true });
    for (const next of document.querySelectorAll(".language input[name='next']")) next.value = window.location.pathname + window.location.search;
  });

  document.addEventListener("htmx:sendError", leave);
})();
