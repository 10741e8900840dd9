/* On a phone the row of tabs begins where one is, not at its left end. */
(function () {
  "use strict";
  document.querySelectorAll(".tabs").forEach(function (row) {
    var here = row.querySelector("[aria-current]");
    if (here) row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  });
})();
