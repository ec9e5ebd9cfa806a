// Plants faults one by one in a copy of the tree and says which tests see each: a fault that none sees is an error.
// `make faults` starts it beside a PostgreSQL of its own. FAULTS="guard audit" plants only those of such names.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const SERVICE = 'server/service/src';

/** A fault: what is changed where, and the tests (by part of their name) among which at least one must fail. */
const FAULTS = {
  'allocation guard': {
    file: `${SERVICE}/ledger/allocation.rs`,
    changes: [[' and on_hand - allocated >= wanted.column5', ''], ['\n               and on_hand - allocated >= $6",', '",']],
    tests: ['thirty_two'],
  },
  'on hand guard': {
    file: `${SERVICE}/ledger/balance.rs`,
    changes: [['where excluded.on_hand >= 0\n', 'where 1 = 1\n']],
    tests: ['more_than_is_there_is_refused', 'eight_workers_take_every_last_piece'],
  },
  'tenant predicate': {
    file: `${SERVICE}/item/scan.rs`,
    changes: [['where b.tenant_id = $1 and b.lookup_key = $2', 'where cast($1 as bigint) = $1 and b.lookup_key = $2']],
    tests: ['item::', 'compan', 'tenant'],
  },
  'audit skipped': {
    file: `${SERVICE}/command.rs`,
    changes: [['audit::record(&self.ctx, tx, C::NAME).await?;', '']],
    tests: ['an_audit_entry_says_who_what'],
  },
  'key of another body': {
    file: `${SERVICE}/idempotency.rs`,
    changes: [['if row.try_get::<&str, _>("body_hash")? != body_hash {', 'if false {']],
    tests: ['the_same_key_with_another_body'],
  },
  'key not kept': {
    file: `${SERVICE}/idempotency.rs`,
    changes: [['on conflict (tenant_id, caller, key) do nothing', 'on conflict (tenant_id, caller, key) do update set answer = excluded.answer']],
    tests: ['the_same_key_gives_the_same_answer_once'],
  },
  'reversed twice': {
    file: `${SERVICE}/ledger/reverse.rs`,
    changes: [['reverses: Some(reversed)', 'reverses: None']],
    tests: ['a_transaction_is_reversed_once', 'two_who_reverse_at_once'],
  },
  'permission not asked': {
    file: `${SERVICE}/adjustment.rs`,
    changes: [['ctx.require(Permission::Adjust)?;', '']],
    tests: ['role', 'state_machine'],
  },
  'held after cancelling': {
    file: `${SERVICE}/shipping/cancel.rs`,
    changes: [['ledger::give_back(tx, &leaving.iter().map(Leaving::taken).collect::<Vec<_>>()).await?;', '']],
    tests: ['cancelling_gives_back'],
  },
  'running balance': {
    file: `${SERVICE}/ledger/post.rs`,
    changes: [['*on_hand += posting.milli;', '*on_hand += posting.milli.abs();']],
    tests: ['goods_come_move_and_go_and_every_number_is_explained'],
  },
  'ordered items not held': {
    file: `${SERVICE}/slip/resolve.rs`,
    changes: [['let stay = tx.engine().for_share();', 'let stay = "";']],
    tests: ['an_item_that_leaves_use_while_it_is_ordered'],
  },
  'answered before the commit': {
    file: `${SERVICE}/engine/writer.rs`,
    changes: [['outer.commit().await.map_err(|error| Broken::Unknown(Error::Database(error)))', 'outer.rollback().await.map_err(|error| Broken::Unknown(Error::Database(error)))']],
    tests: ['the_same_key_gives_the_same_answer_once'],
  },
};

const tree = mkdtempSync(join(tmpdir(), 'kuramori-faults-'));
/** A folder of its own: cargo would take what was compiled with a fault for the tests of this tree. */
const target = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'faults');

function nextest(tests) {
  const filter = tests.map((test) => `test(${test})`).join(' | ');
  const args = ['nextest', 'run', '--locked', '--package', 'service', '--no-fail-fast', '--failure-output', 'never', '-E', filter];
  const { status, stdout, stderr } = spawnSync('cargo', args, {
    cwd: tree, encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, CARGO_TARGET_DIR: target },
  });
  const failed = new Set([...`${stdout}${stderr}`.matchAll(/^\s+FAIL \[.*?\] (?:\([^)]*\) )?service (.*)$/gm)].map(([, name]) => name));
  return { status, failed: [...failed].sort(), output: stderr };
}

/** The text with each change made; each must fit exactly once. */
function planted(text, changes) {
  return changes.reduce((now, [from, to]) => {
    if (now.split(from).length !== 2) throw new Error(`does not fit once: ${from}`);
    return now.replace(from, () => to);
  }, text);
}

try {
  execFileSync('bash', ['-c', `git ls-files -z | xargs -0 tar -c --null | tar -x -m -C '${tree}'`], { cwd: ROOT });
  const words = process.env.FAULTS?.split(/\s+/);
  const chosen = Object.entries(FAULTS).filter(([name]) => !words || words.some((word) => name.includes(word)));
  if (chosen.length === 0) throw new Error(`no fault is called so; there are: ${Object.keys(FAULTS).join(', ')}`);
  const sound = nextest([...new Set(chosen.flatMap(([, { tests }]) => tests))]);
  if (sound.status !== 0) throw new Error(`the tests fail without a fault: ${sound.failed.join(', ')}\n${sound.output.slice(-4000)}`);
  let unseen = 0;
  for (const [name, { file, changes, tests }] of chosen) {
    const path = join(tree, file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, planted(text, changes));
    const { failed, output } = nextest(tests);
    writeFileSync(path, text);
    const built = !/error: could not compile|error\[E/.test(output);
    if (!built || failed.length === 0) unseen += 1;
    console.log(`${failed.length > 0 && built ? 'seen  ' : 'UNSEEN'} ${name}: ${failed.join(', ') || (built ? 'no test failed' : output.slice(-1500))}`);
  }
  console.log(`faults: ${chosen.length - unseen} passed, ${unseen} failed`);
  process.exitCode = unseen > 0 ? 1 : 0;
} finally {
  rmSync(tree, { recursive: true, force: true });
}
