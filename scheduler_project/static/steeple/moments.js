"use strict";
// Keeps "3 minutes ago" true while a page is open.
(() => {
  const units = [["second", 60, 1], ["minute", 3600, 60], ["hour", 86400, 3600], ["day", 31536000, 86400]];
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en");

  function say(element) {
    const seconds = (Date.parse(element.dateTime) - Date.now()) / 1000;
    const distance = Math.floor(Math.abs(seconds));
    const unit = units.find(([, most]) => distance < most);
    // Farther away, and within a second, the server's own words stay.
    if (!unit || distance === 0) return;
    const text = words.format(Math.sign(seconds) * Math.floor(distance / unit[2]), unit[0]);
    if (element.textContent !== text) element.textContent = text;
  }

  const sayAll = () => document.querySelectorAll("time[data-moment]").forEach(say);
  sayAll();
  setInterval(sayAll, 1000);
  document.addEventListener("htmx:afterSwap", sayAll);
})();
