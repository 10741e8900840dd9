/* What rings for this account stands above every page, renews itself, and is counted in the title of the tab. Where this browser was asked
   to, a tone says that there is something new; a browser plays none before the page was touched. */
(function () {
  "use strict";
  var SEEN = 4000, HIDDEN = 30000, MOVES = 700, SOUND = "ring-sound", timer = 0;

  function plays() { try { return localStorage.getItem(SOUND) === "1"; } catch (_) { return false; } }

  function tone() {
    try {
      var audio = new AudioContext(), sound = audio.createOscillator();
      sound.frequency.value = 660;
      sound.connect(audio.destination);
      sound.start();
      sound.stop(audio.currentTime + 0.6);
    } catch (_) { /* this browser plays none */ }
  }

  function show(box, text) {
    var part = new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
    var before = Number(box.dataset.count || 0), count = Number(part.dataset.count), height = box.offsetHeight;
    box.dataset.mark = part.dataset.mark;
    box.dataset.count = count;
    box.replaceChildren(part);
    box.querySelectorAll("li").forEach(function (row) { // what stands in the list of this page already
      var link = row.querySelector("a");
      if (link && document.querySelector('main .tasks a[href="' + link.getAttribute("href") + '"]')) box.replaceChildren();
    });
    if (box.offsetHeight !== height) { // the page moves: nothing is pressed that was not meant
      document.body.style.pointerEvents = "none";
      setTimeout(function () { document.body.style.pointerEvents = ""; }, MOVES);
    }
    // What the keyboard comes to is scrolled to below it.
    var stays = box.offsetHeight && getComputedStyle(box).position === "sticky";
    document.documentElement.style.scrollPaddingTop = stays ? "calc(5rem + " + box.offsetHeight + "px)" : "";
    document.title = (count ? "(" + count + ") " : "") + document.title.replace(/^\(\d+\) /, "");
    if (count > before && plays()) tone();
  }

  function ask() {
    var box = document.getElementById("ringing");
    clearTimeout(timer);
    timer = setTimeout(ask, document.hidden ? HIDDEN : SEEN);
    if (!box || !navigator.onLine) return;
    fetch(box.dataset.url + "?mark=" + (box.dataset.mark || ""), {
      redirect: "manual", headers: window.pageAccount.headers({ "HX-Request": "true" })
    }).then(function (answer) {
      return answer.status === 200 && answer.text().then(function (text) { if (box.isConnected) show(box, text); });
    }).catch(function () { /* no network: asked again */ });
  }

  document.querySelectorAll("[data-ring-sound]").forEach(function (button) {
    function say() { button.setAttribute("aria-pressed", plays()); }
    button.parentNode.hidden = false;
    button.addEventListener("click", function () {
      try { localStorage.setItem(SOUND, plays() ? "" : "1"); } catch (_) { return; }
      say();
      if (plays()) tone();
    });
    say();
  });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) ask(); });
  ask();
})();
