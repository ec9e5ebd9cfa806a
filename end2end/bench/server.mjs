// The release program with a company of a given size, measured from outside.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const KURAMORI = resolve(ROOT, 'target/release/kuramori');
const BARE = resolve(process.env.CARGO_TARGET_DIR ?? resolve(ROOT, 'target'), 'release/examples/bare');
const POSTGRES = resolve(ROOT, 'end2end/postgres.sh');
const COMPANY = 'bench';

/** Who signs in. */
export const ACCOUNT = { company: COMPANY, user: 'admin', password: 'kura-mori-7x' };

const sizeOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(resolve(entry.parentPath, entry.name)).size, 0);

export class Server {
  /** With `keep` the folder stays, with PostgreSQL running, and the next run finds its company there. */
  constructor(engine, items, folder, { keep = false } = {}) {
    Object.assign(this, { engine, items, folder, keep, port: 3900 });
    this.url = `http://127.0.0.1:${this.port}`;
    this.env = { ...process.env, KURAMORI_RATE_LIMIT: '0' };
    delete this.env.DATABASE_URL;
  }

  command(args, input = '') {
    const options = { input, encoding: 'utf8', env: this.env, stdio: ['pipe', 'pipe', 'inherit'] };
    return execFileSync(KURAMORI, [...args, '--data', `${this.folder}/data`], options).trim();
  }

  /** Makes and fills the database; gives seconds and MiB. */
  prepare() {
    const kept = `${this.folder}/filled.json`;
    if (this.keep && existsSync(kept)) {
      const { figures, token, url } = JSON.parse(readFileSync(kept, 'utf8'));
      this.token = token;
      if (url) this.env.DATABASE_URL = url;
      return figures;
    }
    const figures = this.fill();
    writeFileSync(kept, JSON.stringify({ figures, token: this.token, url: this.env.DATABASE_URL }));
    return figures;
  }

  fill() {
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    if (this.engine === 'postgres') {
      const env = { ...process.env, KURAMORI_POSTGRES_DURABLE: '1' };
      this.env.DATABASE_URL = execFileSync(POSTGRES, ['start', `${this.folder}/postgres`], { encoding: 'utf8', env }).trim();
    }
    const company = ['--customer-id', COMPANY];
    this.command(['tenant', 'create', ...company, '--name', COMPANY, '--admin', ACCOUNT.user, '--password-stdin'], `${ACCOUNT.password}\n`);
    const start = Date.now();
    this.command(['demo', ...company, '--items', `${this.items}`, '--postings', `${this.items * 10}`]);
    const seconds = Math.round((Date.now() - start) / 1000);
    this.token = this.command(['token', 'create', ...company, '--user', ACCOUNT.user, '--name', 'bench']);
    return { items: this.items, postings: this.items * 10, fill_seconds: seconds, database_mib: Math.round(sizeOf(this.folder) / 2 ** 20) };
  }

  start(env = {}) {
    const args = ['serve', '--listen', `127.0.0.1:${this.port}`, '--data', `${this.folder}/data`];
    return this.run(KURAMORI, args, '/readyz', env);
  }

  /** The list of items with nothing around it. */
  startBare() {
    return this.run(BARE, [`${this.folder}/data`, COMPANY, `127.0.0.1:${this.port}`], '/items', {});
  }

  /** Where the server notes each request, as it does everywhere. */
  log() {
    return openSync(`${this.folder}/server.log`, 'a');
  }

  async run(program, args, path, env) {
    this.process = spawn(program, args, { env: { ...this.env, ...env }, stdio: ['ignore', 'ignore', this.log()] });
    for (;;) {
      const answer = await fetch(`${this.url}${path}`).catch(() => undefined);
      // Somebody else's server on this port would answer too.
      const ended = this.process.exitCode !== null;
      if (answer?.ok && !ended) return;
      if (ended) throw new Error(`the server did not start:\n${readFileSync(`${this.folder}/server.log`, 'utf8')}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async stop() {
    if (!this.process || this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exited = new Promise((done) => this.process.once('exit', done));
    this.process.kill('SIGTERM');
    await exited;
  }

  dispose() {
    if (this.keep) return;
    if (existsSync(`${this.folder}/postgres`)) execFileSync(POSTGRES, ['stop', `${this.folder}/postgres`]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async api(method, path, body) {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    if (method !== 'GET') headers['idempotency-key'] = crypto.randomUUID();
    const answer = await fetch(`${this.url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
