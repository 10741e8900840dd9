"use strict";
/* Woken, it asks with this telephone's own secret which codes wait, and shows one sentence. It keeps no page and answers for none. */
var ASK = "{{ ask }}", SAID = {{ said|safe }}, PATIENCE = 10000;
function kept() {
  return new Promise(function (done, failed) {
    var ask = indexedDB.open("ring", 1);
    ask.onupgradeneeded = function () { ask.result.createObjectStore("own"); };
    ask.onerror = ask.onblocked = failed;
    ask.onsuccess = function () {
      var found = ask.result.transaction("own").objectStore("own").get("own");
      found.onsuccess = function () { ask.result.close(); done(found.result || {}); };
      found.onerror = failed;
    };
  }).catch(function () { return {}; });
}
function codes(own) {
  var gone = new AbortController(), clock = setTimeout(function () { gone.abort(); }, PATIENCE);
  return fetch(ASK, {
    method: "POST", body: new URLSearchParams({ secret: own.secret }), credentials: "omit", cache: "no-store", redirect: "error",
    signal: gone.signal
  }).then(function (answer) { return answer.json(); }).then(function (found) { clearTimeout(clock); return found.codes; });
}
self.addEventListener("push", function (event) {
  event.waitUntil(kept().then(function (own) {
    return codes(own).catch(function () { return []; }).then(function (found) {
      var text = found.length && own.codes ? own.codes.replace("{}", found.join(", ")) : own.plain || SAID;
      return self.registration.showNotification(text, { tag: "ring", renotify: true, requireInteraction: true });
    });
  }));
});
self.addEventListener("notificationclick", function (event) {
  event.notification.close();
  event.waitUntil(kept().then(function (own) { return own.page && self.clients.openWindow(own.page); }));
});
