/* Vitrine: tells which pictures a person could see (half of it, for a second) and clicked.
   No cookie, no storage; silent under Global Privacy Control and Do Not Track. */
(function (doc, nav) {
  var me = doc.currentScript, waiting = [], timers = new Map(), known = new WeakSet(), timer;
  if (!me || nav.globalPrivacyControl || nav.doNotTrack === "1" || !window.IntersectionObserver) return;
  var door = new URL("e", me.src).href, measured = "img,video,[data-asset]";
  var ours = /\/[di]\/([a-z][\w-]*)\/[^/]+\/([0-9a-hjkmnp-tv-z]{16})(?![0-9a-z])/;

  function flush() {
    timer = clearTimeout(timer);
    while (waiting.length) {
      if (!nav.sendBeacon(door, JSON.stringify({ events: waiting.slice(0, 50) }))) {
        timer = setTimeout(flush, 5000);
        return;
      }
      waiting.splice(0, 50);
    }
  }
  function tell(element, what, kind) {
    if (!element) return;
    function said(name) {
      return (element.closest("[data-" + name + "]") || me).getAttribute("data-" + name) || "";
    }
    var url = ours.exec(element.currentSrc || element.src) || [];
    var asset = element.getAttribute("data-asset") || url[2];
    if (!asset) return;
    waiting.push({
      id: crypto.getRandomValues(new Uint32Array(4)).join("-"), at: new Date().toISOString(),
      asset: asset, channel: said("channel") || url[1] || "web", campaign: said("campaign"),
      placement: (said("placement") || location.pathname).slice(0, 200), class: what, kind: kind
    });
    timer = timer || setTimeout(flush, 500);
  }
  var watcher = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      var element = entry.target, box = entry.intersectionRect;
      clearTimeout(timers.get(element));
      if (entry.intersectionRatio < 0.5 && box.width * box.height < innerWidth * innerHeight / 2) return;
      function look() {
        if (doc.hidden || element.complete === false) return timers.set(element, setTimeout(look, 1000));
        watcher.unobserve(element);
        if (element.naturalWidth !== 0) tell(element, "seen", "");
      }
      timers.set(element, setTimeout(look, 1000));
    });
  }, { threshold: [0, 0.25, 0.5, 0.75, 1] });
  function watch() {
    doc.querySelectorAll(measured).forEach(function (element) {
      if (!known.has(element)) watcher.observe(element);
      known.add(element);
    });
  }
  watch();
  new MutationObserver(watch).observe(doc, { childList: true, subtree: true });
  addEventListener("click", function (click) {
    var link = click.target.closest("a,button");
    tell(click.target.closest(measured) || (link && link.querySelector(measured)), "acted",
      link && link.hasAttribute("download") ? "download" : "click");
  }, true);
  addEventListener("play", function (play) { tell(play.target, "acted", "play"); }, true);
  addEventListener("pagehide", flush);
  addEventListener("visibilitychange", flush, true);
})(document, navigator);
