/* What was found while one typed gets the address under which it is kept: who comes back to the page finds it again. */
(function () {
  "use strict";
  document.addEventListener("htmx:afterRequest", function (event) {
    var here = event.detail.xhr.getResponseHeader("X-Here");
    if (here && location.pathname === here.split("?")[0]) history.replaceState(null, "", here);
  });
})();
