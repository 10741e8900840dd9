/* A long grouped list of districts becomes two short ones: the region, then its districts. Without script it stays one list. */
(function () {
  "use strict";

  // The code of the region, where it stands first and those of its districts begin with it.
  function whole(options) {
    var code = options[0].value;
    var rest = options.slice(1);
    return rest.length && rest.every(function (option) { return option.value.indexOf(code + ".") === 0; }) ? code : "";
  }

  function split(select) {
    if (select.placesSplit) return;
    select.placesSplit = true;
    var groups = Array.from(select.querySelectorAll("optgroup"));
    if (groups.length < 2) return;
    var blank = Array.from(select.querySelectorAll(":scope > option"));
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

    // Where the region is an answer itself, whoever chose it has answered; the district may follow, where it need not be said.
    region.addEventListener("change", function () {
      show();
      if (region.value !== "" && select.dataset.places !== "exact") select.value = whole(Array.from(groups[Number(region.value)].children));
    });
    select.placesChoose = function (value) {
      var place = groups.findIndex(function (group) { return value && group.querySelector('[value="' + value + '"]'); });
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
