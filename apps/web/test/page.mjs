// The page in a real browser, from a dropped file to a declared value: node test/page.mjs BUILD [PICTURES]
// BUILD holds printgauge and make_testdata; PICTURES gets screenshots, light and dark.
import { mkdirSync, copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import assert from 'node:assert/strict';
import { fhirMisfits } from './fhir.mjs';
import { Harness, boxStl, browser } from './harness.mjs';

const harness = new Harness(process.argv[2] ?? '../../build/release');
const pictures = process.argv[3] && resolve(process.argv[3]);
const { dir, drop } = harness;
let passed = 0;
const step = async (name, work) => { await work(); ++passed; console.log(`ok ${name}`); };

try {
  mkdirSync(join(dir, 'models'));
  harness.testdata('sample', join(dir, 'models'));
  const models = readdirSync(join(dir, 'models'), { recursive: true }).filter(name => /\.(stl|3mf|obj)$/.test(name)).map(name => join(dir, 'models', name));
  assert(models.length > 0, 'make_testdata made no model');
  mkdirSync(join(drop, 'case-001'), { recursive: true });
  copyFileSync(models[0], join(drop, 'case-001', 'first.stl'));
  await harness.watch();
  const token = harness.run('token', 'add', 'data manager', '--role', 'write');
  writeFileSync(join(dir, 'map.toml'), ['case.id', 'form.indication', 'form.object_type', 'measured.1.volume_mm3']
    .map(place => `[[column]]\nname = "${place}"\nfrom = "${place}"\nrequired = true\n`).join('\n'));
  const example = createServer((request, answer) => answer.setHeader('Content-Type', 'text/html').end(readFileSync('../../docs/examples/fill-form.html')));
  await new Promise(ready => example.listen(0, '127.0.0.1', ready));
  const elsewhereAddress = `http://127.0.0.1:${example.address().port}`;
  const address = await harness.serve('--allow-origin', elsewhereAddress, '--map', join(dir, 'map.toml'));

  const chromium = await browser();
  const page = await chromium.newPage({ viewport: { width: 1366, height: 768 } });
  page.setDefaultTimeout(30_000);
  const trouble = [];
  page.on('console', message => { if (message.type() === 'error') trouble.push(message.text()); });
  page.on('pageerror', error => trouble.push(String(error)));
  const elsewhere = [];
  page.on('request', request => { if (!request.url().startsWith(address) && !/^(blob|data):/.test(request.url())) elsewhere.push(request.url()); });
  const shot = async name => { if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) }); };

  await step('a wrong token is told so', async () => {
    await page.goto(address);
    await page.fill('#token', 'pg_wrong');
    await page.click('button.primary');
    await page.waitForSelector('.error-text:has-text("not known")');
    trouble.length = 0;  // the browser itself reports the 401
  });
  await step('the right one opens the list', async () => {
    await page.fill('#token', token);
    await page.click('button.primary');
    await page.waitForSelector('.case .name:text-is("case-001")');
  });
  await step('a dropped file appears without a reload', async () => {
    mkdirSync(join(drop, 'case-002'));
    for (const [index, model] of models.entries()) copyFileSync(model, join(drop, 'case-002', `m${index}${model.slice(model.lastIndexOf('.'))}`));
    await page.waitForSelector('.case .name:text-is("case-002")');
  });
  await step('its picture stands in the list, in a place that was kept for it', async () => {
    const picture = page.locator('.case:has-text("case-001") .picture');
    await picture.locator('img').waitFor();
    await page.waitForFunction(() => [...document.querySelectorAll('.picture img')].some(image => image.naturalWidth === 192));
    const { width, height } = await picture.boundingBox();
    assert.deepEqual([width, height], [66, 50]);
    assert.equal(await picture.evaluate(async () => {
      const image = document.querySelector('.picture img');
      const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext('2d');
      canvas.drawImage(image, 0, 0);
      const { data } = canvas.getImageData(0, 0, image.naturalWidth, image.naturalHeight);
      const opaque = data.filter((_, n) => n % 4 === 3 && data[n] > 0).length;
      return opaque > 500 && data[3] === 0;
    }), true);
  });
  await step('a case shows its model, its numbers and its form', async () => {
    await page.click('.case:has-text("case-001")');
    await page.waitForSelector('.measured td:has-text("mm")');
    await page.waitForSelector('.form .field');
    await page.waitForFunction(() => /^$|^Shown with/.test(document.querySelector('.message')?.textContent ?? '?'));
    await page.waitForTimeout(500);
    await shot('case');
  });
  await step('walls are coloured and can be read at a click', async () => {
    await page.click('button:text-is("Walls")');
    await page.waitForSelector('.legend .ramp');
    await page.waitForTimeout(500);
    const canvas = page.locator('.stage canvas');
    const box = await canvas.boundingBox();
    let text = '';
    for (const [x, y] of [[0.5, 0.5], [0.45, 0.55], [0.55, 0.45], [0.5, 0.4], [0.5, 0.62]]) {
      await page.mouse.click(box.x + x * box.width, box.y + y * box.height);
      text = await page.textContent('.reading');
      if (/wall [\d.]+ mm/.test(text)) break;
    }
    assert.match(text, /wall [\d.]+ mm at /);
    assert.match(page.url(), /#\/case-001\/0\/walls$/);
    await shot('walls');
  });
  await step('keys turn and cut it', async () => {
    await page.focus('.stage canvas');
    await page.keyboard.press('5');
    await page.keyboard.press('s');
    await page.waitForSelector('.section-bar input');
    await page.waitForTimeout(400);
    await shot('section');
    await page.keyboard.press('s');
  });
  await step('the best pose stands up, and a place is flown to', async () => {
    await page.click('button:text-is("Best pose")');
    await page.waitForSelector('button[aria-pressed="true"]:text-is("Best pose")');
    await page.waitForFunction(() => /ghost|Nothing hangs/.test(document.querySelector('.reading').textContent));
    await page.waitForTimeout(500);
    await shot('pose');
    const places = page.locator('.places button');
    if (await places.count()) { await places.first().click(); await page.waitForTimeout(500); await shot('place'); }
    await page.focus('.stage canvas');
    await page.keyboard.press('p');
    await page.waitForSelector('button[aria-pressed="false"]:text-is("Best pose")');
  });
  await step('all models of the case are seen in their places and side by side', async () => {
    await page.click('.case:has-text("case-002")');
    await page.locator('[role=tab]').nth(1).waitFor();
    await page.waitForFunction(() => /^$|^Shown with/.test(document.querySelector('.message')?.textContent ?? '?'));
    await page.click('button:text-is("All models")');
    await page.waitForSelector('button[aria-pressed="true"]:text-is("In place")');
    await page.waitForTimeout(600);
    await shot('together');
    await page.focus('.stage canvas');
    await page.keyboard.press('m');
    await page.waitForSelector('button[aria-pressed="true"]:text-is("Side by side")');
    await page.waitForTimeout(600);
    await shot('beside');
    await page.keyboard.press('m');
    await page.waitForSelector('button[aria-pressed="false"]:text-is("All models")');
    await page.click('.case:has-text("case-001")');
    await page.waitForSelector('.measured td:has-text("mm")');
    await page.waitForSelector('#field-physical_models');
  });
  await step('a suggestion is taken over, and taken back', async () => {
    const field = page.locator('#field-physical_models');
    await field.locator('button:text-is("Accept")').click();
    await field.locator('.layer.declared:has-text("data manager")').waitFor();
    await page.click('.toast button:text-is("Undo")');
    await field.locator('.layer.suggested').waitFor();
  });
  await step('a file sent from the page is measured beside the others', async () => {
    const before = await page.locator('.case:has-text("case-001") .about').first().textContent();
    assert.match(before, /\b1 model$/);
    await page.setInputFiles('input[type=file]', models[1] ?? models[0]);
    await page.waitForSelector('.dropped:has-text("1 file is there")');
    if (models[1]) await page.waitForSelector('.case:has-text("case-001"):has-text("2 models")');
  });
  const script = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
  await step('what is typed in stays text', async () => {
    const field = page.locator('#field-indication');
    await field.locator('button:text-is("Add")').click();
    await field.locator('textarea').fill(script);
    await field.locator('button:text-is("Keep")').click();
    await field.locator('.value').waitFor();
    assert.equal(await field.locator('.value').textContent(), script);
    assert.equal(await field.locator('img').count(), 0);
    assert.notEqual(await page.title(), 'owned');
  });
  await step('the registry file says what it lacks, and holds what was taken over', async () => {
    const panel = page.locator('.handover');
    await panel.locator('li:has-text("form.object_type")').waitFor();
    const type = page.locator('#field-object_type');
    await type.locator('button:text-is("Add"), button:text-is("Change")').first().click();
    await type.locator('select').selectOption('anatomic_model');
    await type.locator('button:text-is("Keep")').click();
    await panel.locator('button:text-is("Text file")').waitFor();
    await panel.scrollIntoViewIfNeeded();
    await shot('handover');
    const waiting = page.waitForEvent('download');
    await panel.locator('button:text-is("Text file")').click();
    const file = await waiting;
    assert.match(file.suggestedFilename(), /^3dp_case_[0-9a-z]+\.txt$/);
    const text = readFileSync(await file.path(), 'utf8');
    assert.match(text, /^case-001\|[^|\r\n]*\|anatomic_model\|[\d.]+\r\n$/);
    assert(text.includes(script));
    const shown = JSON.parse(harness.run('show', 'case-001', '--json'));
    const largest = Math.max(...shown.models.map(model => model.reading?.values.volume_mm3?.value ?? 0));
    assert.equal(Number(text.split('|')[3]), largest);
    await panel.locator('button:text-is("It is sent")').click();
    await panel.locator(`.sent:has-text("${file.suggestedFilename()}")`).waitFor();
    await page.locator('li:has-text("case-001") .mark.sent').waitFor();
    await shot('sent');
  });
  await step('the example form on another site fills itself', async () => {
    const form = await chromium.newPage();
    await form.goto(elsewhereAddress);
    await form.fill('#server', address.replace(/\/$/, ''));
    await form.fill('#case', 'case-001');
    await form.fill('#token', token);
    await form.click('#fill');
    await form.waitForFunction(() => document.querySelector('#said').textContent !== '');
    assert.equal(await form.inputValue('[data-from=object_type]'), 'anatomic_model');
    assert.equal(await form.inputValue('[data-from=indication]'), script);
    assert(Number(await form.inputValue('[data-from="measured.volume_mm3"]')) > 0);
    await form.close();
  });
  await step('the FHIR bundle has the types of R5', async () => {
    harness.run('export', '--fhir', join(dir, 'fhir'));
    for (const name of readdirSync(join(dir, 'fhir')))
      assert.deepEqual(fhirMisfits(JSON.parse(readFileSync(join(dir, 'fhir', name), 'utf8'))), []);
  });
  await step('the profile tells nothing of three cases', async () => {
    await page.click('button:text-is("Profile")');
    await page.waitForSelector('.notice:has-text("needs 11 cases")');
    await shot('profile-few');
    assert.equal(await page.locator('table.profile').count(), 0);
    await page.goBack();
    await page.waitForSelector('.case-head h1:text-is("case-001")');
  });
  await step('the profile of 27 cases stands beside that of the community', async () => {
    const stated = answers => JSON.stringify({ schema: 'printgauge.case-file/1', stated_by: 'data manager', answers });
    for (const id of ['case-001', 'case-002']) writeFileSync(join(drop, id, 'case.json'), stated({ organ_system: 'cardiac', object_type: 'anatomic_model' }));
    for (let n = 11; n < 36; ++n) {
      const folder = join(drop, `case-0${n}`);
      mkdirSync(folder);
      writeFileSync(join(folder, 'case.json'), stated({
        organ_system: n % 2 ? 'cardiac' : 'musculoskeletal', object_type: n % 2 ? 'anatomic_model' : 'anatomic_guide',
        effort_cad_clinician: { hours: n % 3, minutes: 10 } }));
      writeFileSync(join(folder, 'm.stl'), boxStl(10 + n, 20, 30));
    }
    await page.waitForFunction(() => document.querySelector('.list h1 + .quiet')?.textContent === '27', undefined, { timeout: 240_000 });
    await page.waitForFunction(() => /nothing in the queue/.test(document.querySelector('.foot').textContent), undefined, { timeout: 240_000 });
    // What people state is read a moment after the models.
    const shown = () => JSON.parse(harness.run('profile', '--json')).tables.find(table => table.id === 'organ_system').rows.filter(row => !row.hidden).map(row => row.word);
    for (let tries = 0; tries < 120 && !shown().includes('not stated'); ++tries) await page.waitForTimeout(500);
    await page.click('button:text-is("Profile")');
    await page.waitForSelector('table.profile tr:has-text("musculoskeletal")');
    assert.match(await page.textContent('table.profile tr:has-text("cardiac")'), /\d+ % \(\d+ to \d+\)/);
    assert.match(await page.textContent('table.profile tr:has-text("musculoskeletal")'), /12 of 27/);
    await page.locator('h2:text-is("Measures")').waitFor();
    await shot('profile');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('h2:text-is("Measures")').scrollIntoViewIfNeeded();
    await shot('profile-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goBack();
    await page.waitForSelector('.case-head h1:text-is("case-001")');
  });
  await step('the list is narrowed by finding and date', async () => {
    await page.click('.filters summary');
    const finding = page.locator('select[aria-label="Only cases with the finding"]');
    await finding.selectOption('thin_walls');
    await page.waitForFunction(() => document.querySelectorAll('.case').length === 2);
    await shot('filters');
    await finding.selectOption('');
    await page.fill('input[type=date]', '2999-01-01');
    await page.locator('li.empty:has-text("No case is like this")').waitFor();
    await page.fill('input[type=date]', '');
    await page.waitForFunction(() => document.querySelectorAll('.case').length === 27);
    await page.click('.filters summary');
  });
  await step('dark, and a narrower window', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForTimeout(300);
    await shot('dark');
    await page.setViewportSize({ width: 1000, height: 700 });
    await page.waitForTimeout(300);
    await shot('narrow');
  });
  await step('no error in the console and no request to elsewhere', async () => {
    assert.deepEqual(trouble, []);
    assert.deepEqual(elsewhere, []);
  });
  await chromium.close();
  example.close();
  console.log(`${passed} passed, 0 failed`);
} finally {
  await harness.end();
}
