// People of a company beside its administrator, made by the screens that an administrator has.
import type { Page } from '@playwright/test';
import { COMPANY, hydrated, signIn } from './journey';

const PASSWORD = 'tanabata-77-hoshi';

/** Adds somebody as the administrator who is signed in at `page`; gives the temporary password. */
export async function addPerson(page: Page, login: string, role: 'viewer' | 'worker' | 'manager'): Promise<string> {
  await page.goto('/admin/users/new');
  await hydrated(page);
  await page.locator('[name=login]').fill(login);
  await page.locator('[name=name]').fill(login);
  await page.locator('[name=role]').selectOption(role);
  await page.locator('[name=all_warehouses]').check();
  await page.getByRole('button', { name: '登録する', exact: true }).click();
  return page.locator('output[data-secret]').innerText();
}

/** Signs in for the first time and chooses a password. */
export async function firstSignIn(page: Page, login: string, temporary: string) {
  await signIn(page, COMPANY, login, temporary);
  await page.goto('/password');
  await page.locator('[name=current]').fill(temporary);
  await page.locator('[name=password]').fill(PASSWORD);
  await page.locator('[name=again]').fill(PASSWORD);
  await page.locator('[name=again]').press('Enter');
  await page.waitForURL((url) => url.pathname !== '/password');
}
