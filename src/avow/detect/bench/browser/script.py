"""Script of the error browser: filters the embedded records; text enters the page as text only."""

SCRIPT = """
"use strict";
(function () {
  var rows = JSON.parse(document.getElementById("data").textContent);
  var names = ["corpus", "label", "kind", "word_class", "domain"];
  var list = document.getElementById("list");
  var count = document.getElementById("count");
  var more = document.getElementById("more");
  var search = document.getElementById("search");
  var step = 60, shown = step;

  function options(name) {
    var tally = new Map();
    rows.forEach(function (row) { tally.set(row[name], (tally.get(row[name]) || 0) + 1); });
    var select = document.getElementById(name);
    Array.from(tally.keys()).sort().forEach(function (value) {
      var option = document.createElement("option");
      option.value = value;
      option.textContent = (value || "none") + " (" + tally.get(value) + ")";
      select.append(option);
    });
    select.addEventListener("change", function () { shown = step; draw(); });
  }

  function chosen() {
    var word = search.value.trim().toLowerCase();
    return rows.filter(function (row) {
      var fits = names.every(function (name) {
        var select = document.getElementById(name);
        return select.selectedIndex === 0 || row[name] === select.value;
      });
      var all = row.before + row.span + row.after + " " + row.note;
      return fits && (!word || all.toLowerCase().includes(word));
    });
  }

  function element(tag, name, text) {
    var node = document.createElement(tag);
    if (name) { node.className = name; }
    if (text) { node.textContent = text; }
    return node;
  }

  function item(row) {
    var node = element("li", row.kind.split(" ")[0]);
    var facts = element("div", "facts");
    facts.append(element("b", "", row.kind));
    [row.label, row.word_class, row.corpus, row.domain, row.text_id].forEach(function (fact) {
      if (fact) { facts.append(element("span", "", fact)); }
    });
    var text = element("p", "text");
    text.dir = "auto";
    text.append(row.before, element("mark", "", row.span), row.after);
    node.append(facts, text);
    if (row.note) { node.append(element("div", "note", row.note)); }
    return node;
  }

  function draw() {
    var hits = chosen();
    list.replaceChildren.apply(list, hits.slice(0, shown).map(item));
    count.textContent = hits.length + " of " + rows.length + " errors fit, " +
      Math.min(shown, hits.length) + " shown";
    more.hidden = hits.length <= shown;
  }

  names.forEach(options);
  search.addEventListener("input", function () { shown = step; draw(); });
  more.addEventListener("click", function () { shown += step; draw(); });
  draw();
})();
"""
