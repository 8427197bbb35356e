"use strict";
// A workflow picked from the list fills in the call that starts it, and an interval of
// an hour. Without it that is done when the page is sent.
(() => {
  const field = (name) => document.querySelector(`#job_form [name="${name}"]`);

  function fill(name, value) {
    const wanted = field(name);
    if (!wanted) return;
    if (wanted.type === "checkbox") wanted.checked = value;
    else wanted.value = value;
    wanted.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("change", ({ target }) => {
    if (target.name !== "workflow" || !target.value) return;
    fill("method", "POST");
    fill("url", target.value);
    fill("internal", true);
    const isNew = field("schedules-INITIAL_FORMS")?.value === "0";
    const isInterval = field("schedules-0-kind")?.value === "interval";
    if (isNew && isInterval && !field("schedules-0-every").value) {
      fill("schedules-0-every", "60");
      fill("schedules-0-unit", "60");
    }
  });
  // Another address is no start of that workflow any more.
  document.addEventListener("input", ({ target }) => {
    const picked = field("workflow");
    if (target.name === "url" && picked && !target.value.startsWith(picked.value)) picked.value = "";
  });
})();
