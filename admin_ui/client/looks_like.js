// Whether a file that was sent shows the same as an asset of the library: known once the house has looked at it.
import { element, say } from "./words.js";

// Seconds after the upload: most pictures are looked at within moments, a film takes a minute.
const ASKED_AFTER = [3, 6, 12, 25, 50];

const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function surest(asset) {
  for (const seconds of ASKED_AFTER) {
    await wait(seconds);
    try {
      const response = await fetch(`/api/v1/assets/${asset}/similar`, { headers: { Accept: "application/json" } });
      if (!response.ok) return null;
      const pair = (await response.json()).items.find((each) => each.is_sure && each.verdict === "open");
      if (pair) return pair.asset;
    } catch {
      // the next look may find the network again
    }
  }
  return null;
}

async function send(method, url, body) {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": document.documentElement.dataset.csrf };
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error((await response.json()).detail ?? String(response.status));
}

// Warn in the row of an upload; `told` is called with what became of it, and of which asset the file is then.
export async function warnOfLookalike(asset, choices, told) {
  const other = await surest(asset);
  if (!other || !choices.isConnected) return;
  const title = other.title;
  const both = element("a", "button small", say("seeBoth"));
  both.href = `/assets/${asset}/similar`;
  const button = (label, act, done, home) => {
    const made = element("button", "button small", label);
    made.type = "button";
    made.addEventListener("click", async () => {
      made.disabled = true;
      try {
        await act();
        choices.replaceChildren();
        told(done, home);
      } catch (error) {
        told(say("failed", { reason: error.message }), asset);
        made.disabled = false;
      }
    });
    return made;
  };
  choices.replaceChildren(
    element("span", "looks-like", say("looksLike", { title })),
    both,
    button(say("keepBoth"), () => send("PUT", `/api/v1/assets/${asset}/similar/${other.id}`, { verdict: "both" }), say("bothKept"), asset),
    button(say("versionOf", { title }), () => send("POST", `/api/v1/assets/${other.id}/merge`, { other: asset, as_version: true }), say("becameVersion", { title }), other.id),
  );
}
