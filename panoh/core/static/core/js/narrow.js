/* A list whose groups belong to the answers of another list (data-narrowed-by, its name): only the group of the answer that is
   chosen stands there, and the one that always does (data-always). Without script all of them do, and the server looks. */
(function () {
  "use strict";

  function narrow(select) {
    if (select.narrowed) return;
    select.narrowed = true;
    var by = select.form.elements[select.dataset.narrowedBy];
    var all = Array.from(select.children);

    function show() {
      var chosen = by.selectedIndex < 0 ? "" : by.options[by.selectedIndex].text;
      var before = select.value;
      select.replaceChildren.apply(select, all.filter(function (one) {
        return one.tagName === "OPTION" || one.label === chosen || one.label === select.dataset.always;
      }));
      select.value = before;
      if (select.selectedIndex < 0) select.value = "";
    }

    by.addEventListener("change", show);
    show();
  }

  function look(root) { root.querySelectorAll("select[data-narrowed-by]").forEach(narrow); }

  look(document);
  document.addEventListener("htmx:load", function (event) { look(event.target.parentNode || document); });
})();
