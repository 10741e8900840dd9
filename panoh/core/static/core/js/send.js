/* A form is sent once, and without leaving the page: where the network fails, the page and its words are still there, it says so beside
   the button and sends the very same again by itself. An answer that leads on is followed, one that is a page is shown in place, a file
   is opened. Without this script the browser sends forms as it does. */
(function () {
  "use strict";
  var PATIENCE = 60000, AGAIN = 15000, SOON = 3000, TOKEN = "csrfmiddlewaretoken", REFUSED = "refused";
  var signedIn = "idle" in document.body.dataset, known = new WeakMap(), waiting = [], goesTo = "", stands = location.pathname + location.search;
  var ran = Array.from(document.scripts, function (one) { return one.src; });

  /* What is known of a form: a field of it may bear any name, so that nothing is kept on the form itself. */
  function of(form) {
    if (!known.has(form)) known.set(form, { said: [] });
    return known.get(form);
  }

  function isOurs(form) { return form.getAttribute("method") === "post" && !("again" in form.dataset); } // a search or a download may be asked for again

  function held(form, is) {
    if (is) form.dataset.sent = "1"; else delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
  }

  /* What the template says, beside the button; nothing in place of it takes it away. */
  function say(form, button, name, lacks) {
    var state = of(form), words = name && document.getElementById(name);
    state.said.forEach(function (one) { one.remove(); });
    state.said = words ? Array.from(words.content.cloneNode(true).children) : [];
    var place = (button && button.closest("form .actions, form p, form .row")) || button || form.lastElementChild;
    place.after.apply(place, state.said);
    if (lacks) state.said[0].querySelector("ul").append.apply(state.said[0].querySelector("ul"), lacks.map(lead));
    if (state.said[0]) state.said[0].scrollIntoView({ block: "nearest" });
  }

  function sayOnTop(name) {
    var place = document.getElementById("said"), words = document.getElementById(name);
    if (!place || !words) return;
    place.replaceChildren(words.content.cloneNode(true));
    place.scrollIntoView();
  }

  /* What was refused while something else waited is a draft, and this is the page that came after: it says so before all else. */
  function sayRefused() {
    var place = document.getElementById("said"), words = document.getElementById("kept-as-draft");
    if (!sessionStorage.getItem(REFUSED) || !place || !words) return;
    sessionStorage.removeItem(REFUSED);
    place.prepend(words.content.cloneNode(true));
  }

  /* Its words are on this page alone: who leaves is asked; beside the button stands why, and the line of the draft says nothing else. */
  function unkept(form) {
    var line = form.querySelector("[data-draft-state]");
    if (line) line.hidden = true;
    if ("unkept" in form.dataset) form.dataset.unkept = "failed";
  }

  /* What has to be answered and is not: without a network nobody else would say so before it is sent. */
  function lacking(form) {
    return Array.from(form.elements).filter(function (one) {
      if (one.closest("fieldset:disabled")) return false;
      if (one.tagName === "FIELDSET") return "needed" in one.dataset && !one.querySelector("input:checked");
      if (one.getAttribute("aria-required") !== "true") return false;
      return one.type === "checkbox" ? !one.checked : one.disabled ? one.placesChoose : !one.value.trim();
    });
  }

  /* A row that leads there, named by its question; where that is shut, by what opens it. */
  function lead(one) {
    var row = document.createElement("li"), link = document.createElement("a"), shut = one.closest("details:not([open])");
    var asks = (shut || one).querySelector("summary, legend") || (one.labels || [])[0], words = asks ? asks.cloneNode(true) : row;
    words.querySelectorAll(".quiet, .hint").forEach(function (each) { each.remove(); });
    link.textContent = words.textContent.trim() || one.getAttribute("aria-label");
    link.href = "#" + (one.disabled ? one.previousElementSibling : one.querySelector("input") || one).id; // of a district, its region
    row.append(link);
    return row;
  }

  /* Under the address that was asked: its forms are sent there. To go back asks for the page before, and sends nothing again. */
  function show(text, address) {
    var page = new DOMParser().parseFromString(text, "text/html"), body = document.body;
    if (address !== stands) history.pushState(null, "", address);
    stands = address;
    document.title = page.title;
    Array.from(body.attributes).forEach(function (one) { if (!page.body.hasAttribute(one.name)) body.removeAttribute(one.name); });
    Array.from(page.body.attributes).forEach(function (one) { body.setAttribute(one.name, one.value); });
    window.scrollTo(0, 0); // what has the focus from the beginning, as what was refused, comes into view after it
    body.innerHTML = page.body.innerHTML; // its scripts do not run
    var first = body.querySelector("[autofocus]");
    if (first) first.focus();
    if (window.htmx) window.htmx.process(body);
    body.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    page.querySelectorAll("script[src]").forEach(function (one) {
      if (ran.indexOf(one.src) >= 0) return;
      var script = document.createElement("script");
      script.src = one.src;
      ran.push(one.src);
      document.head.append(script);
    });
  }

  function came(form, button, answer, address) {
    var to = answer.headers.get("X-Go"), kind = answer.headers.get("Content-Type") || "", isOther = answer.headers.get("X-Account");
    if (isOther || (to && to.indexOf("/desk/sign-in/") === 0 && to.indexOf("&draft=kept") < 0)) { // where a draft was kept, one comes back to it
      held(form, false);
      of(form).ended = true;
      unkept(form);
      return say(form, button, isOther ? "other-account" : "session-ended");
    }
    if (to || answer.status === 204) return goOn(form, button, to);
    if (waiting.length && kind.indexOf("text/html") === 0) { // refused: its words wait as a draft until what was pressed after it is sent
      form.draftSent = false;
      sessionStorage.setItem(REFUSED, "1");
      return Promise.resolve(form.draftKeep && form.draftKeep()).then(function () { goOn(form, button, ""); });
    }
    if (kind.indexOf("text/html") === 0) {
      return answer.text().then(function (text) {
        show(text, address);
        if (of(form).waited && form.dataset.draft && document.querySelector("form[data-draft]")) sayOnTop("not-recorded");
        sayRefused();
      });
    }
    held(form, false);
    return answer.blob().then(function (file) { location.assign(URL.createObjectURL(file)); });
  }

  /* What else waits for the network is sent first, in its order: the next page would take it away. */
  function goOn(form, button, to) {
    goesTo = to || goesTo;
    if (left().length) return retry();
    if (!goesTo) return sayRefused();
    if (goesTo.split("#")[0] === location.pathname + location.search && goesTo.indexOf("#") > 0) { location.replace(goesTo); return location.reload(); }
    if (navigator.onLine) return location.assign(goesTo);
    say(form, button, "no-network-after"); // it is done; the browser's own page would stand in the place of this one
    return window.addEventListener("online", function () { location.assign(goesTo); });
  }

  /* What waits, without the forms that are gone from the page. */
  function left() { return (waiting = waiting.filter(function (one) { return one.form.isConnected; })); }

  function retry() {
    var first = left()[0];
    if (first && !first.form.dataset.sent) first.again();
  }

  /* Who goes on typing, or presses once more, sends it anew. */
  function drop(form) { waiting = waiting.filter(function (one) { return one.form !== form; }); }

  function wait(form, again) {
    of(form).waited = true;
    if (!waiting.some(function (one) { return one.form === form; })) waiting.push({ form: form, again: again });
  }

  function post(form, button, body, isRenewed) {
    var gone = new AbortController(), clock = setTimeout(function () { gone.abort(); }, PATIENCE);
    var action = (button && button.getAttribute("formaction")) || form.getAttribute("action") || stands;
    held(form, true);
    if (button) button.setAttribute("aria-busy", "true");
    var headers = window.pageAccount.headers({ "X-Sent": "script" });
    return fetch(action, { method: "POST", body: body, signal: gone.signal, headers: headers }).then(function (answer) {
      clearTimeout(clock);
      drop(form);
      say(form, button, "");
      if (answer.headers.get("X-Renew") && !isRenewed) {
        of(form).ended = true;
        return renewed(form).then(function (token) {
          if (token) body.set(TOKEN, token);
          return post(form, button, body, true);
        });
      }
      return came(form, button, answer, action);
    }, function () {
      clearTimeout(clock);
      held(form, false);
      form.draftSent = false; // its words are kept as a draft before a page goes
      var lacks = button && button.formNoValidate ? [] : lacking(form);
      if (lacks.length) return say(form, button, "no-network-lacks", lacks);
      if ("tells" in form.dataset) form.dispatchEvent(new Event("unsent")); // what hides says so itself
      else say(form, button, "no-network");
      wait(form, function () { post(form, button, body); });
      setTimeout(function () { if (waiting.length && waiting[0].form === form) retry(); }, AGAIN);
      return undefined;
    });
  }

  /* Who signed in anew in another tab has another token against forged forms. */
  function renewed(form) {
    if (!of(form).ended) return Promise.resolve();
    return window.pageAccount.isHere().then(function (here) {
      if (here.token) window.pageAccount.renew(here.token);
      return here.token;
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!isOurs(form)) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    held(form, true);
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  }, true);

  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (!isOurs(form)) return;
    if (event.defaultPrevented || form.hasAttribute("hx-post")) {
      if (!form.hasAttribute("hx-post")) held(form, false); // another script took it over
      return;
    }
    if (!signedIn || form.hasAttribute("target") || "native" in form.dataset) { setTimeout(function () { held(form, false); }, AGAIN); return; }
    event.preventDefault();
    drop(form);
    var draft = Promise.race([form.draftUnderWay, new Promise(function (done) { setTimeout(done, SOON); })]);
    Promise.all([renewed(form), draft]).then(function () {
      var body = new FormData(form);
      if (button && button.name) body.append(button.name, button.value);
      post(form, button, form.getAttribute("enctype") === "multipart/form-data" ? body : new URLSearchParams(body));
    });
  });

  document.addEventListener("input", function (event) { if (event.target.form) drop(event.target.form); });
  window.addEventListener("online", retry);
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.target.tagName !== "FORM") return;
    held(event.target, false);
    drop(event.target);
    say(event.target, null, "");
  });
  document.addEventListener("htmx:sendError", function (event) {
    var form = event.target, button = form.tagName === "FORM" && event.detail.requestConfig.triggeringEvent.submitter;
    if (form.tagName !== "FORM") return form.closest("form") ? undefined : sayOnTop("no-network-here"); // else its draft says it
    say(form, button, "no-network");
    return wait(form, function () { form.requestSubmit(button); });
  });
  sayRefused();
  window.addEventListener("popstate", function () { if (location.pathname + location.search !== stands) location.reload(); });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(function (form) { held(form, false); });
  });
})();
