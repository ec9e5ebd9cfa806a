// Closes the run with one plain line of counts.
import type { FullConfig, Reporter, Suite, TestCase } from '@playwright/test/reporter';

export default class Summary implements Reporter {
  private tests: TestCase[] = [];

  onBegin(_config: FullConfig, suite: Suite) {
    this.tests = suite.allTests();
  }

  onEnd() {
    const count = (outcome: ReturnType<TestCase['outcome']>) => this.tests.filter((test) => test.outcome() === outcome).length;
    const again = count('flaky');
    const passed = count('expected') + again;
    const note = again > 0 ? ` (${again} of them at another try)` : '';
    console.log(`journeys: ${passed} passed${note}, ${count('unexpected')} failed, ${count('skipped')} skipped`);
  }

  printsToStdio() {
    return true;
  }
}
