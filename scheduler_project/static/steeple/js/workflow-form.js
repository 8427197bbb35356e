"use strict";
// The editor of a workflow: rows that grow, sentences beside the fields they are
// about, and the eye on what a button changed. Without it all of that comes later,
// when the page is sent.
(() => {
  const touched = new Set();
  const fieldOf = (name) => name.replace(/-(name|value)$/, "");

  function grow(pairs) {
    const rows = pairs.querySelectorAll(".pair");
    const last = rows[rows.length - 1];
    if (![...last.querySelectorAll("input, textarea")].some((field) => field.value)) return;
    const row = last.cloneNode(true);
    row.querySelectorAll("input, textarea").forEach((field) => {
      field.removeAttribute("id");
      field.value = "";
    });
    pairs.append(row);
  }

  // What nobody has touched yet is not complained about, beside the list of all.
  function say(list) {
    const sentences = new Map(
      [...list.querySelectorAll("[data-field]")].map((item) => [item.dataset.field, item.querySelector("span").textContent]),
    );
    document.querySelectorAll("[data-sentence]").forEach((slot) => {
      const name = slot.dataset.sentence;
      const sentence = sentences.get(name) || "";
      if (sentence && !touched.has(name) && !slot.textContent) return;
      slot.textContent = sentence;
      slot.closest(".fieldBox")?.classList.toggle("errors", Boolean(sentence));
    });
  }

  // A step or parameter that was added this moment: what is missing in it is not said
  // before anybody could have written it, and a name that is typed replaces ours.
  function welcome(panel, name) {
    panel.classList.remove("is-wrong");
    panel.querySelectorAll("[data-sentence]").forEach((slot) => {
      if (touched.has(slot.dataset.sentence)) return;
      slot.textContent = "";
      slot.closest(".fieldBox")?.classList.remove("errors");
    });
    name.select();
  }

  document.addEventListener("input", (event) => {
    const pairs = event.target.closest("[data-pairs]");
    if (pairs) grow(pairs);
  });
  document.addEventListener("change", (event) => {
    if (event.target.name) touched.add(fieldOf(event.target.name));
  });
  // The values of a test run: Enter sends them, as it does where a field has one line.
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("textarea") && event.target.closest("form.trial");
    if (!form || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  document.addEventListener("htmx:afterSwap", () => {
    const draft = document.getElementById("draft");
    if (draft) say(draft);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const editor = document.getElementById("plan-editor");
    const name = editor?.dataset.focus;
    if (!name || event.target.id !== "plan-editor") return;
    const wanted = editor.querySelector(`[name="${name}"], button[value="${name}"]`);
    const panel = wanted?.closest(".step-panel, .parameter");
    (wanted?.disabled ? panel?.querySelector("button:not(:disabled):not(.copy)") : wanted)?.focus();
    if (panel && wanted.matches("input")) welcome(panel, wanted);
    panel?.scrollIntoView({ block: "nearest" });
  });
})();
