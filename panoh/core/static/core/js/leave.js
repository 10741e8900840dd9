// Public pages leave nothing to go back to: the way out takes this page's place in the tab's history, and pages of ours take
// each other's place. Without this script the button is a form and works all the same. Old phones: no modern words here.
// Without a network a form stays on its page, and says so: the browser's own page would take its words away.
(function () {
  "use strict";
  document.addEventListener("submit", function (event) {
    var said = event.target.querySelector("[data-offline]");
    if (said) said.hidden = navigator.onLine !== false;
    if (said && !said.hidden) event.preventDefault();
  });
  var form = document.querySelector("form.exit");
  if (!form) return;
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    document.body.textContent = ""; // a slow network shows an empty page meanwhile
    location.replace(form.action);
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.hash || link.hasAttribute("download") || link.protocol !== location.protocol || link.host !== location.host) return;
    event.preventDefault();
    location.replace(link.href);
  });
})();
