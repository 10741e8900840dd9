/* Every form with data-draft="key" keeps a draft on the server as one types, sealed there, offered again on any device.
   POST /desk/drafts/<key>/ takes {"field": ["value", …]}, GET gives the same, DELETE forgets it. Nothing is kept in the browser.
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

  /* Until it is said what becomes of the draft that is offered, what is typed is kept beside it and not over it. */
  function beside(form) { return form.querySelector("[name=beside_draft]"); }

  function decided(key) {
    document.querySelectorAll("form[data-draft]").forEach(function (form) {
      if (form.dataset.draft === key && beside(form)) beside(form).remove();
    });
  }

  function ask(method, key, body, form) {
    return fetch(address(key), {
      method: method,
      redirect: "manual", // being sent to sign in is not being kept
      keepalive: method !== "GET" && (body || "").length < 60000,
      headers: window.pageAccount.headers(Object.assign(
        { "Content-Type": "application/json", "X-CSRFToken": token(form), "X-Page": location.pathname },
        method === "POST" && beside(form) ? { "X-Beside": "1" } : {}
      )),
      body: body
    }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
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
    var key = form.dataset.draft;
    var state = form.querySelector("[data-draft-state]");
    var last = JSON.stringify(fields(form));
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
      form.draftUnderWay = ask("POST", key, body, form).then(function () { // what sends the form waits for it: the server forgets drafts, not the future
        if (body !== last || timer) return; // typed on since
        delete form.dataset.unkept;
        say(state && state.dataset.kept);
      }, function () {
        last = "";
        say(state && state.dataset.failed);
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
  }

  function offer(note) {
    if (note.draftOffered) return;
    note.draftOffered = true;
    var key = note.dataset.draftOffer;
    note.querySelector("[data-draft-use]").addEventListener("click", function (event) {
      event.preventDefault();
      ask("GET", key).then(function (answer) { return answer.json(); }).then(function (values) {
        document.querySelectorAll("form[data-draft]").forEach(function (form) {
          if (form.dataset.draft !== key) return;
          decided(key);
          fill(form, values);
          var first = Array.from(form.elements).find(function (input) { return isKept(input) && input.type !== "hidden"; });
          if (first) first.focus();
        });
        note.remove();
      }).catch(function () {
        note.querySelector("strong").textContent = note.dataset.failed;
      });
    });
    note.querySelector("[data-draft-leave]").addEventListener("click", function (event) {
      event.preventDefault();
      decided(key);
      ask("DELETE", key).then(function () { note.remove(); }, function () { note.remove(); });
    });
  }

  function look(root) {
    root.querySelectorAll("form[data-draft]").forEach(watch);
    root.querySelectorAll("[data-draft-offer]").forEach(offer);
  }

  look(document);
  document.addEventListener("htmx:load", function (event) { look(event.target.parentNode || document); });
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target;
    if (!form.dataset || !form.dataset.draft || !form.draftSent) return;
    form.draftSent = false;
    if (event.detail.successful && event.detail.xhr.status !== 422) ask("DELETE", form.dataset.draft).catch(function () { /* offered once more */ });
  });
})();
