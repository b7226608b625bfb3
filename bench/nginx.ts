import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, program, ready } from './processes.ts'

export const hasNginx = spawnSync('nginx', ['-v']).status === 0

/** One process, as one worker of nginx is, that serves the files of a folder. */
const configuration = (folder: string, port: number) => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  default_type image/webp;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port}; root ${folder}; }
}
`

/** nginx on a core, ready when it serves this file of the folder. */
export async function startNginx(folder: string, file: string, core?: number) {
  const port = await freePort()
  const path = join(folder, 'nginx.conf')
  await writeFile(path, configuration(folder, port))
  const child = program(core, ['nginx', '-p', folder, '-c', path, '-e', 'stderr'])
  await ready(`http://127.0.0.1:${port}/${file}`)
  return { port, pid: child.pid as number, child }
}
