/* The row of Tajik letters under fields that ask for words. Put in by script, so that without script it does not stand there dead. */
(function () {
  "use strict";
  var LETTERS = ["ғ", "ӣ", "қ", "ӯ", "ҳ", "ҷ"];

  function isGreat(field, shift) {
    var before = field.value.slice(0, field.selectionStart);
    return shift || (field.dataset.letters === "name" ? /(^|[\s-])$/ : /(^|[.!?…]\s+|\n)$/).test(before);
  }

  function insert(field, letter) {
    field.focus();
    field.setRangeText(letter, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function addRow(field) {
    if (field.dataset.lettersDone) return;
    field.dataset.lettersDone = "1";
    var row = document.createElement("div");
    row.className = "letters";
    row.lang = "tg";
    row.setAttribute("role", "toolbar");
    row.setAttribute("aria-label", document.body.dataset.lettersLabel || "ғ ӣ қ ӯ ҳ ҷ");
    if (field.id) row.setAttribute("aria-controls", field.id);
    LETTERS.forEach(function (letter, place) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = letter;
      button.tabIndex = place ? -1 : 0; // one stop for the keyboard, arrows within
      button.addEventListener("mousedown", function (event) { event.preventDefault(); }); // the caret and the phone's keyboard stay
      button.addEventListener("click", function (event) {
        insert(field, isGreat(field, event.shiftKey) ? letter.toUpperCase() : letter);
      });
      row.append(button);
    });
    row.addEventListener("keydown", function (event) {
      var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      var buttons = Array.from(row.children);
      var next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
      buttons.forEach(function (button) { button.tabIndex = button === next ? 0 : -1; });
      next.focus();
    });
    field.after(row);
  }

  function addRows(root) {
    root.querySelectorAll("[data-letters]").forEach(addRow);
  }

  addRows(document);
  document.addEventListener("htmx:load", function (event) { addRows(event.target.parentNode || document); });
})();
