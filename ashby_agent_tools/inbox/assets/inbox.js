// The inbox works without this file. With it: word of what changed elsewhere, and keys, none of which answers anything.
"use strict";

const root = document.body.dataset.root;
const news = document.getElementById("news");
const all = (selector) => [...document.querySelectorAll(selector)];

// --- word of what changed: a page says so and never moves what somebody is about to click

function tell(text, label) {
  const link = document.createElement("a");
  link.href = location.href.split("#")[0];
  link.textContent = label;
  news.replaceChildren(`${text} `, link);
  news.hidden = false;
}

function watch() {
  const { events, seen } = document.body.dataset;
  if (!events || !news || !window.EventSource) return;
  const about = events === "waiting" ? "" : `?id=${encodeURIComponent(events)}`;
  let source = null;
  let first = null;
  let over = false;

  const hear = (message) => {
    if (document.visibilityState === "hidden") rest();
    const found = JSON.parse(message.data);
    if (!found) return;
    if (events === "waiting") {
      first ??= found.ids;
      document.title = document.title.replace(/^(\(\d+\) )?/, found.count ? `(${found.count}) ` : "");
      const came = found.ids.filter((id) => !first.includes(id)).length;
      const gone = first.filter((id) => !found.ids.includes(id)).length;
      if (came) tell(came === 1 ? "One more question waits." : `${came} more questions wait.`, "Show");
      else if (gone) tell("Some of these were answered meanwhile.", "Show what is left");
    } else if (seen && found.seen !== seen) {
      for (const button of all(".answer button, .answer input, .answer textarea")) button.disabled = true;
      tell(found.told, "Show it");
      over = true;
      rest();
    }
  };
  const listen = () => {
    if (source || over) return;
    source = new EventSource(`${root}/events${about}`);
    source.onmessage = hear;
  };
  const rest = () => {
    source?.close();
    source = null;
  };

  // A browser has six connections to a host, and each stream holds one: a tab that nobody sees gives its own back, and
  // one with the list takes a short look now and then for the number in its title.
  const show = () => (document.visibilityState === "hidden" ? rest() : listen());
  document.addEventListener("visibilitychange", show);
  addEventListener("pageshow", show);
  addEventListener("pagehide", rest);
  if (events === "waiting") setInterval(listen, 60_000);
  show();
}

// --- keys: they move the focus; what is focused is then pressed by hand

const KEYS = "ashby-inbox-keys";
const items = all(".item .headline, .line > summary");

function step(by) {
  const at = items.indexOf(document.activeElement.closest(".headline, .line > summary"));
  const next = items[Math.min(items.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : items.length - 1) : at + by))];
  next?.focus();
}

function mark(value) {
  const line = document.activeElement.closest(".item");
  const choice = line?.querySelector(`input[value="${value}"], input[name="id"]`);
  if (!choice) return false;
  choice.type === "checkbox" ? choice.click() : choice.focus();
  return true;
}

const focusOn = (selector) => {
  const found = document.querySelector(selector);
  found?.focus();
  found?.scrollIntoView({ block: "nearest" });
  return Boolean(found);
};

const actions = {
  j: () => step(1),
  k: () => step(-1),
  x: () => mark("x"),
  a: () => mark("approve") || focusOn("#approve input[name=read]") || focusOn("#approve button"),
  d: () => mark("deny") || focusOn("#message"),
  e: () => focusOn("#edit"),
  u: () => document.querySelector(".back a")?.click(),
  "/": () => focusOn("#q"),
};

function onKey(event) {
  const writes = event.target.closest("textarea, input:not([type=checkbox]):not([type=radio])");
  if (event.ctrlKey || event.metaKey || event.altKey || writes || localStorage.getItem(KEYS) === "off") return;
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

function offerKeys() {
  const place = document.getElementById("keys");
  if (!place) return;
  const button = place.querySelector("button");
  const show = () => {
    const off = localStorage.getItem(KEYS) === "off";
    button.textContent = off ? "Turn keys on" : "Turn keys off";
    place.classList.toggle("off", off);
  };
  button.addEventListener("click", () => {
    localStorage.setItem(KEYS, localStorage.getItem(KEYS) === "off" ? "on" : "off");
    show();
  });
  show();
  place.hidden = false;
}

// --- one press for all lines of a table, which stay to be looked at before they are sent

for (const button of all("button[data-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const choice of all(`.choice input[value="${button.dataset.all}"]`)) choice.checked = true;
    count();
  });
}

function count() {
  const place = document.getElementById("count");
  if (!place) return;
  const marked = (value) => all(`.choice input[value="${value}"]:checked`).length;
  place.textContent = `${marked("approve")} to approve, ${marked("deny")} to deny, ${marked("")} left waiting`;
}

// --- a second click on the same button is no second answer

document.addEventListener("submit", (event) => {
  const buttons = [...event.target.querySelectorAll("button")];
  setTimeout(() => buttons.forEach((button) => { button.disabled = true; })); // after the pressed one was taken along
  addEventListener("pageshow", () => buttons.forEach((button) => { button.disabled = false; }));
});

document.addEventListener("change", count);
document.addEventListener("keydown", onKey);
watch();
offerKeys();
count();
