"use strict";
// What a reader has opened or closed stays so while the page of a run renews itself.
(() => {
  const chosen = new Map();

  document.addEventListener("click", (event) => {
    const details = event.target.closest("summary")?.parentElement;
    // The click comes before the change.
    if (details?.id) chosen.set(details.id, !details.open);
  });
  document.addEventListener("htmx:afterSwap", () => {
    chosen.forEach((open, id) => document.getElementById(id)?.toggleAttribute("open", open));
  });
})();
