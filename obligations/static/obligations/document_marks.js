// Which marks a reader switched off, told to the sheet before the text is drawn, so that nothing moves when the page has loaded.
"use strict";

(() => {
  const root = document.documentElement;
  root.dataset.script = "on";
  try {
    root.dataset.hide = localStorage.getItem("tracker.document.hide") || "";
    root.dataset.keys = localStorage.getItem("tracker.document.keys") || "on";
  } catch {
    root.dataset.hide = ""; // a browser that keeps nothing shows everything
    root.dataset.keys = "on";
  }
})();
