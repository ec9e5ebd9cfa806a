// The machine that the figures belong to.
import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { arch, cpus, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';

/** How often a second this disk makes 4 KiB durable: the bound of a writer that shares no commit. */
function fsyncsPerSecond() {
  const folder = mkdtempSync(join(tmpdir(), 'kuramori-fsync-'));
  const file = openSync(join(folder, 'block'), 'w');
  const block = Buffer.alloc(4096, 1);
  const rounds = 200;
  const start = process.hrtime.bigint();
  for (let round = 0; round < rounds; round += 1) {
    writeSync(file, block, 0, block.length, 0);
    fsyncSync(file);
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  closeSync(file);
  rmSync(folder, { recursive: true });
  return Math.round(rounds / seconds);
}

const said = (command, ...args) => {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
};

export function machine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: said('git', 'rev-parse', '--short', 'HEAD'),
    processor: cpus()[0].model,
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${arch()}`,
    rustc: said('rustc', '--version'),
    fsyncs_per_second: fsyncsPerSecond(),
  };
}

/** Resident memory of a process in MiB: now, and the most it has had. */
export function memory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name) => Math.round(Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))[1]) / 1024);
  return { now_mib: mib('VmRSS'), most_mib: mib('VmHWM') };
}
