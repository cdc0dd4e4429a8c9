// npm `eventsource`, which does as a browser's EventSource: it reconnects by itself with Last-Event-ID.
import { EventSource } from 'eventsource';

const source = new EventSource(process.argv[2]);
source.onmessage = ({ data, lastEventId }) => {
  process.stdout.write(JSON.stringify({ lastEventId, message: JSON.parse(data) }) + '\n');
};
source.onerror = (error) => {
  process.stderr.write(`error ${error.code ?? ''} ${error.message ?? ''}, state ${source.readyState}\n`);
  if (source.readyState === EventSource.CLOSED) process.exit(1);
};
