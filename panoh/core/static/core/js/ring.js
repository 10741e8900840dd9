/* Enrols this telephone: asks the browser to let itself be woken, draws the telephone's own secret, and sends both as the form. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-push-key]");
  if (!form || !window.isSecureContext || !navigator.serviceWorker || !window.PushManager || !window.Notification || !window.indexedDB) return;
  var said = form.dataset, is_ready = false;
  form.hidden = false;
  document.querySelector("[data-push-old]").hidden = true;

  function bytes(text) {
    return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), function (sign) { return sign.charCodeAt(0); });
  }

  function drawn() {
    var signs = String.fromCharCode.apply(null, crypto.getRandomValues(new Uint8Array(32)));
    return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function keep(own) { // for the script that is woken (public/ring_worker.js), in a store that the page without a network does not use
    return new Promise(function (done, failed) {
      var ask = indexedDB.open("ring", 1);
      ask.onupgradeneeded = function () { ask.result.createObjectStore("own"); };
      ask.onerror = ask.onblocked = failed;
      ask.onsuccess = function () {
        var deed = ask.result.transaction("own", "readwrite");
        deed.objectStore("own").put(own, "own");
        deed.oncomplete = function () { ask.result.close(); done(); };
        deed.onabort = failed;
      };
    });
  }

  function active(registration) { // this page is not in its scope, so `ready` would never come
    return new Promise(function (done) {
      var coming = registration.installing || registration.waiting;
      if (registration.active || !coming) return done(registration);
      coming.addEventListener("statechange", function () { if (registration.active) done(registration); });
    });
  }

  async function enrol() {
    if (await Notification.requestPermission() !== "granted") throw new Error("refused");
    var registration = await active(await navigator.serviceWorker.register(said.worker));
    var wish = { userVisibleOnly: true, applicationServerKey: bytes(said.pushKey) }, subscription;
    try {
      subscription = await registration.pushManager.subscribe(wish);
    } catch (other) { // it was enrolled with another key
      var old = await registration.pushManager.getSubscription();
      if (!old) throw other;
      await old.unsubscribe();
      subscription = await registration.pushManager.subscribe(wish);
    }
    var secret = drawn();
    await keep({ secret: secret, plain: said.plain, codes: said.codes, page: location.origin + said.page });
    form.elements.address.value = subscription.endpoint;
    form.elements.secret.value = secret;
  }

  form.addEventListener("submit", function (event) {
    if (is_ready) return;
    event.preventDefault();
    enrol().then(function () {
      is_ready = true;
      form.requestSubmit();
    }).catch(function () { form.querySelector("[data-push-said]").hidden = false; });
  });
})();
