// What the pages do beyond HTML: dropping files and following uploads. All of it works without, too.
"use strict";
(() => {
  const FINAL = ["completed", "completed_with_errors", "failed", "undone", "needs_format", "needs_period", "needs_mode"];
  const MOOD = { completed: "good", completed_with_errors: "warn", failed: "bad", pending: "busy", processing: "busy", needs_format: "warn", needs_period: "warn", needs_mode: "warn" };
  const words = (state) => { const text = state.replaceAll("_", " "); return text[0].toUpperCase() + text.slice(1); };
  const make = (tag, attributes = {}, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };
  const number = new Intl.NumberFormat("en");

  // Follows one upload until it ends; the server says "not changed" for little.
  const follow = async (url, show) => {
    let wait = 400;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (document.hidden) continue;
      try {
        const answer = await fetch(url, { headers: { Accept: "application/json" } });
        if (answer.status === 401 || answer.status === 404) return;
        if (answer.ok) {
          const state = await answer.json();
          show(state);
          if (FINAL.includes(state.status)) return;
        }
      } catch { /* The server is away for a moment: ask again later. */ }
      wait = Math.min(wait * 1.3, 3000);
    }
  };

  const showIn = (element) => (state) => {
    const badge = element.querySelector("[data-badge]");
    if (badge) badge.replaceChildren(make("span", { class: `badge ${MOOD[state.status] ?? ""}` }, words(state.status)));
    const bar = element.querySelector("[data-progress]");
    if (bar) bar.value = state.progress;
    const phase = element.querySelector("[data-phase]");
    if (phase && state.phase) phase.textContent = words(state.phase);
    const rows = element.querySelector("[data-rows]");
    if (rows) rows.textContent = number.format(state.rows_loaded) + (state.rows_failed ? ` (${number.format(state.rows_failed)})` : "");
    if (FINAL.includes(state.status) && element.hasAttribute("data-reload")) location.reload();
  };
  for (const element of document.querySelectorAll("[data-live]")) follow(element.dataset.live, showIn(element));

  const outcome = (item) => {
    const line = make("div", { class: item.id ? "row" : "note bad" });
    if (!item.id) {
      line.textContent = `${item.filename}: ${item.detail ?? words(item.code)}. `;
      if (item.upload_id) line.append(make("a", { href: `/uploads/${item.upload_id}` }, "See the one that is loaded"));
      return line;
    }
    const badge = make("span", { "data-badge": "" });
    badge.append(make("span", { class: "badge busy" }, words(item.status)));
    line.append(make("a", { href: `/uploads/${item.id}` }, item.filename), badge, make("progress", { max: 100, value: 0, "data-progress": "", "aria-label": `Progress of ${item.filename}` }));
    follow(item.status_url, showIn(line));
    return line;
  };

  for (const form of document.querySelectorAll("[data-drop]")) {
    const input = form.querySelector("input[type=file]");
    const list = form.querySelector("[data-outcomes]");
    const button = form.querySelector("button");
    const send = (files) => {
      if (!files.length) return;
      const body = new FormData();
      for (const field of ["vendor", "period", "mode"]) if (form.elements[field].value) body.append(field, form.elements[field].value);
      for (const file of files) body.append("file", file, file.name);
      const bar = make("progress", { max: 100, value: 0, "aria-label": "Sending" });
      list.prepend(bar);
      button.disabled = true;
      const request = new XMLHttpRequest();
      request.open("POST", "/api/v1/uploads");
      request.setRequestHeader("Accept", "application/json");
      request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = 100 * event.loaded / event.total; };
      request.onloadend = () => {
        bar.remove();
        button.disabled = false;
        let answer = {};
        try { answer = JSON.parse(request.responseText); } catch { /* No words from the server: said below. */ }
        const fallback = [{ filename: "The files", detail: answer.detail ?? "the server did not answer; send them again" }];
        for (const item of answer.items ?? fallback) list.prepend(outcome(item));
        form.reset();
      };
      request.send(body);
    };
    form.addEventListener("submit", (event) => { event.preventDefault(); send(input.files); });
    input.addEventListener("change", () => { if (!form.querySelector("details[open]")) send(input.files); });
    for (const type of ["dragenter", "dragover"]) form.addEventListener(type, (event) => { event.preventDefault(); form.classList.add("over"); });
    for (const type of ["dragleave", "drop"]) form.addEventListener(type, () => form.classList.remove("over"));
    form.addEventListener("drop", (event) => { event.preventDefault(); send(event.dataTransfer.files); });
  }

  // An open part of the menu closes by Escape, and by a click beside it.
  const shut = (but) => { for (const part of document.querySelectorAll(".menu details[open]")) if (part !== but) part.open = false; };
  document.addEventListener("click", (event) => shut(event.target.closest?.(".menu details")));
  document.addEventListener("keydown", (event) => {
    const part = event.key === "Escape" && document.querySelector(".menu details[open]");
    if (!part) return;
    shut();
    part.querySelector("summary").focus();
  });

  for (const select of document.querySelectorAll("[data-submit]")) select.addEventListener("change", () => select.form.submit());
})();
