/* Which account this page was made for (data-account): what scripts send says so, and the server takes nothing of it for another's. Asked
   anew, it gives the token against forged forms, which is another one after each sign-in. */
(function () {
  "use strict";
  var TOKEN = "csrfmiddlewaretoken";

  window.pageAccount = {
    /* The headers of what a script sends. */
    headers: function (more) { return Object.assign({ "X-Account": document.body.dataset.account || "" }, more); },

    /* Whether the same account is signed in now; the forms of the page then have its token. Where it is better to leave, the page does. */
    isHere: function () {
      return fetch("/desk/account/here/", { redirect: "manual", headers: this.headers() }).then(function (answer) {
        return answer.ok ? answer.json() : {};
      }).catch(function () { return {}; });
    },

    renew: function (token) {
      document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
      document.querySelectorAll("[name=" + TOKEN + "]").forEach(function (one) { one.value = token; });
    }
  };

  document.addEventListener("htmx:configRequest", function (event) { event.detail.headers = window.pageAccount.headers(event.detail.headers); });
})();
