/* What htmx puts in the place where the keyboard stood takes the keyboard over, so that one goes on from there and not from the top. */
(function () {
  "use strict";
  var stood = false;

  document.addEventListener("htmx:beforeSwap", function (event) {
    var here = document.activeElement;
    stood = event.detail.shouldSwap && here !== document.body && event.detail.target.contains(here);
  });
  document.addEventListener("htmx:load", function (event) {
    if (!stood || document.activeElement !== document.body) return;
    stood = false;
    event.target.tabIndex = -1;
    event.target.focus({ preventScroll: true });
  });
})();
