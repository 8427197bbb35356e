"use strict";
// Arrow keys, Home and End go from tab to tab; each tab is a link of its own.
(() => {
  const steps = { ArrowRight: 1, ArrowLeft: -1 };

  function target(tabs, at, key) {
    if (key === "Home") return tabs[0];
    if (key === "End") return tabs[tabs.length - 1];
    return steps[key] && tabs[(at + steps[key] + tabs.length) % tabs.length];
  }

  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.('[role="tab"]');
    if (!tab) return;
    const tabs = [...tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]')];
    const next = target(tabs, tabs.indexOf(tab), event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
})();
