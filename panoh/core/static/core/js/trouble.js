/* When htmx gets no answer, the page says so in words and says what is safe. */
(function () {
  "use strict";

  document.addEventListener("htmx:sendError", function () {
    var place = document.getElementById("said");
    var words = document.getElementById("no-network");
    if (!place || !words) return;
    place.replaceChildren(words.content.cloneNode(true));
    place.scrollIntoView();
  });
})();
