/* Keys and rows for the page of a cell. The page works without them: rows come by a button, evidence by the browser's own list. */
"use strict";

(function () {
  const form = document.getElementById("draft-form");
  if (!form) return;
  const summary = form.elements.namedItem("summary");
  const rows = form.querySelector(".proof-rows");
  const total = form.elements.namedItem("proofs-TOTAL_FORMS");
  const pattern = document.getElementById("proof-row");
  const addButton = document.getElementById("add-row");
  const help = document.getElementById("cell-help");
  const helpButton = document.getElementById("cell-help-button");

  // Rows of evidence ---------------------------------------------------------------------------------------------
  function addRow() {
    const number = total.value;
    const made = document.createElement("div");
    made.innerHTML = pattern.innerHTML.replaceAll("__prefix__", number);
    const row = made.firstElementChild;
    Array.from(rows.querySelectorAll(".proof-row")).pop().after(row);
    total.value = String(Number(number) + 1);
    prepare(row);
    return row;
  }

  const evidenceOf = (row) => row.querySelector("input[name$='-evidence']");
  const allRows = () => Array.from(rows.querySelectorAll(".proof-row"));

  /* The first row in which nothing stands, or a new one. */
  function freeRow() {
    return allRows().find((row) => !evidenceOf(row).value && row.offsetParent) || addRow();
  }

  // The list of what is offered ------------------------------------------------------------------------------------
  let lists = 0;

  function prepare(row) {
    const field = evidenceOf(row);
    const list = document.createElement("ul");
    const said = document.createElement("div");
    list.id = "offered-" + lists++;
    list.className = "offered";
    list.setAttribute("role", "listbox");
    list.hidden = true;
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    field.removeAttribute("list");
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", list.id);
    field.after(list, said);
    let active = -1;
    let asked = 0;
    let timer = 0;

    const options = () => Array.from(list.querySelectorAll("[role=option]"));

    function close() {
      asked += 1; // an answer that is still under way comes too late
      window.clearTimeout(timer);
      list.hidden = true;
      active = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    }

    function mark(number) {
      const all = options();
      if (!all.length) return;
      active = (number + all.length) % all.length;
      all.forEach((one, at) => one.setAttribute("aria-selected", String(at === active)));
      all[active].scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", all[active].id);
    }

    function take(option) {
      field.value = option.dataset.value;
      close();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      window.clearTimeout(timer);
      row.querySelector("input[name$='-locator']").focus();
    }

    function show(found) {
      list.replaceChildren();
      found.forEach((piece, at) => {
        const option = document.createElement("li");
        const about = document.createElement("small");
        option.id = list.id + "-" + at;
        option.setAttribute("role", "option");
        option.dataset.value = piece.value;
        option.textContent = piece.value;
        about.textContent = [piece.kind, piece.from].filter(Boolean).join(" · ");
        option.append(" ", about);
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(option);
        });
        list.append(option);
      });
      said.textContent = found.length ? String(found.length) : rows.dataset.none;
      list.hidden = !found.length;
      field.setAttribute("aria-expanded", String(!list.hidden));
      if (found.length) mark(0);
    }

    async function ask() {
      const mine = ++asked;
      const answer = await fetch(rows.dataset.offered + "?q=" + encodeURIComponent(field.value), { redirect: "manual" }).catch(() => null);
      if (mine !== asked || !answer || !answer.ok) return;
      const { found } = await answer.json();
      if (mine === asked) show(found);
    }

    field.addEventListener("input", (event) => {
      if (event.isTrusted && !event.isComposing) {
        window.clearTimeout(timer);
        timer = window.setTimeout(ask, 120);
      }
    });
    field.addEventListener("compositionend", ask);
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) ask();
        else mark(active + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter") {
        event.preventDefault(); // never sends the form from here
        if (!list.hidden && active >= 0) take(options()[active]);
        else if (field.value) ask();
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        event.stopPropagation();
        close();
      }
    });
  }

  // Keys ---------------------------------------------------------------------------------------------------------
  function toggleHelp() {
    help.hidden = !help.hidden;
    helpButton.setAttribute("aria-expanded", String(!help.hidden));
    if (!help.hidden) help.scrollIntoView({ block: "nearest" });
  }

  function status(number) {
    const radio = form.querySelectorAll("input[name=status]")[number - 1];
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    summary.focus();
  }

  let sent = false; // once for a page, however often the key is pressed

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    const target = event.target;
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey) {
      const button = { s: "save", S: "save", Enter: "submit" }[event.key];
      if (!button || (target !== document.body && target.form && target.form !== form)) return;
      event.preventDefault();
      if (!event.repeat) form.requestSubmit(document.getElementById(button));
      return;
    }
    if (target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    if (/^[1-6]$/.test(event.key)) {
      event.preventDefault();
      status(Number(event.key));
    } else if (event.key === "+") {
      event.preventDefault();
      evidenceOf(freeRow()).focus();
    } else if (event.key === "?") {
      event.preventDefault();
      toggleHelp();
    }
  });

  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => {
    sent = false;
  });

  addButton.addEventListener("click", (event) => {
    event.preventDefault();
    evidenceOf(addRow()).focus();
  });

  /* What was typed comes back: make as many rows as it had. */
  form.addEventListener("keep:fill", (event) => {
    const wanted = Number((event.detail["proofs-TOTAL_FORMS"] || ["0"])[0]);
    while (Number(total.value) < Math.min(wanted, 100)) addRow();
  });

  allRows().forEach(prepare);
  helpButton.hidden = false;
  helpButton.addEventListener("click", toggleHelp);
})();
