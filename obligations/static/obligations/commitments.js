/* Keys for the queue of suggested commitments. The page works without them: a key only presses a button, follows a link, or goes to the reason. */
"use strict";

(function () {
  const form = document.getElementById("commitment-queue");
  if (!form) return;
  const reason = form.elements.namedItem("reason");
  const help = document.getElementById("queue-help");
  const helpButton = document.getElementById("queue-help-button");
  const panel = document.querySelector(".text-panel");
  const sentence = document.querySelector(".mark-sentence");
  let sent = false; // one decision for a page, however often the key is pressed

  function press(verdict) {
    form.requestSubmit(form.querySelector("button[value=" + verdict + "]"));
  }

  function toggleHelp() {
    help.hidden = !help.hidden;
    helpButton.setAttribute("aria-expanded", String(!help.hidden));
    if (!help.hidden) help.scrollIntoView({ block: "nearest" });
  }

  const keys = {
    a: () => press("accept"),
    r: () => press("reject"),
    s: () => window.location.assign(form.dataset.skip),
    c: () => reason.focus(),
    "?": toggleHelp,
  };

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
    if (target === reason && event.key === "Escape") return void reason.blur();
    if (target.matches("input, select, textarea")) return;
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });

  /* Back from the next page: the buttons work again. */
  window.addEventListener("pageshow", () => {
    sent = false;
  });

  helpButton.hidden = false;
  helpButton.addEventListener("click", toggleHelp);
  /* The sentence into view inside its panel; the page itself stays where it is. */
  if (panel && sentence) panel.scrollTop = sentence.offsetTop - panel.offsetTop - panel.clientHeight / 3;
})();
