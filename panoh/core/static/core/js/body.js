/* A tap on the figure chooses the place of the body in the list, and keeps the point. Without script the list alone does. */
(function () {
  "use strict";

  var select = document.querySelector("[data-body-region]");
  var x = document.querySelector("[data-body-x]");
  var y = document.querySelector("[data-body-y]");
  var figures = document.querySelectorAll("[data-body]");
  if (!select || !x || !y) return;

  function forget() {
    x.value = y.value = "";
    figures.forEach(function (figure) {
      var tap = figure.querySelector("[data-tap]");
      tap.setAttribute("cx", "-20");
      tap.setAttribute("cy", "-20");
    });
  }

  figures.forEach(function (figure) {
    figure.addEventListener("click", function (event) {
      var region = event.target.closest("[data-region]");
      if (!region) return;
      var point = new DOMPoint(event.clientX, event.clientY).matrixTransform(figure.getScreenCTM().inverse());
      forget();
      select.value = region.dataset.region;
      x.value = String(Math.round(point.x));
      y.value = String(Math.round(point.y));
      var tap = figure.querySelector("[data-tap]");
      tap.setAttribute("cx", x.value);
      tap.setAttribute("cy", y.value);
      select.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
  select.addEventListener("change", forget);
})();
