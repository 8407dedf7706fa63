/* Importing documents one request each: files are dropped, chosen, pasted or fetched, looked at two at a time, corrected in place and stored one by
   one, each with a state of its own. Without this script the same forms send whole pages. */
"use strict";

(() => {
  const send = document.getElementById("send");
  if (!send) return;
  const looked = document.getElementById("looked");
  const sections = document.getElementById("sections");
  const list = document.getElementById("files");
  const summary = document.getElementById("summary");
  const input = document.getElementById("id_files");
  const fetching = document.getElementById("fetch");
  const words = send.dataset;
  const AT_ONCE = 2;
  const FIELDS = ["symbol", "adopted_on", "meeting"];
  const waiting = [];
  const button = looked.querySelector("button[value=store]");
  let busy = 0;
  let looks = 0; // sections that are being looked at again: until they have been, nothing is stored that nobody has seen
  let storing = false;
  let next = sections.children.length;
  const count = { all: 0, done: 0, refused: 0 };

  const say = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);

  /* Send a form's data; resolves with the section of the answer, null where the answer is none. */
  function post(data, onProgress) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", window.location.pathname);
      request.upload.addEventListener("progress", (event) => onProgress && event.lengthComputable && onProgress(event.loaded / event.total));
      request.addEventListener("loadend", () => {
        const page = request.status === 200 ? new DOMParser().parseFromString(request.responseText, "text/html") : null;
        resolve(page && page.body.firstElementChild && page.body.firstElementChild.matches("section.looked") ? page.body.firstElementChild : null);
      });
      request.send(data);
    });
  }

  function formData(form, what, number) {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    data.append("do", what);
    data.append("part", number);
    return data;
  }

  // What waits to be looked at --------------------------------------------------------------------------------------
  function tell() {
    summary.textContent = count.all ? say(words.summary, count) : "";
  }

  /* One document: its line in the list, and how its data is made when its turn comes. */
  function add(name, make, indefinite) {
    const line = document.createElement("li");
    const title = document.createElement("span");
    const state = document.createElement("span");
    title.className = "name";
    title.textContent = name;
    state.textContent = words.waiting;
    line.append(title, state);
    list.append(line);
    list.hidden = false;
    count.all += 1;
    waiting.push({ name, make, line, state, indefinite, number: next });
    next += 1;
    tell();
    go();
  }

  function addFile(file) {
    if (file.size > Number(words.largest)) {
      add(file.name, null);
      return;
    }
    const symbol = send.elements.namedItem("symbol").value;
    add(file.name, (data) => {
      data.append("files", file, file.name);
      data.append("symbol", symbol);
    });
  }

  function addFiles(files) {
    for (const file of files) addFile(file);
    if (files.length) send.elements.namedItem("symbol").value = "";
  }

  function go() {
    while (busy < AT_ONCE && waiting.length) look(waiting.shift());
  }

  async function look(one) {
    if (!one.make) {
      refuse(one, words.tooLarge);
      return;
    }
    busy += 1;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.setAttribute("aria-label", one.name);
    one.state.replaceChildren(`${words.sending} `, bar);
    const data = formData(send, one.indefinite ? "fetch" : "preview", one.number);
    one.make(data);
    const section = await post(data, (share) => {
      bar.value = share;
      if (share >= 1) {
        one.state.replaceChildren(`${words.reading} `, bar);
        bar.removeAttribute("value");
      }
    });
    busy -= 1;
    if (section) show(one, section);
    else lose(one);
    go();
  }

  function refuse(one, why) {
    const said = document.createElement("span");
    said.className = "why";
    said.textContent = why;
    one.state.replaceChildren(`${words.refused}: `, said);
    count.done += 1;
    count.refused += 1;
    tell();
  }

  function lose(one) {
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = words.retry;
    again.addEventListener("click", () => {
      one.state.textContent = words.waiting;
      waiting.push(one);
      go();
    });
    one.state.replaceChildren(`${words.lost} `, again);
  }

  function show(one, section) {
    if (section.dataset.state !== "ready") {
      const why = section.querySelector(".errornote").textContent;
      refuse(one, why.startsWith(`${one.name}: `) ? why.slice(one.name.length + 2) : why);
      return;
    }
    const later = [...sections.children].find((other) => Number(other.dataset.number) > one.number);
    sections.insertBefore(section, later || null);
    looked.hidden = false;
    const link = document.createElement("a");
    link.href = `#${section.id}`;
    link.textContent = words.ready;
    one.state.replaceChildren(link);
    count.done += 1;
    tell();
  }

  // What was looked at ----------------------------------------------------------------------------------------------
  function sectionData(section, what) {
    const data = formData(looked, what, section.dataset.number);
    for (const field of section.querySelectorAll("input[name]")) if (field.type !== "checkbox" || field.checked) data.append(field.name, field.value);
    return data;
  }

  const fieldsOf = (section) => FIELDS.map((name) => section.querySelector(`#${name}-${section.dataset.number}`)).filter(Boolean);

  /* Only those that differ: a day that is half typed is forgotten where `min` is set, even to what it is. */
  function takeAttributes(element, from) {
    for (const name of element.getAttributeNames()) if (!from.hasAttribute(name)) element.removeAttribute(name);
    for (const name of from.getAttributeNames()) {
      const value = from.getAttribute(name);
      if (name !== "value" && element.getAttribute(name) !== value) element.setAttribute(name, value);
    }
  }

  /* Take over all of `from` around `field`, which stands at the place of `twin` there and is not touched: someone is typing in it. */
  function takeAround(element, from, field, twin) {
    takeAttributes(element, from);
    if (element === field) return;
    const holds = [...element.children].find((child) => child.contains(field));
    const twins = [...from.children].find((child) => child.contains(twin));
    const nodes = [...from.childNodes];
    for (const node of [...element.childNodes]) if (node !== holds) node.remove();
    holds.before(...nodes.slice(0, nodes.indexOf(twins)));
    holds.after(...nodes.slice(nodes.indexOf(twins) + 1));
    takeAround(holds, twins, field, twin);
  }

  /* Put the answer in place of a section, which is returned: what was typed meanwhile stays, and so do what is being typed and what was unfolded. */
  function replace(section, answer, sent) {
    for (const before of fieldsOf(section)) {
      const after = answer.querySelector(`#${before.id}`);
      if (after && before.value !== sent.get(before.id)) after.value = before.value;
    }
    for (const before of section.querySelectorAll("details[open]")) {
      const after = answer.querySelector(`#${before.id}`);
      if (after) after.open = true;
    }
    const ticked = section.querySelector("input[type=checkbox]");
    const tick = answer.querySelector("input[type=checkbox]");
    if (ticked && tick && sent.get("do") === "again") tick.checked = ticked.checked;
    const here = document.activeElement;
    const twin = section.contains(here) && here.id ? answer.querySelector(`#${here.id}`) : null;
    if (twin && fieldsOf(section).includes(here)) {
      const { value } = twin;
      takeAround(section, answer, here, twin);
      // As the service writes it; a value that is set loses its selection. A day has one form, and while its year is typed (0002, 0020) it is none.
      if (here.type !== "date" && here.value !== value) here.value = value;
      return section;
    }
    const inside = section.contains(here);
    section.replaceWith(answer);
    if (twin) twin.focus();
    else if (inside) answer.focus({ preventScroll: true });
    return answer;
  }

  const differs = (section, sent) => fieldsOf(section).some((field) => field.value !== sent.get(field.id));

  /* Look again at a section as it is typed now; what is typed while the answer is on its way is looked at after it. */
  async function again(section) {
    if (storing || section.hasAttribute("aria-busy")) return;
    const sent = sectionData(section, "again");
    section.setAttribute("aria-busy", "true");
    looks += 1;
    button.disabled = true;
    const answer = await post(sent);
    looks -= 1;
    button.disabled = looks > 0;
    section.removeAttribute("aria-busy");
    if (!answer) {
      summary.textContent = words.lost;
      return;
    }
    const shown = replace(section, answer, sent);
    if (differs(shown, sent)) await again(shown);
  }

  async function store() {
    if (storing || looks) return;
    const ticked = [...sections.querySelectorAll("section.looked")].filter((section) => section.querySelector("input[type=checkbox]:checked"));
    if (!ticked.length) {
      summary.textContent = words.tick;
      summary.scrollIntoView({ block: "nearest" });
      return;
    }
    storing = true;
    button.disabled = true;
    let stored = 0;
    for (const section of ticked) {
      const sent = sectionData(section, "store");
      summary.textContent = `${words.storing} ${section.querySelector("h2").textContent}`;
      const answer = await post(sent);
      if (!answer) {
        summary.textContent = words.lost;
        break;
      }
      const shown = replace(section, answer, sent);
      stored += shown.dataset.state === "stored";
      if (shown.dataset.state !== "stored") shown.scrollIntoView({ block: "nearest" });
    }
    storing = false;
    button.disabled = false;
    if (stored) ended(stored);
  }

  function ended(stored) {
    const link = document.createElement("a");
    link.href = words.list;
    link.textContent = words.toList;
    summary.replaceChildren(`${say(words.allStored, { n: stored })} · `, link);
    summary.scrollIntoView({ block: "nearest" });
  }

  // What people do --------------------------------------------------------------------------------------------------
  input.addEventListener("change", () => {
    addFiles([...input.files]);
    input.value = "";
  });
  const zone = send.querySelector(".drop");
  for (const name of ["dragenter", "dragover"])
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    addFiles([...event.dataTransfer.files]);
  });
  send.addEventListener("submit", (event) => {
    const text = send.elements.namedItem("text");
    if (!text.value.trim()) return; // the service says what is missing
    event.preventDefault();
    const [sent, symbol] = [text.value, send.elements.namedItem("symbol").value];
    add(words.pasted, (data) => {
      data.append("files", new File([sent], "pasted.txt", { type: "text/plain" })); // as a file it may be as long as one
      data.append("symbol", symbol);
    });
  });
  if (fetching)
    fetching.addEventListener("submit", (event) => {
      event.preventDefault();
      const [wanted, language] = [fetching.elements.namedItem("wanted").value, fetching.elements.namedItem("language").value];
      add(
        wanted,
        (data) => {
          data.append("wanted", wanted);
          data.append("language", language);
        },
        true,
      );
    });
  sections.addEventListener("change", (event) => {
    if (FIELDS.some((name) => event.target.name && event.target.name.startsWith(`${name}-`))) again(event.target.closest("section"));
  });
  looked.addEventListener("submit", (event) => {
    event.preventDefault();
    const pressed = event.submitter;
    if (pressed && pressed.value === "again") again(pressed.closest("section"));
    else store();
  });
  for (const hint of send.querySelectorAll(".by-script")) hint.hidden = false;
})();
