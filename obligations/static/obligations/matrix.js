// The matrix without leaving it: arrow keys go from cell to cell, Enter or a click shows what a cell says. Without this script the links lead there.
"use strict";

(() => {
  const table = document.querySelector("table.matrix");
  const panel = document.getElementById("cell-panel");
  if (!table || !panel) return;
  const rows = [...table.tBodies[0].rows];
  const words = panel.querySelector("div");
  let at = null;
  let asked = 0;

  const stop = (cell) => cell.querySelector("a") || cell;
  for (const link of table.tBodies[0].querySelectorAll("td a")) link.tabIndex = -1;
  document.querySelector(".matrix-keys").hidden = false;

  const settle = (cell) => {
    if (at) stop(at).tabIndex = -1;
    at = cell;
    stop(cell).tabIndex = 0;
  };

  const go = (cell) => {
    if (!cell) return;
    settle(cell);
    stop(cell).focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  const show = async (link) => {
    const [, slug] = link.pathname.match(/([^/]+)\/$/) || [];
    const code = link.hash.replace("#state-", "");
    const mine = ++asked;
    try {
      const answer = await fetch(`${table.dataset.cell}${slug}/${code}/${link.search}`, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const text = await answer.text();
      if (mine !== asked) return;
      words.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
      panel.hidden = false;
    } catch {
      window.location.assign(link.href); // the page says the same
    }
  };

  const close = () => {
    panel.hidden = true;
    asked += 1;
    if (at) stop(at).focus({ preventScroll: true });
  };

  const moves = {
    ArrowLeft: (row, place) => rows[row].cells[Math.max(1, place - 1)],
    ArrowRight: (row, place) => rows[row].cells[Math.min(rows[row].cells.length - 1, place + 1)],
    ArrowUp: (row, place) => rows[Math.max(0, row - 1)].cells[place],
    ArrowDown: (row, place) => rows[Math.min(rows.length - 1, row + 1)].cells[place],
    Home: (row) => rows[row].cells[1],
    End: (row) => rows[row].cells[rows[row].cells.length - 1],
  };

  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("tbody td");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return close();
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    go(move(rows.indexOf(cell.parentElement), cell.cellIndex));
  });

  table.addEventListener("click", (event) => {
    const link = event.target.closest("tbody td a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    settle(link.closest("td"));
    show(link);
  });

  panel.addEventListener("keydown", (event) => event.key === "Escape" && close());
  panel.querySelector("button").addEventListener("click", close);
  if (rows.length) settle(rows[0].cells[1]);
})();
