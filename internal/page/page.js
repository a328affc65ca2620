// Filters and sorts the page. Without this script, and in print, everything is shown.
(function () {
  "use strict";
  var form = document.getElementById("filter");
  var list = document.getElementById("findings");
  var findings = Array.from(document.querySelectorAll("article.finding"));
  var maps = Array.from(document.querySelectorAll("article.map"));
  var texts = new Map();
  findings.concat(maps).forEach(function (card) { texts.set(card, textOf(card).toLowerCase()); });

  // textOf returns the text of a card without the explanation, which all of a category share.
  function textOf(card) {
    var help = card.querySelector("details");
    return (help ? card.textContent.replace(help.textContent, "") : card.textContent) + " " + card.dataset.package;
  }

  function value(name) { return form.elements[name] ? form.elements[name].value : ""; }

  function apply() {
    var pkg = value("package"), category = value("category"), change = value("change");
    var words = value("text").toLowerCase().split(/\s+/).filter(Boolean);
    var matches = function (card) {
      return (!pkg || card.dataset.package === pkg) && words.every(function (w) { return texts.get(card).includes(w); });
    };
    var shown = 0, on = new Set();
    findings.forEach(function (f) {
      var show = matches(f) && (!category || f.dataset.category === category) && (!change || f.dataset.change === change);
      f.classList.toggle("off", !show);
      if (show) { shown++; on.add(f.id); }
    });
    maps.forEach(function (m) {
      var ofFinding = m.dataset.findings.split(" ").some(function (id) { return on.has(id); });
      m.classList.toggle("off", !(category || change ? ofFinding : matches(m) || ofFinding));
    });
    document.querySelectorAll(".group").forEach(function (g) {
      g.classList.toggle("off", !g.querySelector("article:not(.off)"));
    });
    document.querySelectorAll("tbody tr[data-package]").forEach(function (row) {
      row.classList.toggle("off", Boolean(pkg) && row.dataset.package !== pkg);
    });
    form.querySelector("output").textContent = shown + " of " + findings.length + " findings";
    sort(value("sort"));
  }

  function sort(by) {
    var compare = function (a, b) {
      var n = 0;
      if (by === "category") { n = a.dataset.category < b.dataset.category ? -1 : a.dataset.category > b.dataset.category ? 1 : 0; }
      if (by === "confidence") { n = a.dataset.confidence - b.dataset.confidence; }
      return n || a.dataset.place - b.dataset.place;
    };
    findings.slice().sort(compare).forEach(function (f) { list.appendChild(f); });
  }

  // reveal shows everything if the target of a link is filtered out.
  function reveal() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target && target.closest(".off")) { form.reset(); apply(); target.scrollIntoView(); }
  }

  function copy(button) {
    var text = button.closest("figure").querySelector("pre").textContent;
    var done = function () { button.textContent = "copied"; setTimeout(function () { button.textContent = "copy"; }, 1500); };
    var select = function () { // where the clipboard is not to be had
      var area = document.createElement("textarea");
      area.value = text;
      document.body.appendChild(area);
      area.select();
      if (document.execCommand("copy")) { done(); }
      area.remove();
    };
    if (navigator.clipboard) { navigator.clipboard.writeText(text).then(done, select); } else { select(); }
  }

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", function (e) { e.preventDefault(); });
  form.addEventListener("reset", function () { setTimeout(apply); });
  window.addEventListener("hashchange", reveal);
  document.querySelectorAll("button.copy").forEach(function (b) {
    b.hidden = false;
    b.addEventListener("click", function () { copy(b); });
  });
  var details = Array.from(document.querySelectorAll("details"));
  var set = function (open) { details.forEach(function (d) { d.open = open; }); };
  set(false);
  window.addEventListener("beforeprint", function () { set(true); });
  window.addEventListener("afterprint", function () { set(false); });
  apply();
})();
