// Tells which pictures were seen (half of them, for a second), clicked and played. No cookie, no storage.
// What is sent has neither comments nor spaces, and shorter names (`script.py`): less than 3 kB.
((doc, nav) => {
  const me = doc.currentScript;
  // Who says no is heard: Global Privacy Control, Do Not Track, or the cookie in which the site remembers an objection.
  if (!me || nav.globalPrivacyControl || nav.doNotTrack == 1 || !self.IntersectionObserver
    || /\bvitrine_opt_out=1/.test(doc.cookie)) return;
  const door = new URL("e", me.src).href, some = "img,video,[data-asset]", path = location.pathname.slice(0, 200);
  const ours = /\/[di]\/([a-z][\w-]*)\/[^/]+\/([0-9a-hjkmnp-tv-z]{16})(?![0-9a-z])/;
  const timers = new Map(), known = new WeakSet(), told = new WeakMap(), films = new WeakMap(), now = Date.now;
  // Where the site has asked for it, a token is what the attribute says, else what the page's own address says. It is kept nowhere.
  const token = "journey" in me.dataset && /\bvj=([\w-]+)/.exec("vj=" + me.dataset.journey + location.search);
  let waiting = [], timer, shown = 0;

  // Nothing that goes wrong here may be noticed by the page.
  const safe = act => given => { try { act(given); } catch (_) {} };
  const on = (names, act) => names.split(" ").forEach(name => addEventListener(name, safe(act), true));

  // Away from the network events wait in memory. What has waited says when it was; else the house's clock is the better one.
  const flush = safe(last => {
    timer = clearTimeout(timer);
    while (waiting[0] && (last || nav.onLine)) {
      const body = JSON.stringify({ events: waiting.slice(0, 50).map(([since, event]) =>
        now() - since > 5e3 ? { ...event, at: new Date(since) } : event) });
      if (!nav.sendBeacon || !nav.sendBeacon(door, body)) {
        fetch(door, { method: "POST", body, keepalive: 1, mode: "no-cors" }).catch(safe);
      }
      waiting = waiting.slice(50);
    }
  });
  const find = el => {
    const [, channel, asset] = ours.exec(el.currentSrc || el.src || el.href) || [];
    return [el.getAttribute("data-asset") || asset, channel || "web"];
  };
  const tell = (el, what, kind) => {
    const [asset, channel] = find(el), said = (name, usual) =>
      ((el.closest("[data-" + name + "]") || me).getAttribute("data-" + name) || usual).slice(0, 200);
    if (!asset || waiting[499]) return;
    waiting.push([now(), {
      id: crypto.getRandomValues(new Uint32Array(4)).join("-"), class: what, kind, asset,
      channel: said("channel", channel), campaign: said("campaign", ""), placement: said("placement", path),
      page: path, ...(token && { journey: token[1] })
    }]);
    timer = timer || setTimeout(flush, 500);
  };

  const forget = el => { clearTimeout(timers.get(el)); timers.delete(el); };
  const leave = el => { watcher.unobserve(el); forget(el); };
  const wait = el => timers.set(el, setTimeout(safe(look), 1e3, el));
  const look = el => {
    if (doc.hidden || now() - shown < 1e3 || el.complete == 0) return wait(el);
    leave(el);
    const [asset] = find(el);
    if (el.naturalWidth !== 0 && told.get(el) !== asset) tell(el, "seen", "");
    told.set(el, asset);
  };
  // Half of the picture, or of the window where the picture is larger than that; the second runs on while it is.
  const watcher = new IntersectionObserver(safe(seen => seen.forEach(({ target, intersectionRatio, intersectionRect }) => {
    if (intersectionRatio < .5 && intersectionRect.width * intersectionRect.height < innerWidth * innerHeight / 2) {
      forget(target);
    } else if (!timers.has(target)) wait(target);
  })), { threshold: [...Array(51).keys()].map(place => place / 50) });
  const watch = safe(changes => {
    changes.forEach(({ attributeName, target }) => attributeName && known.delete(target) && leave(target));
    doc.querySelectorAll(some).forEach(el => known.has(el) || watcher.observe(el) || known.add(el));
  });
  watch([]);
  new MutationObserver(watch).observe(doc,
    { childList: 1, subtree: 1, attributeFilter: ["src", "srcset", "data-asset"] });

  on("click", ({ target }) => {
    const link = target.closest("a,button"), el = target.closest(some) || link && link.querySelector(some) || link;
    const loads = link && (link.hasAttribute("download") || /[?&]download=1/.test(link.href));
    if (el) tell(loads && ours.test(link.href) ? link : el, "acted", loads ? "download" : "click");
  });
  // Shares of what was played, not of where somebody skipped to; a film that starts by itself is no act of anybody.
  on("play timeupdate ended", ({ target }) => {
    const { played, currentSrc, duration } = target, share = place =>
      place-- && (played.end(place) - played.start(place)) / duration + share(place);
    if (target.autoplay) return;
    let [before, step] = films.get(target) || [];
    if (before !== currentSrc) step = 0;
    while (step < 5 && share(played.length) >= [0, .25, .5, .75, .98][step]) {
      tell(target, "acted", ["play", "quarter", "half", "three-quarters", "end"][step++]);
    }
    films.set(target, [currentSrc, step]);
  });
  on("online", () => flush());
  on("pagehide", () => flush(1));
  on("visibilitychange", () => { doc.hidden ? flush() : shown = now(); });
})(document, navigator);
