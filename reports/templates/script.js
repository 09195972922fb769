"use strict";
// Everything is readable without this script. It filters, sorts and copies.
document.querySelectorAll("form.filter").forEach(function (form) {
  var rows = Array.from(document.getElementById(form.dataset.table).tBodies[0].rows);
  var text = form.querySelector("input"), state = form.querySelector("select"), shown = form.querySelector("output");
  function apply() {
    var words = text.value.toLowerCase().split(/\s+/), n = 0;
    rows.forEach(function (row) {
      var content = row.textContent.toLowerCase();
      row.hidden = !(!state.value || row.dataset.state === state.value) || !words.every(function (w) { return content.includes(w); });
      n += row.hidden ? 0 : 1;
    });
    shown.textContent = shown.dataset.text.replace("{n}", n).replace("{all}", rows.length);
  }
  form.addEventListener("input", apply);
  form.addEventListener("submit", function (e) { e.preventDefault(); });
  form.hidden = false;
  apply();
});
document.querySelectorAll("table[data-sort]").forEach(function (table) {
  table.tHead.querySelectorAll("th").forEach(function (th, column) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = th.textContent;
    th.textContent = "";
    th.append(button);
    button.addEventListener("click", function () {
      var down = th.getAttribute("aria-sort") === "ascending", body = table.tBodies[0];
      table.tHead.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
      th.setAttribute("aria-sort", down ? "descending" : "ascending");
      Array.from(body.rows).sort(function (a, b) {
        var x = key(a.cells[column]), y = key(b.cells[column]);
        return (down ? -1 : 1) * (x - y || String(x).localeCompare(String(y), document.documentElement.lang, { numeric: true }));
      }).forEach(function (row) { body.append(row); });
    });
  });
  function key(cell) { return cell.dataset.v === undefined ? cell.textContent.trim() : Number(cell.dataset.v); }
});
document.querySelectorAll(".again").forEach(function (box) {
  var label = document.body.dataset.copy, done = document.body.dataset.copied, code = box.querySelector("pre code");
  var button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", function () {
    var range = document.createRange();
    range.selectNodeContents(code);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    if (!navigator.clipboard) { return; }
    navigator.clipboard.writeText(code.textContent).then(function () { button.textContent = done; }, function () {});
  });
  box.classList.add("can");
  box.append(button);
});
var opened = [];
addEventListener("beforeprint", function () {
  opened = Array.from(document.querySelectorAll("details:not([open])"));
  opened.forEach(function (d) { d.open = true; });
});
addEventListener("afterprint", function () { opened.forEach(function (d) { d.open = false; }); });
