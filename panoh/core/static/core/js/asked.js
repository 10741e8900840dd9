/* A question that comes with its reason (data-asked-if: panoh/core/forms/questions.py) comes and goes at once; what was typed in it stays
   on the page and is not sent while it is away. The word "optional" goes where an answer is needed (data-needed-if). Without script the
   server asks what was not asked yet, and in doubt it alone decides. */
(function () {
  "use strict";

  function answers(form, name) {
    return Array.from(form.elements).filter(function (input) {
      return input.name === name && !input.matches(":disabled") && (!/^(radio|checkbox)$/.test(input.type) || input.checked) && input.value;
    }).map(function (input) { return input.value; });
  }

  /* The latest day that was typed (31.05.1990, 05.1990, 1990, 31051990, 1990-05-31), or nothing. */
  function day(text) {
    var parts = (/^\d{8}$/.test(text) ? [text.slice(0, 2), text.slice(2, 4), text.slice(4)] : text.match(/\d+/g) || []).map(Number);
    if (parts[0] > 999) parts.reverse();
    var year = parts[parts.length - 1];
    var now = new Date();
    if (!parts.length || (year > 99 && year < 1900) || (year < 100 && parts.length < 3)) return null;
    if (year < 100) year += year + 2000 > now.getFullYear() ? 1900 : 2000;
    var month = parts.length > 1 ? parts[parts.length - 2] : 12;
    return parts.length > 2 ? new Date(year, month - 1, parts[0]) : new Date(year, month, 0);
  }

  function holds(form, reason) {
    var age = reason.match(/^(.+)~(.+)@(.+)$/);
    if (!age) {
      var parts = reason.split("=");
      var given = answers(form, parts[0]);
      if (parts.length < 2) return given.length > 0;
      var values = parts[1].split(",");
      return (given.length ? given : [""]).some(function (one) { return values.indexOf(one) >= 0; });
    }
    var birth = day(answers(form, age[1])[0] || "");
    if (!birth) return age[2] === "unknown";
    var on = day(answers(form, age[3])[0] || "") || new Date();
    if (age[2] === "asked" && on.getFullYear() - birth.getFullYear() < 6) return false;
    return age[2] !== "unknown" && new Date(birth.getFullYear() + 18, birth.getMonth(), birth.getDate()) > on;
  }

  function all(form, reasons) {
    return reasons.split(" & ").every(function (any) { return any.split("|").some(function (reason) { return holds(form, reason); }); });
  }

  function watch(form) {
    if (form.askedWatched) return;
    form.askedWatched = true;

    function show() {
      form.querySelectorAll("[data-asked-if]").forEach(function (question) {
        var asked = all(form, question.dataset.askedIf);
        question.hidden = question.disabled = !asked;
        question.previousElementSibling.disabled = asked;
      });
      form.querySelectorAll("[data-needed-if]").forEach(function (optional) {
        var needed = optional.hidden = all(form, optional.dataset.neededIf);
        var label = optional.closest("label");
        if (label && label.control) label.control.setAttribute("aria-required", String(needed));
        if (!label) optional.closest("fieldset").toggleAttribute("data-needed", needed);
      });
    }

    form.addEventListener("input", show);
    form.addEventListener("change", show);
    show();
  }

  function look(root) {
    root.querySelectorAll("[data-asked-if], [data-needed-if]").forEach(function (part) { watch(part.closest("form")); });
  }

  look(document);
  document.addEventListener("htmx:load", function (event) { look(event.target.parentNode || document); });
})();
