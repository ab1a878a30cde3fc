import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, onTestFinished } from 'vitest';

import { freePort } from './sample-process.js';

/** Why there is no nginx here; `undefined` where there is, and where all tests are required. */
export const NO_NGINX = await whyNoNginx();

/** An nginx before some servers, as the guide has it; ended with the test. */
export async function startNginx(servers: readonly string[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'lightapi-nginx-'));
  const port = await freePort();
  const file = join(directory, 'nginx.conf');
  await writeFile(file, configuration(directory, port, servers));
  const child = spawn('nginx', ['-c', file, '-p', directory, '-e', 'stderr'], { stdio: 'ignore' });
  onTestFinished(async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    await rm(directory, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}`;
  const status = () =>
    fetch(`${url}/healthz`).then(
      (answer) => answer.status,
      () => 0,
    );
  await expect.poll(status, { timeout: 5_000 }).toBe(200);
  return url;
}

function configuration(directory: string, port: number, servers: readonly string[]): string {
  const upstream = servers.map((url) => `    server ${new URL(url).host};`).join('\n');
  return `
daemon off;
pid ${directory}/nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path ${directory}/body;
  proxy_temp_path ${directory}/proxy;
  fastcgi_temp_path ${directory}/fastcgi;
  uwsgi_temp_path ${directory}/uwsgi;
  scgi_temp_path ${directory}/scgi;
  upstream api {
${upstream}
    keepalive 16;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://api;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Request-Id $request_id;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_next_upstream error timeout;
    }
  }
}
`;
}

async function whyNoNginx(): Promise<string | undefined> {
  try {
    await promisify(execFile)('nginx', ['-v']);
    return undefined;
  } catch (error) {
    if (process.env.LIGHTAPI_TEST_REQUIRE_ALL === '1') throw error;
    return 'no nginx: apt-get install nginx-light';
  }
}
