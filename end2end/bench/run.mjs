// Measures the release program and writes results.json; `make bench` starts it. Companies that a run does not measure
// stay there as they were; each says of which commit, when and on what machine its figures are.
//
//   ITEMS="10000 1000000"   sizes of the company, with ten postings an item
//   ENGINES="sqlite postgres"
//   CLIENTS="1 16 64"
//   SECONDS_EACH=10         how long each request is sent
//   KEEP=FOLDER             companies stay there, PostgreSQL running, and the next run uses them: filling takes its time
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { clientSizes } from '../tools/size.mjs';
import { BESIDE_INVENTREE, goals, told } from './goals.mjs';
import { slowLine } from './line.mjs';
import { load } from './load.mjs';
import { machine, memory } from './machine.mjs';
import { workload } from './requests.mjs';
import { ACCOUNT, Server } from './server.mjs';
import { files, memories, pages, table } from './table.mjs';

const list = (name, otherwise) => (process.env[name] ?? otherwise).split(/\s+/);
const ITEMS = list('ITEMS', '10000 1000000').map(Number);
const ENGINES = list('ENGINES', 'sqlite postgres');
const CLIENTS = list('CLIENTS', '1 16 64').map(Number);
const SECONDS = Number(process.env.SECONDS_EACH ?? 10);
const KEEP = process.env.KEEP;
const RESULTS = process.env.RESULTS ?? resolve(import.meta.dirname, 'results.json');

const say = (text) => console.log(`\x1b[1m── ${text}\x1b[0m`);

/** Every request of the workload at every number of clients. */
async function measure(server, requests, clients) {
  const rows = [];
  for (const [name, lines] of Object.entries(requests)) {
    await load(server.url, server.token, lines, 1, 1);
    for (const count of clients) {
      const row = { request: name, ...(await load(server.url, server.token, lines, count, SECONDS)) };
      console.log(table([row], { head: rows.length === 0 }));
      rows.push(row);
    }
  }
  return rows;
}

/** One engine at one size: requests, shared commit beside a batch of one, memory. */
async function company(engine, items) {
  const server = KEEP
    ? new Server(engine, items, join(KEEP, `${engine}-${items}`), { keep: true })
    : new Server(engine, items, join(tmpdir(), `kuramori-bench-${process.pid}`));
  try {
    say(`${engine}: filling ${items} items, ${items * 10} postings`);
    const filled = server.prepare();
    await server.start();
    const idle = memory(server.process.pid);
    const requests = await workload(server);
    say(`${engine}, ${items} items`);
    const rows = await measure(server, requests, CLIENTS);
    const besides = Object.fromEntries(BESIDE_INVENTREE.requests.map((name) => [name, requests[name]]));
    const beside = engine === 'postgres' ? await measure(server, besides, [BESIDE_INVENTREE.clients]) : [];
    const busy = memory(server.process.pid);
    await server.stop();
    say(`${engine}, ${items} items: the list with nothing around it`);
    await server.startBare();
    const bare = await measure(server, { 'items, bare handler': ['GET /items'] }, CLIENTS);
    await server.stop();
    let single = [];
    if (engine === 'sqlite') {
      say(`${engine}, ${items} items: a batch of one`);
      await server.start({ KURAMORI_WRITER_BATCH: '1' });
      single = await measure(server, { adjustment: requests.adjustment }, [64]);
      await server.stop();
    }
    server.command(['verify-ledger']);
    return { engine, ...filled, memory: { idle, busy }, requests: rows, bare, batch_of_one: single, beside_inventree: beside };
  } finally {
    await server.stop();
    server.dispose();
  }
}

/** Pages over a slow line, of a small company. */
async function line() {
  const server = new Server('sqlite', 1000, join(tmpdir(), `kuramori-bench-${process.pid}`));
  try {
    server.prepare();
    await server.start();
    return await slowLine(server.url, ACCOUNT);
  } finally {
    await server.stop();
    server.dispose();
  }
}

const here = machine();
const results = { machine: here, goals: [], client: clientSizes(), line: await line(), companies: [] };
say('pages on a slow phone, over 1.5 Mbit/s and 150 ms');
console.log(pages(results.line));
if (existsSync(RESULTS)) results.companies = JSON.parse(readFileSync(RESULTS, 'utf8')).companies;
for (const engine of ENGINES) {
  for (const items of ITEMS) {
    const measured = { ...(await company(engine, items)), seconds_each: SECONDS, machine: here };
    const others = results.companies.filter((other) => other.engine !== engine || other.items !== items);
    results.companies = [...others, measured].sort((one, other) => other.engine.localeCompare(one.engine) || one.items - other.items);
    results.goals = goals(results);
    writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  }
}
say('memory of the server');
console.log(memories(results.companies));
say('the client');
console.log(files(results.client));
say('goals');
console.log(results.goals.map(told).join('\n'));
say(`written to ${RESULTS}`);
