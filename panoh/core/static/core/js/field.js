/* Records on a telephone: seals at once, sends once there is a network. No word is stored. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-key]"), door = document.getElementById("door");
  var state = document.getElementById("state"), trouble = document.getElementById("trouble");
  if (!form || !window.crypto || !crypto.subtle || !window.indexedDB || !form.dataset.key) return; // the page says what then
  var said = form.dataset, none = state.textContent, blank = answers(), sending = false, EVERY = 60000, PATIENCE = 30000;
  document.getElementById("old").hidden = true;
  form.hidden = false;

  function answers() {
    var facts = Object.create(null);
    new FormData(form).forEach(function (value, name) { if (value.trim() && name !== "unasked") (facts[name] = facts[name] || []).push(value); });
    return facts;
  }

  function isSaid(facts) { // otherwise than the page opens, as in hotline/forms/phone.py
    return /^(danger|back)$/.test(facts.what) || Object.keys(facts).some(function (name) {
      return name !== "what" && String(facts[name]) !== String(blank[name] || "");
    });
  }

  function bytes(text) {
    return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), function (sign) { return sign.charCodeAt(0); });
  }

  function tell(text) {
    trouble.textContent = text || "";
    trouble.hidden = !text;
  }

  function opened() {
    return new Promise(function (done, failed) {
      var ask = indexedDB.open("notes", 1);
      ask.onupgradeneeded = function () {
        ask.result.createObjectStore("waiting");
        ask.result.createObjectStore("day");
      };
      ask.onsuccess = function () { done(ask.result); };
      ask.onerror = ask.onblocked = failed;
    });
  }

  async function kept(store, write, work) { // answers only once it is on the disk of the telephone
    var base = await opened();
    return new Promise(function (done, failed) {
      var deed = base.transaction(store, write ? "readwrite" : "readonly", { durability: "strict" }), ask = work(deed.objectStore(store));
      deed.oncomplete = function () { base.close(); done(ask.result); };
      deed.onabort = deed.onerror = function () { base.close(); failed(deed.error); };
    });
  }

  var waiting = function () { return kept("waiting", false, function (store) { return store.getAllKeys(); }); };
  var day = function () { return kept("day", false, function (store) { return store.get("token"); }); };

  async function show() {
    var count = (await waiting()).length, signed = await day();
    state.textContent = count ? said.waiting + " " + count : (state.dataset.sent ? said.sent + " " : "") + none;
    document.getElementById("send").hidden = !count || !signed;
    door.hidden = !!signed;
  }

  async function seal(facts) { // byte by byte as docs/adr/0015-intake.md says
    var text = new TextEncoder().encode(JSON.stringify({ kind: "record", facts: facts, files: [] })), size = 2048;
    while (size < text.length + 4) size *= 2;
    var plain = new Uint8Array(size);
    new DataView(plain.buffer).setUint32(0, text.length);
    plain.set(text, 4);
    var point = bytes(said.key), number = crypto.getRandomValues(new Uint8Array(16));
    var head = new Uint8Array(25), purpose = new TextEncoder().encode("panoh intake 1"), info = new Uint8Array(purpose.length + 25);
    head[0] = 1;
    head.set(new Uint8Array(await crypto.subtle.digest("SHA-256", point)).slice(0, 8), 1);
    head.set(number, 9);
    info.set(purpose);
    info.set(head, purpose.length);
    var box = await window.sealTo(point, info, plain), whole = new Uint8Array(25 + box.length);
    whole.set(head);
    whole.set(box, 25);
    return { name: Array.from(number, function (one) { return one.toString(16).padStart(2, "0"); }).join(""), sealed: whole };
  }

  async function post(address, body, headers) {
    var gone = new AbortController(), clock = setTimeout(function () { gone.abort(); }, PATIENCE);
    try {
      return await fetch(address, { method: "POST", body: body, headers: headers, credentials: "omit", cache: "no-store", signal: gone.signal });
    } finally {
      clearTimeout(clock);
    }
  }

  async function send() {
    if (sending) return;
    sending = true;
    try {
      var names = await waiting(), token = await day();
      for (var at = 0; token && at < names.length; at += 1) {
        var sealed = await kept("waiting", false, function (store) { return store.get(names[at]); });
        if (!sealed) continue; // another tab was faster
        var answer = await post(said.send, sealed, { "Content-Type": "application/octet-stream", "X-Day": token });
        if (answer.status === 401) await kept("day", true, function (store) { return store.delete("token"); });
        if (!answer.ok) {
          tell((await answer.json()).error);
          if (answer.status === 401 || answer.status >= 500) break;
          continue; // this one stays; the next may go
        }
        await kept("waiting", true, function (store) { return store.delete(names[at]); });
        state.dataset.sent = "1";
        tell("");
      }
    } catch (error) { // no network: it is tried again
    }
    sending = false;
    await show();
  }

  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    var facts = answers(), button = form.querySelector("button.main");
    if (!isSaid(facts)) return tell(said.empty);
    facts.at = [new Date().toISOString()];
    if (form.elements.said.value.length > +said.most) return tell(said.long);
    if (button.disabled) return undefined;
    button.disabled = true;
    try {
      var record = await seal(facts);
      await kept("waiting", true, function (store) { return store.put(record.sealed, record.name); });
      form.reset();
      form.dispatchEvent(new Event("change")); // what is asked follows what was chosen
      tell("");
      state.scrollIntoView();
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    } catch (error) {
      tell(said.cannot); // what was typed stands in the form still
    }
    button.disabled = false;
    await show();
    return send();
  });

  form.addEventListener("change", function (event) { // a danger is acted on within the hour, unless another is chosen
    if (event.target.name === "what") form.elements.urgency.value = event.target.value === "call" ? "routine" : "hour";
  });

  door.addEventListener("submit", async function (event) {
    event.preventDefault();
    try {
      var answer = await post(said.door, new URLSearchParams(new FormData(door))), told = await answer.json();
      if (!answer.ok) return tell(told.error);
      await kept("day", true, function (store) { return store.put(told.token, "token"); });
      door.reset();
      tell("");
    } catch (error) {
      return tell(said.offline);
    }
    await show();
    return send();
  });

  document.getElementById("send").addEventListener("click", send);
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", function (event) { if (form.elements.said.value) event.preventDefault(); });
  setInterval(send, EVERY);
  show().then(send);
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register(said.worker);
    navigator.serviceWorker.ready.then(function () { document.getElementById("ready").hidden = false; });
  }
})();
