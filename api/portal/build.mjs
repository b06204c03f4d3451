// Builds and tests the portal, as Maven asks for it: `node build.mjs build|test|types`. What was done with the same
// inputs before is not done again, so that a build of the Java code alone does not wait for it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '../target');
const work = join(target, 'portal');
const description = join(target, 'classes/META-INF/swagger/mayfly.yml');
const types = join(work, 'schema.d.ts');
const dist = join(work, 'dist');
const served = join(target, 'classes/dev/mayfly/portal');

const NODE = [20, 19];
const SERVED_TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

// What a browser loads before it shows anything, compressed. Desktop and terminal come when they are opened.
const MAX_INITIAL_KB = 600;

function fail(sentence) {
  console.error(`portal: ${sentence}`);
  process.exit(1);
}

function run(program, ...args) {
  const result = spawnSync(program, args, { cwd: here, stdio: 'inherit' });
  if (result.error) fail(`${program} could not be started: ${result.error.message}`);
  if (result.status !== 0) fail(`${program} ${args.join(' ')} ended with ${result.status ?? result.signal}`);
}

const tool = (name, ...args) => run(process.execPath, join(here, 'node_modules', name), ...args);

function filesBelow(folder, prefix = '') {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.name === 'node_modules'
        ? []
        : entry.isDirectory()
          ? filesBelow(join(folder, entry.name), `${prefix}${entry.name}/`)
          : [prefix + entry.name],
    );
}

function fingerprint(...more) {
  const hash = createHash('sha256');
  for (const file of [...filesBelow(here).map((name) => join(here, name)), ...more]) {
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.update(process.version).digest('hex');
}

/** Runs what is to be done, unless it was done before with these very inputs. */
function once(name, result, act) {
  const stamp = join(work, `${name}.inputs`);
  const inputs = fingerprint(description);
  if (existsSync(result) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return;
  rmSync(stamp, { force: true });
  act();
  writeFileSync(stamp, inputs);
}

function libraries() {
  const lock = createHash('sha256')
    .update(readFileSync(join(here, 'package-lock.json')))
    .update(process.version)
    .digest('hex');
  const stamp = join(here, 'node_modules/.mayfly-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  run('npm', 'ci', '--prefer-offline', '--ignore-scripts', '--loglevel=error');
  writeFileSync(stamp, lock);
}

function generateTypes() {
  if (!existsSync(description))
    fail(`${description} is missing; the Java code has to be compiled first: ./mvnw compile`);
  mkdirSync(work, { recursive: true });
  tool('openapi-typescript/bin/cli.js', description, '--output', types, '--default-non-nullable=false');
}

function build() {
  generateTypes();
  tool('typescript/bin/tsc', '--project', here);
  tool('vite/bin/vite.js', 'build', '--logLevel', 'warn');
  checkSize();
  rmSync(served, { recursive: true, force: true });
  mkdirSync(served, { recursive: true });
  const list = [];
  for (const name of filesBelow(dist)) {
    if (name.startsWith('.vite/')) continue;
    const type = SERVED_TYPES[extname(name)];
    if (!type) fail(`${name} has a type that the API does not serve; name it in build.mjs`);
    mkdirSync(dirname(join(served, name)), { recursive: true });
    cpSync(join(dist, name), join(served, name));
    // The page changes each time it is served, so it is compressed then.
    if (name !== 'index.html') writeFileSync(join(served, `${name}.gz`), compressed(join(dist, name)));
    list.push(`${name}\t${type}`);
  }
  writeFileSync(join(served, 'files.txt'), list.join('\n') + '\n');
}

const compressed = (file) => gzipSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION });

function checkSize() {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
  const initial = new Set(['index.html']);
  const follow = (key) => {
    const chunk = manifest[key];
    initial.add(chunk.file);
    (chunk.css ?? []).forEach((file) => initial.add(file));
    (chunk.imports ?? []).filter((next) => !initial.has(manifest[next].file)).forEach(follow);
  };
  Object.keys(manifest)
    .filter((key) => manifest[key].isEntry)
    .forEach(follow);
  const bytes = [...initial].reduce((sum, file) => sum + compressed(join(dist, file)).length, 0);
  const all = filesBelow(dist).reduce((sum, file) => sum + statSync(join(dist, file)).size, 0);
  const kb = Math.ceil(bytes / 1024);
  console.log(`portal: ${kb} KB compressed before the first picture, ${Math.ceil(all / 1024)} KB in all, uncompressed`);
  if (kb > MAX_INITIAL_KB) fail(`that is more than the ${MAX_INITIAL_KB} KB that a first visit may take`);
}

function test() {
  tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.');
  tool('eslint/bin/eslint.js', '--max-warnings', '0', '.');
  tool('vitest/vitest.mjs', 'run');
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < NODE[0] || (major === NODE[0] && minor < NODE[1])) {
  fail(`Node ${NODE.join('.')} or later is needed, and this is ${process.version}; ./mayfly setup gets one`);
}
mkdirSync(work, { recursive: true });
libraries();
switch (process.argv[2]) {
  case 'types':
    generateTypes();
    break;
  case 'build':
    once('build', join(served, 'files.txt'), build);
    break;
  case 'test':
    if (!existsSync(types)) generateTypes();
    once('test', join(target, 'surefire-reports/TEST-portal.xml'), test);
    break;
  default:
    fail('expected build, test or types');
}
