/* After the time in which a session ends without a page, the page that stands open is emptied, whether there is a network or not. When
   one page of this browser locks every other is emptied too; when one becomes discreet the others are asked for anew. Typed words that
   could not be kept as a draft stay: nobody else has them. */
(function () {
  "use strict";
  var EVERY = 15000;
  var said = document.body.dataset; // of the page that stands here: one that is shown in its place brings its own
  var touched = Date.now();
  var pages = window.BroadcastChannel && new BroadcastChannel("panoh"); // browsers of before 2022 have none

  function stays() { return !said.idle || document.querySelector("form[data-unkept]"); }

  function look() {
    if (stays() || Date.now() - touched < said.idle * 1000) return;
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

  document.addEventListener("submit", function (event) {
    if ("tells" in event.target.dataset) sessionStorage.setItem("tells", event.target.dataset.tells);
  });
  if (!pages) return;
  var done = sessionStorage.getItem("tells");
  if (done === "discreet" || (done && !said.idle)) { // the page after the press: a lock that was refused leaves one signed in
    sessionStorage.removeItem("tells");
    pages.postMessage(done);
  }
  pages.addEventListener("message", function (event) {
    if (!stays()) location.replace(event.data === "discreet" ? location.pathname + location.search : "/desk/");
  });
})();
