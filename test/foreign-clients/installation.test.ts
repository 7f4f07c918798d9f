import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installClients } from './foreign-clients.ts';

/** Makes a folder with a pip that notes its call, takes its time, and fails where a file says so. */
const PYTHON = String.raw`#!/bin/sh
for folder; do :; done
rm -rf "$folder"; mkdir -p "$folder/bin"
cat > "$folder/bin/pip" <<'PIP'
#!/bin/sh
here=$(dirname "$0")
echo installs >> "$here/../../calls"
sleep 0.3
test ! -e "$here/../../broken" && touch "$here/gh"
PIP
chmod +x "$folder/bin/pip"
`;

describe('the installation of ordinary clients', () => {
  let place: string;
  let folder: string;

  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'limelight-install-'));
    folder = join(place, 'clients');
    const python = join(place, 'python3');
    writeFileSync(python, PYTHON);
    chmodSync(python, 0o755);
    vi.stubEnv('PATH', `${place}${delimiter}${process.env['PATH'] ?? ''}`);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(place, { recursive: true, force: true });
  });

  const calls = (): number => readFileSync(join(place, 'calls'), 'utf8').trim().split('\n').length;

  it('is done once for all who ask at the same time', async () => {
    await Promise.all([installClients(folder), installClients(folder)]);
    await installClients(folder);
    expect(existsSync(join(folder, 'bin', 'gh'))).toBe(true);
    expect(calls()).toBe(1);
  });

  it('that failed is begun anew by the next who asks', async () => {
    writeFileSync(join(place, 'broken'), '');
    await expect(installClients(folder)).rejects.toThrow('pip install');
    rmSync(join(place, 'broken'));
    await installClients(folder);
    expect(calls()).toBe(2);
  });
});
