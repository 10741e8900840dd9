/* A button that copies what stands in an element. Without script, or where the browser refuses, it is not there. */
(function () {
  "use strict";
  if (!navigator.clipboard) return;
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim()).then(function () {
        button.setAttribute("aria-pressed", "true");
      });
    });
  });
})();
