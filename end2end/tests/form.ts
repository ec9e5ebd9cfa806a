// Filling in forms as a person would.
import type { Page } from '@playwright/test';

/** Fills the fields of a form by their names. */
export async function fill(page: Page, fields: Record<string, string>) {
  for (const [name, value] of Object.entries(fields)) await page.locator(`[name="${name}"]`).fill(value);
}

/** Sends the form and waits until its page is left. */
export async function send(page: Page, button: string) {
  const before = page.url();
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.waitForURL((url) => url.href !== before);
}
