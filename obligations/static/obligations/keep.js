/* Keeps what is typed in forms marked data-keep="<key>" until the server has saved it, so that an expired session loses nothing.

   What is typed stays in the browser, under the user and the form's key. After logging in again it is put back, with a line that says so. An
   element around the forms gives the user (data-keep-user) and the words (data-restored, data-forget). The server names the forms it has saved
   in the cookie `kept_forms`; those are forgotten. A form that the server sent back with what was typed is marked data-keep-back: then the
   server's text counts. A form without a hidden field `keep`, through which the server learns the key, is left alone. */
"use strict";

(function () {
  const PREFIX = "kept:";
  const COOKIE = "kept_forms";
  const DAYS = 30;

  function store() {
    try {
      window.localStorage.setItem(PREFIX + "test", "1");
      window.localStorage.removeItem(PREFIX + "test");
      return window.localStorage;
    } catch (refused) {
      return null;
    }
  }

  const kept = store();
  if (!kept) return;

  const nameOf = (form) => PREFIX + form.closest("[data-keep-user]").dataset.keepUser + "/" + form.dataset.keep;
  const isKept = (field) =>
    field.name && !["csrfmiddlewaretoken", "what", "keep"].includes(field.name) && !["submit", "button", "password", "file"].includes(field.type);

  /* Every field of the form by name: its values, in order; a box or radio that is not chosen gives none. */
  function read(form) {
    const values = {};
    for (const field of form.elements) {
      if (!isKept(field)) continue;
      values[field.name] = values[field.name] || [];
      if (!["checkbox", "radio"].includes(field.type) || field.checked) values[field.name].push(field.value);
    }
    return values;
  }

  /* The same without the hidden fields, which nobody types. */
  function typed(form) {
    const values = read(form);
    for (const field of form.elements) if (field.type === "hidden") delete values[field.name];
    return JSON.stringify(Object.entries(values).filter(([, all]) => all.some(Boolean)).sort());
  }

  function fill(form, values) {
    form.dispatchEvent(new CustomEvent("keep:fill", { bubbles: true, detail: values }));
    for (const field of form.elements) {
      if (!isKept(field) || !(field.name in values)) continue;
      const all = values[field.name];
      if (["checkbox", "radio"].includes(field.type)) field.checked = all.includes(field.value);
      else field.value = all.length ? all[0] : "";
    }
  }

  function forgetSaved() {
    const found = document.cookie.split("; ").find((one) => one.startsWith(COOKIE + "="));
    if (!found) return;
    for (const key of found.slice(COOKIE.length + 1).replace(/^"|"$/g, "").split("|")) kept.removeItem(PREFIX + decodeURIComponent(key));
    document.cookie = COOKIE + "=; path=/; max-age=0; samesite=lax";
  }

  function forgetOld() {
    const oldest = Date.now() - DAYS * 24 * 3600 * 1000;
    for (const name of Object.keys(kept)) {
      if (!name.startsWith(PREFIX)) continue;
      try {
        if (JSON.parse(kept.getItem(name)).at < oldest) kept.removeItem(name);
      } catch (broken) {
        kept.removeItem(name);
      }
    }
  }

  function say(form, at) {
    const said = form.closest("[data-restored]").dataset;
    const line = document.createElement("p");
    line.className = "kept-said";
    line.setAttribute("role", "status");
    line.textContent = said.restored.replace("{when}", new Date(at).toLocaleString(document.documentElement.lang)) + " ";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = said.forget;
    button.addEventListener("click", () => {
      kept.removeItem(nameOf(form));
      window.location.reload();
    });
    line.append(button);
    form.prepend(line);
    for (let box = form.parentElement; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
  }

  function watch(form) {
    const name = nameOf(form);
    const keep = () => {
      try {
        kept.setItem(name, JSON.stringify({ at: Date.now(), values: read(form) }));
      } catch (full) {
        /* No room left: the page works on, nothing is kept. */
      }
    };
    const found = kept.getItem(name);
    if ("keepBack" in form.dataset) keep();
    else if (found) {
      const { at, values } = JSON.parse(found);
      const before = read(form);
      const was = typed(form);
      fill(form, values);
      if (typed(form) !== was) say(form, at);
      else {
        fill(form, before);
        kept.removeItem(name);
      }
    }
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
  }

  forgetSaved();
  forgetOld();
  const forms = Array.from(document.querySelectorAll("[data-keep-user] form[data-keep]"));
  forms.filter((form) => form.elements.namedItem("keep")).forEach(watch);
})();
