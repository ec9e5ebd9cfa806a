// Times the import of items as the screen `/import` sends it: `node end2end/bench/import.mjs`.
//
//   ROWS=100000                  rows of the file
//   ENGINES="sqlite postgres"
//   ITEMS=10000                  items that the company has already, with ten postings each
//
// Goals: every wrong row is named at once, all or nothing is written, and memory stays within 64 MiB
// above idle, whatever the file.
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, memory } from './machine.mjs';
import { Server } from './server.mjs';

const ROWS = Number(process.env.ROWS ?? 100_000);
const ENGINES = (process.env.ENGINES ?? 'sqlite postgres').split(/\s+/);
const ITEMS = Number(process.env.ITEMS ?? 10_000);
const MEMORY_GOAL_MIB = 64;
/** One row in a hundred of the wrong file is wrong. */
const WRONG_EACH = 100;

const say = (text) => console.log(`\x1b[1m── ${text}\x1b[0m`);

const SYLLABLES = ['カ', 'ミ', 'サ', 'トウ', 'ユズ', '茶', '味', '塩', 'パン', '粉', 'ノリ', '缶'];

/** Digits with the check digit of a JAN behind them. */
function jan(nth) {
  const digits = `29${String(nth).padStart(10, '0')}`;
  const sum = [...digits].reduce((total, digit, place) => total + Number(digit) * (place % 2 ? 3 : 1), 0);
  return digits + ((10 - (sum % 10)) % 10);
}

/** A name of a few words, another for each number. */
function name(nth) {
  const word = (seed) => SYLLABLES[seed % SYLLABLES.length] + SYLLABLES[Math.floor(seed / SYLLABLES.length) % SYLLABLES.length];
  return `${word(nth)}${word(nth * 7 + 3)} ${word(nth * 31 + 5)} ${nth % 900}g`;
}

/** A file of `rows` items, in base64; `version` renames each. */
function file(rows, { wrong = false, version = 1 } = {}) {
  const lines = ['品目コード,品目名,カナ,分類,単位,バーコード1,入数1,安全在庫,仕入単価,備考'];
  for (let nth = 0; nth < rows; nth += 1) {
    const stock = wrong && nth % WRONG_EACH === 0 ? '多い' : nth % 50;
    lines.push(`IMP-${String(nth).padStart(7, '0')},${name(nth)}${version > 1 ? ' 改' : ''},カナ${nth},分類${nth % 40},個,${jan(nth)},1,${stock},${(nth % 900) + 1}.5,`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n`).toString('base64');
}

/** The cookie of the administrator. */
async function signIn(server) {
  const form = new URLSearchParams({ customer_id: 'bench', user_id: 'admin', password: 'kura-mori-7x' });
  const answer = await fetch(`${server.url}/sign-in`, { method: 'POST', body: form, redirect: 'manual' });
  if (answer.status !== 303 || !/^\/(\?|$)/.test(answer.headers.get('location'))) throw new Error(`sign-in: ${answer.status} ${answer.headers.get('location')}`);
  return answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ');
}

/** Seconds of processor that a process has used. */
function processor(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Resident memory at its highest from now on, as far as the kernel tells it. */
function watch(pid) {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const idle = memory(pid).now_mib;
  return () => ({ idle, above: memory(pid).most_mib - idle });
}

/** One import: seconds, memory above idle, and the answer. */
async function send(server, cookie, content, dryRun) {
  const body = JSON.stringify({ envelope: { key: crypto.randomUUID() }, command: { kind: 'items', content, dry_run: dryRun } });
  const peak = watch(server.process.pid);
  const [start, used] = [performance.now(), processor(server.process.pid)];
  const answer = await fetch(`${server.url}/fn/import/file`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', accept: 'application/json', origin: server.url },
    body,
  });
  const text = await answer.text();
  const seconds = (performance.now() - start) / 1000;
  let told;
  try {
    told = JSON.parse(text);
  } catch {
    throw new Error(`${answer.status} ${text.slice(0, 500)}`);
  }
  return { status: answer.status, told, seconds, busy: processor(server.process.pid) - used, ...peak() };
}

function line(step, { seconds, busy, idle, above }, note) {
  const cells = [
    step.padEnd(28),
    `${seconds.toFixed(1)} s`.padStart(9),
    `${busy.toFixed(1)} s busy`.padStart(14),
    `${Math.round(ROWS / seconds).toLocaleString('en-US')} rows/s`.padStart(16),
    `${above} MiB above ${idle}`.padStart(20),
  ];
  console.log(`${cells.join('')}   ${note}`);
}

const check = (right, what) => {
  if (!right) throw new Error(what);
};

async function items(server) {
  return (await server.api('GET', '/items?limit=1&count=true')).total;
}

async function measure(engine) {
  const server = new Server(engine, ITEMS, join(tmpdir(), `kuramori-import-${process.pid}`));
  try {
    say(`${engine}: a company of ${ITEMS} items, then a file of ${ROWS}`);
    server.prepare();
    await server.start({ KURAMORI_REQUEST_TIMEOUT_SECONDS: '600', KURAMORI_LOG: 'warn' });
    const cookie = await signIn(server);
    const before = await items(server);
    // What is opened at the first import of all is no part of it.
    await send(server, cookie, file(1), true);
    const results = [];
    const step = (name, result, note) => {
      line(name, result, note);
      results.push({ engine, step: name, rows: ROWS, seconds: result.seconds, processor_seconds: result.busy, above_idle_mib: result.above });
    };

    const wrong = await send(server, cookie, file(ROWS, { wrong: true }), false);
    const named = wrong.told.details?.length ?? wrong.told.error?.details?.length;
    step('wrong rows, nothing written', wrong, `${named} named`);
    check(wrong.status >= 400 && named === Math.ceil(ROWS / WRONG_EACH), `not every wrong row was named: ${JSON.stringify(wrong.told).slice(0, 500)}`);
    check((await items(server)) === before, 'a file with wrong rows was written');

    const right = file(ROWS);
    const dry = await send(server, cookie, right, true);
    step('dry run', dry, `${dry.told.created} would be created`);
    check(dry.told.created === ROWS && (await items(server)) === before, 'a dry run wrote something');
    const done = await send(server, cookie, right, false);
    step('all created', done, `${done.told.created} created`);
    check(done.told.created === ROWS && (await items(server)) === before + ROWS, 'not all rows were written');
    const again = await send(server, cookie, right, false);
    step('the same once more', again, `${again.told.unchanged} unchanged`);
    check(again.told.unchanged === ROWS, 'rows changed that are the same');
    const changed = await send(server, cookie, file(ROWS, { version: 2 }), false);
    step('each renamed', changed, `${changed.told.updated} updated`);
    check(changed.told.updated === ROWS, 'not all rows were changed');

    const most = Math.max(...results.map((result) => result.above_idle_mib));
    console.log(`${most <= MEMORY_GOAL_MIB ? 'within' : 'BEYOND'} ${MEMORY_GOAL_MIB} MiB above idle: ${most} MiB`);
    await server.stop();
    return results;
  } finally {
    server.process?.kill();
    server.dispose();
  }
}

const { processor: model, cores, memory_gib: gib, fsyncs_per_second: fsyncs } = machine();
say(`${model}, ${cores} cores, ${gib} GiB, ${fsyncs} fsyncs a second, ${readFileSync('/proc/loadavg', 'utf8').split(' ')[0]} load`);
const results = [];
for (const engine of ENGINES) results.push(...(await measure(engine)));
if (process.env.JSON_OUT) writeFileSync(process.env.JSON_OUT, `${JSON.stringify(results, undefined, 2)}\n`);
