// What the tests of the page share: a folder of their own, printgauge running on it, a browser.
import { chromium } from 'playwright-core';
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export class Harness {
  dir = mkdtempSync(join(tmpdir(), 'printgauge-page-'));
  drop = join(this.dir, 'drop');
  store = ['--store', join(this.dir, 'record.sqlite')];
  #running = [];

  /** `build` holds printgauge and make_testdata. */
  constructor(build) {
    this.build = resolve(build);
    this.printgauge = join(this.build, 'printgauge');
    mkdirSync(this.drop);
  }
  testdata(...words) { execFileSync(join(this.build, 'make_testdata'), words); }
  run(...words) { return execFileSync(this.printgauge, [...words, ...this.store], { stdio: ['ignore', 'pipe', 'ignore'] }).toString().trim(); }

  /** Starts printgauge and waits for a word of it on stderr. */
  start(args, word) {
    return new Promise((ready, fail) => {
      const child = spawn(this.printgauge, args, { stdio: ['ignore', 'inherit', 'pipe'] });
      this.#running.push(child);
      let said = '';
      child.stderr.on('data', text => { said += text; const found = said.match(word); if (found) ready(found[1] ?? said); });
      child.on('exit', code => fail(new Error(`printgauge ended with ${code}: ${said}`)));
    });
  }
  watch() { return this.start(['watch', this.drop, ...this.store, '--settle', '0.1', '--scan-every', '0.2', '--surfaces'], /recorded/); }
  serve(...words) { return this.start(['serve', ...this.store, ...words, '--drop', this.drop, '--listen', '127.0.0.1:0'], /(http:\/\/[^ \n]+)/); }

  async end() {
    for (const child of this.#running) { child.removeAllListeners('exit'); child.kill('SIGTERM'); }
    await new Promise(done => setTimeout(done, 300));
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export const browser = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'] });

/** A box as STL text: small cases that differ. */
export function boxStl(x, y, z) {
  const corner = n => [n & 1 ? x : 0, n & 2 ? y : 0, n & 4 ? z : 0];
  const faces = [[0, 2, 1], [1, 2, 3], [4, 5, 6], [5, 7, 6], [0, 1, 4], [1, 5, 4], [2, 6, 3], [3, 6, 7], [0, 4, 2], [2, 4, 6], [1, 3, 5], [3, 7, 5]];
  const facet = face => `facet normal 0 0 0\nouter loop\n${face.map(n => `vertex ${corner(n).join(' ')}`).join('\n')}\nendloop\nendfacet`;
  return `solid box\n${faces.map(facet).join('\n')}\nendsolid box\n`;
}
