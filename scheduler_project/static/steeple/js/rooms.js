"use strict";
// On a small screen the side bar is a line that scrolls: the page that is open is in
// sight there.
(() => {
  const bar = document.getElementById("nav-sidebar");
  const open = bar?.querySelector(".current-model a");
  if (!open || bar.scrollWidth <= bar.clientWidth) return;
  const middle = open.getBoundingClientRect().left + open.offsetWidth / 2;
  bar.scrollLeft += middle - bar.clientWidth / 2;
})();
