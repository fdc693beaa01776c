// The npm package tus-js-client against our upload door.
// usage: node tus_client.mjs <scenario> <endpoint> <file> <sha256>; prints one JSON object.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(fileURLToPath(new URL("../../pwa/package.json", import.meta.url)));
const tus = require("tus-js-client");
const [scenario, endpoint, path, sha256] = process.argv.slice(2);
const bytes = readFileSync(path);
const RETRIES = [0, 100, 200, 400, 800, 1600, 1600, 1600, 1600, 1600];

function start(options, onUpload = () => {}) {
  return new Promise((resolve) => {
    const seen = { retries: 0, patches: 0, sent: 0 };
    const upload = new tus.Upload(bytes, {
      endpoint, retryDelays: RETRIES, metadata: { sha256, filetype: "image/jpeg" },
      onShouldRetry: (error) => {
        const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
        seen.retries += 1;
        return status === 0 || status === 409 || status === 423 || status >= 500;
      },
      onBeforeRequest: (request) => { if (request.getMethod() === "PATCH") seen.patches += 1; },
      onProgress: (sent) => { seen.sent = Math.max(seen.sent, sent); onUpload(upload, seen, resolve); },
      onSuccess: () => resolve({ ...seen, ok: true, url: upload.url }),
      onError: (error) => resolve({
        ...seen, ok: false, url: upload.url, error: String(error).slice(0, 300),
        status: error.originalResponse ? error.originalResponse.getStatus() : 0,
      }),
      ...options,
    });
    upload.start();
  });
}

const scenarios = {
  chunks: () => start({ chunkSize: 1024 * 1024 }),
  whole: () => start({}),
  creation: () => start({ uploadDataDuringCreation: true }),
  async resume() {
    const first = await start({ chunkSize: 256 * 1024 }, (upload, seen, resolve) => {
      if (seen.sent > 3_000_000 && !seen.aborted) {
        seen.aborted = true;
        upload.abort(false).then(() => resolve({ ...seen, url: upload.url }));
      }
    });
    const second = await start({ uploadUrl: first.url, chunkSize: 256 * 1024 });
    return { ...second, first: first.sent, aborted: first.aborted };
  },
  async twice() {
    await start({});
    return start({});
  },
  async rivals() {
    const opened = await fetch(endpoint, {
      method: "POST",
      headers: {
        "Tus-Resumable": "1.0.0", "Upload-Length": String(bytes.length),
        "Upload-Metadata": `sha256 ${Buffer.from(sha256).toString("base64")}`,
      },
    });
    const uploadUrl = new URL(opened.headers.get("Location"), endpoint).href;
    const results = await Promise.all([
      start({ uploadUrl, chunkSize: 512 * 1024 }), start({ uploadUrl, chunkSize: 512 * 1024 }),
    ]);
    return { ok: results.every((result) => result.ok), results };
  },
};

console.log(JSON.stringify(await scenarios[scenario]()));
process.exit(0);
