"use strict";
// Shows of each schedule the fields that its kind needs. Without it all are shown.
(() => {
  const box = (form, name) => form.querySelector(`.fieldBox.field-${name}`)?.parentElement;

  function show(select) {
    const form = select.closest(".inline-related") || select.form;
    const isInterval = select.value === "interval";
    box(form, "every")?.classList.toggle("unneeded", !isInterval);
    box(form, "unit")?.classList.toggle("unneeded", !isInterval);
    box(form, "expression")?.classList.toggle("unneeded", isInterval);
    form.querySelectorAll("[data-kind]").forEach((hint) => {
      hint.classList.toggle("unneeded", hint.dataset.kind !== select.value);
    });
  }

  const selects = (root) => root.querySelectorAll("select[name$='kind']");
  document.addEventListener("DOMContentLoaded", () => selects(document).forEach(show));
  document.addEventListener("formset:added", (event) => selects(event.target).forEach(show));
  document.addEventListener("change", (event) => {
    if (event.target.matches("select[name$='kind']")) show(event.target);
  });
})();
