/* What is wider than a phone: the row of tabs begins where one is and fades where it goes on, a table that goes on says so above it. */
(function () {
  "use strict";
  document.querySelectorAll(".tabs").forEach(function (row) {
    var here = row.querySelector("[aria-current]");
    if (here) row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
    function ends() {
      row.style.mask = row.scrollLeft + row.clientWidth < row.scrollWidth - 4 ? "linear-gradient(90deg,#000 70%,#0003)" : "";
    }
    row.onscroll = ends;
    new ResizeObserver(ends).observe(row);
  });

  var sized = new ResizeObserver(function (tables) {
    tables.forEach(function (table) {
      table.target.previousElementSibling.hidden = table.target.scrollWidth <= table.target.clientWidth + 1;
    });
  });
  document.querySelectorAll(".scroll").forEach(function (table) { sized.observe(table); });
})();
