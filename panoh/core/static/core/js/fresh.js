// A public page that comes out of the browser's own cache is not shown before it was asked for anew; without a network it is shown and says of
// when it is. The way out is there meanwhile. Once the page is whole, it and the pages of data-also are kept for a time without a network, and
// <html data-kept> says so. Without this script the browser asks anew each time and keeps no copy for later.
(function () {
  "use strict";
  if (!window.fetch || !window.AbortController || !window.performance || !performance.getEntriesByType) return;
  var root = document.documentElement, here = location.href.split("#")[0], PATIENCE = 4000;
  var also = document.currentScript.dataset.also.split(" "), gone = new AbortController();
  var came = performance.getEntriesByType("navigation")[0], isOld = !(came && came.transferSize > 0);
  if (isOld) root.classList.add("asking");

  function ask(cache, more, address) {
    return fetch(address || here, Object.assign({ cache: cache, mode: "same-origin", credentials: "omit" }, more));
  }

  // Asked for by a script it is kept for a week; the whole of it has to come for that.
  function keep(address) { return ask("no-cache", { headers: { "X-Keep": "1" }, signal: gone.signal }, address); }

  function whole(answer) {
    if (answer.status >= 500) throw new Error("the server does not answer");
    return answer.text();
  }

  function keepOthers() {
    var others = also.filter(function (address) { return address !== location.pathname; });
    return Promise.all(others.map(function (address) { return keep(address).then(whole); })).then(function () { root.dataset.kept = ""; });
  }

  function edition(answer) { return answer && (answer.headers.get("ETag") || "").replace("W/", ""); }

  function two(number) { return ("0" + number).slice(-2); }

  function tell(kept) {
    var note = document.getElementById("old"), at = new Date(kept ? kept.headers.get("Date") : NaN);
    if (!note || isNaN(at)) return;
    note.querySelector("b").textContent = two(at.getDate()) + "." + two(at.getMonth() + 1) + "." + at.getFullYear() + ", " + two(at.getHours()) + ":" + two(at.getMinutes());
    note.hidden = false;
  }

  function show(kept) {
    if (document.readyState === "loading") return document.addEventListener("DOMContentLoaded", function () { show(kept); });
    if (kept) tell(kept);
    root.classList.remove("asking");
    return undefined;
  }

  // The way out empties the cache: nothing may come into it after that.
  document.addEventListener("submit", function () { gone.abort(); }, true);

  ask("only-if-cached").catch(function () { return null; }).then(function (kept) {
    var clock = setTimeout(function () { gone.abort(); }, PATIENCE);
    return keep(here).then(function (fresh) {
      return whole(fresh).then(function () {
        clearTimeout(clock);
        if (isOld && edition(fresh) !== edition(kept)) return location.reload();
        show(null);
        return keepOthers().catch(function () {});
      });
    }).catch(function () {
      clearTimeout(clock);
      show(isOld ? kept : null);
    });
  });
})();
