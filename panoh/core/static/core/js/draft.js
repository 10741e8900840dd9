/* Every form with data-draft="key" keeps a draft on the server as one types, sealed there, offered again on any device.
   POST /desk/drafts/<key>/ takes {"field": ["value", …]}, GET gives the same, DELETE forgets it. Nothing is kept in the browser.
   Each page writes to a draft of its own (draft_id), until one of those that are offered is taken up: none is written over.
   The version of the row it was typed over is kept with it, so that taking it up later passes over nobody's change. */
(function () {
  "use strict";
  var PAUSE = 1500;

  function address(key) { return "/desk/drafts/" + encodeURIComponent(key) + "/"; }

  /* Of the form itself: by it the server knows an autosave that comes after what the form has saved. */
  function token(form) {
    var input = (form || document).querySelector("[name=csrfmiddlewaretoken]");
    return input ? input.value : "";
  }

  function own(form) { return (form && form.querySelector("[name=draft_id]")) || {}; }

  function ask(method, key, which, body, form) {
    return fetch(address(key) + (which ? "?of=" + which : ""), {
      method: method,
      redirect: "manual", // being sent to sign in is not being kept
      keepalive: method !== "GET" && (body || "").length < 60000,
      headers: window.pageAccount.headers({
        "Content-Type": "application/json", "X-CSRFToken": token(form), "X-Page": (form && form.draftPage) || location.pathname, "X-Draft": own(form).value || ""
      }),
      body: body
    }).then(function (answer) {
      var isOut = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403 || answer.headers.get("X-Account");
      if (!answer.ok) throw new Error(isOut ? "out" : "failed"); // the network was there
      return answer;
    });
  }

  function isKept(input) {
    return input.name && input.name !== "csrfmiddlewaretoken" && !input.matches(":disabled") &&
      (/(^|-)version$/.test(input.name) || !/^(hidden|password|file|submit|button|reset)$/.test(input.type));
  }

  function fields(form) {
    var values = Object.create(null); // no name of a field is a name of something else
    Array.from(form.elements).filter(isKept).forEach(function (input) {
      values[input.name] = values[input.name] || [];
      if (/^(radio|checkbox)$/.test(input.type) && !input.checked) return;
      if (input.type === "select-multiple") {
        Array.from(input.selectedOptions).forEach(function (option) { values[input.name].push(option.value); });
      } else {
        values[input.name].push(input.value);
      }
    });
    return values;
  }

  function fill(form, values) {
    Array.from(form.elements).forEach(function (input) {
      var kept = values[input.name];
      if (!kept || !isKept(input)) return; // looked at one by one: an answer brings the questions after it
      if (/^(radio|checkbox)$/.test(input.type)) {
        input.checked = kept.indexOf(input.value) >= 0;
      } else if (input.type === "select-multiple") {
        Array.from(input.options).forEach(function (option) { option.selected = kept.indexOf(option.value) >= 0; });
      } else if (input.placesChoose) {
        input.placesChoose(kept[0] || "");
      } else {
        input.value = kept[0] || "";
      }
      if ((input.type === "radio" || input.type === "checkbox" ? input.checked : input.value) && input.closest("details")) {
        input.closest("details").open = true;
      }
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  function watch(form) {
    if (form.draftWatched) return;
    form.draftWatched = true;
    form.draftPage = location.pathname; // another page may stand in the place of its own before it is kept
    var key = form.dataset.draft;
    var state = form.querySelector("[data-draft-state]");
    var last = state && "refused" in state.dataset ? "" : JSON.stringify(fields(form)); // what was refused may have been pressed before it was kept
    var timer = 0;

    function say(words) {
      if (!state) return;
      state.hidden = false;
      state.textContent = words;
    }

    function keep() {
      clearTimeout(timer);
      timer = 0;
      var body = JSON.stringify(fields(form));
      if (body === last) delete form.dataset.unkept;
      if (form.draftSent || body === last) return;
      last = body;
      form.draftUnderWay = ask("POST", key, "", body, form).then(function () { // what sends the form waits for it: the server forgets drafts, not the future
        if (body !== last || timer) return; // typed on since
        delete form.dataset.unkept;
        say(state && state.dataset.kept);
      }, function (error) {
        last = "";
        form.dataset.unkept = "failed";
        say(state && (state.dataset[error.message] || state.dataset.failed));
      });
    }

    form.draftKeep = function () { // at once; answers when it has come to an end
      keep();
      return Promise.resolve(form.draftUnderWay);
    };

    function later() {
      form.dataset.unkept = "";
      if (state && state.textContent === state.dataset.kept) say("\u00a0"); // its line stays, so that nothing moves
      form.draftSent = false; // one goes on typing in what did not go through
      clearTimeout(timer);
      timer = setTimeout(keep, PAUSE);
    }

    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", function () {
      form.draftSent = true;
      clearTimeout(timer);
      timer = 0;
    });
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden" && timer) keep();
    });
    if (!last) keep();
    window.addEventListener("online", function () {
      if (form.isConnected && "unkept" in form.dataset) keep();
    });
  }

  function offer(note) {
    if (note.draftOffered) return;
    note.draftOffered = true;
    note.querySelectorAll("[data-draft-of]").forEach(function (row) { choose(note, row); });
    note.querySelector("[data-draft-leave]").addEventListener("click", function (event) { // they wait beside what is typed now
      event.preventDefault();
      note.remove();
    });
  }

  function choose(note, row) {
    var key = note.dataset.draftOffer, which = row.dataset.draftOf;

    function decided() {
      row.remove();
      if (!note.querySelector("[data-draft-of]")) note.remove();
    }

    row.querySelector("[data-draft-use]").addEventListener("click", function (event) {
      event.preventDefault();
      var forms = Array.from(document.querySelectorAll("form[data-draft]")).filter(function (form) { return form.dataset.draft === key; });
      Promise.all(forms.map(function (form) { return form.draftKeep(); })).then(function () { // what is typed already has a draft of its own
        return document.querySelector("form[data-unkept]") ? Promise.reject() : ask("GET", key, which);
      }).then(function (answer) { return answer.json(); }).then(function (values) {
        forms.forEach(function (form) {
          own(form).value = which;
          fill(form, values);
          var first = Array.from(form.elements).find(function (input) { return isKept(input) && input.type !== "hidden"; });
          if (first) first.focus();
        });
        decided();
      }).catch(function () {
        row.querySelector("strong").textContent = note.dataset.failed;
      });
    });
  }

  function look(root) {
    root.querySelectorAll("form[data-draft]").forEach(watch);
    root.querySelectorAll("[data-draft-offer]").forEach(offer);
  }

  look(document);
  window.addEventListener("beforeunload", function (event) { // without a network these words are on this page alone
    var failed = navigator.onLine ? "=failed" : "";
    if (document.querySelector("form[data-unkept" + failed + "]:not([data-sent])")) event.preventDefault();
  });
  document.addEventListener("htmx:load", function (event) { look(event.target.parentNode || document); });
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target;
    if (!form.dataset || !form.dataset.draft || !form.draftSent) return;
    form.draftSent = false;
    if (event.detail.successful && event.detail.xhr.status !== 422) ask("DELETE", form.dataset.draft, own(form).value, null, form).catch(function () { /* offered once more */ });
  });
})();
