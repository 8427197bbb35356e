"use strict";
// A graph that is wider than its place shows its middle, where it begins; renewed, it
// shows what it showed before.
(() => {
  let seen = null;
  const frame = () => document.querySelector(".graph-frame");

  function place() {
    const shown = frame();
    if (!shown) return;
    shown.scrollLeft = seen?.left ?? (shown.scrollWidth - shown.clientWidth) / 2;
    shown.scrollTop = seen?.top ?? 0;
  }

  document.addEventListener("DOMContentLoaded", place);
  document.addEventListener("htmx:beforeSwap", () => {
    const shown = frame();
    if (shown) seen = { left: shown.scrollLeft, top: shown.scrollTop };
  });
  document.addEventListener("htmx:afterSwap", place);
})();
