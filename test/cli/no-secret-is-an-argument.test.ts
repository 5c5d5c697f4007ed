import { expect, test } from 'vitest';
import { sourceFiles } from '../source-files.ts';

/** What commands are declared with: '--link-passphrase-file <file>'. */
const OPTION = /['"`](?:-\w, )?(--[a-z][a-z-]*)(?: [<[]([^>\]]+)[>\]])?['"`],/g;
const SECRET = /pass|secret|token|credential|login|-pin\b|key/;
/** Which key, not the key itself: "--key-id". */
const NAMES_ONE = /-id$/;

test('whatever is secret is given as a file: everybody may read the arguments of a process', () => {
  const options = sourceFiles('host').flatMap(({ path, text }) =>
    [...text.matchAll(OPTION)].map(([, name = '', takes = '']) => ({ path, name, takes })),
  );
  expect(options.length).toBeGreaterThan(100);
  const secret = options.filter(({ name }) => SECRET.test(name) && !NAMES_ONE.test(name));
  expect(secret.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['--passphrase-file', '--link-passphrase-file', '--tls-key', '--broker-credentials']),
  );
  const spoken = secret.filter(({ takes }) => takes !== 'file' && takes !== 'dir' && takes !== 'path');
  expect(spoken).toEqual([]);
});
