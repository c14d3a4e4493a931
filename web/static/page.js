// Small comforts; every page works without them.
"use strict";

// Tell the reader's own time where a time is shown in UTC.
for (const t of document.querySelectorAll("time[datetime]")) {
  const at = new Date(t.dateTime);
  if (!Number.isNaN(at.getTime())) {
    const own = at.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    t.title = (t.title ? t.title + " · " : "") + "your time: " + own;
  }
}

// Look again after a while, but never while somebody reads further down, uses
// a form, or has selected text.
const seconds = Number(document.body.dataset.refresh);
if (seconds > 0) {
  setInterval(() => {
    const busy = document.visibilityState !== "visible" || window.scrollY > 200 ||
      (document.activeElement && document.activeElement !== document.body) ||
      String(window.getSelection()) !== "";
    if (!busy) location.reload();
  }, seconds * 1000);
}

// Leave the empty fields of a filter out of the address.
for (const form of document.querySelectorAll("form.filter")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const filled = [...new FormData(form)].filter(([, value]) => value !== "");
    const query = new URLSearchParams(filled).toString();
    location.assign(form.getAttribute("action") + (query ? "?" + query : ""));
  });
}
