"use strict";
// The preview of a schedule asks only with what decides when it starts; forms that
// are added to a page get theirs too. Without it they show what is saved.
(() => {
  const WHEN = /(^|-)(kind|every|unit|expression|time_zone|starts_at|ends_at|enabled|gap|repeat|most_firings|misfire|overlap)$/;

  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches(".planned")) return;
    // What is to be taken away may be gone when the question arrives.
    const form = event.target.closest(".inline-related");
    if (form?.querySelector("input[name$='-DELETE']:checked")) return event.preventDefault();
    const given = event.detail.parameters;
    Object.keys(given).forEach((name) => {
      if (name !== "schedule" && !WHEN.test(name)) delete given[name];
    });
  });
  document.addEventListener("formset:added", (event) => htmx.process(event.target));
})();
