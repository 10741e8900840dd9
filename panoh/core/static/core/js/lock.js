/* What one tab tells the others. "Lock" covers every tab at once and sends what is typed in any of them to the drafts before it signs out;
   it waits a moment for that, and signs out in any case. Where words lie that could not be kept the page stays, covered: it is shown again
   once its own account has signed in, and nothing in it is sent meanwhile. Without a network the page is covered, says that one is signed
   in still, and signs out once the network is back. What becomes discreet is hidden at once, and the others are asked for anew; without a network the forms one writes in come back,
   and the whole page by a press. */
(function () {
  "use strict";
  var ANSWERS = 150, PATIENCE = 1500, SIGNS_OUT = 3000;
  var said = document.body.dataset; // of the page that stands here: one that is shown in its place brings its own
  var pages = window.BroadcastChannel && new BroadcastChannel("panoh"); // browsers of before 2022 have none
  var away = null, title = "", later = "", isOver = false, asksFrom = 0, others;

  function tell(word) { if (pages) pages.postMessage(word); }

  function after(time) { return new Promise(function (done) { setTimeout(done, time); }); }

  function typed() { return Array.from((away || document).querySelectorAll("form[data-unkept]")); }

  function kept() {
    document.activeElement.blur(); // a field that is taken away would say later that it has changed
    return Promise.all(typed().map(function (form) { return form.draftKeep(); }));
  }

  function cover() {
    var note = document.getElementById("locked-note");
    if (away || !note) return;
    var main = document.createElement("main");
    main.className = "page";
    main.id = "locked"; // idle.js leaves it alone
    main.append(note.content.cloneNode(true));
    title = document.title;
    later = note.dataset.later;
    document.title = note.dataset.title;
    away = document.createDocumentFragment(); // what lies in it is in no form of the document: nothing sends it
    away.append.apply(away, document.body.childNodes);
    document.body.append(main);
  }

  function sayLater() { document.getElementById("locked").firstElementChild.textContent = later; }

  function leave() {
    if (typed().length) cover(); else location.replace("/desk/");
  }

  function look() {
    if (!away || Date.now() < asksFrom) return;
    window.pageAccount.isHere().then(function (here) {
      if (here.go) return location.replace(here.go);
      if (!here.token || !away) return undefined;
      document.body.replaceChildren(away);
      away = null;
      isOver = false;
      document.title = title;
      window.pageAccount.renew(here.token);
      return kept();
    });
  }

  function signOut(form) {
    if (navigator.onLine) return HTMLFormElement.prototype.submit.call(form);
    asksFrom = Infinity;
    localStorage.locks = 1; // the next page of this browser does it, where this one is left
    if (away) sayLater();
    window.addEventListener("online", function () {
      Promise.race([kept(), after(PATIENCE)]).then(function () { signOut(form); });
    }, { once: true });
  }

  function lock(form) {
    var all = Promise.all([kept(), keepOfOthers()]);
    asksFrom = Date.now() + SIGNS_OUT; // until then it is signed in still
    cover();
    form.hidden = true;
    document.body.append(form); // only what stands in the document is sent
    Promise.race([all, after(PATIENCE)]).then(function () { signOut(form); });
  }

  function keepOfOthers() {
    return new Promise(function (done) {
      others = { busy: 0, done: done };
      tell("locking");
      after(ANSWERS).then(function () { if (!others.busy) done(); });
    });
  }

  /* By its style: what has a class may be laid out whatever its attribute says. */
  function cut(part, gone) {
    Array.from(part.children).forEach(function (one) {
      if (one.matches("form[data-draft]")) return;
      if (one.querySelector("form[data-draft]")) return cut(one, gone);
      one.style.display = "none";
      gone.push(one);
    });
  }

  /* It is sent as others are: what is said of that stands in the place of the page. */
  function hide(form) {
    var main = document.getElementById("main"), rings = document.getElementById("ringing"), gone = rings ? [rings] : [];
    var said = form.querySelector("p"), back = form.cloneNode(true), bar = form.parentNode, next = form.nextSibling;
    delete back.dataset.sent;
    back.querySelectorAll("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
    form.className = "page";
    form.lastElementChild.style.display = "none";
    said.hidden = false;
    main.after(form);
    main.hidden = true;
    gone.forEach(function (one) { one.style.display = "none"; });
    form.addEventListener("unsent", function () {
      if (!main.querySelector("form[data-draft]")) return;
      cut(main, gone);
      form.className = "";
      main.prepend(form);
      main.hidden = false;
    }, { once: true });
    said.querySelector("button").addEventListener("click", function () {
      form.remove(); // and is not sent again
      sessionStorage.removeItem("tells");
      bar.insertBefore(back, next);
      main.hidden = false;
      gone.forEach(function (one) { one.style.display = ""; });
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!("tells" in form.dataset)) return;
    sessionStorage.setItem("tells", form.dataset.tells);
    if (form.dataset.tells !== "locked") return hide(form);
    event.preventDefault();
    lock(form);
  });

  if (localStorage.locks) {
    var own = document.querySelector("form[data-tells=locked]");
    if (own) lock(own); else if (!said.idle) delete localStorage.locks;
  }

  document.addEventListener("visibilitychange", look);
  ["focus", "pageshow"].forEach(function (name) { window.addEventListener(name, look); });
  if (!pages) return;

  pages.addEventListener("message", function (event) {
    var word = event.data;
    if (word === "busy" && others) others.busy += 1;
    if (word === "kept" && others && !(others.busy -= 1)) others.done();
    if (word === "here") look();
    if (!said.idle) return;
    if (word === "locking") {
      asksFrom = Date.now() + SIGNS_OUT; // until then it is signed in still
      if (typed().length) {
        tell("busy");
        kept().then(function () {
          tell("kept");
          if (isOver) leave();
        });
      }
      cover();
    }
    if (word === "locked") {
      asksFrom = 0;
      isOver = true;
      leave();
    }
    if (word === "discreet" && !away && !typed().length) location.replace(location.pathname + location.search);
  });

  var done = sessionStorage.getItem("tells");
  if (done === "discreet" || (done && !said.idle)) { // the page after the press: a lock that was refused leaves one signed in
    sessionStorage.removeItem("tells");
    tell(done);
  }
  if (said.account) tell("here");
})();
