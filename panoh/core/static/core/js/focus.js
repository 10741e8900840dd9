/* What htmx puts in the place where the keyboard stood takes the keyboard over, so that one goes on from there and not from the top. And
   what one comes to by Tab is seen whole: the browser is content with a part of it, the rest under what is fixed or past an edge. */
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

  document.addEventListener("keyup", function (event) {
    var here = event.target;
    if (event.key !== "Tab" || here === document.body) return;
    var drawn = here.matches(".unseen") ? here.nextElementSibling : here.closest(".choice");
    (drawn || here).scrollIntoView({ block: "nearest", inline: "nearest" });
  });
})();
