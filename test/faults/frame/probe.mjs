/**
 * Loaded into a server before anything else (`node --import`): answers on a port of its own with
 * what the process holds, after a collection of garbage, and how late its event loop was since the
 * last question. At the end of the process the peak of its memory is written to `PROBE_FILE`.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const { PROBE_PORT, PROBE_FILE } = process.env;

if (PROBE_FILE) {
  process.on('exit', () => writeFileSync(PROBE_FILE, String(process.resourceUsage().maxRSS)));
}

if (PROBE_PORT) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();

  const look = () => {
    const loop = delay.percentile(99) / 1e6;
    collect();
    collect();
    delay.reset();
    const { heapUsed, rss } = process.memoryUsage();
    const handles = process.getActiveResourcesInfo().length;
    return { heap: heapUsed, rss, handles, descriptors: descriptors(), loop };
  };
  createServer((_, response) => response.end(JSON.stringify(look())))
    .listen(Number(PROBE_PORT), '127.0.0.1')
    .unref();
}

function descriptors() {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}
