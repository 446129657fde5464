// One file on its way: tus in chunks of 16 MiB, resumed after a pause, a lost network or a closed page.
import { Upload } from "tus-js-client";

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
    this.report({ state: this.isWaitingForNetwork ? "offline" : "failed", reason: sentenceOf(error.originalResponse?.getBody(), status) });
  }

  async #finish(headers) {
    try {
      const response = await fetch(this.upload.url, { headers: { ...headers, Accept: "application/json" } });
      const answer = await response.json();
      if (!answer.asset_id) throw new Error(answer.error ?? answer.detail ?? "");
      this.report({ state: answer.duplicate || answer.is_duplicate ? "duplicate" : "done", asset: answer.asset_id });
    } catch (error) {
      this.report({ state: "failed", reason: error.message });
    }
  }
}

function sentenceOf(body, status) {
  try {
    return JSON.parse(body).detail;
  } catch {
    return body?.length < 200 && body ? body : String(status);
  }
}
