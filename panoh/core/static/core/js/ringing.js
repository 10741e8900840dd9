/* What rings for this account stands above every page, renews itself, and is counted in the title of the tab beside a bell, for
   My day counts more. Where this browser was asked
   to, a tone says that there is something new; a browser plays none before the page was touched. It moves nothing that one is about to
   press: where something rang on the page before, its room is kept from the first; else the page scrolls by as much as it takes. */
(function () {
  "use strict";
  var SEEN = 4000, HIDDEN = 30000, MOVES = 700, SOUND = "ring-sound", ROOM = "ring-room", timer = 0;

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

  function room(height) { // of what rang last in this tab: how high it was, and nothing that it said
    try {
      if (height === undefined) return Number(sessionStorage.getItem(ROOM));
      if (height) sessionStorage.setItem(ROOM, height);
      else sessionStorage.removeItem(ROOM);
    } catch (_) { /* none is kept */ }
    return 0;
  }

  function stays(box) { // while it is empty it covers nothing that is pressed
    box.style.position = "";
    var is = getComputedStyle(box).position === "sticky";
    if (!box.querySelector("li")) box.style.position = "static";
    return is;
  }

  function keepRoom() {
    var box = document.getElementById("ringing");
    if (box && !document.querySelector("main .tasks .danger, [data-danger]") && stays(box)) box.style.minHeight = room() + "px";
  }

  // Changes what stands above the page; what one is about to press stays where it is.
  function inPlace(box, change) {
    var root = document.documentElement, height = box.offsetHeight;
    root.style.overflowAnchor = "none"; // or the browser scrolls too
    change();
    var grown = box.offsetHeight - height, sticks = stays(box);
    if (grown < 0 && scrollY < -grown) box.style.minHeight = height + "px";
    else if (grown && sticks) {
      document.body.style.minHeight = scrollY + innerHeight + grown + "px"; // a short page has to scroll as well
      scrollBy({ top: grown, behavior: "instant" });
    }
    if (grown) { // and what comes is not pressed for what was there
      var still = sticks ? box : document.body;
      still.style.pointerEvents = "none";
      setTimeout(function () { still.style.pointerEvents = ""; }, MOVES);
    }
    root.style.overflowAnchor = "";
  }

  function show(box, text) {
    var part = new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
    var before = Number(box.dataset.count || 0), count = Number(part.dataset.count);
    box.dataset.mark = part.dataset.mark;
    box.dataset.count = count;
    inPlace(box, function () {
      box.replaceChildren(part);
      box.querySelectorAll("li").forEach(function (row) { // what stands in the list of this page already
        var link = row.querySelector("a");
        if (link && document.querySelector('main .tasks a[href="' + link.getAttribute("href") + '"]')) box.replaceChildren();
        if (document.querySelector("[data-danger]")) { // on the page of a danger no press is for another one
          if (link && link.pathname === location.pathname) box.replaceChildren();
          row.querySelector(".do").replaceChildren();
        }
      });
    });
    if (!count || part.offsetHeight) room(count ? part.offsetHeight : 0);
    // What the keyboard comes to is scrolled to below it.
    document.documentElement.style.scrollPaddingTop = stays(box) && box.querySelector("li") ? "calc(5rem + " + box.offsetHeight + "px)" : "";
    document.title = (count ? "🔔 " + count + " · " : "") + document.title.replace(/^🔔 \d+ · /, "");
    if (count > before && plays()) tone();
  }

  function ask() {
    var box = document.getElementById("ringing");
    clearTimeout(timer);
    timer = setTimeout(ask, document.hidden ? HIDDEN : SEEN);
    if (!box || !navigator.onLine) return;
    fetch(box.dataset.url + "?mark=" + (box.dataset.mark || "") + (document.hidden ? "&hidden" : ""), {
      redirect: "manual", headers: window.pageAccount.headers({ "HX-Request": "true" })
    }).then(function (answer) {
      if (answer.status === 204 && !box.dataset.mark) room(0);
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
  keepRoom();
  document.addEventListener("visibilitychange", function () { if (!document.hidden) ask(); });
  ask();
})();
