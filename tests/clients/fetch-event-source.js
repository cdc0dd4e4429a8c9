// `@microsoft/fetch-event-source`, made for browsers: it takes a clean end of body as final, and retries on a cut.
globalThis.window = globalThis;
globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} };
const { fetchEventSource } = (await import('@microsoft/fetch-event-source')).default;

let lastEventId = '';
let retry = 1000;
await fetchEventSource(process.argv[2], {
  onmessage({ id, data, retry: announced }) {
    if (announced) retry = announced;
    if (id) lastEventId = id;
    if (data) process.stdout.write(JSON.stringify({ lastEventId, message: JSON.parse(data) }) + '\n');
  },
  onclose() {
    process.stderr.write('the body ended cleanly\n');
    process.exit(1);
  },
  onerror(error) {
    process.stderr.write(`error ${error.message}\n`);
    return retry;
  },
});
