import { expect, it } from 'vitest';
import { cleanPath, escapePath, readRequestUrl } from '../../../sandbox/registry/request-url.ts';
import { routeOf } from '../../../sandbox/registry/routes.ts';

const lamp = { name: 'lamp', version: '1.0.0' };

it.each([
  ['/', { to: 'index' }],
  ['/index.json', { to: 'index' }],
  ['/search', { to: 'search' }],
  ['/search/', { to: 'redirect', path: '/search' }],
  ['/favicon.ico/', { to: 'redirect', path: '/favicon.ico' }],
  ['/health/x', { to: 'nowhere' }],
  ['/Search', { to: 'nowhere' }],
  ['/epr/anything/lamp-1.0.0.zip', { to: 'archive', ...lamp }],
  ['/epr/lamp/lamp-1.0.0.zip.zip', { to: 'archive', name: 'lamp', version: '1.0.0.zip' }],
  ['/epr/lamp/lamp-1.0.0.zip.sig', { to: 'signature', ...lamp }],
  ['/epr/lamp/lamp-1.0.0.zip/', { to: 'redirect', path: '/epr/lamp/lamp-1.0.0.zip' }],
  ['/epr/lamp/LAMP-1.0.0.zip', { to: 'nowhere' }],
  ['/epr/lamp/lamp-.zip', { to: 'nowhere' }],
  ['/package/lamp', { to: 'nowhere' }],
  ['/package/lamp/', { to: 'nowhere' }],
  ['/package/lamp/1.0.0/', { to: 'page', ...lamp }],
  ['/package/lamp/1.0.0', { to: 'redirect', path: '/package/lamp/1.0.0/' }],
  ['/package/LAMP/1.0.0/', { to: 'redirect', path: '/package/LAMP/1.0.0' }],
  ['/package/LAMP/1.0.0', { to: 'nowhere' }],
  ['/package/lamp/1.0.0/docs/README.md', { to: 'file', ...lamp, file: 'docs/README.md' }],
  ['/package/lamp/1.0.0/docs/', { to: 'redirect', path: '/package/lamp/1.0.0/docs' }],
])('%s leads to %o', (path, route) => {
  expect(routeOf(path)).toEqual(route);
});

it('reads an address as it came in', () => {
  expect(readRequestUrl('/a%20b?x="1"&y=%zz&z=1;2&q=a+b%2Bc&q=2')).toEqual({
    path: '/a b',
    rawQuery: '?x="1"&y=%zz&z=1;2&q=a+b%2Bc&q=2',
    query: new URLSearchParams([
      ['x', '"1"'],
      ['q', 'a b+c'],
      ['q', '2'],
    ]),
  });
  expect(readRequestUrl('/a%2')).toBeUndefined();
  expect(readRequestUrl(Buffer.from('/é').toString('latin1'))?.path).toBe('/é');
});

it('cleans and escapes paths as Go does', () => {
  const unclean = ['//', '/a//b/', '/a/../b', '/../a', '/a/./b/.', 'a'];
  expect(unclean.map(cleanPath).join(' ')).toBe('/ /a/b/ /b /a /a/b /a');
  expect(escapePath("/a(b)!*'?#é[]+&~")).toBe('/a%28b%29%21%2A%27%3F%23%C3%A9%5B%5D+&~');
});
