// One measurement: wrk sends requests at a server and says how long they took.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SCRIPT = new URL('load.lua', import.meta.url).pathname;
let runs = 0;

/**
 * Sends `requests` ("GET path", "POST path body") from `clients` connections for `seconds`.
 * Gives requests a second and latencies in milliseconds.
 */
export async function load(url, token, requests, clients, seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'kuramori-bench-'));
  const file = join(folder, 'requests');
  writeFileSync(file, `${requests.join('\n')}\n`);
  runs += 1;
  const { stdout } = await run('wrk', [
    '--threads=1', `--connections=${clients}`, `--duration=${seconds}s`, '--timeout=30s', '--latency',
    `--script=${SCRIPT}`, url, '--', file, token, `${process.pid}-${runs}`,
  ]);
  rmSync(folder, { recursive: true });
  const result = JSON.parse(stdout.match(/^RESULT (.*)$/m)[1]);
  if (result.refused || result.broken) throw new Error(`requests failed (${requests[0]}): ${JSON.stringify(result)}`);
  return {
    clients,
    per_second: Math.round((result.requests / result.seconds) * 10) / 10,
    p50_ms: result.p50_ms,
    p99_ms: result.p99_ms,
  };
}
