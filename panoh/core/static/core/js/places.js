/* A long grouped list of districts becomes two short ones: the region, then its districts. Without script it stays one list. */
(function () {
  "use strict";

  function split(select) {
    if (select.placesSplit) return;
    select.placesSplit = true;
    var groups = Array.from(select.querySelectorAll("optgroup"));
    if (groups.length < 2) return;
    var blank = Array.from(select.children).filter(function (child) { return child.tagName === "OPTION"; });
    var region = document.createElement("select");
    region.className = select.className;
    region.id = select.id + "-region";
    region.setAttribute("aria-label", document.body.dataset.regionLabel || "");
    region.append(new Option(document.body.dataset.regionLabel || "", ""));
    groups.forEach(function (group, place) { region.append(new Option(group.label, String(place))); });

    function show() {
      var chosen = groups[Number(region.value)];
      select.replaceChildren.apply(select, blank.concat(region.value === "" ? [] : Array.from(chosen.cloneNode(true).children)));
      select.hidden = select.disabled = region.value === "";
    }

    region.addEventListener("change", show);
    select.placesChoose = function (value) {
      var place = groups.findIndex(function (group) {
        return Array.from(group.children).some(function (option) { return value && option.value === value; });
      });
      region.value = place < 0 ? "" : String(place);
      show();
      select.value = place < 0 ? "" : value;
    };
    select.before(region);
    select.placesChoose(select.value);
  }

  function look(root) { root.querySelectorAll("select[data-places]").forEach(split); }

  look(document);
  document.addEventListener("htmx:load", function (event) { look(event.target.parentNode || document); });
})();
