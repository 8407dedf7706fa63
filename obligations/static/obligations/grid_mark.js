/* Marking many cells from one piece of evidence: a digit, the place, the line, and on. Without it every field is filled in by hand. */
"use strict";

(function () {
  const form = document.getElementById("mark-form");
  if (!form || !form.querySelector("[name=do]")) return;
  const rows = Array.from(form.querySelectorAll(".mark-row"));
  const count = document.getElementById("mark-count");
  const help = document.getElementById("grid-help");
  const helpButton = document.getElementById("grid-help-button");
  const parts = ["status", "place", "line"];
  const part = (row, name) => row.querySelector(`[data-part=${name}]`);
  const isMarked = (row) => parts.some((name) => part(row, name).value);
  let last = null; // the row marked last, whose values can be used again
  let sending = false;

  function goTo(row) {
    if (!row) return;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  const beside = (row, by) => rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(row) + by))];

  function tell() {
    const marked = rows.filter(isMarked);
    rows.forEach((row) => row.classList.toggle("is-marked", isMarked(row)));
    count.textContent = marked.length ? `(${marked.length})` : "";
    return marked.length;
  }

  function again(row) {
    const from = last && last !== row ? last : rows.slice(0, rows.indexOf(row)).reverse().find(isMarked);
    if (!from) return;
    parts.forEach((name) => {
      part(row, name).value = part(from, name).value;
    });
    last = row;
    tell();
    goTo(beside(row, 1));
  }

  function empty(row) {
    parts.forEach((name) => {
      part(row, name).value = "";
    });
    tell();
  }

  function preview() {
    form.requestSubmit(form.querySelector("button[value=preview]"));
  }

  function toggleHelp() {
    help.hidden = !help.hidden;
    helpButton.setAttribute("aria-expanded", String(!help.hidden));
  }

  function onRow(event, row) {
    if (event.key === "j" || event.key === "ArrowDown") goTo(beside(row, 1));
    else if (event.key === "k" || event.key === "ArrowUp") goTo(beside(row, -1));
    else if (/^[1-6]$/.test(event.key)) {
      part(row, "status").selectedIndex = Number(event.key);
      last = row;
      tell();
      part(row, "place").focus();
    } else if (event.key === "0") empty(row);
    else if (event.key === "." || event.key === "。") again(row);
    else if (event.key === "Enter") part(row, "status").focus();
    else if (event.key === "?") toggleHelp();
    else return;
    event.preventDefault();
  }

  /* Enter leads on; an arrow up in an empty field fills in what was said in the row marked before. */
  function inField(event, row, field) {
    if (event.key === "Escape") goTo(row);
    else if (event.key === "Enter") {
      const next = parts[parts.indexOf(field.dataset.part) + 1];
      if (next) part(row, next).focus();
      else goTo(beside(row, 1));
    } else if (event.key === "ArrowUp" && !field.value && field.dataset.part !== "status") {
      const from = rows.slice(0, rows.indexOf(row)).reverse().find((each) => part(each, field.dataset.part).value);
      if (from) field.value = part(from, field.dataset.part).value;
    } else return;
    event.preventDefault();
  }

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest(".mark-row");
    if (event.isComposing || event.altKey || event.metaKey) return;
    if (event.ctrlKey) {
      if (event.key !== "Enter") return;
      event.preventDefault();
      preview();
    } else if (row && event.target === row) onRow(event, row);
    else if (row && event.target.dataset.part) inField(event, row, event.target);
  });

  form.addEventListener("input", (event) => {
    const row = event.target.closest(".mark-row");
    if (row) last = row;
    tell();
  });
  form.querySelectorAll("[data-again]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => again(button.closest(".mark-row")));
  });
  form.addEventListener("submit", () => {
    sending = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && tell()) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    sending = false;
  });
  if (helpButton) {
    helpButton.hidden = false;
    helpButton.addEventListener("click", toggleHelp);
  }
  tell();
  goTo(rows[0]);
})();
