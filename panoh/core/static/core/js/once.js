/* A form is sent once: the second press of a tired thumb changes nothing. */
(function () {
  "use strict";
  var PATIENCE = 15000; // then the network has hung and one may press again

  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method === "get" || "again" in form.dataset) return; // a search or a download may be asked for again
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "1";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    setTimeout(function () { release(form); }, PATIENCE);
    setTimeout(function () {
      if (event.defaultPrevented && !form.hasAttribute("hx-post")) release(form); // another script took it over
    });
  }, true);

  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.target.tagName === "FORM") release(event.target);
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });
})();
