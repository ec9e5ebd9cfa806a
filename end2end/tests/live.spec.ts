// Two people at two screens: what one does, the other sees within two seconds.
import { TEA, at, receive, receivingOrder, stocked } from './goods';
import { expect, hydrated, signIn, test } from './journey';

const LIVE_MS = 2_000;

test('a new slip and a receipt show up on another screen', async ({ page, open, server }) => {
  await stocked(server);
  await signIn(page);
  await page.goto(at('receiving'));
  await hydrated(page);
  const other = await open();
  await signIn(other);
  await other.goto(at('stock'));
  await hydrated(other);
  // Both streams are open once the first change has come through.
  await receive(server, TEA.code, 1);
  await expect(other.getByText(TEA.name).first()).toBeVisible();

  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 6 }]);
  await expect(page.getByText(number)).toBeVisible({ timeout: LIVE_MS });
  await receive(server, TEA.code, 776);
  await expect(other.getByText('777').first()).toBeVisible({ timeout: LIVE_MS });
});
