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

// Filters work at once; the button stays for those without scripts.
for (const field of document.querySelectorAll("form.filter select, form.filter input")) {
  field.addEventListener("change", () => {
    for (const other of field.form.elements) {
      if (other.name && other.value === "") other.disabled = true;
    }
    field.form.submit();
  });
}
