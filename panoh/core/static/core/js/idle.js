/* After the time in which a session ends without a page, the page that stands open is emptied, whether there is a network or not. Typed
   words that could not be kept as a draft stay: nobody else has them. */
(function () {
  "use strict";
  var EVERY = 15000;
  var said = document.body.dataset; // of the page that stands here: one that is shown in its place brings its own
  var touched = Date.now();

  function stays() { return !said.idle || document.querySelector("form[data-unkept], #locked"); }

  function look() {
    if (stays() || Date.now() - touched < said.idle * 1000) return;
    var link = document.createElement("a"), main = document.createElement("main");
    main.className = "page";
    main.append(link);
    link.href = location.pathname;
    link.textContent = said.idleOver;
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
