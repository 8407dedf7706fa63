// The document page beyond what it does without a script: switches that are remembered, keys, links to copy, and details beside the text.
"use strict";

(() => {
  const root = document.documentElement;
  const passages = [...document.querySelectorAll(".passage")];
  if (!passages.length) return;
  const panel = document.getElementById("panel");
  const body = document.getElementById("panel-body");
  const dialog = document.getElementById("keys");
  const said = document.getElementById("reading-said");
  const beside = window.matchMedia("(min-width: 64rem)");
  let at = null; // the passage the keys start from
  const unchosen = body ? [...body.childNodes] : [];
  let shown = ""; // the address whose details are asked for or shown

  const keep = (name, value) => {
    try {
      localStorage.setItem(`tracker.document.${name}`, value);
    } catch {
      // nothing is kept: the switch still works until the page is left
    }
  };

  // Marks -------------------------------------------------------------------------------------------------------------
  const boxes = [...document.querySelectorAll("[id^='show-']")];
  for (const box of boxes) {
    box.checked = !root.dataset.hide.split(" ").includes(box.id.slice(5));
    box.addEventListener("change", () => {
      root.dataset.hide = boxes.filter((one) => !one.checked).map((one) => one.id.slice(5)).join(" ");
      keep("hide", root.dataset.hide);
    });
  }

  // The preamble opens for a link into it, and for printing -----------------------------------------------------------
  const preamble = document.querySelector("details.preamble");
  const open = (target) => {
    const folded = target && target.closest("details:not([open])");
    if (folded) folded.open = true;
  };
  let folded = false;
  window.addEventListener("beforeprint", () => {
    folded = Boolean(preamble && !preamble.open);
    if (folded) preamble.open = true;
  });
  window.addEventListener("afterprint", () => folded && (preamble.open = false));

  // Details -----------------------------------------------------------------------------------------------------------
  const current = (passage) => {
    if (at) at.classList.remove("current");
    at = passage;
    at.classList.add("current");
  };

  const bring = (slug) => {
    const act = slug && body.querySelector(`[data-act="${CSS.escape(slug)}"]`);
    for (const one of body.querySelectorAll(".act.current")) one.classList.remove("current");
    if (act) {
      act.classList.add("current");
      panel.scrollTop = act.offsetTop - panel.offsetTop;
    } else panel.scrollTop = 0;
  };

  const show = async (passage, { act = "", focus = false } = {}) => {
    if (!panel || !window.htmx) return;
    const link = passage.querySelector(".more-about");
    panel.classList.add("open");
    if (!beside.matches) passage.scrollIntoView({ block: "start" }); // above the sheet
    if (shown !== link.href) {
      shown = link.href;
      panel.setAttribute("aria-busy", "true");
      await window.htmx.ajax("GET", link.pathname, { source: body, target: body, swap: "innerHTML" });
      if (shown !== link.href) return;
      panel.removeAttribute("aria-busy");
    }
    const head = body.querySelector("h2");
    if (!head) return;
    said.textContent = head.textContent;
    bring(act);
    if (focus) head.focus({ preventScroll: true });
  };

  const close = () => {
    if (!panel || !panel.classList.contains("open")) return;
    const inside = panel.contains(document.activeElement);
    panel.classList.remove("open");
    panel.removeAttribute("aria-busy");
    body.replaceChildren(...unchosen);
    shown = "";
    if (inside && at) number(at).focus({ preventScroll: true });
  };

  if (panel) {
    panel.querySelector(".panel-close").addEventListener("click", close);
    // A session that ended, or an answer that is none, leads to the page that says so.
    body.addEventListener("htmx:beforeSwap", (event) => {
      const { xhr, requestConfig } = event.detail;
      if (xhr.status === 200 && new URL(xhr.responseURL).pathname === requestConfig.path) return;
      event.detail.shouldSwap = false;
      window.location.assign(shown);
    });
    body.addEventListener("htmx:sendError", () => window.location.assign(shown));
  }

  // Links -------------------------------------------------------------------------------------------------------------
  const number = (passage) => passage.querySelector(".printed");

  const copy = async (passage) => {
    const address = new URL(number(passage).getAttribute("href"), window.location.href).href;
    const button = passage.querySelector(".copy");
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      window.location.hash = passage.id; // the address line has it
    }
    if (!button) return;
    button.classList.add("done");
    said.textContent = document.querySelector(".reading").dataset.copied;
    window.setTimeout(() => button.classList.remove("done"), 2000);
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const passage = event.target.closest(".passage");
    if (!passage) return;
    current(passage);
    if (event.target.closest(".copy")) return copy(passage);
    const act = event.target.closest("mark[data-act]");
    const link = event.target.closest(".more-about");
    if (link && panel && window.htmx) {
      event.preventDefault();
      return show(passage, { focus: true });
    }
    if (event.target.closest(".printed")) return show(passage);
    if (act && window.getSelection().isCollapsed) return show(passage, { act: act.dataset.act });
  });

  const arrive = () => {
    const target = window.location.hash && document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    if (!target) return;
    open(target);
    const passage = target.closest(".passage");
    if (!passage || (passage === at && panel?.classList.contains("open"))) return;
    passage.scrollIntoView({ block: "start" });
    current(passage);
    if (beside.matches) show(passage);
  };
  window.addEventListener("hashchange", arrive);
  arrive();

  // Keys --------------------------------------------------------------------------------------------------------------
  const reach = (passage, thing) => {
    open(passage);
    current(passage);
    const quiet = thing !== number(passage) && thing.closest(".labels") && getComputedStyle(thing.closest(".labels")).display === "none";
    const target = quiet ? number(passage) : thing;
    if (!target.matches("a, button")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    passage.scrollIntoView({ block: "nearest" });
    if (panel && panel.classList.contains("open") && beside.matches) show(passage, { act: target.dataset.act || "" });
  };

  // Where the keys start: what has the focus, else what was chosen last, else what is on the screen.
  const here = () => {
    const focused = document.activeElement.closest(".passage");
    if (focused) return focused;
    if (at) return at;
    return null;
  };

  const unfolded = (passage) => !passage.closest("details:not([open])");
  const onScreen = () => {
    const drawn = passages.filter(unfolded);
    return drawn.find((one) => one.getBoundingClientRect().bottom > 120) || drawn[0];
  };

  const step = (way) => {
    const from = here();
    const drawn = passages.filter(unfolded);
    const place = drawn.indexOf(from);
    const next = place < 0 ? onScreen() : drawn[place + way];
    if (next) reach(next, number(next));
  };

  // An act is found at its words; one that a part inherits has none, and is found at its label.
  const acts = [...document.querySelectorAll("[data-label]")].map((label) => {
    const passage = label.closest(".passage");
    const words = passage.querySelector(`mark[data-act="${CSS.escape(label.dataset.label)}"]`);
    return { passage, thing: words || label.querySelector("a[href*='/obligations/']") || number(passage) };
  });

  const stepAct = (way) => {
    const drawn = acts.filter(({ passage }) => unfolded(passage));
    const exact = drawn.findIndex(({ thing }) => thing === document.activeElement);
    if (exact >= 0) {
      const next = drawn[exact + way];
      return next && reach(next.passage, next.thing);
    }
    const from = here() || onScreen();
    const after = (one) => one.passage === from || Boolean(from.compareDocumentPosition(one.passage) & Node.DOCUMENT_POSITION_FOLLOWING);
    const next = way > 0 ? drawn.find(after) : drawn.filter((one) => !after(one)).pop();
    if (next) reach(next.passage, next.thing);
  };

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    n: () => stepAct(1),
    p: () => stepAct(-1),
    c: () => here() && copy(here()),
    "?": () => dialog && dialog.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type='checkbox']), select, textarea, [contenteditable], dialog[open]")) return;
    if (event.key === "Escape") return close();
    if (event.key === "Enter" && event.target.closest(".passage") && event.target.matches(".printed, mark")) {
      event.preventDefault();
      const passage = event.target.closest(".passage");
      current(passage);
      panel?.classList.add("open");
      window.location.hash = passage.id;
      return show(passage, { act: event.target.dataset.act || "", focus: true });
    }
    if (root.dataset.keys === "off") return;
    const key = keys[event.key];
    if (!key) return;
    event.preventDefault();
    key();
  });

  if (dialog) {
    const on = document.getElementById("keys-on");
    on.checked = root.dataset.keys !== "off";
    on.addEventListener("change", () => {
      root.dataset.keys = on.checked ? "on" : "off";
      keep("keys", root.dataset.keys);
    });
    document.querySelector(".keys-open").addEventListener("click", () => dialog.showModal());
  }
})();
