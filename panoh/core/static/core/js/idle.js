/* After the time in which a session ends without a page, the page that stands open is emptied, whether there is a network or not.
   Typed words that could not be kept as a draft stay: nobody else has them. */
(function () {
  "use strict";
  var EVERY = 15000;
  var said = document.body.dataset;
  var touched = Date.now();
  if (!said.idle) return;

  function look() {
    if (Date.now() - touched < said.idle * 1000 || document.querySelector("form[data-unkept]")) return;
    var link = document.createElement("a");
    var main = document.createElement("main");
    link.href = location.pathname;
    link.textContent = said.idleOver;
    main.className = "page";
    main.append(link);
    document.body.replaceChildren(main);
    clearInterval(timer);
  }

  function touch() {
    look(); // a touch that comes too late shows nothing
    touched = Date.now();
  }

  var timer = setInterval(look, EVERY); // a computer that slept is late, and looks when it wakes
  ["keydown", "pointerdown", "wheel", "scroll", "input", "focus", "pageshow"].forEach(function (name) {
    window.addEventListener(name, touch, { capture: true, passive: true });
  });
})();
