(function () {
  "use strict";
  var held = JSON.parse(document.getElementById("charts").textContent);
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function coloured(spec) {
    var text = JSON.stringify(spec);
    if (dark.matches) {
      text = text.replace(/#[0-9a-f]{6}/g, function (day) { return held.night[day] || day; });
    }
    return JSON.parse(text);
  }
  Object.keys(held.specs).forEach(function (id) {
    var sets = held.specs[id].datasets || {};
    Object.keys(sets).forEach(function (name) { if (sets[name] === "world") { sets[name] = held.world; } });
  });
  function draw(figure) {
    var live = figure.querySelector(".live");
    live.hidden = false;
    var options = { actions: false, renderer: "svg", tooltip: { theme: dark.matches ? "dark" : "light" } };
    var controls = figure.querySelector(".controls");
    if (controls) { controls.textContent = ""; options.bind = controls; }
    window.vegaEmbed(live, coloured(held.specs[figure.id]), options).then(function () {
      live.querySelectorAll("svg").forEach(function (svg) { svg.setAttribute("aria-hidden", "true"); });
      live.setAttribute("aria-label", figure.querySelector(".still").alt);
      live.setAttribute("role", "img");
      figure.classList.add("drawn");
    }).catch(function (fault) { live.hidden = true; console.error(fault); });
  }
  var near = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (entry.isIntersecting) { near.unobserve(entry.target); draw(entry.target); }
    });
  }, { rootMargin: "600px" });
  var figures = document.querySelectorAll("figure[data-chart]");
  figures.forEach(function (figure) { near.observe(figure); });
  dark.addEventListener("change", function () {
    document.querySelectorAll("figure.drawn").forEach(draw);
  });
})();
