// Shows what the server tells: each message is one application, and where it stands.
"use strict";
const MOST = 4; // names that a column shows
const applications = new Map();
const state = document.getElementById("state");
let moved = null;

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text; // never HTML: names come from outside
  return made;
}

function column(title, people) {
  const section = document.createElement("section");
  const heading = element("h2", title);
  heading.append(element("span", people.length));
  const list = document.createElement("ul");
  people.sort((one, other) => other.when.localeCompare(one.when));
  for (const person of people.slice(0, MOST)) {
    const item = element("li", person.name);
    item.append(element("small", person.job));
    item.classList.toggle("new", person.id === moved);
    list.append(item);
  }
  if (people.length > MOST) list.append(element("li", `and ${people.length - MOST} more`));
  section.append(heading, list);
  return section;
}

function draw() {
  const stages = new Map();
  for (const one of applications.values()) {
    if (!stages.has(one.stage)) stages.set(one.stage, { order: one.order, people: [] });
    stages.get(one.stage).people.push(one);
  }
  const columns = [...stages].sort(([, one], [, other]) => one.order - other.order);
  document.getElementById("stages").replaceChildren(...columns.map(([title, { people }]) => column(title, people)));
}

const events = new EventSource("events"); // reconnects by itself
events.addEventListener("all", (event) => {
  applications.clear();
  for (const one of JSON.parse(event.data)) applications.set(one.id, one);
  state.textContent = `Live: ${applications.size} people`;
  draw();
});
events.addEventListener("move", (event) => {
  const one = JSON.parse(event.data);
  moved = one.id;
  if (one.over) applications.delete(one.id);
  else applications.set(one.id, one);
  state.textContent = one.over ? `${one.name} left: ${one.stage}` : `${one.name} is at ${one.stage} now`;
  draw();
});
events.addEventListener("error", () => { state.textContent = "Not connected; trying again"; });
