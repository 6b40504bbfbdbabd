// A bundle against the published type declarations of FHIR R5 (@types/fhir), with TypeScript's own rules: every element
// must be one of its resource, of its type, and the required ones there. Not HL7's validator; see docs/decisions/0017.
//   node test/fhir.mjs BUNDLE.json
import ts from 'typescript';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the compiler says against the bundle, a line each. */
export function fhirMisfits(bundle) {
  const here = dirname(fileURLToPath(import.meta.url));
  const name = join(here, 'bundle-of-a-case.ts');
  // Each resource as a literal of its own type, so that an element too many is an error too.
  const text = "import type * as r5 from 'fhir/r5';\n" +
    bundle.entry.map(({ resource }, i) => `export const resource${i}: r5.${resource.resourceType} = ${JSON.stringify(resource)};\n`).join('') +
    `export const bundle: r5.Bundle = ${JSON.stringify({ ...bundle, entry: [] })};\n`;
  const options = { strict: true, noEmit: true, skipLibCheck: true, exactOptionalPropertyTypes: true, types: [],
    module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, target: ts.ScriptTarget.ES2022 };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, version) => file === name ? ts.createSourceFile(file, text, version) : read(file, version);
  const exists = host.fileExists.bind(host);
  host.fileExists = file => file === name || exists(file);
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program).map(one => ts.flattenDiagnosticMessageText(one.messageText, ' '));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const said = fhirMisfits(JSON.parse(readFileSync(process.argv[2], 'utf8')));
  for (const line of said) console.log(line);
  process.exitCode = said.length ? 1 : 0;
}
