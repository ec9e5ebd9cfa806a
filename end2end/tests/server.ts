// A server of the release build with a company in a folder of its own.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** PROGRAM= runs the journeys against another build. */
const KURAMORI = resolve(process.env.PROGRAM ?? resolve(import.meta.dirname, '../../target/release/kuramori'));
const START_MS = 20_000;

export const ADMIN = { user: 'admin', password: 'kura-mori-7x' };

/** Masters or slips as the REST interface takes and gives them. */
type Json = any;

export class Server {
  readonly folder = mkdtempSync(join(tmpdir(), 'kuramori-journey-'));
  url = '';
  private port = 0;
  private process?: ChildProcess;
  private log = '';
  private tokens = new Map<string, string>();

  /** Runs a subcommand on this server's data. */
  command(args: string[], input = ''): string {
    return execFileSync(KURAMORI, [...args, '--data', join(this.folder, 'data')], { input, encoding: 'utf8' });
  }

  createCompany(customerId: string, name: string) {
    this.command(
      ['tenant', 'create', '--customer-id', customerId, '--name', name, '--admin', ADMIN.user, '--password-stdin'],
      `${ADMIN.password}\n`,
    );
  }

  async start() {
    this.port ||= await freePort();
    this.url = `http://127.0.0.1:${this.port}`;
    const child = spawn(KURAMORI, ['serve', '--listen', `127.0.0.1:${this.port}`, '--data', join(this.folder, 'data')]);
    this.process = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (this.log += text));
    const deadline = Date.now() + START_MS;
    for (;;) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`the server did not start:\n${this.log}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** Stops it as an operator would; requests in flight end first. */
  async stop() {
    const child = this.process;
    if (!child || child.exitCode !== null) return;
    const exited = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    const forced = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await exited;
    clearTimeout(forced);
  }

  async dispose() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Asks the REST interface as `customerId`'s administrator. */
  async api(customerId: string, method: string, path: string, body?: Json): Promise<Json> {
    let token = this.tokens.get(customerId);
    if (!token) {
      token = this.command(['token', 'create', '--customer-id', customerId, '--user', ADMIN.user, '--name', 'journey']).trim();
      this.tokens.set(customerId, token);
    }
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  get output() {
    return this.log;
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? done(address.port) : failed(new Error('no port'))));
    });
  });
}
