/* Keys for the review queue. The page works without them: every key only sets a choice of the form, goes to a field of it, or sends it. */
"use strict";

(function () {
  const form = document.getElementById("queue-form");
  if (!form) return;
  const rows = Array.from(form.querySelectorAll(".chip"));
  const reason = form.elements.namedItem("reason");
  const help = document.getElementById("queue-help");
  const helpButton = document.getElementById("queue-help-button");
  const said = document.getElementById("queue-said");
  let current = null; // the row that the keys are about
  let warned = false; // Enter was pressed once although something has to be decided by itself

  const choices = (row) => Array.from(row.querySelectorAll("input[type=radio]"));
  const choice = (row) => (choices(row).find((radio) => radio.checked) || { value: "" }).value;
  const field = (row) => row.querySelector("select, input[type=text]");
  const isAdd = (row) => row.hasAttribute("data-add");

  function say(words) {
    said.textContent = words;
  }

  function show(row) {
    if (!isAdd(row)) row.setAttribute("data-said", choice(row));
  }

  function goTo(row) {
    if (!row) return;
    current = row;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const at = rows.indexOf(current);
    goTo(rows[Math.min(rows.length - 1, Math.max(0, at + by))]);
  }

  /* The next row that is still open, else the next one. */
  function onward() {
    const later = rows.slice(rows.indexOf(current) + 1);
    const open = later.find((row) => row.classList.contains("is-open") && !choice(row));
    if (open) goTo(open);
  }

  function choose(row, value) {
    const radio = choices(row).find((one) => one.value === value);
    if (!radio) return false;
    const again = radio.checked;
    choices(row).find((one) => one.value === (again ? "" : value)).checked = true;
    show(row);
    return !again;
  }

  function openField(row) {
    const target = field(row);
    if (!target) return;
    target.focus();
    if (target.showPicker) {
      try {
        target.showPicker();
      } catch (refused) {
        /* Some browsers open it only after a click; the field has the focus all the same. */
      }
    }
  }

  function change(row) {
    if (isAdd(row)) return openField(row);
    const radio = choices(row).find((one) => one.value === "change");
    if (!radio) return undefined;
    radio.checked = true;
    show(row);
    return openField(row);
  }

  function reject(row) {
    if (isAdd(row)) return;
    if (choices(row).some((one) => one.value === "reject")) {
      if (choose(row, "reject")) onward();
    } else if (choices(row).some((one) => one.value === "change")) {
      say(form.dataset.instead);
      change(row);
    }
  }

  function add(row) {
    const group = row.closest(".queue-group");
    const last = Array.from(group.querySelectorAll(".chip-add")).pop();
    let target = last;
    if (field(last).value) {
      target = last.cloneNode(true); // one more of the same, so that several can be added
      target.classList.remove("needs-own");
      field(target).value = "";
      last.after(target);
      rows.splice(rows.indexOf(last) + 1, 0, target);
    }
    goTo(target);
    field(target).focus();
  }

  /* Rows that have to be decided by themselves and are not yet. An open addressee is settled by a name, or by “asks for action: no”. */
  function waiting() {
    return rows.filter((row) => {
      if (!row.classList.contains("needs-own")) return false;
      if (!isAdd(row)) return !choice(row);
      const asks = row.closest(".queue-group").querySelector("[data-chip$='-tracked']");
      return !field(row).value && !(asks && choice(asks) === "change" && field(asks).value === "false");
    });
  }

  function changesSomething(row) {
    if (isAdd(row)) return Boolean(field(row).value);
    const other = row.querySelector(".other-language input");
    const value = choice(row);
    if (value === "change" && other && other.value) return false;
    return value === "reject" || value === "change" || (value === "accept" && row.classList.contains("is-out"));
  }

  function send() {
    const left = waiting();
    if (left.length && !warned) {
      warned = true;
      goTo(left[0]);
      say(form.dataset.own);
    } else if (rows.some(changesSomething) && !reason.value.trim()) {
      reason.focus();
      say(form.dataset.why);
    } else {
      form.requestSubmit(form.querySelector("button[value=accept]"));
    }
  }

  function toggleHelp() {
    help.hidden = !help.hidden;
    helpButton.setAttribute("aria-expanded", String(!help.hidden));
    if (!help.hidden) help.scrollIntoView({ block: "nearest" });
  }

  const keys = {
    j: () => step(1),
    ArrowDown: () => step(1),
    k: () => step(-1),
    ArrowUp: () => step(-1),
    a: () => {
      if (!isAdd(current) && choose(current, "accept")) onward();
    },
    r: () => reject(current),
    c: () => change(current),
    w: () => {
      const why = current.querySelector("details");
      if (why) why.open = !why.open;
    },
    "+": () => add(current),
    "=": () => add(current),
    Enter: send,
    s: () => window.location.assign(form.dataset.skip),
    "?": toggleHelp,
  };

  function inField(event) {
    const target = event.target;
    if (event.key === "Escape" || (event.key === "Enter" && target !== reason)) {
      event.preventDefault();
      goTo(target.closest(".chip") || current);
    } else if (event.key === "Enter") {
      event.preventDefault();
      send();
    }
  }

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (target !== document.body && !form.contains(target)) return;
    if (target.matches("select, input[type=text]")) return void inField(event);
    if (target.matches("a, button, summary") && event.key === "Enter") return;
    if (target.matches("input[type=radio]") && event.key.startsWith("Arrow")) return;
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    say("");
    action();
  });

  form.addEventListener("focusin", (event) => {
    const row = event.target.closest(".chip");
    if (row) current = row;
  });

  form.addEventListener("change", (event) => {
    const row = event.target.closest(".chip");
    if (!row) return;
    if (event.target.matches("[name$='-to']")) {
      choices(row).find((one) => one.value === "change").checked = true;
    }
    show(row);
  });

  helpButton.hidden = false;
  helpButton.addEventListener("click", toggleHelp);
  rows.forEach(show);
  goTo(form.querySelector(".chip.errors") || waiting()[0] || rows.find((row) => row.classList.contains("is-open")) || rows[0]);
})();
