/* Keys for the worklist: up and down, Enter opens. Without a script the links do the same. */
"use strict";

(function () {
  const links = Array.from(document.querySelectorAll(".worklist a.open"));
  const help = document.getElementById("worklist-help");
  const button = document.getElementById("worklist-help-button");

  function toggleHelp() {
    if (!help) return;
    help.hidden = !help.hidden;
    button.setAttribute("aria-expanded", String(!help.hidden));
  }

  function step(by) {
    const at = links.indexOf(document.activeElement);
    const to = at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by));
    if (links[to]) links[to].focus();
  }

  if (button) button.addEventListener("click", toggleHelp);
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    if (event.key === "j" || event.key === "ArrowDown") step(1);
    else if (event.key === "k" || event.key === "ArrowUp") step(-1);
    else if (event.key === "?") toggleHelp();
    else return;
    event.preventDefault();
  });
})();
