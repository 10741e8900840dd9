/* The row of Tajik letters under the field of words in which one stands. Put in by script, so that without script it does not stand there
   dead; one row a page: it comes with the focus, and stays until another field of words has it, so that nothing jumps from under a finger. */
(function () {
  "use strict";
  var LETTERS = ["ғ", "ӣ", "қ", "ӯ", "ҳ", "ҷ"];
  var field = null;
  var row = null;

  function isGreat(shift) {
    var before = field.value.slice(0, field.selectionStart);
    return shift || (field.dataset.letters === "name" ? /(^|[\s-])$/ : /(^|[.!?…]\s+|\n)$/).test(before);
  }

  function insert(letter) {
    field.focus();
    field.setRangeText(letter, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function make() {
    var made = document.createElement("div");
    made.className = "letters";
    made.lang = "tg";
    made.setAttribute("role", "toolbar");
    made.setAttribute("aria-label", document.body.dataset.lettersLabel || "ғ ӣ қ ӯ ҳ ҷ");
    LETTERS.forEach(function (letter, place) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = letter;
      button.tabIndex = place ? -1 : 0; // one stop for the keyboard, arrows within
      button.addEventListener("mousedown", function (event) { event.preventDefault(); }); // the caret and the phone's keyboard stay
      button.addEventListener("click", function (event) { insert(isGreat(event.shiftKey) ? letter.toUpperCase() : letter); });
      made.append(button);
    });
    made.addEventListener("keydown", function (event) {
      var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      var buttons = Array.from(made.children);
      var next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
      buttons.forEach(function (button) { button.tabIndex = button === next ? 0 : -1; });
      next.focus();
    });
    return made;
  }

  function show(to) {
    if (to === field && row.isConnected) return;
    field = to;
    row = row || make();
    if (field.id) row.setAttribute("aria-controls", field.id);
    field.after(row);
  }

  document.addEventListener("focusin", function (event) { if (event.target.matches("[data-letters]")) show(event.target); });
  if (document.activeElement && document.activeElement.matches("[data-letters]")) show(document.activeElement);
})();
