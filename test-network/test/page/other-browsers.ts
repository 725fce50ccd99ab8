import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as passed } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';
import { Builder, By, Capabilities, until } from 'selenium-webdriver';
import { freePort } from './site.ts';

/** What a verifier does with a page, in any browser. */
export interface Verifier {
  open(address: string): Promise<void>;
  type(field: string, text: string): Promise<void>;
  choose(field: string, value: string): Promise<void>;
  /** A file of this machine. */
  file(field: string, path: string): Promise<void>;
  press(button: string): Promise<void>;
  /** The values of an attribute, of every element that has it, once there is one. */
  attributes(name: string): Promise<string[]>;
  close(): Promise<void>;
}

export interface OtherBrowser {
  name: string;
  /** What it needs of the system. */
  programs: readonly string[];
  open(): Promise<Verifier>;
}

const FIREFOX = '/usr/bin/firefox-esr';
const WEBKIT = ['/usr/bin/WebKitWebDriver', '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser', '/usr/bin/Xvfb'];

export const OTHER_BROWSERS: readonly OtherBrowser[] = [
  { name: 'Firefox', programs: [FIREFOX], open: firefox },
  { name: 'WebKit', programs: WEBKIT, open: webkit },
];

export const isThere = ({ programs }: OtherBrowser): boolean => programs.every((path) => existsSync(path));

/** Firefox as it is, by WebDriver BiDi; Playwright's needs a Firefox of its own. */
async function firefox(): Promise<Verifier> {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath: FIREFOX });
  const page = await browser.newPage();
  await page.setViewport({ width: 390, height: 800 });
  return {
    open: async (address) => void (await page.goto(address)),
    type: (field, text) => page.locator(field).fill(text),
    choose: async (field, value) => void (await page.locator(field).fill(value)),
    async file(field, path) {
      const input = await page.waitForSelector(field as 'input');
      await input!.uploadFile(path);
    },
    press: (button) => page.locator(button).click(),
    async attributes(name) {
      await page.waitForSelector(`[${name}]`);
      return page.$$eval(
        `[${name}]`,
        (all: { getAttribute(name: string): string }[], one) => all.map((each) => each.getAttribute(one)),
        name,
      );
    },
    close: () => browser.close(),
  };
}

/** WebKitGTK, Safari's engine, by WebDriver, on a screen that nobody sees. */
async function webkit(): Promise<Verifier> {
  const screen = spawn(WEBKIT[2]!, ['-displayfd', '1', '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [display] = (await once(screen.stdout, 'data')) as [Buffer];
  const port = await freePort();
  const driver = spawn(WEBKIT[0]!, [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: `:${String(display).trim()}` },
  });
  const server = `http://127.0.0.1:${port}`;
  await answers(`${server}/status`, driver);
  const wanted = {
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: WEBKIT[1], args: ['--automation'] },
  };
  const browser = await new Builder().usingServer(server).withCapabilities(new Capabilities(wanted)).build();
  await browser.manage().window().setRect({ width: 420, height: 800 });
  const found = (selector: string) => browser.wait(until.elementLocated(By.css(selector)));
  return {
    open: (address) => browser.get(address),
    type: async (field, text) => (await found(field)).sendKeys(text),
    choose: async (field, value) => (await found(`${field} option[value="${value}"]`)).click(),
    file: async (field, path) => (await found(field)).sendKeys(path),
    press: async (button) => (await found(button)).click(),
    async attributes(name) {
      await found(`[${name}]`);
      const all = await browser.findElements(By.css(`[${name}]`));
      return Promise.all(all.map(async (each) => String(await each.getAttribute(name))));
    },
    async close() {
      await browser.quit();
      await Promise.all([ended(driver), ended(screen)]);
    },
  };
}

async function answers(address: string, { exitCode }: ChildProcess): Promise<void> {
  while (exitCode === null) {
    const is = await fetch(address)
      .then(({ ok }) => ok)
      .catch(() => false);
    if (is) return;
    await passed(50);
  }
}

async function ended(program: ChildProcess): Promise<void> {
  program.kill();
  if (program.exitCode === null && program.signalCode === null) await once(program, 'exit');
}
