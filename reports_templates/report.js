"use strict";
// Sorts, filters and copies what is on the page; keeps and sends nothing.
const DAY = /^[A-Z][a-z]+ (\d+) ([A-Z][a-z]{2})[a-z]* (\d{4})/;
const WHOLE_DAY = /^\w{3} (\d+ \w{3} \d{4})$/;
const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
const NEXT = { null: "ascending", ascending: "descending" };
const { compare } = new Intl.Collator("en-GB", { numeric: true });
const make = (tag, text, given) =>
  Object.assign(document.createElement(tag), { textContent: text }, given);
const button = (text, onclick) => make("button", text, { type: "button", onclick });
const words = (cell) => cell.textContent.replace(/\s+/g, " ").trim();
const headsOf = (table) => [...table.tHead.rows[0].cells];
const rowsOf = (table) => [...table.tBodies[0].rows];
const shownOf = (table) => rowsOf(table).filter((row) => !row.hidden);
const isNumeric = (table, place) => table.classList.contains("n" + (place + 1));
const said = make("output", ""); // read out politely whenever it changes
const say = (text) => (said.textContent = text);

// What a cell is sorted by; null (a dash) stands last both ways.
const text = (cell) => (cell === "–" ? null : cell);
const number = (cell) => (isNaN(parseFloat(cell)) ? null : parseFloat(cell));
const day = (cell) => {
  const found = DAY.exec(cell);
  return found && found[3] * 372 + MONTHS.indexOf(found[2]) * 10.5 + +found[1];
};
const sort = (table, head, place) => {
  const order = NEXT[head.getAttribute("aria-sort")];
  for (const each of headsOf(table)) each.removeAttribute("aria-sort");
  if (order) head.setAttribute("aria-sort", order);
  const rows = rowsOf(table).sort((a, b) => a.place - b.place);
  const cells = rows.map((row) => words(row.cells[place]));
  const isDay = cells.every((cell) => cell === "–" || day(cell));
  const keys = cells.map(isNumeric(table, place) ? number : isDay ? day : text);
  const turn = order === "descending" ? -1 : 1;
  const by = ([a], [b]) => (a === null) - (b === null) ||
    (a !== null && turn * (a.at ? compare(a, b) : a - b));
  const sorted = rows.map((row, at) => [keys[at], row]);
  if (order) sorted.sort(by);
  table.tBodies[0].append(...sorted.map(([, row]) => row));
  say(words(table.caption) + (order ? `: by ${words(head)}, ${order}` : ": as published"));
};

// Pasted, no cell is a formula, ids stay text and a day is a date.
const copy = (table, pressed) => {
  const lines = [table.tHead.rows[0], ...shownOf(table)].map((row) => [...row.cells].map(
    (cell) => words(cell).replace(/^[=+@-]/, "'$&").replace(WHOLE_DAY, "$1")));
  const isText = (cell, place) => !isNumeric(table, place) && !/^\d+ \w{3} \d{4}$/.test(cell);
  const td = (cell, place) => "<td" + (isText(cell, place) ? ` style="mso-number-format:'\\@'"` : "")
    + ">" + make("i", cell).innerHTML;
  const fill = (event) => {
    event.preventDefault();
    const put = (type, rows) => event.clipboardData.setData(type, rows.join("\n"));
    put("text/plain", lines.map((line) => line.join("\t")));
    put("text/html", ["<table>", ...lines.map((line) => "<tr>" + line.map(td).join(""))]);
  };
  addEventListener("copy", fill, { once: true });
  const done = document.execCommand("copy");
  removeEventListener("copy", fill);
  say(pressed.textContent = done ? `Rows copied: ${lines.length - 1}` : "Not allowed to copy");
};

const main = document.querySelector("main");
const tables = [...main.querySelectorAll("table")];
for (const table of tables) {
  rowsOf(table).forEach((row, place) => (row.place = place));
  if (rowsOf(table)[1]) headsOf(table).forEach((head, place) =>
    head.replaceChildren(button(words(head), () => sort(table, head, place))));
  const copies = button("Copy as table", () => copy(table, copies));
  copies.setAttribute("aria-describedby", table.caption.id);
  const tools = make("p", "", { className: "tools" });
  tools.append(copies);
  table.parentNode.after(tools);
}

// A stop of the keyboard only where it scrolls.
const stops = () => {
  for (const { parentNode: region, caption } of tables) {
    const given = { tabindex: 0, role: "region", "aria-labelledby": caption.id };
    for (const name in given)
      if (region.scrollWidth > region.clientWidth) region.setAttribute(name, given[name]);
      else region.removeAttribute(name);
  }
};
addEventListener("resize", stops);
main.addEventListener("toggle", stops, true);
stops();

// A table of children is filtered by the columns that it has, and left whole by the others.
const PARTS = {
  [main.dataset.worker || "Worker"]: (cell) => [cell],
  "Why it is listed": (cell) => cell.split("; ").map((flag) =>
    flag.replace(/ for \d+ working days?$/, "").replace(/^\d+ c/, "C")),
};
const placeOf = (table, label) => headsOf(table).map(words).indexOf(label);
const filtered = tables.filter((table) => placeOf(table, "Child") >= 0);
const form = make("form", "", { onsubmit: () => false });
const fields = form.elements;
const filter = () => {
  const typed = fields.words.value.trim().toLowerCase();
  const wanted = Object.keys(PARTS).filter((label) => fields[label].value);
  let all = 0;
  for (const table of filtered) {
    const tests = wanted.map((label) => [placeOf(table, label), PARTS[label], fields[label].value])
      .filter(([place]) => place >= 0);
    for (const row of rowsOf(table))
      row.hidden = ![...row.cells].map(words).join().toLowerCase().includes(typed) || !tests.every(
        ([place, parts, value]) => parts(words(row.cells[place])).includes(value));
    const { length } = shownOf(table);
    table.count.textContent = typed || wanted[0] ? ` – ${length} shown` : "";
    all += length;
  }
  say(`Rows shown: ${all}`);
};
const field = (name, label, control) => {
  form.append(make("label", label));
  form.lastChild.append(Object.assign(control, { name, oninput: filter }));
};
for (const label in PARTS) {
  const found = filtered.flatMap((table) => placeOf(table, label) < 0 ? [] :
    rowsOf(table).flatMap((row) => PARTS[label](words(row.cells[placeOf(table, label)]))));
  const select = make("select", "");
  for (const value of ["", ...[...new Set(found)].filter(Boolean).sort(compare)])
    select.append(make("option", value || "All", { value }));
  field(label, label, select);
}
field("words", "Words or numbers", make("input", "", { type: "search" }));
form.append(button("Show all", () => filter(form.reset())));
for (const table of filtered) {
  table.count = make("span", "");
  table.closest("section").querySelector("h2, h3").append(table.count);
}
if (filtered[0]) {
  const folded = make("details", "", { className: "filter" });
  folded.append(make("summary", "Filter the lists"), form);
  filtered[0].closest("section").before(folded);
}
main.append(said);

// What a link leads to is unfolded, also where the browser does not do so by itself.
const reveal = () => {
  const target = document.getElementById(location.hash.slice(1));
  for (let at = target; at; at = at.parentElement) if (at.localName === "details") at.open = true;
  target?.scrollIntoView();
};
addEventListener("hashchange", reveal);
reveal();
