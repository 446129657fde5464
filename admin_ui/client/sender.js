// One file on its way: tus in chunks of 16 MiB, resumed after a pause, a lost network or a closed page.
import { Upload } from "tus-js-client";
import { say } from "./words.js";

// What no second try would change, by status.
const REFUSALS = { 403: "mayNot", 413: "tooLarge", 415: "notKept", 507: "storageFull" };
const CHUNK = 16 * 1024 * 1024;

export class Sending {
  constructor(file, metadata, headers, report) {
    this.report = report;
    this.isPaused = false;
    this.isWaitingForNetwork = false;
    this.upload = new Upload(file, {
      endpoint: "/api/v1/uploads",
      chunkSize: CHUNK,
      retryDelays: [0, 1000, 3000, 6000, 12000],
      metadata: { filename: file.name, filetype: file.type, ...metadata },
      headers,
      removeFingerprintOnSuccess: true,
      onProgress: (sent, total) => report({ state: "sending", sent, total }),
      onError: (error) => this.#fail(error),
      onSuccess: () => this.#finish(headers),
    });
  }

  async start() {
    const earlier = await this.upload.findPreviousUploads();
    if (earlier.length) this.upload.resumeFromPreviousUpload(earlier[0]);
    this.upload.start();
  }

  async pause() {
    this.isPaused = true;
    await this.upload.abort();
    this.report({ state: "paused" });
  }

  resume() {
    this.isPaused = false;
    this.isWaitingForNetwork = false;
    this.report({ state: "sending" });
    this.upload.start();
  }

  #fail(error) {
    const status = error.originalResponse?.getStatus() ?? 0;
    this.isWaitingForNetwork = status === 0;
    if (this.isWaitingForNetwork) this.report({ state: "offline" });
    else this.#refuse(status, error.originalResponse.getBody());
  }

  #refuse(status, body) {
    this.report({ state: "failed", reason: sentenceOf(status, body), isFinal: status in REFUSALS });
  }

  async #finish(headers) {
    const asked = { headers: { ...headers, Accept: "application/json" } };
    try {
      const response = await fetch(this.upload.url, asked);
      if (!response.ok) return this.#refuse(response.status, await response.text());
      const { asset_id: asset, duplicate } = await response.json();
      this.report(duplicate ? { state: "duplicate", asset, earlier: await this.#titleOfEarlier(asset, asked) } : { state: "done", asset });
    } catch {
      this.report({ state: "failed", reason: say("offline") });
    }
  }

  // The title of the asset whose present version is another file: these bytes were replaced there.
  async #titleOfEarlier(asset, asked) {
    const response = await fetch(`/api/v1/assets/${asset}`, asked);
    const { title, bytes } = response.ok ? await response.json() : {};
    return bytes === undefined || bytes === this.upload.file.size ? null : title;
  }
}

// In the reader's language where there is a sentence for it, else the server's own words.
function sentenceOf(status, body) {
  if (REFUSALS[status]) return say(REFUSALS[status]);
  try {
    return JSON.parse(body).detail;
  } catch {
    return body?.length < 200 && body ? body : String(status);
  }
}
