/* The grid of one obligation: moving between cells, typing into them, pasting onto them. Without it the page is a plain form, page by page. */
"use strict";

(function () {
  const helpButton = document.getElementById("grid-help-button");
  const help = document.getElementById("grid-help");
  if (helpButton) {
    helpButton.hidden = false;
    helpButton.addEventListener("click", toggleHelp);
  }
  function toggleHelp() {
    help.hidden = !help.hidden;
    helpButton.setAttribute("aria-expanded", String(!help.hidden));
  }

  const grid = document.getElementById("grid");
  const form = document.getElementById("grid-form");
  if (!grid || !form || !form.querySelector("[name=do]")) return;
  const said = document.getElementById("grid-said");
  const count = document.getElementById("grid-count");
  const parts = ["status", "summary", "proof", "as_of"];
  const isForm = new URLSearchParams(window.location.search).get("edit") === "1";
  let sending = false;

  const rows = () => Array.from(grid.querySelectorAll("tbody tr[data-code]"));
  const cells = (row) => Array.from(row.querySelectorAll("td[data-part]"));
  const field = (cell) => cell.querySelector("select[data-part], input[data-part], textarea[data-part]");
  const isOpen = (row) => row.classList.contains("is-open");
  /* A row that came with open fields was typed into before, other than on the page of a plain form. */
  const isChanged = (row) =>
    cells(row).some((cell) => field(cell) && field(cell).value !== cell.dataset.value) || (!isForm && !row.querySelector(".shown"));

  function say(words) {
    said.textContent = words;
  }

  function tell() {
    const changed = rows().filter((row) => isOpen(row) && isChanged(row)).length;
    count.textContent = changed ? ` (${changed})` : "";
    return changed;
  }

  function goTo(cell) {
    if (!cell) return;
    grid.querySelectorAll("td[tabindex='0']").forEach((other) => other.setAttribute("tabindex", "-1"));
    cell.setAttribute("tabindex", "0");
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function beside(cell, down, right) {
    const all = rows();
    const row = cell.closest("tr");
    const at = cells(row).indexOf(cell);
    const target = all[Math.min(all.length - 1, Math.max(0, all.indexOf(row) + down))];
    return cells(target)[Math.min(parts.length - 1, Math.max(0, at + right))];
  }

  function hidden(row, name, value) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = `${row.dataset.code}.${name}`;
    input.value = value;
    return input;
  }

  /* Fields in place of what stands; they hold it until something is typed. */
  function open(row) {
    if (isOpen(row)) return;
    row.classList.add("is-open");
    const name = row.querySelector("th").textContent.trim();
    cells(row).forEach((cell) => {
      const made = document.getElementById(`grid-${cell.dataset.part}`).content.firstElementChild.cloneNode(true);
      made.name = `${row.dataset.code}.${cell.dataset.part}`;
      made.value = cell.dataset.value;
      made.setAttribute("aria-label", `${name}: ${made.getAttribute("aria-label")}`);
      cell.querySelector(".shown").hidden = true;
      cell.append(made);
    });
    const last = row.querySelector("td.markers");
    last.append(hidden(row, "based_on", row.dataset.basedOn), hidden(row, "revision", row.dataset.revision));
    const buttons = document.getElementById("grid-buttons").content.firstElementChild.cloneNode(true);
    buttons.querySelector("[data-save]").value = `save:${row.dataset.code}`;
    last.append(buttons);
  }

  function close(row) {
    if (isForm || !row.querySelector(".shown")) return;
    row.classList.remove("is-open");
    cells(row).forEach((cell) => {
      field(cell).remove();
      cell.querySelector(".shown").hidden = false;
    });
    row.querySelectorAll("td.markers input[type=hidden], td.markers .row-buttons").forEach((each) => each.remove());
    tell();
  }

  function edit(cell) {
    open(cell.closest("tr"));
    field(cell).focus();
    if (field(cell).select) field(cell).select();
  }

  function setStatus(cell, number) {
    const row = cell.closest("tr");
    open(row);
    const status = row.querySelector("select[data-part=status]");
    if (number < status.options.length) status.selectedIndex = number;
    tell();
  }

  /* One row by itself; what is typed into the others stays. */
  async function save(row) {
    const part = parts.indexOf((document.activeElement.closest("td[data-part]") || { dataset: {} }).dataset.part);
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    data.append("as", form.elements.namedItem("as").value);
    data.append("do", `save:${row.dataset.code}`);
    row.querySelectorAll("[name]").forEach((each) => {
      if (each.name.startsWith(`${row.dataset.code}.`)) data.append(each.name, each.value);
    });
    const answer = await fetch(grid.dataset.rowAddress, { method: "POST", body: data, headers: { "X-Grid-Row": "1" } });
    if (answer.status !== 200) {
      sending = true;
      form.requestSubmit(row.querySelector("[data-save]")); // the whole page says what is wrong
      return;
    }
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const fresh = holder.content.querySelector("tr");
    row.replaceWith(fresh);
    say(fresh.querySelector("td.markers .row-said, td.markers .row-error").textContent);
    goTo(cells(fresh)[Math.max(0, part)]);
    tell();
  }

  function together() {
    form.requestSubmit(document.getElementById("grid-together"));
  }

  function onCell(event, cell) {
    const moves = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (moves[event.key]) goTo(beside(cell, ...moves[event.key]));
    else if (event.key === "Enter" || event.key === "F2") edit(cell);
    else if (/^[0-6]$/.test(event.key)) setStatus(cell, Number(event.key));
    else if (event.key === "s" && isOpen(cell.closest("tr"))) save(cell.closest("tr"));
    else if (event.key === "Escape" && isOpen(cell.closest("tr")) && !isChanged(cell.closest("tr"))) close(cell.closest("tr"));
    else if (event.key === "?") toggleHelp();
    else return;
    event.preventDefault();
  }

  function inField(event, cell) {
    if (event.key === "Escape") goTo(cell);
    else if (event.key === "Enter" && !event.shiftKey) goTo(beside(cell, 1, 0));
    else return;
    event.preventDefault();
  }

  grid.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td[data-part]");
    if (!cell || event.isComposing || event.altKey || event.metaKey) return;
    if (event.ctrlKey) {
      if (event.key !== "Enter") return;
      event.preventDefault();
      together();
    } else if (event.target === cell) onCell(event, cell);
    else inField(event, cell);
  });

  grid.addEventListener("click", (event) => {
    const cell = event.target.closest("td[data-part]");
    const saver = event.target.closest("[data-save]");
    if (saver) {
      event.preventDefault();
      save(saver.closest("tr"));
    } else if (event.target.closest("[data-revert]")) close(event.target.closest("tr"));
    else if (cell && !field(cell)) goTo(cell);
  });
  grid.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("td[data-part]");
    if (cell && !field(cell)) edit(cell);
  });
  grid.addEventListener("input", tell);

  /* A block pasted onto the grid. With its States it goes to the preview as it is; without them its rows are those from the cell on. */
  document.addEventListener("paste", (event) => {
    if (event.target.matches("input, textarea, select")) return;
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!text.includes("\t") && !text.includes("\n")) return;
    event.preventDefault();
    const cell = document.activeElement.closest ? document.activeElement.closest("td[data-part]") : null;
    const box = document.getElementById("id_paste");
    box.value = cell && !text.includes('"') ? placed(text, cell) : text;
    document.getElementById("grid-paste").open = true;
    form.requestSubmit(form.querySelector("button[value=paste]"));
  });

  function placed(text, cell) {
    const block = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
    const at = parts.indexOf(cell.dataset.part);
    if (Math.max(...block.map((line) => line.length)) + at > parts.length) return text;
    const from = rows().indexOf(cell.closest("tr"));
    const codes = rows().slice(from).map((row) => row.dataset.code);
    return block.map((line, n) => [codes[n] || "", ...Array(at).fill(""), ...line].join("\t")).join("\n");
  }

  form.addEventListener("submit", () => {
    sending = true;
    // Rows that are open and say what they said before are not sent.
    if (!isForm) rows().filter((row) => isOpen(row) && !isChanged(row)).forEach(close);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && !isForm && tell()) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    sending = false;
  });

  tell();
  const first = grid.querySelector("tr.errors td[data-part]") || grid.querySelector("td[data-part]");
  if (first) first.setAttribute("tabindex", "0");
  if (!form.querySelector("details[open]")) goTo(first);
})();
